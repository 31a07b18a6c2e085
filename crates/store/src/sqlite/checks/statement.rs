//! The statements behind the list; each begins with the index of the filter that leads.
//!
//! An index is named, not left to the planner: one that cannot be used fails at once instead of reading the whole table.

use super::row::COLUMNS;
use super::{GATHER_MAX, PREFIX_MAX, WALK_MAX};
use crate::checks::{CheckCursor, CheckFilter, CheckOrder, SortKey};
use sqlx::{QueryBuilder, Sqlite};

type Statement = QueryBuilder<Sqlite>;

/// The filter whose index is read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lead {
    /// No filter, by time of creation.
    Created,
    /// No filter, by Confidence.
    Confidence,
    Status,
    Challenge,
    Owner,
    Review,
    Feedback,
    Signal,
    /// The beginning of an id or a reference.
    Prefix(String),
}

/// How the rows of the lead are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of them are read and sorted.
    Gather,
    /// They are read in order until the page is full.
    Walk,
}

impl Lead {
    /// Every filter that could lead, the one that usually leaves fewest first.
    pub(super) fn of(filter: &CheckFilter) -> Vec<Self> {
        let has_range = filter.confidence_min.is_some()
            || filter.confidence_max.is_some()
            || filter.confidence_below.is_some();
        [
            (filter.signal.is_some(), Self::Signal),
            (filter.feedback.is_some(), Self::Feedback),
            // Checks without a review are nearly all; the index holds the others.
            (matches!(filter.review, Some(Some(_))), Self::Review),
            (filter.owner.is_some(), Self::Owner),
            (filter.status.is_some(), Self::Status),
            (filter.challenge.is_some(), Self::Challenge),
            (has_range, Self::Confidence),
            (true, Self::Created),
        ]
        .into_iter()
        .filter_map(|(is_given, lead)| is_given.then_some(lead))
        .collect()
    }

    /// The whole list in this order.
    pub(super) const fn whole(order: CheckOrder) -> Self {
        if order.is_by_confidence() { Self::Confidence } else { Self::Created }
    }

    /// Whether its index has the rows in this order.
    pub(super) const fn is_sorted_by(&self, order: CheckOrder) -> bool {
        !matches!(self, Self::Prefix(_)) && matches!(self, Self::Confidence) == order.is_by_confidence()
    }
}

/// Which rows of the list are wanted, and how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListQuery<'a> {
    pub(super) filter: &'a CheckFilter,
    pub(super) order: CheckOrder,
    /// Where the page before ended.
    pub(super) after: Option<&'a CheckCursor>,
    pub(super) limit: u32,
}

impl ListQuery<'_> {
    /// The rows of a page, one statement: chosen in an index, then read.
    pub(super) fn page(&self, lead: &Lead, part: Part) -> Statement {
        let mut statement = Statement::new("SELECT ");
        statement.push(COLUMNS).push(" FROM (");
        self.push_chosen(&mut statement, lead, part);
        statement.push(") AS chosen JOIN sessions ON sessions.id = chosen.id");
        push_order(&mut statement, "sessions.", "id", self.order);
        statement
    }

    /// The ids of a page alone, in their order.
    #[cfg(test)]
    pub(super) fn chosen(&self, lead: &Lead, part: Part) -> Statement {
        let mut statement = Statement::new("");
        self.push_chosen(&mut statement, lead, part);
        statement
    }

    fn push_chosen(&self, statement: &mut Statement, lead: &Lead, part: Part) {
        statement.push("SELECT id FROM (");
        push_lead(statement, &columns(lead), lead, self.filter);
        match part {
            Part::Gather => statement.push(" LIMIT ").push_bind(GATHER_MAX),
            Part::Walk => {
                push_after(statement, id(lead), self.order, self.after);
                push_order(statement, "", id(lead), self.order);
                statement.push(" LIMIT ").push_bind(WALK_MAX)
            }
        };
        statement.push(") AS checks WHERE 1 = 1");
        push_rest(statement, lead, self.filter, self.order);
        if part == Part::Gather {
            push_after(statement, "id", self.order, self.after);
            push_order(statement, "", "id", self.order);
        }
        statement.push(" LIMIT ").push_bind(self.limit);
    }

    /// Where a walk ended that read as many rows as it may; no row when it reached the end before.
    pub(super) fn end_of_walk(&self, lead: &Lead) -> Statement {
        let mut statement = Statement::new("");
        let columns = format!("{} AS id, {}", id(lead), sort_column(self.order));
        push_lead(&mut statement, &columns, lead, self.filter);
        push_after(&mut statement, id(lead), self.order, self.after);
        push_order(&mut statement, "", id(lead), self.order);
        statement.push(" LIMIT 1 OFFSET ").push_bind(WALK_MAX - 1);
        statement
    }

    /// How many of the first rows of a lead pass the other filters.
    pub(super) fn count(&self, lead: &Lead) -> Statement {
        let mut statement = Statement::new("SELECT count(*) FROM (");
        push_lead(&mut statement, &columns(lead), lead, self.filter);
        statement.push(" LIMIT ").push_bind(GATHER_MAX).push(") AS checks WHERE 1 = 1");
        push_rest(&mut statement, lead, self.filter, self.order);
        statement
    }
}

