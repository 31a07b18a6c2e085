//! Counts of checks in SQLite, read from indexes alone.

use super::SqliteDatabase;
use crate::error::StoreError;
use crate::tallies::{RecentResults, Tallies, Tally};
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SessionStatus};
use sqlx::Row;

#[async_trait]
impl Tallies for SqliteDatabase {
    async fn tally_since(&self, from: EpochMillis, pass_percent: f64) -> Result<Tally, StoreError> {
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

    async fn recent_results(&self, limit: u32) -> Result<RecentResults, StoreError> {
        let rows = sqlx::query(
            "SELECT created_at_ms, confidence FROM sessions WHERE confidence IS NOT NULL
             ORDER BY created_at_ms DESC LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.pool)
        .await?;
        let oldest: Option<i64> = rows.last().map(|row| row.try_get("created_at_ms")).transpose()?;
        let confidences = rows.iter().map(|row| row.try_get("confidence")).collect::<Result<_, _>>()?;
        Ok(RecentResults { from: oldest.map(EpochMillis::new), confidences })
    }
}
