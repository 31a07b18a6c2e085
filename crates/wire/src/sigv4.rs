//! AWS Signature Version 4, verifying side.
//!
//! In: the head of a request as it was received, the caller's secret and `now`. Out: who called, or the AWS error.
//! Never: looks a secret up, reads the clock, says in how far a wrong signature was right.

mod canonical;
mod chain;
mod claim;
mod credential;
mod date;
#[cfg(test)]
mod fixture;
pub(crate) mod query;
mod secret;
mod verify;

pub use chain::EventChain;
pub use claim::Claimant;
pub use secret::SecretKey;
pub use verify::{Payload, Verified, verify_header, verify_presigned};

/// The only algorithm.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// Payload hash of a request whose body is a stream of signed events.
pub const STREAMING_PAYLOAD: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
/// The service that credentials must be scoped to.
pub const SERVICE: &str = "rekognition";
