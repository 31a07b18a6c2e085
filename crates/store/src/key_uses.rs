//! When each access key was used last.
//!
//! In: ids with moments, many at once. Out: the latest moment of each. Never: a secret; the keys live in a file.

use crate::{Store, StoreError};
use catchlight_types::EpochMillis;
use sqlx::Row;
use std::collections::BTreeMap;

impl Store {
    /// Notes when keys were used; a moment before the one that is known changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`]; nothing is noted then.
    pub async fn note_key_uses(&self, uses: &BTreeMap<String, EpochMillis>) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for (id, at) in uses {
            sqlx::query(
                "INSERT INTO key_uses (key_id, used_at_ms) VALUES (?, ?)
                 ON CONFLICT (key_id) DO UPDATE SET used_at_ms = max(used_at_ms, excluded.used_at_ms)",
            )
            .bind(id)
            .bind(at.as_millis())
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// When each key was used last; keys that never were are missing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn key_uses(&self) -> Result<BTreeMap<String, EpochMillis>, StoreError> {
        let rows = sqlx::query("SELECT key_id, used_at_ms FROM key_uses").fetch_all(&self.pool).await?;
        let read = |row: &sqlx::sqlite::SqliteRow| {
            Ok((row.try_get("key_id")?, EpochMillis::new(row.try_get("used_at_ms")?)))
        };
        rows.iter().map(read).collect()
    }

    /// Forgets when a key was used; one that never was is no error.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_key_use(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM key_uses WHERE key_id = ?").bind(id).execute(&self.pool).await?;
        Ok(())
    }
}
