//! What a database has to do for the store, and which databases there are.
//!
//! In: a database URL. Out: the backend that answers to it. Never: a statement, a driver's type.

use crate::audit::Audit;
use crate::check_record::CheckRecords;
use crate::checks::Checks;
use crate::deletions::Deletions;
use crate::error::StoreError;
use crate::key_uses::KeyUses;
use crate::operator_sessions::OperatorSessions;
use crate::operators::Operators;
use crate::page_checks::PageChecks;
use crate::provider_operators::ProviderOperators;
use crate::results::ResultRows;
use crate::sessions::Sessions;
use crate::tallies::Tallies;
use async_trait::async_trait;
use std::fmt;

/// Everything that the server and the commands ask of the database, whichever it is.
///
/// What holds for every method of these traits: a call is atomic, so that it happens as a whole or, when it fails, not
/// at all. A call that has returned is visible to every later call of every process on the same database. Two calls at
/// the same moment end as if one had come after the other; where it matters which, the method says so.
#[async_trait]
pub trait Database:
    Sessions
    + Checks
    + CheckRecords
    + Tallies
    + PageChecks
    + Operators
    + OperatorSessions
    + ProviderOperators
    + Audit
    + KeyUses
{
    /// Asks the database for an answer, for health checks.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not answer.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Closes every connection after the calls in progress; later calls fail.
    async fn close(&self);
}

/// A database with the parts of it that only the store itself may use, since they belong together with images.
pub(crate) trait Backend: Database + ResultRows + Deletions + fmt::Debug + Send + Sync {}

impl<T: Database + ResultRows + Deletions + fmt::Debug + Send + Sync> Backend for T {}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackendKind {
    /// One file on the machine of the one server.
    Sqlite,
}

impl BackendKind {
    /// Every kind.
    pub const ALL: [Self; 1] = [Self::Sqlite];

    /// What its URLs begin with, before the colon; also the name of its folders in this crate.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
        }
    }

    /// The kind of database that a URL names.
    ///
    /// # Errors
    /// [`StoreError::DatabaseUrl`] when there is no such kind.
    pub fn of_url(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        let kind = Self::ALL.into_iter().find(|kind| scheme == Some(kind.scheme()));
        kind.ok_or_else(|| Self::url_error("this one does not"))
    }

    /// What the URL of a database may begin with, in words.
    #[must_use]
    pub fn schemes() -> String {
        Self::ALL.map(|kind| format!("{}:", kind.scheme())).join(" or ")
    }

    /// The refusal of a URL.
    pub(crate) fn url_error(problem: &'static str) -> StoreError {
        StoreError::DatabaseUrl { schemes: Self::schemes(), problem }
    }
}
