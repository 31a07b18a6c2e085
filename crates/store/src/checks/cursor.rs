//! Where a page of the list ended.

use super::CheckOrder;
use super::row::CheckRow;
use catchlight_types::SessionId;

/// The last check of a page: what it is sorted by, and its id. It says the same to every backend and survives the
/// deletion of that check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckCursor {
    pub(crate) key: SortKey,
    pub(crate) id: SessionId,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum SortKey {
    /// Milliseconds since 1970.
    Created(i64),
    /// Percent.
    Confidence(f64),
}

impl CheckOrder {
    pub(crate) const fn is_by_confidence(self) -> bool {
        matches!(self, Self::Confidence | Self::ConfidenceDescending)
    }

    pub(crate) const fn is_descending(self) -> bool {
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
        Some(Self { key, id: SessionId::new(id).ok()? })
    }

    /// The text by which a caller gets the next page.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self.key {
            SortKey::Created(millis) => format!("{millis}~{}", self.id),
            // A number without a point would be read as a moment.
            SortKey::Confidence(percent) => format!("{percent:?}~{}", self.id),
        }
    }

    /// Where a page ends with this row; `None` when the row has nothing to be sorted by.
    pub(crate) fn at(row: &CheckRow, order: CheckOrder) -> Option<Self> {
        let key = if order.is_by_confidence() {
            SortKey::Confidence(row.confidence?)
        } else {
            SortKey::Created(row.created_at.as_millis())
        };
        Some(Self { key, id: row.id.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_order() {
        let id = "7a410adf-f66d-43ef-a072-00807e4643e0";
        let check = |text: &str, order, valid| {
            assert_eq!(CheckCursor::parse(text, order).is_some(), valid, "{text} {order:?}");
        };
        check(&format!("1000~{id}"), CheckOrder::Created, true);
        check(&format!("97.25~{id}"), CheckOrder::Confidence, true);
        check(&format!("97.25~{id}"), CheckOrder::Created, false);
        check(&format!("NaN~{id}"), CheckOrder::Confidence, false);
        check("1000~x", CheckOrder::Created, false);
        check("", CheckOrder::Created, false);
    }
}
