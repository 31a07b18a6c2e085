//! Where a page of the list ended.

use super::CheckOrder;
use super::row::CheckRow;
use crate::StoreError;
use catchlight_types::SessionId;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// The last check of a page: what it is sorted by, and its id.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckCursor {
    pub(super) key: SortKey,
    pub(super) id: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SortKey {
    Created(i64),
    Confidence(f64),
}

impl CheckOrder {
    pub(super) const fn is_by_confidence(self) -> bool {
        matches!(self, Self::Confidence | Self::ConfidenceDescending)
    }

    pub(super) const fn is_descending(self) -> bool {
        matches!(self, Self::CreatedDescending | Self::ConfidenceDescending)
    }
}

impl CheckCursor {
    /// Reads what [`Self::to_text`] wrote; `None` when it is of another order or damaged.
    #[must_use]
    pub fn parse(text: &str, order: CheckOrder) -> Option<Self> {
        let (key, id) = text.split_once('~')?;
        let key = if order.is_by_confidence() {
            SortKey::Confidence(key.parse().ok().filter(|percent: &f64| percent.is_finite())?)
        } else {
            SortKey::Created(key.parse().ok()?)
        };
        Some(Self { key, id: SessionId::new(id).ok()?.as_str().to_owned() })
    }

    /// The text that a page hands back.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self.key {
            SortKey::Created(millis) => format!("{millis}~{}", self.id),
            // A number without a point would be read as a moment.
            SortKey::Confidence(percent) => format!("{percent:?}~{}", self.id),
        }
    }

    pub(super) fn at(row: &CheckRow, order: CheckOrder) -> Option<Self> {
        let key = if order.is_by_confidence() {
            SortKey::Confidence(row.confidence?)
        } else {
            SortKey::Created(row.created_at.as_millis())
        };
        Some(Self { key, id: row.id.as_str().to_owned() })
    }

    pub(super) fn read(row: &SqliteRow, order: CheckOrder) -> Result<Self, StoreError> {
        let key = if order.is_by_confidence() {
            SortKey::Confidence(row.try_get("confidence")?)
        } else {
            SortKey::Created(row.try_get("created_at_ms")?)
        };
        Ok(Self { key, id: row.try_get("id")? })
    }
}
