//! The two operations of the control plane in awsJson1_1.
//!
//! In: the target header and the body. Out: a request that keeps every constraint of the API, or the AWS error; and
//! the answers, both ways.
//! Never: decides what a valid request means.

mod create;
mod members;
mod request;
mod results;
mod sdk_type;

pub use create::{
    ChallengePreference, CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionResponse, OutputConfig,
    SessionSettings, VersionRange,
};
pub use request::{Operation, Request, TARGET_HEADER, answer, parse_request};
pub use results::{
    AuditImage, Feedback, GetFaceLivenessSessionResultsRequest, GetFaceLivenessSessionResultsResponse,
    ImageContent, S3Object, UsedChallenge,
};
pub use sdk_type::SdkType;

/// Content type of requests and answers of the control plane.
pub const CONTROL_CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// An answer is not what the API says it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The body is not JSON of the right shape.
    #[error("answer is not the expected json")]
    NotJson {
        /// What the parser said.
        #[from]
        source: serde_json::Error,
    },
    /// A member has a value that the API does not know.
    #[error("member {member} of the answer has the unknown value {value:?}")]
    UnknownValue {
        /// Name of the member.
        member: &'static str,
        /// The value, without images.
        value: String,
    },
}