/// How many rows a lead has, counted to one more than may be gathered.
pub(super) fn count_lead(lead: &Lead, filter: &CheckFilter) -> Statement {
    let mut statement = Statement::new("SELECT count(*) FROM (");
    push_lead(&mut statement, "1", lead, filter);
    statement.push(" LIMIT ").push_bind(GATHER_MAX + 1).push(")");
    statement
}

/// What rows are filtered and sorted by; the index of each lead holds all of it, so that no other row is read.
fn columns(lead: &Lead) -> String {
    let shared = "created_at_ms, owner, status, challenge_kind, signal, review, confidence";
    match lead {
        // No filter has two codes, so the other codes are not stored with each.
        Lead::Feedback => format!("session_id AS id, {shared}"),
        _ => format!("id, {shared}, feedback"),
    }
}

const fn id(lead: &Lead) -> &'static str {
    match lead {
        Lead::Feedback => "session_id",
        _ => "id",
    }
}

/// The rows of a lead, within the wanted time where its index has times.
fn push_lead(statement: &mut Statement, columns: &str, lead: &Lead, filter: &CheckFilter) {
    statement.push("SELECT ").push(columns).push(" FROM ");
    match lead {
        // A bound that every row meets, so that the index is read and not the table.
        Lead::Created => {
            statement.push("sessions INDEXED BY sessions_created WHERE created_at_ms >= ").push_bind(i64::MIN)
        }
        Lead::Confidence => {
            statement.push("sessions INDEXED BY sessions_confidence WHERE confidence IS NOT NULL");
            push_range(statement, filter);
            return;
        }
        Lead::Status => statement
            .push("sessions INDEXED BY sessions_status_created WHERE status = ")
            .push_bind(filter.status.map(catchlight_types::SessionStatus::name)),
        Lead::Challenge => statement
            .push("sessions INDEXED BY sessions_challenge_created WHERE challenge_kind = ")
            .push_bind(filter.challenge.map(catchlight_types::ChallengeKind::name)),
        Lead::Owner => statement
            .push("sessions INDEXED BY sessions_owner_created WHERE owner = ")
            .push_bind(filter.owner.clone()),
        Lead::Review => {
            statement.push("sessions INDEXED BY sessions_review_created WHERE ");
            push_review(statement, filter)
        }
        Lead::Feedback => statement
            .push("session_feedback WHERE code = ")
            .push_bind(filter.feedback.map(catchlight_types::FeedbackCode::name)),
        Lead::Signal => statement
            .push("sessions INDEXED BY sessions_signal_created WHERE signal = ")
            .push_bind(filter.signal.clone()),
        Lead::Prefix(prefix) => {
            push_prefix(statement, prefix);
            return;
        }
    };
    push_time(statement, filter);
}

