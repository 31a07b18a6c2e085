//! The list of checks in SQLite, as fast with a million rows as with a thousand.
//!
//! In: filters, an order, where the page before ended. Out: a page. Never: reads the rows between two pages, counts
//! without an end, opens a result.
//!
//! Each filter has an index of its own that holds whatever else is filtered by, so that only the rows of the page are
//! read. The filter that leaves fewest rows leads: its index is walked in order, at most [`WALK_MAX`] rows for one page,
//! or its rows are gathered and sorted when there are few of them or another order is wanted.

mod row;
mod statement;

pub(super) use row::read as read_row;

use super::SqliteDatabase;
use crate::checks::{CheckCursor, CheckFilter, CheckOrder, CheckPage, CheckRow, Checks};
use crate::error::StoreError;
use async_trait::async_trait;
use statement::{Lead, ListQuery, Part};

#[async_trait]
impl Checks for SqliteDatabase {
    async fn list_checks(
        &self,
        filter: &CheckFilter,
        order: CheckOrder,
        after: Option<&CheckCursor>,
        limit: u32,
    ) -> Result<CheckPage, StoreError> {
        let (lead, few) = self.choose_lead(filter, order).await?;
        let part = if lead.is_sorted_by(order) { Part::Walk } else { Part::Gather };
        let query = ListQuery { filter, order, after, limit: limit + 1 };
        let rows = query.page(&lead, part).build().fetch_all(&self.pool).await?;
        let mut checks: Vec<CheckRow> = rows.iter().map(row::read).collect::<Result<_, _>>()?;
        let is_full = checks.len() > limit as usize;
        checks.truncate(limit as usize);
        let next = if is_full {
            checks.last().and_then(|last| CheckCursor::at(last, order))
        } else if few || part == Part::Gather {
            None
        } else {
            let row = query.end_of_walk(&lead).build().fetch_optional(&self.pool).await?;
            row.map(|row| row::read_cursor(&row, order)).transpose()?
        };
        let count: i64 = query.count(&lead).build_query_scalar().fetch_one(&self.pool).await?;
        self.add_references(&mut checks).await?;
        Ok(CheckPage { checks, next, count: u32::try_from(count).unwrap_or(u32::MAX), count_is_exact: few })
    }
}

impl SqliteDatabase {
    /// The filter that leaves fewest checks, and whether there are few enough of them to read all; if not, one whose
    /// index has the order.
    async fn choose_lead(&self, filter: &CheckFilter, order: CheckOrder) -> Result<(Lead, bool), StoreError> {
        if let Some(prefix) = &filter.prefix {
            // Nobody reads more than the first few hundred checks that begin with one letter.
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

/// Most rows that are gathered and sorted for a page, and most that are counted.
const GATHER_MAX: i64 = 5000;
/// Most rows that are read of those that begin with a text; no index has their columns.
const PREFIX_MAX: i64 = 1000;
/// Most rows that are read for one page in the order of an index.
const WALK_MAX: i64 = 20_000;

#[cfg(test)]
mod tests;
