//! How the checks of late went, counted from indexes.
//!
//! In: a time. Out: counts. Never: reads a row.

use crate::{Store, StoreError};
use catchlight_types::{EpochMillis, SessionStatus};
use sqlx::Row;

/// How the checks since a time went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How many were created.
    pub created: i64,
    /// How many of them are FAILED.
    pub failed: i64,
    /// How many of them have at least the Confidence that was asked about.
    pub passed: i64,
}

/// The answers of late.
#[derive(Debug, Clone, PartialEq)]
pub struct RecentAnswers {
    /// When the oldest of them was created; `None` when there is none.
    pub from: Option<EpochMillis>,
    /// Their Confidences, percent.
    pub confidences: Vec<f64>,
}

impl Store {
    /// Counts the checks since `from`; those of `pass_percent` and more passed.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn tally_since(&self, from: EpochMillis, pass_percent: f64) -> Result<Tally, StoreError> {
        let row = sqlx::query(
            "SELECT
                (SELECT count(*) FROM sessions WHERE created_at_ms >= ?) AS created,
                (SELECT count(*) FROM sessions WHERE status = ? AND created_at_ms >= ?) AS failed,
                (SELECT count(*) FROM sessions
                    WHERE confidence IS NOT NULL AND created_at_ms >= ? AND confidence >= ?) AS passed",
        )
        .bind(from.as_millis())
        .bind(SessionStatus::Failed.name())
        .bind(from.as_millis())
        .bind(from.as_millis())
        .bind(pass_percent)
        .fetch_one(&self.pool)
        .await?;
        Ok(Tally {
            created: row.try_get("created")?,
            failed: row.try_get("failed")?,
            passed: row.try_get("passed")?,
        })
    }

    /// The Confidences of the newest answers, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn recent_answers(&self, limit: u32) -> Result<RecentAnswers, StoreError> {
        let rows = sqlx::query(
            "SELECT created_at_ms, confidence FROM sessions WHERE confidence IS NOT NULL
             ORDER BY created_at_ms DESC LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        let oldest: Option<i64> = rows.last().map(|row| row.try_get("created_at_ms")).transpose()?;
        let confidences = rows.iter().map(|row| row.try_get("confidence")).collect::<Result<_, _>>()?;
        Ok(RecentAnswers { from: oldest.map(EpochMillis::new), confidences })
    }
}
