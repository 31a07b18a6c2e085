//! Access keys that may sign requests.

use crate::{Store, StoreError};
use catchlight_types::EpochMillis;
use sqlx::Row;
use std::fmt;

/// A secret; `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a secret.
    #[must_use]
    pub const fn new(secret: String) -> Self {
        Self(secret)
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretText(redacted)")
    }
}

/// A key with its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// Public part.
    pub id: String,
    /// Secret part.
    pub secret: SecretText,
    /// Whether it may sign.
    pub enabled: bool,
}

impl Store {
    /// Stores a key; one with the same id is replaced.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn put_access_key(&self, key: &AccessKey, now: EpochMillis) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO access_keys (id, secret, enabled, created_at_ms) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET secret = excluded.secret, enabled = excluded.enabled",
        )
        .bind(&key.id)
        .bind(key.secret.reveal())
        .bind(key.enabled)
        .bind(now.as_millis())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Finds a key.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn find_access_key(&self, id: &str) -> Result<Option<AccessKey>, StoreError> {
        let row = sqlx::query("SELECT id, secret, enabled FROM access_keys WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| read_key(&row)).transpose()
    }

    /// Every key, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn list_access_keys(&self) -> Result<Vec<AccessKey>, StoreError> {
        let rows = sqlx::query("SELECT id, secret, enabled FROM access_keys ORDER BY created_at_ms, id")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(read_key).collect()
    }
}

fn read_key(row: &sqlx::sqlite::SqliteRow) -> Result<AccessKey, StoreError> {
    Ok(AccessKey {
        id: row.try_get("id")?,
        secret: SecretText::new(row.try_get("secret")?),
        enabled: row.try_get("enabled")?,
    })
}
