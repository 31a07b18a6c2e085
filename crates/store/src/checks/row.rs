//! One check in the list.

use crate::sessions::read_id;
use crate::{Store, StoreError};
use catchlight_types::{ChallengeKind, Direction, EpochMillis, SessionId, SessionStatus};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

/// One check in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// The session's id.
    pub id: SessionId,
    /// When it was created.
    pub created_at: EpochMillis,
    /// End of its life.
    pub expires_at: EpochMillis,
    /// Where it stands, as it is stored.
    pub status: SessionStatus,
    /// Why it is FAILED, a name.
    pub failure: Option<String>,
    /// The challenge that the client was sent.
    pub challenge: Option<ChallengeKind>,
    /// The answer, percent.
    pub confidence: Option<f64>,
    /// The first of the answer's main reasons.
    pub strongest: Option<Strongest>,
    /// Names of the feedback codes.
    pub feedback: Vec<String>,
    /// The access key that asked for it.
    pub owner: String,
    /// The check on the hosted page that it is an attempt of.
    pub page_check: Option<PageReference>,
    /// The last review.
    pub review: Option<RowReview>,
    /// What the client called itself.
    pub sdk_type: Option<String>,
}

/// The first of an answer's main reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strongest {
    /// Name of the signal; `None` for a ceiling that belongs to no single signal.
    pub signal: Option<String>,
    /// Which way it moved the answer.
    pub direction: Direction,
    /// What it says, in words.
    pub reason: String,
}

/// The check on the hosted page that a session is an attempt of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageReference {
    /// Its id.
    pub id: SessionId,
    /// What the application calls it.
    pub reference: Option<String>,
}

/// The last review of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReview {
    /// What it really was.
    pub decision: String,
    /// What that makes of the answer.
    pub outcome: String,
    /// Who said so.
    pub operator: String,
}

/// The columns that [`read`] needs.
pub(super) const COLUMNS: &str = "sessions.id, sessions.created_at_ms, expires_at_ms, status, failure, challenge_kind, confidence, signal, \
     direction, reason, feedback, owner, review, review_decision, reviewed_by, sdk_type";

pub(crate) fn read(row: &SqliteRow) -> Result<CheckRow, StoreError> {
    let damaged = |column| move || StoreError::Record { column };
    let status: String = row.try_get("status")?;
    let kind: Option<String> = row.try_get("challenge_kind")?;
    let kind = kind.map(|name| ChallengeKind::from_name(&name).ok_or_else(damaged("challenge_kind")));
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let direction = text("direction")?;
    let direction = direction.map(|name| Direction::from_name(&name).ok_or_else(damaged("direction")));
    let strongest = match direction.transpose()? {
        Some(direction) => Some(Strongest {
            signal: text("signal")?,
            direction,
            reason: text("reason")?.unwrap_or_default(),
        }),
        None => None,
    };
    let review = match (text("review")?, text("review_decision")?) {
        (Some(outcome), Some(decision)) => {
            Some(RowReview { decision, outcome, operator: text("reviewed_by")?.unwrap_or_default() })
        }
        _ => None,
    };
    Ok(CheckRow {
        id: read_id(&row.try_get::<String, _>("id")?)?,
        created_at: EpochMillis::new(row.try_get("created_at_ms")?),
        expires_at: EpochMillis::new(row.try_get("expires_at_ms")?),
        status: SessionStatus::from_name(&status).ok_or_else(damaged("status"))?,
        failure: text("failure")?,
        challenge: kind.transpose()?,
        confidence: row.try_get("confidence")?,
        strongest,
        feedback: text("feedback")?.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
        owner: row.try_get("owner")?,
        page_check: None,
        review,
        sdk_type: text("sdk_type")?,
    })
}

impl Store {
    /// Says of each row which check on the hosted page it belongs to.
    pub(crate) async fn add_references(&self, rows: &mut [CheckRow]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut statement = QueryBuilder::<Sqlite>::new(
            "SELECT session_id, page_checks.id AS check_id, reference
             FROM page_attempts JOIN page_checks ON page_checks.id = page_attempts.check_id WHERE session_id IN (",
        );
        let mut places = statement.separated(", ");
        for row in rows.iter() {
            places.push_bind(row.id.as_str().to_owned());
        }
        statement.push(")");
        for found in statement.build().fetch_all(&self.pool).await? {
            let session: String = found.try_get("session_id")?;
            let reference = PageReference {
                id: read_id(&found.try_get::<String, _>("check_id")?)?,
                reference: found.try_get("reference")?,
            };
            if let Some(row) = rows.iter_mut().find(|row| row.id.as_str() == session) {
                row.page_check = Some(reference);
            }
        }
        Ok(())
    }
}
