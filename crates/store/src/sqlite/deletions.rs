//! Rows of SQLite that come to an end.

use super::SqliteDatabase;
use super::columns::read_id;
use crate::deletions::Deletions;
use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SESSION_LIFE, SessionId, SessionStatus};

#[async_trait]
impl Deletions for SqliteDatabase {
    async fn expire_sessions(&self, now: EpochMillis) -> Result<u64, StoreError> {
        let life_ms = i64::try_from(SESSION_LIFE.as_millis()).unwrap_or(i64::MAX);
        let expired = sqlx::query(
            "UPDATE sessions SET status = ?, ended_at_ms = ?
             WHERE (status = ? AND expires_at_ms <= ?) OR (status = ? AND expires_at_ms <= ?)",
        )
        .bind(SessionStatus::Expired.name())
        .bind(now.as_millis())
        .bind(SessionStatus::Created.name())
        .bind(now.as_millis())
        .bind(SessionStatus::InProgress.name())
        .bind(now.as_millis().saturating_sub(life_ms))
        .execute(&self.pool)
        .await?;
        Ok(expired.rows_affected())
    }

    async fn sessions_to_delete(&self, now: EpochMillis, limit: u32) -> Result<Vec<SessionId>, StoreError> {
        let ids: Vec<String> =
            sqlx::query_scalar("SELECT id FROM sessions WHERE delete_at_ms <= ? AND status <> ? LIMIT ?")
                .bind(now.as_millis())
                .bind(SessionStatus::InProgress.name())
                .bind(limit)
                .fetch_all(&self.pool)
                .await?;
        ids.iter().map(|id| read_id(id)).collect()
    }

    async fn image_keys(&self, id: &SessionId) -> Result<Vec<String>, StoreError> {
        let keys = sqlx::query_scalar("SELECT key FROM images WHERE session_id = ?");
        Ok(keys.bind(id.as_str()).fetch_all(&self.pool).await?)
    }

    async fn delete_session_rows(&self, id: &SessionId) -> Result<bool, StoreError> {
        let deleted =
            sqlx::query("DELETE FROM sessions WHERE id = ?").bind(id.as_str()).execute(&self.pool).await?;
        Ok(deleted.rows_affected() == 1)
    }

    async fn sessions_of_page_check(&self, id: &SessionId) -> Result<Vec<SessionId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT session_id FROM page_attempts WHERE check_id = ?")
            .bind(id.as_str())
            .fetch_all(&self.pool)
            .await?;
        ids.iter().map(|id| read_id(id)).collect()
    }

    async fn delete_page_check_rows(&self, id: &SessionId) -> Result<bool, StoreError> {
        let deleted =
            sqlx::query("DELETE FROM page_checks WHERE id = ?").bind(id.as_str()).execute(&self.pool).await?;
        Ok(deleted.rows_affected() == 1)
    }

    async fn delete_expired_rows(&self, now: EpochMillis) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for statement in [
            "DELETE FROM page_checks WHERE delete_at_ms <= ?",
            "DELETE FROM operator_sessions WHERE ends_at_ms <= ?",
            "DELETE FROM sign_in_links WHERE expires_at_ms <= ?",
        ] {
            sqlx::query(statement).bind(now.as_millis()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}
