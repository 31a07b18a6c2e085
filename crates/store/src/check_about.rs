//! Everything about one check, for the operator who looks at it.
//!
//! In: the id of a session. Out: its row, its records, its reviews. Never: the pictures themselves; they are loaded
//! one by one.

use crate::checks::{self, CheckRow};
use crate::details::{CheckDetails, CheckPlan, ClientFacts};
use crate::records::{BoxRecord, ChallengeRecord, ResultRecord, SettingsRecord, read_json};
use crate::sessions::{AgreedChallenge, Settings};
use crate::{Store, StoreError};
use catchlight_types::{EpochMillis, JpegBytes, Measurement, SessionId, UnitRect, Verdict};
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// Everything about one check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckAbout {
    /// Its row in the list.
    pub row: CheckRow,
    /// What the application asked for.
    pub settings: Settings,
    /// The challenge that the client was sent.
    pub challenge: Option<AgreedChallenge>,
    /// What the client told about itself.
    pub client: Option<ClientFacts>,
    /// What the person was asked to do.
    pub plan: Option<CheckPlan>,
    /// When a client started it.
    pub started_at: Option<EpochMillis>,
    /// When it ended.
    pub ended_at: Option<EpochMillis>,
    /// The answer and what it was made from.
    pub answer: Option<CheckAnswer>,
    /// What there is to draw.
    pub details: CheckDetails,
    /// Its pictures.
    pub images: Vec<ImageAbout>,
    /// What people said that it really was, the first first.
    pub reviews: Vec<Review>,
}

/// An answer and what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckAnswer {
    /// The answer.
    pub verdict: Verdict,
    /// What it was made from.
    pub measurements: Vec<Measurement>,
}

/// A picture that was kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImageAbout {
    /// Its place; the reference image has 0.
    pub place: u32,
    /// Box of the face, shares of the picture.
    pub bounding_box: Option<UnitRect>,
}

/// What somebody says that a check really was, to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    /// When it was said.
    pub at: EpochMillis,
    /// Who said it.
    pub operator: String,
    /// What it really was.
    pub decision: &'static str,
    /// What that makes of the answer.
    pub outcome: &'static str,
    /// Presentation attack instrument, where there was one.
    pub species: Option<String>,
    /// More about it.
    pub note: String,
}

/// What somebody said that a check really was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its number.
    pub id: i64,
    /// When it was said.
    pub at: EpochMillis,
    /// Who said it.
    pub operator: String,
    /// What it really was.
    pub decision: String,
    /// Presentation attack instrument.
    pub species: Option<String>,
    /// More about it.
    pub note: String,
}

impl Store {
    /// Everything about a check; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_check(&self, id: &SessionId) -> Result<Option<CheckAbout>, StoreError> {
        let row = sqlx::query(
            "SELECT sessions.*, record FROM sessions LEFT JOIN session_details ON session_id = sessions.id
             WHERE sessions.id = ?",
        )
        .bind(id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let mut rows = [checks::read_row(&row)?];
        self.add_references(&mut rows).await?;
        let [listed] = rows;
        let challenge = record::<ChallengeRecord>(&row, "challenge")?.map(AgreedChallenge::try_from);
        let read_answer = |result: ResultRecord| -> Result<CheckAnswer, StoreError> {
            Ok(CheckAnswer { verdict: result.verdict()?, measurements: result.measurements()? })
        };
        let details: CheckDetails = record(&row, "record")?.unwrap_or_default();
        let mut answer = record::<ResultRecord>(&row, "result")?.map(read_answer).transpose()?;
        if let Some(answer) = &mut answer {
            answer.verdict.prior_log_odds = answer.verdict.prior_log_odds.or(details.prior_log_odds);
        }
        let settings = read_json::<SettingsRecord>("settings", &row.try_get::<String, _>("settings")?)?;
        let moment = |column: &str| row.try_get::<Option<i64>, _>(column).map(|at| at.map(EpochMillis::new));
        Ok(Some(CheckAbout {
            row: listed,
            settings: Settings::try_from(settings)?,
            challenge: challenge.transpose()?,
            client: record(&row, "client")?,
            plan: record(&row, "plan")?,
            started_at: moment("started_at_ms")?,
            ended_at: moment("ended_at_ms")?,
            answer,
            details,
            images: self.images_of(id).await?,
            reviews: self.reviews_of(id).await?,
        }))
    }

    /// One picture; `None` when there is none at this place.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`].
    pub async fn load_image(&self, id: &SessionId, place: u32) -> Result<Option<JpegBytes>, StoreError> {
        let key: Option<String> =
            sqlx::query_scalar("SELECT key FROM images WHERE session_id = ? AND place = ?")
                .bind(id.as_str())
                .bind(place)
                .fetch_optional(&self.pool)
                .await?;
        match key {
            Some(key) => self.images.get(&key).await.map(Some),
            None => Ok(None),
        }
    }

    /// Stores what somebody says that a check really was; `None` when there is no such check.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_review(&self, id: &SessionId, review: &NewReview) -> Result<Option<Review>, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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

    async fn images_of(&self, id: &SessionId) -> Result<Vec<ImageAbout>, StoreError> {
        let rows = sqlx::query("SELECT place, bounding_box FROM images WHERE session_id = ? ORDER BY place")
            .bind(id.as_str())
            .fetch_all(&self.pool)
            .await?;
        let read = |row: &SqliteRow| {
            let bounding_box = record::<BoxRecord>(row, "bounding_box")?.map(UnitRect::from);
            Ok(ImageAbout { place: row.try_get("place")?, bounding_box })
        };
        rows.iter().map(read).collect()
    }

    async fn reviews_of(&self, id: &SessionId) -> Result<Vec<Review>, StoreError> {
        let rows = sqlx::query("SELECT * FROM reviews WHERE session_id = ? ORDER BY id")
            .bind(id.as_str())
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(read_review).collect()
    }
}

/// A column that holds a record or nothing.
fn record<T: DeserializeOwned>(row: &SqliteRow, column: &'static str) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| read_json(column, &text)).transpose()
}

fn read_review(row: &SqliteRow) -> Result<Review, StoreError> {
    Ok(Review {
        id: row.try_get("id")?,
        at: EpochMillis::new(row.try_get("at_ms")?),
        operator: row.try_get("operator")?,
        decision: row.try_get("decision")?,
        species: row.try_get("species")?,
        note: row.try_get("note")?,
    })
}