fn push_prefix(statement: &mut Statement, prefix: &str) {
    // What follows every text that begins with the prefix.
    let end = format!("{prefix}\u{10ffff}");
    statement.push("sessions WHERE id IN (SELECT id FROM sessions WHERE id >= ").push_bind(prefix.to_owned());
    statement.push(" AND id < ").push_bind(end.clone());
    statement.push(
        " UNION ALL SELECT session_id FROM page_checks JOIN page_attempts ON check_id = page_checks.id
         WHERE reference >= ",
    );
    statement.push_bind(prefix.to_owned()).push(" AND reference < ").push_bind(end);
    statement.push(" LIMIT ").push_bind(PREFIX_MAX + 1).push(")");
}

/// Every other filter.
fn push_rest(statement: &mut Statement, lead: &Lead, filter: &CheckFilter, order: CheckOrder) {
    if let Some(status) = filter.status.filter(|_| *lead != Lead::Status) {
        statement.push(" AND status = ").push_bind(status.name());
    }
    if let Some(kind) = filter.challenge.filter(|_| *lead != Lead::Challenge) {
        statement.push(" AND challenge_kind = ").push_bind(kind.name());
    }
    if let Some(owner) = filter.owner.clone().filter(|_| *lead != Lead::Owner) {
        statement.push(" AND owner = ").push_bind(owner);
    }
    if filter.review.is_some() && *lead != Lead::Review {
        statement.push(" AND ");
        push_review(statement, filter);
    }
    if let Some(code) = filter.feedback.filter(|_| *lead != Lead::Feedback) {
        statement.push(" AND ' ' || feedback || ' ' LIKE ").push_bind(format!("% {} %", code.name()));
    }
    if let Some(signal) = filter.signal.clone().filter(|_| *lead != Lead::Signal) {
        statement.push(" AND signal = ").push_bind(signal);
    }
    if *lead != Lead::Confidence {
        if order.is_by_confidence() {
            statement.push(" AND confidence IS NOT NULL");
        }
        push_range(statement, filter);
    }
    if matches!(lead, Lead::Confidence | Lead::Prefix(_)) {
        push_time(statement, filter);
    }
}

fn push_time(statement: &mut Statement, filter: &CheckFilter) {
    if let Some(from) = filter.from {
        statement.push(" AND created_at_ms >= ").push_bind(from.as_millis());
    }
    if let Some(to) = filter.to {
        statement.push(" AND created_at_ms <= ").push_bind(to.as_millis());
    }
}

fn push_review<'a>(statement: &'a mut Statement, filter: &CheckFilter) -> &'a mut Statement {
    match &filter.review {
        Some(Some(outcome)) => statement.push("review = ").push_bind(outcome.clone()),
        _ => statement.push("review IS NULL"),
    }
}

fn push_range(statement: &mut Statement, filter: &CheckFilter) {
    for (comparison, bound) in [
        (" AND confidence >= ", filter.confidence_min),
        (" AND confidence <= ", filter.confidence_max),
        (" AND confidence < ", filter.confidence_below),
    ] {
        if let Some(bound) = bound {
            statement.push(comparison).push_bind(bound);
        }
    }
}

fn push_after(statement: &mut Statement, id: &str, order: CheckOrder, after: Option<&CheckCursor>) {
    let Some(after) = after else { return };
    let comparison = if order.is_descending() { "<" } else { ">" };
    statement.push(format!(" AND ({}, {id}) {comparison} (", sort_column(order)));
    match after.key {
        SortKey::Created(millis) => statement.push_bind(millis),
        SortKey::Confidence(percent) => statement.push_bind(percent),
    };
    statement.push(", ").push_bind(after.id.as_str().to_owned()).push(")");
}

fn push_order(statement: &mut Statement, table: &str, id: &str, order: CheckOrder) {
    let column = sort_column(order);
    let direction = if order.is_descending() { "DESC" } else { "ASC" };
    statement.push(format!(" ORDER BY {table}{column} {direction}, {table}{id} {direction}"));
}

const fn sort_column(order: CheckOrder) -> &'static str {
    if order.is_by_confidence() { "confidence" } else { "created_at_ms" }
}
