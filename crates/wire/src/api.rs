//! The shapes of the API, member by member: the requests that a client writes and the responses that it reads.
//!
//! In: fields. Out: the same as a tree of values, as JSON or from XML, by [`Shape`](crate::value::Shape), and the
//! schema from which a command line takes its options.
//! Never: constraints beyond kind and presence; a server judges them and names all violations in one message.
//!
//! Names are those of the API in snake case, so `Settings.OutputConfig.S3KeyPrefix` is
//! `settings.output_config.s3_key_prefix`. A member that the API does not require is an `Option`.

mod create_face_liveness_session;
mod get_face_liveness_session_results;
pub mod streaming;

pub use create_face_liveness_session::{
    ChallengePreference, CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionRequestSettings,
    CreateFaceLivenessSessionResponse, LivenessOutputConfig, Versions,
};
pub use get_face_liveness_session_results::{
    AuditImage, BoundingBox, Challenge, Feedback, GetFaceLivenessSessionResultsRequest,
    GetFaceLivenessSessionResultsResponse, Metadata, S3Object,
};

use crate::value::OpenEnum;
use catchlight_types::{ChallengeKind, FeedbackCode, SessionStatus};

/// Type of a challenge.
pub type ChallengeType = OpenEnum<ChallengeKind>;
/// Status of a session.
pub type LivenessSessionStatus = OpenEnum<SessionStatus>;
/// What a person could do better.
pub type LivenessFeedbackCode = OpenEnum<FeedbackCode>;

#[cfg(test)]
mod tests;
