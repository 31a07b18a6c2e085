//! Rows of results in SQLite.

use super::SqliteDatabase;
use super::columns::{read_record, read_settings};
use crate::error::StoreError;
use crate::records::{BoxRecord, ResultRecord, write_json};
use crate::results::{CheckResult, ImageRow, ResultRow, ResultRows};
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SessionId, SessionStatus, SignalName, UnitRect};
use sqlx::{Row, SqliteConnection};

#[async_trait]
impl ResultRows for SqliteDatabase {
    async fn commit_result(
        &self,
        id: &SessionId,
        result: &CheckResult,
        images: &[ImageRow],
        now: EpochMillis,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        if !write_result(&mut transaction, id, result, now).await? {
            return Ok(false);
        }
        for image in images {
            let bounding_box = image.bounding_box.map(BoxRecord::from);
            let bounding_box = bounding_box.map(|rect| write_json("bounding_box", &rect)).transpose()?;
            sqlx::query("INSERT INTO images (session_id, place, key, bounding_box) VALUES (?, ?, ?, ?)")
                .bind(id.as_str())
                .bind(image.place)
                .bind(&image.key)
                .bind(bounding_box)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    async fn find_result(&self, id: &SessionId) -> Result<Option<ResultRow>, StoreError> {
        let row = sqlx::query("SELECT settings, result FROM sessions WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let Some(record) = read_record::<ResultRecord>(&row, "result")? else { return Ok(None) };
        Ok(Some(ResultRow {
            settings: read_settings(&row)?,
            verdict: record.verdict()?,
            measurements: record.measurements()?,
            images: self.images_of(id).await?,
        }))
    }

    async fn image_key(&self, id: &SessionId, place: u32) -> Result<Option<String>, StoreError> {
        let key = sqlx::query_scalar("SELECT key FROM images WHERE session_id = ? AND place = ?");
        Ok(key.bind(id.as_str()).bind(place).fetch_optional(&self.pool).await?)
    }
}

impl SqliteDatabase {
    /// The rows of a session's images, in the order of their places.
    pub(super) async fn images_of(&self, id: &SessionId) -> Result<Vec<ImageRow>, StoreError> {
        let rows =
            sqlx::query("SELECT place, key, bounding_box FROM images WHERE session_id = ? ORDER BY place")
                .bind(id.as_str())
                .fetch_all(&self.pool)
                .await?;
        rows.iter()
            .map(|row| {
                let bounding_box = read_record::<BoxRecord>(row, "bounding_box")?.map(UnitRect::from);
                Ok(ImageRow { place: row.try_get("place")?, key: row.try_get("key")?, bounding_box })
            })
            .collect()
    }
}

/// Writes the result with what the list of checks is filtered by; `false` when the session is not in progress.
async fn write_result(
    connection: &mut SqliteConnection,
    id: &SessionId,
    result: &CheckResult,
    now: EpochMillis,
) -> Result<bool, StoreError> {
    let verdict = &result.verdict;
    let codes: Vec<&str> = verdict.feedback.iter().map(|code| code.name()).collect();
    let strongest = verdict.main_reasons().into_iter().next();
    let changed = sqlx::query(
        "UPDATE sessions SET status = ?, result = ?, ended_at_ms = ?, confidence = ?, signal = ?, direction = ?,
         reason = ?, feedback = ? WHERE id = ? AND status = ?",
    )
    .bind(SessionStatus::Succeeded.name())
    .bind(write_json("result", &ResultRecord::new(verdict, &result.measurements))?)
    .bind(now.as_millis())
    .bind(decimal(verdict.confidence.percent()))
    .bind(strongest.and_then(|one| one.signal).map(SignalName::as_str))
    .bind(strongest.map(|one| one.direction.name()))
    .bind(strongest.map(|one| one.words))
    .bind((!codes.is_empty()).then(|| codes.join(" ")))
    .bind(id.as_str())
    .bind(SessionStatus::InProgress.name())
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() != 1 {
        return Ok(false);
    }
    for code in codes {
        // A copy of what lists are filtered by, so that a filter by feedback reads no other row.
        sqlx::query(
            "INSERT INTO session_feedback
             (code, created_at_ms, session_id, owner, status, challenge_kind, signal, review, confidence)
             SELECT ?, created_at_ms, id, owner, status, challenge_kind, signal, review, confidence
             FROM sessions WHERE id = ? ON CONFLICT DO NOTHING",
        )
        .bind(code)
        .bind(id.as_str())
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("INSERT INTO session_details (session_id, record) VALUES (?, ?)")
        .bind(id.as_str())
        .bind(write_json("details", &result.details)?)
        .execute(&mut *connection)
        .await?;
    Ok(true)
}

/// The number as people read it; the `f32` has more digits.
fn decimal(percent: f32) -> f64 {
    percent.to_string().parse().unwrap_or(f64::from(percent))
}
