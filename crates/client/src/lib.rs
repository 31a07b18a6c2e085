//! Client of Face Liveness: creates sessions, takes part in checks, reads results.
//!
//! In: an endpoint, credentials, whom to trust; for a check, someone who answers the challenge. Out: typed results,
//! or the service's exception as it was.
//! Never: server code, the environment, the clock (the caller lends one).
//!
//! [`LivenessClient::create_session`] and [`LivenessClient::session_results`] are the control plane.
//! [`LivenessClient::run_check`] is StartFaceLivenessSession, over a WebSocket as browsers and phones do it, or over
//! the bodies of an HTTP exchange as the SDKs for servers do it.

mod check;
mod client;
mod control;
mod convert;
mod error;
mod exchange;
pub mod limits;
mod performance;
mod settings;
mod signer;
mod trust;
mod websocket;

pub use check::{CheckOpening, CheckOutcome, Progress, Transport};
pub use client::LivenessClient;
pub use control::{
    ChallengePreference, Feedback, ImagePlace, NewSession, OutputLocation, ResultImage, SessionResults,
    UsedChallenge,
};
pub use error::{ClientError, ServiceException};
pub use performance::{Pace, Performance, PerformedEvent, PerformerError, TimedEvent};
pub use settings::{ClientSettings, Clock, Credentials, Endpoint, SecretText};
pub use trust::Trust;
