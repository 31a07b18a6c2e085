//! The life of one check as a pure state machine, and the challenge it plans.
//!
//! In: events and `now`; entropy as bytes. Out: the actions that the server carries out in order.
//! Never: async, the clock, pixels, AWS shapes.

mod budget;
mod error;
mod idempotency;
mod limits;
mod machine;
mod negotiation;
mod outcome;
mod plan;
mod settings;

pub use budget::pause_after;
pub use error::SessionError;
pub use idempotency::{CreateDecision, KnownToken, decide_create};
pub use limits::*;
pub use machine::{Action, Event, Session};
pub use negotiation::{Agreement, ChallengeOffer, SERVED_CHALLENGES, negotiate};
pub use outcome::{AnalysisFailure, CloseCode, ExceptionKind, FailureReason, StreamException};
pub use plan::{Seed, plan_challenge, sequence_space_bits};
pub use settings::{ChallengePreference, OutputLocation, SessionSettings, clamp_audit_images_limit};
