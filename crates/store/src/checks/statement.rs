//! The statements behind the list; each begins with the index of the filter that leads.

use super::cursor::{CheckCursor, SortKey};
use super::row::COLUMNS;
use super::{CheckFilter, CheckOrder, GATHER_MAX, WALK_MAX};
use sqlx::{QueryBuilder, Sqlite};

type Statement = QueryBuilder<Sqlite>;

/// The filter whose index is gone through.
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

/// What is done with the rows of the lead.
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
        matches!(self, Self::Confidence) == order.is_by_confidence()
    }
}

/// The rows of a page, one statement.
pub(super) fn page(
    lead: &Lead,
    part: Part,
    filter: &CheckFilter,
    order: CheckOrder,
    after: Option<&CheckCursor>,
    limit: u32,
) -> Statement {
    explained("", lead, part, filter, order, after, limit)
}

/// The same after a word such as EXPLAIN.
pub(super) fn explained(
    word: &str,
    lead: &Lead,
    part: Part,
    filter: &CheckFilter,
    order: CheckOrder,
    after: Option<&CheckCursor>,
    limit: u32,
) -> Statement {
    let mut statement = Statement::new(word);
    statement.push("SELECT * FROM (");
    push_lead(&mut statement, COLUMNS, lead, filter);
    match part {
        Part::Gather => statement.push(" LIMIT ").push_bind(GATHER_MAX),
        Part::Walk => {
            push_after(&mut statement, table(lead), order, after);
            push_order(&mut statement, table(lead), order);
            statement.push(" LIMIT ").push_bind(WALK_MAX)
        }
    };
    statement.push(") AS checks WHERE 1 = 1");
    push_rest(&mut statement, lead, filter, order);
    if part == Part::Gather {
        push_after(&mut statement, "checks", order, after);
        push_order(&mut statement, "checks", order);
    }
    statement.push(" LIMIT ").push_bind(limit);
    statement
}

/// Where a walk ended that looked at as many rows as it may; no row when it came to the end before.
pub(super) fn end_of_walk(
    lead: &Lead,
    order: CheckOrder,
    filter: &CheckFilter,
    after: Option<&CheckCursor>,
) -> Statement {
    let table = table(lead);
    let columns = if order.is_by_confidence() {
        "sessions.id AS id, confidence".to_owned()
    } else {
        format!("{table}.{} AS id, {table}.created_at_ms AS created_at_ms", id(table))
    };
    let mut statement = Statement::new("");
    push_lead(&mut statement, &columns, lead, filter);
    push_after(&mut statement, table, order, after);
    push_order(&mut statement, table, order);
    statement.push(" LIMIT 1 OFFSET ").push_bind(WALK_MAX - 1);
    statement
}

/// How many rows a lead has, counted to one more than may be gathered.
pub(super) fn count_lead(lead: &Lead, filter: &CheckFilter) -> Statement {
    let mut statement = Statement::new("SELECT count(*) FROM (");
    push_lead(&mut statement, "1", lead, filter);
    statement.push(" LIMIT ").push_bind(GATHER_MAX + 1).push(")");
    statement
}

/// How many of the first rows of a lead pass the other filters.
pub(super) fn count(lead: &Lead, filter: &CheckFilter, order: CheckOrder) -> Statement {
    let mut statement = Statement::new("SELECT count(*) FROM (");
    push_lead(&mut statement, COLUMNS, lead, filter);
    statement.push(" LIMIT ").push_bind(GATHER_MAX).push(") AS checks WHERE 1 = 1");
    push_rest(&mut statement, lead, filter, order);
    statement
}

/// Where the columns that sort the rows of a lead stand.
const fn table(lead: &Lead) -> &'static str {
    match lead {
        Lead::Feedback => "session_feedback",
        _ => "sessions",
    }
}

fn id(table: &str) -> &'static str {
    if table == "session_feedback" { "session_id" } else { "id" }
}

/// The rows of a lead, within the wanted time where its index knows times.
fn push_lead(statement: &mut Statement, columns: &str, lead: &Lead, filter: &CheckFilter) {
    statement.push("SELECT ").push(columns);
    match lead {
        Lead::Feedback => statement.push(
            " FROM session_feedback JOIN sessions ON sessions.id = session_feedback.session_id WHERE code = ",
        ),
        Lead::Prefix(_) => statement.push(" FROM sessions WHERE sessions.id IN ("),
        _ => statement.push(" FROM sessions WHERE "),
    };
    match lead {
        // A bound that all of them keep, so that the index is gone through and not the table.
        Lead::Created => statement.push("sessions.created_at_ms >= ").push_bind(i64::MIN),
        Lead::Confidence => {
            statement.push("confidence IS NOT NULL");
            push_range(statement, filter);
            return;
        }
        Lead::Status => {
            statement.push("status = ").push_bind(filter.status.map(catchlight_types::SessionStatus::name))
        }
        Lead::Challenge => statement
            .push("challenge_kind = ")
            .push_bind(filter.challenge.map(catchlight_types::ChallengeKind::name)),
        Lead::Owner => statement.push("owner = ").push_bind(filter.owner.clone()),
        Lead::Review => push_review(statement, filter),
        Lead::Feedback => statement.push_bind(filter.feedback.map(catchlight_types::FeedbackCode::name)),
        Lead::Signal => statement.push("signal = ").push_bind(filter.signal.clone()),
        Lead::Prefix(prefix) => {
            // What follows every text that begins with the prefix.
            let end = format!("{prefix}\u{10ffff}");
            statement.push("SELECT id FROM sessions WHERE id >= ").push_bind(prefix.clone());
            statement.push(" AND id < ").push_bind(end.clone());
            statement.push(
                " UNION ALL SELECT session_id FROM page_checks JOIN page_attempts ON check_id = page_checks.id
                 WHERE reference >= ",
            );
            statement.push_bind(prefix.clone()).push(" AND reference < ").push_bind(end);
            statement.push(" LIMIT ").push_bind(GATHER_MAX).push(")");
            return;
        }
    };
    let table = table(lead);
    if let Some(from) = filter.from {
        statement.push(format!(" AND {table}.created_at_ms >= ")).push_bind(from.as_millis());
    }
    if let Some(to) = filter.to {
        statement.push(format!(" AND {table}.created_at_ms <= ")).push_bind(to.as_millis());
    }
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
        if let Some(from) = filter.from {
            statement.push(" AND created_at_ms >= ").push_bind(from.as_millis());
        }
        if let Some(to) = filter.to {
            statement.push(" AND created_at_ms <= ").push_bind(to.as_millis());
        }
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

fn push_after(statement: &mut Statement, table: &str, order: CheckOrder, after: Option<&CheckCursor>) {
    let Some(after) = after else { return };
    let comparison = if order.is_descending() { "<" } else { ">" };
    let column = sort_column(order);
    statement.push(format!(" AND ({table}.{column}, {table}.{}) {comparison} (", id(table)));
    match after.key {
        SortKey::Created(millis) => statement.push_bind(millis),
        SortKey::Confidence(percent) => statement.push_bind(percent),
    };
    statement.push(", ").push_bind(after.id.clone()).push(")");
}

fn push_order(statement: &mut Statement, table: &str, order: CheckOrder) {
    let column = sort_column(order);
    let direction = if order.is_descending() { "DESC" } else { "ASC" };
    statement.push(format!(" ORDER BY {table}.{column} {direction}, {table}.{} {direction}", id(table)));
}

const fn sort_column(order: CheckOrder) -> &'static str {
    if order.is_by_confidence() { "confidence" } else { "created_at_ms" }
}
