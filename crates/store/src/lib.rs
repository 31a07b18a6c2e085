//! Sessions, results, images, operators and checks of the hosted page on SQLite and the local file system.
//!
//! In: domain values. Out: the same values after any restart. Never: pixels decoded, scoring, the clock.

mod audit;
mod batches;
mod check_about;
mod checks;
mod details;
mod error;
mod images;
mod key_uses;
mod operator_sessions;
mod operators;
mod page_checks;
mod provider_operators;
mod records;
mod results;
mod retention;
mod secret_text;
mod sessions;
mod store;
mod tallies;

pub use audit::{AuditEntry, AuditFilter, NewAuditEntry};
pub use check_about::{CheckAbout, CheckAnswer, ImageAbout, NewReview, Review};
pub use checks::{
    CheckCursor, CheckFilter, CheckOrder, CheckPage, CheckRow, PageReference, RowReview, Strongest,
};
pub use details::{
    CheckDetails, CheckPlan, ClientFacts, CourseFacts, PictureFacts, PlannedColor, PlannedOval, ShownFacts,
    StreamFacts, ViewFacts,
};
pub use error::StoreError;
pub use operator_sessions::{NewOperatorSession, OperatorSession, SignInWay};
pub use operators::{NewOperator, Operator, OperatorChange, OperatorChanged, Role};
pub use page_checks::{Attempt, NewToken, PageCheck, Presentation, TokenKind};
pub use provider_operators::{ProviderOperator, ProviderPerson};
pub use results::{CheckResult, StoredImage, StoredResult};
pub use retention::Swept;
pub use secret_text::SecretText;
pub use sessions::{
    AgreedChallenge, Creation, NewSession, OutputLocation, Preference, Settings, StartOutcome, StoredSession,
};
pub use store::{Store, StoreSettings};
pub use tallies::{RecentAnswers, Tally};
