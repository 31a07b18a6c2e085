//! Uses of access keys in SQLite.

use super::SqliteDatabase;
use super::columns::read_moment;
use crate::error::StoreError;
use crate::key_uses::KeyUses;
use async_trait::async_trait;
use catchlight_types::EpochMillis;
use sqlx::Row;
use std::collections::BTreeMap;

#[async_trait]
impl KeyUses for SqliteDatabase {
    async fn note_key_uses(&self, uses: &BTreeMap<String, EpochMillis>) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
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

    async fn key_uses(&self) -> Result<BTreeMap<String, EpochMillis>, StoreError> {
        let rows = sqlx::query("SELECT key_id, used_at_ms FROM key_uses").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("key_id")?, read_moment(row, "used_at_ms")?))).collect()
    }

    async fn forget_key_use(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM key_uses WHERE key_id = ?").bind(id).execute(&self.pool).await?;
        Ok(())
    }
}
