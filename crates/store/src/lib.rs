//! Sessions, results, images, operators and checks of the hosted page: what is stored, behind one trait per concern.
//!
//! In: domain values. Out: the same values after any restart. Never: pixels decoded, scoring, the clock.
//!
//! A [`Store`] is a database and a place for images. What it can do is in the traits that [`Database`] joins, each
//! next to its types; how SQLite does it is in `sqlite/`. `docs/howto/add-a-store-backend.md` says how to add another.

mod audit;
mod backend;
mod check_record;
mod checks;
mod deletions;
mod details;
mod error;
mod folder;
mod images;
mod key_uses;
mod operator_sessions;
mod operators;
mod page_checks;
mod provider_operators;
mod records;
mod results;
mod secret_text;
mod sessions;
mod sqlite;
mod store;
mod tallies;

pub use audit::{Audit, AuditEntry, AuditFilter, NewAuditEntry};
pub use backend::{BackendKind, Database};
pub use check_record::{CheckOutcome, CheckRecord, CheckRecords, ImageRecord, NewReview, Review};
pub use checks::{
    CheckCursor, CheckFilter, CheckOrder, CheckPage, CheckRow, Checks, PageReference, RowReview, Strongest,
};
pub use details::{
    CheckDetails, CheckPlan, ClientFacts, CourseFacts, PictureFacts, PlannedColor, PlannedOval, ShownFacts,
    StreamFacts, ViewFacts,
};
pub use error::{Cause, StoreError};
pub use key_uses::KeyUses;
pub use operator_sessions::{NewOperatorSession, OperatorSession, OperatorSessions, SignInWay};
pub use operators::{NewOperator, Operator, OperatorChange, OperatorChanged, Operators, Role};
pub use page_checks::{Attempt, NewToken, PageCheck, PageChecks, Presentation, TokenKind};
pub use provider_operators::{ProviderOperator, ProviderOperators, ProviderPerson};
pub use results::{CheckResult, StoredImage, StoredResult};
pub use secret_text::SecretText;
pub use sessions::{Creation, NewSession, Sessions, StartOutcome, StoredSession};
pub use store::{Store, StoreSettings, Swept};
pub use tallies::{RecentResults, Tallies, Tally};
