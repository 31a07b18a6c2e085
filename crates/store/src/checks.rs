//! The list of checks for operators: filtered, sorted, page by page, as fast with a million rows as with a thousand.
//!
//! In: filters, an order, where the page before ended. Out: rows, where the next page begins, how many there are at
//! least. Never: reads the rows between two pages, counts without an end, opens a result.
//!
//! Each filter has an index of its own. The one that leaves fewest rows leads: few rows are gathered and sorted, many
//! are walked in order, at most [`WALK_MAX`] for one page. A page may thus hold less than was asked for, or nothing,
//! and still tell where to go on.

mod cursor;
mod row;
mod statement;

pub use cursor::CheckCursor;
pub(crate) use row::read as read_row;
pub use row::{CheckRow, PageReference, RowReview, Strongest};

use crate::{Store, StoreError};
use catchlight_types::{ChallengeKind, EpochMillis, FeedbackCode, SessionStatus};
use statement::{Lead, Part};

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
        let part = if few { Part::Gather } else { Part::Walk };
        let mut page = statement::page(&lead, part, filter, order, after, limit + 1);
        let rows = page.build().fetch_all(&self.pool).await?;
        let mut checks: Vec<CheckRow> = rows.iter().map(row::read).collect::<Result<_, _>>()?;
        let is_full = checks.len() > limit as usize;
        checks.truncate(limit as usize);
        let next = if is_full {
            checks.last().and_then(|last| CheckCursor::at(last, order))
        } else if few {
            None
        } else {
            let mut end = statement::end_of_walk(&lead, order, filter, after);
            let row = end.build().fetch_optional(&self.pool).await?;
            row.map(|row| CheckCursor::read(&row, order)).transpose()?
        };
        let mut count = statement::count(&lead, filter, order);
        let count: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;
        self.add_references(&mut checks).await?;
        // Of what begins with a short text only the first few thousand were looked at.
        let is_cut = matches!(lead, Lead::Prefix(_)) && count >= GATHER_MAX;
        Ok(CheckPage {
            checks,
            next,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            count_is_exact: few && !is_cut,
        })
    }

    /// The filter that leaves fewest checks, and whether they are few enough to be gathered.
    async fn choose_lead(&self, filter: &CheckFilter, order: CheckOrder) -> Result<(Lead, bool), StoreError> {
        if let Some(prefix) = &filter.prefix {
            // Nobody reads more than the first few thousand of what begins with one letter.
            return Ok((Lead::Prefix(prefix.clone()), true));
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

/// Most rows that are gathered and sorted for a page, and most that are counted.
const GATHER_MAX: i64 = 5000;
/// Most rows that are looked at for one page in the order of an index.
const WALK_MAX: i64 = 20_000;

#[cfg(test)]
mod tests;
