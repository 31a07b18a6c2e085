//! Who did what in the console and with the `operators` and `keys` commands.
//!
//! In: one entry for each deed. Out: entries, the newest first. Never: a change to an entry, a secret or a picture.

use crate::{Store, StoreError};
use catchlight_types::EpochMillis;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

/// A deed to be noted.
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
    /// More about it, for people.
    pub detail: Option<String>,
    /// Network address it was asked from; `None` for a command on the machine itself.
    pub address: Option<String>,
}

/// A noted deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number; later entries have larger ones.
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
    /// Network address it was asked from.
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

impl Store {
    /// Notes a deed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_audit(&self, entry: &NewAuditEntry) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit (at_ms, operator, action, subject, detail, address) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(entry.at.as_millis())
        .bind(&entry.operator)
        .bind(entry.action)
        .bind(&entry.subject)
        .bind(&entry.detail)
        .bind(&entry.address)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// At most `limit` entries, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn list_audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let mut statement = QueryBuilder::<Sqlite>::new(
            "SELECT id, at_ms, operator, action, subject, detail, address FROM audit WHERE id < ",
        );
        statement.push_bind(filter.before.unwrap_or(i64::MAX));
        for (column, wanted) in [
            (" AND operator = ", &filter.operator),
            (" AND action = ", &filter.action),
            (" AND subject = ", &filter.subject),
        ] {
            if let Some(wanted) = wanted {
                statement.push(column).push_bind(wanted);
            }
        }
        statement.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        let rows = statement.build().fetch_all(&self.pool).await?;
        rows.iter().map(read_entry).collect()
    }
}

fn read_entry(row: &SqliteRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.try_get("id")?,
        at: EpochMillis::new(row.try_get("at_ms")?),
        operator: row.try_get("operator")?,
        action: row.try_get("action")?,
        subject: row.try_get("subject")?,
        detail: row.try_get("detail")?,
        address: row.try_get("address")?,
    })
}
