//! Who did what in the console and with the `operators` and `keys` commands.
//!
//! In: one entry for each action. Out: entries, the newest first. Never: a change to an entry, a secret or an image.

use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::EpochMillis;

/// An entry to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuditEntry {
    /// When it was done.
    pub at: EpochMillis,
    /// Name of the operator; `None` when nobody was signed in.
    pub operator: Option<String>,
    /// What was done, a name such as `image.view`.
    pub action: &'static str,
    /// What it was done to: a session, an operator, a key.
    pub subject: Option<String>,
    /// More about it, in words.
    pub detail: Option<String>,
    /// Network address of the request; `None` for a command on the machine itself.
    pub address: Option<String>,
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number; no other entry has it, and later entries have larger ones.
    pub id: i64,
    /// When it was done.
    pub at: EpochMillis,
    /// Name of the operator.
    pub operator: Option<String>,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub subject: Option<String>,
    /// More about it.
    pub detail: Option<String>,
    /// Network address of the request.
    pub address: Option<String>,
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this operator only.
    pub operator: Option<String>,
    /// Of this action only.
    pub action: Option<String>,
    /// About this subject only.
    pub subject: Option<String>,
    /// Only entries before the one of this number.
    pub before: Option<i64>,
}

/// The audit log in the database.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Stores an entry. Entries are never changed. Of two entries of the same moment, from different nodes, either may
    /// have the larger number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn add_audit(&self, entry: &NewAuditEntry) -> Result<(), StoreError>;

    /// At most `limit` entries, in falling order of their numbers. [`AuditFilter::before`] with the number of the last
    /// entry of a page gives the next page.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn list_audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditEntry>, StoreError>;
}
