//! One check of the list, and where a page ended, as rows of SQLite.

use crate::checks::{CheckCursor, CheckOrder, CheckRow, PageReference, RowReview, SortKey, Strongest};
use crate::error::StoreError;
use crate::sqlite::SqliteDatabase;
use crate::sqlite::columns::{read_id, read_moment, read_status};
use catchlight_types::{ChallengeKind, Direction};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

/// The columns that [`read`] needs.
pub(super) const COLUMNS: &str = "sessions.id, sessions.created_at_ms, expires_at_ms, status, failure, challenge_kind, confidence, signal, \
     direction, reason, feedback, owner, review, review_decision, reviewed_by, sdk_type";

pub(in crate::sqlite) fn read(row: &SqliteRow) -> Result<CheckRow, StoreError> {
    let kind: Option<&str> = row.try_get("challenge_kind")?;
    let kind = kind.map(|name| {
        ChallengeKind::from_name(name).ok_or_else(|| StoreError::unknown_value("challenge_kind", name))
    });
    let text = |column: &str| row.try_get::<Option<String>, _>(column);
    let direction: Option<&str> = row.try_get("direction")?;
    let direction = direction
        .map(|name| Direction::from_name(name).ok_or_else(|| StoreError::unknown_value("direction", name)));
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
        id: read_id(row.try_get("id")?)?,
        created_at: read_moment(row, "created_at_ms")?,
        expires_at: read_moment(row, "expires_at_ms")?,
        status: read_status(row.try_get("status")?)?,
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

pub(super) fn read_cursor(row: &SqliteRow, order: CheckOrder) -> Result<CheckCursor, StoreError> {
    let key = if order.is_by_confidence() {
        SortKey::Confidence(row.try_get("confidence")?)
    } else {
        SortKey::Created(row.try_get("created_at_ms")?)
    };
    Ok(CheckCursor { key, id: read_id(row.try_get("id")?)? })
}

impl SqliteDatabase {
    /// Says of each row which check on the hosted page it belongs to.
    pub(in crate::sqlite) async fn add_references(&self, rows: &mut [CheckRow]) -> Result<(), StoreError> {
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
                id: read_id(found.try_get("check_id")?)?,
                reference: found.try_get("reference")?,
            };
            if let Some(row) = rows.iter_mut().find(|row| row.id.as_str() == session) {
                row.page_check = Some(reference);
            }
        }
        Ok(())
    }
}
