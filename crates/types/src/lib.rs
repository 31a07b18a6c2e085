//! Words that at least three crates share.
//!
//! In: plain numbers and strings from the edges. Out: values that can no longer be wrong.
//! Never: serialisation, clocks, anything that fewer than three crates use.

mod challenge;
mod claim;
mod confidence;
mod explanation;
mod geometry;
mod image;
mod limits;
mod reading;
mod session_id;
mod settings;
mod status;
mod time;
mod verdict;

pub use challenge::{
    Challenge, ChallengeKind, ChallengeVersion, ColorStep, MatchSettings, Oval, OvalFitTimeout, Rgb8,
    VersionError, VersionedChallenge,
};
pub use claim::{ClientClaim, ColorClaim, InitialFaceClaim, TargetFaceClaim};
pub use confidence::Confidence;
pub use explanation::{Ceiling, CeilingCause, Contribution, Direction};
pub use geometry::{FrameSize, HeadPose, PointPx, RectPx, UnitRect};
pub use image::{FaceImage, JpegBytes};
pub use limits::*;
pub use reading::{Detail, Measurement, NotTaken, Reading, SignalName};
pub use session_id::{SessionId, SessionIdError};
pub use settings::{ChallengePreference, OutputLocation, SessionSettings};
pub use status::SessionStatus;
pub use time::{EpochMillis, MediaTime};
pub use verdict::{FeedbackCode, MainReason, Verdict};
