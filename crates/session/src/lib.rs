//! The life of one check as a pure state machine, the challenge it plans, and the rules that operators live by.
//!
//! In: events and `now`; entropy as bytes. Out: the actions that the server carries out in order.
//! Never: async, the clock, pixels, AWS shapes.

mod budget;
mod error;
mod idempotency;
mod limits;
mod machine;
mod negotiation;
mod operator;
mod outcome;
mod plan;
mod sign_in;

pub use budget::pause_after;
pub use error::SessionError;
pub use idempotency::{CreateDecision, KnownToken, decide_create};
pub use limits::*;
pub use machine::{Action, Event, Session};
pub use negotiation::{Agreement, SERVED_CHALLENGES, negotiate};
pub use operator::{OperatorName, OperatorRule, ReviewDecision, ReviewOutcome};
pub use outcome::{AnalysisFailure, CloseCode, ExceptionKind, FailureReason, StreamException};
pub use plan::{Seed, plan_challenge, sequence_space_bits};
pub use sign_in::SignInLimiter;
