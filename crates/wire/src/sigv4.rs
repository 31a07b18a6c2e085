//! AWS Signature Version 4, verifying side.
//!
//! In: the head of a request as it was received, the caller's secret and `now`. Out: who called, or the AWS error.
//! Never: looks a secret up, reads the clock, says in how far a wrong signature was right.
//!
//! # Examples
//! ```
//! use catchlight_types::EpochMillis;
//! use catchlight_wire::error::AwsErrorKind;
//! use catchlight_wire::sigv4::{Claimant, Payload, SecretKey, verify_header};
//!
//! let authorization = "AWS4-HMAC-SHA256 \
//!     Credential=AKIDEXAMPLE/20260228/eu-west-1/rekognition/aws4_request, \
//!     SignedHeaders=content-type;host;x-amz-date;x-amz-target, \
//!     Signature=644eb678cb0f393966a805f404d09aa0abfbb2a0a6e260fadf28cbd68ac3ba3b";
//! let (head, ()) = http::Request::post("/")
//!     .header("host", "127.0.0.1:8443")
//!     .header("content-type", "application/x-amz-json-1.1")
//!     .header("x-amz-target", "RekognitionService.CreateFaceLivenessSession")
//!     .header("x-amz-date", "20260228T235930Z")
//!     .header("authorization", authorization)
//!     .body(())?
//!     .into_parts();
//! let body = br#"{"Settings":{"AuditImagesLimit":2}}"#;
//! let find = |claimant: &Claimant| match claimant.access_key_id.as_str() {
//!     "AKIDEXAMPLE" => Ok(SecretKey::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
//!     _ => Err(AwsErrorKind::UnrecognizedClient.into()),
//! };
//! let now = EpochMillis::new(1_772_323_170_000);
//! let verified = verify_header(&head, Payload::Whole(body), find, now)?;
//! assert_eq!(verified.claimant().access_key_id, "AKIDEXAMPLE");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// Payload hash of a request whose body is a stream of signed events.
const STREAMING_PAYLOAD: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
/// The service that credentials must be scoped to.
const SERVICE: &str = "rekognition";
