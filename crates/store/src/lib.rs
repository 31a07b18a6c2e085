//! Sessions, results, images, operators and checks of the hosted page on SQLite and the local file system.
//!
//! In: domain values. Out: the same values after any restart. Never: pixels decoded, scoring, the clock.

mod access_keys;
mod audit;
mod batches;
mod error;
mod images;
mod operator_sessions;
mod operators;
mod page_checks;
mod records;
mod results;
mod retention;
mod sessions;
mod store;

pub use access_keys::{AccessKey, SecretText};
pub use audit::{AuditEntry, AuditFilter, NewAuditEntry};
pub use error::StoreError;
pub use operator_sessions::{NewOperatorSession, OperatorSession, SignInWay};
pub use operators::{NewOperator, Operator, OperatorChange, OperatorChanged, Role};
pub use page_checks::{Attempt, NewToken, PageCheck, Presentation, TokenKind};
pub use results::{CheckResult, StoredImage, StoredResult};
pub use retention::Swept;
pub use sessions::{
    AgreedChallenge, Creation, NewSession, OutputLocation, Preference, Settings, StartOutcome, StoredSession,
};
pub use store::{Store, StoreSettings};
