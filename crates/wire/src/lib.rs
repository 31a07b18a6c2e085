//! AWS bytes to AWS values and back, for the servers and the clients of Face Liveness.
//!
//! In: bytes of requests and responses, and `now` where a signature has an age. Out: typed values, or the AWS error
//! for the caller. Stream events and the types of the domain are converted here, in both directions.
//! Never: sockets, async, the clock.
#![warn(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

pub mod api;
pub mod control;
pub mod error;
pub mod eventstream;
pub mod limits;
pub mod operation;
pub mod operations;
pub mod sigv4;
pub mod start;
pub mod value;

mod constraints;
mod json;
