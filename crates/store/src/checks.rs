//! The list of checks for operators: filtered, sorted, page by page, as fast with a million rows as with a thousand.
//!
//! In: filters, an order, where the page before ended. Out: rows, where the next page begins, how many there are at
//! least. Never: reads the rows between two pages, counts without an end, opens a result.
//!
//! Each filter has an index of its own that holds whatever else is filtered by, so that only the rows of the page are
//! read. The one that leaves fewest rows leads; it is walked in its order, at most [`WALK_MAX`] rows for one page, or
//! gathered and sorted when few rows are wanted in another order. A page may thus hold less than was asked for, or
//! nothing, and still tell where to go on.

mod cursor;
mod row;
mod statement;

pub use cursor::CheckCursor;
pub(crate) use row::read as read_row;
pub use row::{CheckRow, PageReference, RowReview, Strongest};

use crate::{Store, StoreError};
use catchlight_types::{ChallengeKind, EpochMillis, FeedbackCode, SessionStatus};
use statement::{Lead, Part, Question};

/// Which checks are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckFilter {
    /// Where the session stands, as it is stored: one becomes EXPIRED by the next sweep.
    pub status: Option<SessionStatus>,
    /// The challenge that the client was sent.
    pub challenge: Option<ChallengeKind>,
    /// The access key that asked for it.
    pub owner: Option<String>,
    /// What a review made of the answer; the inner `None` are checks without a review.
    pub review: Option<Option<String>>,
    /// A code that is among the feedback.
    pub feedback: Option<FeedbackCode>,
    /// The signal that moved the answer most.
    pub signal: Option<String>,
    /// Least Confidence.
    pub confidence_min: Option<f64>,
    /// Largest Confidence.
    pub confidence_max: Option<f64>,
    /// Confidence that is not reached.
    pub confidence_below: Option<f64>,
    /// Created then or later.
    pub from: Option<EpochMillis>,
    /// Created then or earlier.
    pub to: Option<EpochMillis>,
    /// What the session's id, or the reference of its check on the page, begins with.
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

impl Store {
    /// One page of at most `limit` checks.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn list_checks(
        &self,
        filter: &CheckFilter,
        order: CheckOrder,
        after: Option<&CheckCursor>,
        limit: u32,
    ) -> Result<CheckPage, StoreError> {
        let (lead, few) = self.choose_lead(filter, order).await?;
        let part = if lead.is_sorted_by(order) { Part::Walk } else { Part::Gather };
        let question = Question { filter, order, after, limit: limit + 1 };
        let rows = question.page(&lead, part).build().fetch_all(&self.pool).await?;
        let mut checks: Vec<CheckRow> = rows.iter().map(row::read).collect::<Result<_, _>>()?;
        let is_full = checks.len() > limit as usize;
        checks.truncate(limit as usize);
        let next = if is_full {
            checks.last().and_then(|last| CheckCursor::at(last, order))
        } else if few || part == Part::Gather {
            None
        } else {
            let row = question.end_of_walk(&lead).build().fetch_optional(&self.pool).await?;
            row.map(|row| CheckCursor::read(&row, order)).transpose()?
        };
        let count: i64 = question.count(&lead).build_query_scalar().fetch_one(&self.pool).await?;
        self.add_references(&mut checks).await?;
        Ok(CheckPage { checks, next, count: u32::try_from(count).unwrap_or(u32::MAX), count_is_exact: few })
    }

    /// The filter that leaves fewest checks and whether they are few enough to be looked at one and all; else one that
    /// has the order.
    async fn choose_lead(&self, filter: &CheckFilter, order: CheckOrder) -> Result<(Lead, bool), StoreError> {
        if let Some(prefix) = &filter.prefix {
            // Nobody reads more than the first few hundred of what begins with one letter.
            let lead = Lead::Prefix(prefix.clone());
            let count: i64 =
                statement::count_lead(&lead, filter).build_query_scalar().fetch_one(&self.pool).await?;
            return Ok((lead, count <= PREFIX_MAX));
        }
        let mut walk = None;
        let mut best: Option<(i64, Lead)> = None;
        for lead in Lead::of(filter) {
            let mut statement = statement::count_lead(&lead, filter);
            let count: i64 = statement.build_query_scalar().fetch_one(&self.pool).await?;
            if count <= GATHER_MAX && best.as_ref().is_none_or(|(least, _)| count < *least) {
                best = Some((count, lead.clone()));
            }
            if walk.is_none() && lead.is_sorted_by(order) {
                walk = Some(lead);
            }
        }
        Ok(match best {
            Some((_, lead)) => (lead, true),
            None => (walk.unwrap_or_else(|| Lead::whole(order)), false),
        })
    }
}

/// Most rows that are gathered and sorted for a page, and most that are counted; a walk that reaches its end looks at
/// no more either.
const GATHER_MAX: i64 = 5000;
/// Most rows that are looked at of what begins with a text; their columns stand in no index.
const PREFIX_MAX: i64 = 1000;
/// Most rows that are looked at for one page in the order of an index.
const WALK_MAX: i64 = 20_000;

#[cfg(test)]
mod tests;
