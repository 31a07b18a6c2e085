//! Client of Face Liveness: creates sessions, takes part in checks, reads results.
//!
//! In: an endpoint, credentials, trusted certificates; for a check, a function that answers the challenge. Out: typed
//! results, or the exception of the service.
//! Never: server code, the environment; the clock is one of the settings.
//!
//! [`LivenessClient::create`] and [`LivenessClient::get`] are the control plane.
//! [`LivenessClient::start_face_liveness_session`] is the streaming operation, over a WebSocket as browsers and
//! phones do, or over the bodies of an HTTP exchange as the SDKs for servers do.
//! [`LivenessClient::run_check`] does all three with a recording.
//!
//! For a real person in front of a camera, write a function from the challenge to a [`Performance`], whose events may
//! be produced while they are sent. [`Playback`] plays a finished video instead, which a service should not accept as
//! a live person.
#![doc = include_str!("quick_start.md")]

mod check;
mod client;
mod connector;
pub mod control;
mod convert;
mod error;
mod exception;
mod exchange;
pub mod limits;
mod performance;
mod playback;
mod raw;
#[cfg(test)]
mod redaction;
mod replay;
mod retry;
mod roles;
mod settings;
mod signer;
pub mod streaming;
mod trust;
mod websocket;

pub use catchlight_wire::operation::ControlRequest;
pub use catchlight_wire::operations::{OPERATIONS, Operation};
pub use catchlight_wire::{operations, value};

pub use check::{CheckOpening, CheckOutcome, Progress, Transport};
pub use client::LivenessClient;
pub use error::{ClientError, ConnectionProblem};
pub use exception::{ErrorResponse, ServiceException};
pub use performance::{Pace, Performance, PerformedEvent, PerformerError, TimedEvent};
pub use playback::{Playback, PlayedSlice};
pub use raw::{RawClient, RawResponse, RawSettings};
pub use retry::{Pause, RetrySettings, timer};
pub use roles::RoleRequest;
pub use settings::{ClientSettings, Clock, Credentials, Endpoint, SecretText, system_clock};
pub use trust::Trust;

/// The examples of the README are compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadMe;
