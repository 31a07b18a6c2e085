//! The result of a check: all of it is readable, or none.

use crate::details::CheckDetails;
use crate::records::{BoxRecord, ResultRecord, read_json, write_json};
use crate::sessions::StoredSession;
use crate::{Store, StoreError};
use catchlight_types::{
    EpochMillis, FaceImage, Measurement, SessionId, SessionStatus, SignalName, UnitRect, Verdict,
};
use sqlx::{Row, SqliteConnection};

/// A result to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckResult {
    /// The answer.
    pub verdict: Verdict,
    /// What it was made from; the verdict can be computed again without the video.
    pub measurements: Vec<Measurement>,
    /// The best picture; `None` when no frame was good enough.
    pub reference_image: Option<FaceImage>,
    /// Pictures spread over the check.
    pub audit_images: Vec<FaceImage>,
    /// What there is to draw.
    pub details: CheckDetails,
}

/// A result as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredResult {
    /// The answer.
    pub verdict: Verdict,
    /// What it was made from.
    pub measurements: Vec<Measurement>,
    /// The best picture.
    pub reference_image: Option<StoredImage>,
    /// Pictures spread over the check.
    pub audit_images: Vec<StoredImage>,
}

/// A picture with its name in the bucket that the application named.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredImage {
    /// The picture.
    pub image: FaceImage,
    /// Object key below the bucket: prefix, session id, name.
    pub name: String,
}

impl Store {
    /// Stores the result and SUCCEEDED in one step; images first, so that a crash leaves no result without them.
    ///
    /// # Errors
    /// [`StoreError::NotInProgress`] when the session has ended or was never started; nothing is stored then.
    pub async fn save_result(
        &self,
        id: &SessionId,
        result: &CheckResult,
        now: EpochMillis,
    ) -> Result<(), StoreError> {
        let session = self.find_session(id).await?;
        let session = session
            .filter(|session| session.status == SessionStatus::InProgress)
            .ok_or_else(|| StoreError::NotInProgress { id: id.clone() })?;
        let images = named_images(result);
        for named in &images {
            self.images.put(&image_key(&session, &named.file), &named.image.jpeg).await?;
        }
        let saved = self.commit_result(&session, &images, result, now).await;
        if saved.is_err() {
            for named in &images {
                self.images.delete(&image_key(&session, &named.file)).await?;
            }
        }
        saved
    }

    /// Loads the result of a session; `None` when it has none.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Images`], or [`StoreError::Record`] for a damaged row.
    pub async fn load_result(&self, id: &SessionId) -> Result<Option<StoredResult>, StoreError> {
        let record: Option<Option<String>> = sqlx::query_scalar("SELECT result FROM sessions WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        let (Some(Some(record)), Some(session)) = (record, self.find_session(id).await?) else {
            return Ok(None);
        };
        let record: ResultRecord = read_json("result", &record)?;
        let rows =
            sqlx::query("SELECT place, key, bounding_box FROM images WHERE session_id = ? ORDER BY place")
                .bind(id.as_str())
                .fetch_all(&self.pool)
                .await?;
        let mut loaded = StoredResult {
            verdict: record.verdict()?,
            measurements: record.measurements()?,
            reference_image: None,
            audit_images: Vec::new(),
        };
        for row in rows {
            let key: String = row.try_get("key")?;
            let bounding_box: Option<String> = row.try_get("bounding_box")?;
            let bounding_box =
                bounding_box.map(|text| read_json::<BoxRecord>("bounding_box", &text)).transpose()?;
            let image = StoredImage {
                image: FaceImage {
                    jpeg: self.images.get(&key).await?,
                    bounding_box: bounding_box.map(UnitRect::from),
                },
                name: key.strip_prefix(&image_root(&session)).unwrap_or(&key).to_owned(),
            };
            match row.try_get::<i64, _>("place")? {
                REFERENCE_PLACE => loaded.reference_image = Some(image),
                _ => loaded.audit_images.push(image),
            }
        }
        Ok(Some(loaded))
    }

    async fn commit_result(
        &self,
        session: &StoredSession,
        images: &[NamedImage<'_>],
        result: &CheckResult,
        now: EpochMillis,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        if !write_answer(&mut transaction, session, result, now).await? {
            return Err(StoreError::NotInProgress { id: session.id.clone() });
        }
        for named in images {
            let bounding_box = named.image.bounding_box.map(BoxRecord::from);
            let bounding_box = bounding_box.map(|rect| write_json("bounding_box", &rect)).transpose()?;
            sqlx::query("INSERT INTO images (session_id, place, key, bounding_box) VALUES (?, ?, ?, ?)")
                .bind(session.id.as_str())
                .bind(named.place)
                .bind(image_key(session, &named.file))
                .bind(bounding_box)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Writes the answer with what the list of checks is filtered by; `false` when the session is not in progress.
async fn write_answer(
    connection: &mut SqliteConnection,
    session: &StoredSession,
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
    .bind(session.id.as_str())
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
        .bind(session.id.as_str())
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("INSERT INTO session_details (session_id, record) VALUES (?, ?)")
        .bind(session.id.as_str())
        .bind(write_json("details", &result.details)?)
        .execute(&mut *connection)
        .await?;
    Ok(true)
}

/// The number that a person reads; the type itself has digits beyond.
fn decimal(percent: f32) -> f64 {
    percent.to_string().parse().unwrap_or(f64::from(percent))
}

struct NamedImage<'a> {
    place: i64,
    file: String,
    image: &'a FaceImage,
}

fn named_images(result: &CheckResult) -> Vec<NamedImage<'_>> {
    let reference = result.reference_image.iter().map(|image| NamedImage {
        place: REFERENCE_PLACE,
        file: "reference.jpg".to_owned(),
        image,
    });
    let audit = (REFERENCE_PLACE + 1..).zip(&result.audit_images).map(|(place, image)| NamedImage {
        place,
        file: format!("audit-image-{place}.jpg"),
        image,
    });
    reference.chain(audit).collect()
}

/// Key in the image store: every bucket that applications name is a folder beside the store's own one.
fn image_key(session: &StoredSession, file: &str) -> String {
    let prefix = session.settings.output.as_ref().map_or("", |output| output.prefix.as_str());
    format!("{}{prefix}{}/{file}", image_root(session), session.id)
}

fn image_root(session: &StoredSession) -> String {
    match &session.settings.output {
        Some(output) => format!("buckets/{}/", output.bucket),
        None => "sessions/".to_owned(),
    }
}

/// Place of the reference image; audit images follow.
const REFERENCE_PLACE: i64 = 0;
