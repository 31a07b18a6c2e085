//! What happens to data after a crash and in the course of time.

use crate::{Store, StoreError};
use catchlight_types::{EpochMillis, SESSION_LIFE, SessionId, SessionStatus};
use sqlx::Row;

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that became EXPIRED.
    pub expired: u64,
    /// Sessions that were deleted with all their data.
    pub deleted: u64,
}

impl Store {
    /// Marks every session that was in progress as FAILED. Called once at start, before clients are let in: what
    /// a stopped process was doing is lost, and nothing else. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn fail_interrupted(&self) -> Result<u64, StoreError> {
        let changed = sqlx::query("UPDATE sessions SET status = ?, failure = ? WHERE status = ?")
            .bind(SessionStatus::Failed.name())
            .bind("server_stopped")
            .bind(SessionStatus::InProgress.name())
            .execute(&self.pool)
            .await?;
        Ok(changed.rows_affected())
    }

    /// Ends sessions whose life is over and deletes those whose data has been kept long enough. A session in
    /// progress gets one more life, so that a running analysis comes to its own end first.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`]; a later sweep goes on from there.
    pub async fn sweep_expired(&self, now: EpochMillis) -> Result<Swept, StoreError> {
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
        let rows = sqlx::query("SELECT id FROM sessions WHERE delete_at_ms <= ? AND status <> ?")
            .bind(now.as_millis())
            .bind(SessionStatus::InProgress.name())
            .fetch_all(&self.pool)
            .await?;
        let mut deleted = 0;
        for row in rows {
            let id = crate::sessions::read_id(&row.try_get::<String, _>("id")?)?;
            deleted += u64::from(self.delete_session(&id).await?);
        }
        self.sweep_page_checks(now).await?;
        self.sweep_sign_ins(now).await?;
        Ok(Swept { expired: expired.rows_affected(), deleted })
    }

    /// Deletes a session with its result and images. Images in a bucket that the application named stay: they
    /// were delivered. Returns whether there was such a session.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`].
    pub async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        let keys: Vec<String> = sqlx::query_scalar("SELECT key FROM images WHERE session_id = ?")
            .bind(id.as_str())
            .fetch_all(&self.pool)
            .await?;
        for key in keys.iter().filter(|key| key.starts_with("sessions/")) {
            self.images.delete(key).await?;
        }
        let changed =
            sqlx::query("DELETE FROM sessions WHERE id = ?").bind(id.as_str()).execute(&self.pool).await?;
        Ok(changed.rows_affected() == 1)
    }
}
