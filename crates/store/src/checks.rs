//! The list of checks for operators: filtered, sorted and read page by page.
//!
//! In: filters, an order, where the page before ended. Out: rows, where the next page begins, how many there are at
//! least. Never: a result of the list opened, an image.

mod cursor;
mod row;

pub use cursor::CheckCursor;
pub(crate) use cursor::SortKey;
pub use row::{CheckRow, PageReference, RowReview, Strongest};

use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::{ChallengeKind, EpochMillis, FeedbackCode, SessionStatus};

/// Which checks are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckFilter {
    /// The stored status of the session: one whose life is over becomes EXPIRED by the next sweep.
    pub status: Option<SessionStatus>,
    /// The challenge that was sent to the client.
    pub challenge: Option<ChallengeKind>,
    /// The access key that created it.
    pub owner: Option<String>,
    /// Whether a review confirmed or overturned the result; the inner `None` are checks without a review.
    pub review: Option<Option<String>>,
    /// A code that is among the feedback.
    pub feedback: Option<FeedbackCode>,
    /// The signal that moved the result most.
    pub signal: Option<String>,
    /// Least Confidence.
    pub confidence_min: Option<f64>,
    /// Largest Confidence.
    pub confidence_max: Option<f64>,
    /// Less than this Confidence.
    pub confidence_below: Option<f64>,
    /// Created then or later.
    pub from: Option<EpochMillis>,
    /// Created then or earlier.
    pub to: Option<EpochMillis>,
    /// The beginning of the session's id, or of the reference of its check on the page.
    pub prefix: Option<String>,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOrder {
    /// The oldest first.
    Created,
    /// The newest first.
    CreatedDescending,
    /// The least Confidence first; checks without one are left out.
    Confidence,
    /// The largest Confidence first; checks without one are left out.
    ConfidenceDescending,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckPage {
    /// Its rows.
    pub checks: Vec<CheckRow>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<CheckCursor>,
    /// How many checks there are, as far as was counted.
    pub count: u32,
    /// Whether there are no more than that.
    pub count_is_exact: bool,
}

/// The list of checks in the database.
#[async_trait]
pub trait Checks: Send + Sync {
    /// One page of at most `limit` checks.
    ///
    /// A page may hold fewer checks than `limit`, or none, and still say where the next one begins: a backend may
    /// bound how many rows it reads for one page. Pages that follow each other by [`CheckPage::next`] show every check
    /// once that stays as it is; a check that changes between two pages may be missing or shown twice. The pages cost
    /// about the same however many checks there are.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn list_checks(
        &self,
        filter: &CheckFilter,
        order: CheckOrder,
        after: Option<&CheckCursor>,
        limit: u32,
    ) -> Result<CheckPage, StoreError>;
}
