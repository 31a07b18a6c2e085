//! One check with everything about it, as rows of SQLite.

use super::SqliteDatabase;
use super::checks::read_row;
use super::columns::{read_moment, read_moment_if_any, read_record, read_settings};
use crate::check_record::{CheckOutcome, CheckRecord, CheckRecords, ImageRecord, NewReview, Review};
use crate::details::CheckDetails;
use crate::error::StoreError;
use crate::records::{ChallengeRecord, ResultRecord};
use crate::results::ImageRow;
use async_trait::async_trait;
use catchlight_types::{SessionId, VersionedChallenge};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

#[async_trait]
impl CheckRecords for SqliteDatabase {
    async fn find_check(&self, id: &SessionId) -> Result<Option<CheckRecord>, StoreError> {
        let row = sqlx::query(
            "SELECT sessions.*, record FROM sessions LEFT JOIN session_details ON session_id = sessions.id
             WHERE sessions.id = ?",
        )
        .bind(id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let mut rows = [read_row(&row)?];
        self.add_references(&mut rows).await?;
        let [listed] = rows;
        let challenge = read_record::<ChallengeRecord>(&row, "challenge")?.map(VersionedChallenge::try_from);
        let result = read_record::<ResultRecord>(&row, "result")?;
        let details: CheckDetails = read_record(&row, "record")?.unwrap_or_default();
        let mut outcome = result.as_ref().map(read_outcome).transpose()?;
        if let Some(outcome) = &mut outcome {
            outcome.verdict.prior_log_odds = outcome.verdict.prior_log_odds.or(details.prior_log_odds);
        }
        let images = self.images_of(id).await?;
        let image = |row: ImageRow| ImageRecord { place: row.place, bounding_box: row.bounding_box };
        Ok(Some(CheckRecord {
            row: listed,
            settings: read_settings(&row)?,
            challenge: challenge.transpose()?,
            client: read_record(&row, "client")?,
            plan: read_record(&row, "plan")?,
            started_at: read_moment_if_any(&row, "started_at_ms")?,
            ended_at: read_moment_if_any(&row, "ended_at_ms")?,
            outcome,
            details,
            images: images.into_iter().map(image).collect(),
            reviews: self.reviews_of(id).await?,
        }))
    }

    async fn add_review(&self, id: &SessionId, review: &NewReview) -> Result<Option<Review>, StoreError> {
        let mut transaction = self.begin().await?;
        let changed =
            sqlx::query("UPDATE sessions SET review = ?, review_decision = ?, reviewed_by = ? WHERE id = ?")
                .bind(review.outcome)
                .bind(review.decision)
                .bind(&review.operator)
                .bind(id.as_str())
                .execute(&mut *transaction)
                .await?;
        if changed.rows_affected() != 1 {
            return Ok(None);
        }
        sqlx::query("UPDATE session_feedback SET review = ? WHERE session_id = ?")
            .bind(review.outcome)
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        let row = sqlx::query(
            "INSERT INTO reviews (session_id, at_ms, operator, decision, species, note)
             VALUES (?, ?, ?, ?, ?, ?) RETURNING *",
        )
        .bind(id.as_str())
        .bind(review.at.as_millis())
        .bind(&review.operator)
        .bind(review.decision)
        .bind(&review.species)
        .bind(&review.note)
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        read_review(&row).map(Some)
    }
}

impl SqliteDatabase {
    async fn reviews_of(&self, id: &SessionId) -> Result<Vec<Review>, StoreError> {
        let rows = sqlx::query("SELECT * FROM reviews WHERE session_id = ? ORDER BY id")
            .bind(id.as_str())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(read_review).collect()
    }
}

fn read_outcome(record: &ResultRecord) -> Result<CheckOutcome, StoreError> {
    Ok(CheckOutcome { verdict: record.verdict()?, measurements: record.measurements()? })
}

fn read_review(row: &SqliteRow) -> Result<Review, StoreError> {
    Ok(Review {
        id: row.try_get("id")?,
        at: read_moment(row, "at_ms")?,
        operator: row.try_get("operator")?,
        decision: row.try_get("decision")?,
        species: row.try_get("species")?,
        note: row.try_get("note")?,
    })
}
