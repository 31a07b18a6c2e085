//! The two ways of a list against each other, and its statements against the planner.

use super::*;
use catchlight_types::{ChallengeKind, EpochMillis, FeedbackCode, SessionStatus};
use sqlx::Row;
use std::collections::BTreeSet;
use tempfile::TempDir;

const STATUSES: [SessionStatus; 3] =
    [SessionStatus::Succeeded, SessionStatus::Failed, SessionStatus::Created];
const CODES: [FeedbackCode; 2] = [FeedbackCode::LowLightingDetected, FeedbackCode::FaceNotAligned];

async fn open() -> (TempDir, SqliteDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/catchlight.db", folder.path().display());
    let database = SqliteDatabase::open(&url).await.unwrap();
    (folder, database)
}

/// Rows that differ in everything that is filtered by; several share a moment and a Confidence.
async fn fill(database: &SqliteDatabase, count: i64) {
    let mut transaction = database.pool.begin().await.unwrap();
    for number in 0..count {
        let status = STATUSES[usize::try_from(number % 3).unwrap()];
        let answered = status == SessionStatus::Succeeded;
        let code = CODES[usize::try_from(number % 2).unwrap()].name();
        let id = format!("{:08x}-0000-4000-8000-{number:012x}", number.wrapping_mul(2_654_435_761) as u32);
        sqlx::query(
            "INSERT INTO sessions (id, owner, status, settings, created_at_ms, expires_at_ms, delete_at_ms,
             challenge_kind, confidence, signal, direction, reason, feedback, review, review_decision)
             VALUES (?, ?, ?, '{}', ?, 0, 0, ?, ?, ?, 'live', '', ?, ?, ?)",
        )
        .bind(&id)
        .bind(format!("KEY{}", number % 2))
        .bind(status.name())
        .bind(1000 + number / 2)
        .bind((number % 5 != 0).then_some("FaceMovementChallenge"))
        .bind(answered.then_some(f64::from(i32::try_from(number % 50).unwrap()) * 2.0))
        .bind(answered.then_some(format!("signal{}", number % 4)))
        .bind(answered.then_some(code))
        .bind((number % 6 == 0).then_some("confirmed"))
        .bind((number % 6 == 0).then_some("live"))
        .execute(&mut *transaction)
        .await
        .unwrap();
        if answered {
            sqlx::query(
                "INSERT INTO session_feedback
                 SELECT ?, created_at_ms, id, owner, status, challenge_kind, signal, review, confidence
                 FROM sessions WHERE id = ?",
            )
            .bind(code)
            .bind(&id)
            .execute(&mut *transaction)
            .await
            .unwrap();
        }
    }
    transaction.commit().await.unwrap();
}

fn filters() -> Vec<CheckFilter> {
    let none = CheckFilter::default;
    let at = |millis| Some(EpochMillis::new(millis));
    vec![
        none(),
        CheckFilter { status: Some(SessionStatus::Succeeded), ..none() },
        CheckFilter { challenge: Some(ChallengeKind::FaceMovement), ..none() },
        CheckFilter { owner: Some("KEY1".to_owned()), ..none() },
        CheckFilter { review: Some(None), ..none() },
        CheckFilter { review: Some(Some("confirmed".to_owned())), ..none() },
        CheckFilter { feedback: Some(FeedbackCode::FaceNotAligned), ..none() },
        CheckFilter { signal: Some("signal2".to_owned()), ..none() },
        CheckFilter { confidence_min: Some(50.0), ..none() },
        CheckFilter { confidence_min: Some(20.0), confidence_max: Some(60.0), ..none() },
        CheckFilter { confidence_below: Some(50.0), ..none() },
        CheckFilter { from: at(1010), to: at(1060), ..none() },
        CheckFilter { prefix: Some("5".to_owned()), ..none() },
        CheckFilter {
            feedback: Some(FeedbackCode::LowLightingDetected),
            owner: Some("KEY0".to_owned()),
            confidence_min: Some(10.0),
            from: at(1005),
            ..none()
        },
    ]
}

const ORDERS: [CheckOrder; 4] = [
    CheckOrder::Created,
    CheckOrder::CreatedDescending,
    CheckOrder::Confidence,
    CheckOrder::ConfidenceDescending,
];

#[tokio::test]
async fn a_walk_finds_the_same_as_a_search() {
    let (_folder, database) = open().await;
    fill(&database, 200).await;
    for filter in filters().into_iter().filter(|filter| filter.prefix.is_none()) {
        for order in ORDERS {
            for lead in Lead::of(&filter).into_iter().filter(|lead| lead.is_sorted_by(order)) {
                let ids = async |part| {
                    let query = ListQuery { filter: &filter, order, after: None, limit: 50 };
                    let mut statement = query.page(&lead, part);
                    let rows = statement.build().fetch_all(&database.pool).await.unwrap();
                    rows.iter().map(|row| row.get::<String, _>("id")).collect::<Vec<_>>()
                };
                assert_eq!(ids(Part::Walk).await, ids(Part::Gather).await, "{lead:?} {order:?}");
            }
        }
    }
}

/// What the planner means to do. Parameters stay open, which changes none of its choices.
async fn plan(database: &SqliteDatabase, statement: &sqlx::QueryBuilder<sqlx::Sqlite>) -> Vec<String> {
    let text = format!("EXPLAIN QUERY PLAN {}", statement.sql().as_str());
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&database.pool).await.unwrap();
    rows.iter().map(|row| row.get("detail")).collect()
}

/// Every lead of a filter with the parts that it can have.
fn ways(filter: &CheckFilter, order: CheckOrder) -> Vec<(Lead, Part)> {
    let mut leads = Lead::of(filter);
    leads.extend(filter.prefix.clone().map(Lead::Prefix));
    let walks = leads.clone().into_iter().filter(|lead| lead.is_sorted_by(order));
    let walks = walks.map(|lead| (lead, Part::Walk)).collect::<Vec<_>>();
    leads.into_iter().map(|lead| (lead, Part::Gather)).chain(walks).collect()
}

#[tokio::test]
async fn no_statement_reads_a_row_before_it_is_chosen() {
    let (_folder, database) = open().await;
    let id = "7a410adf-f66d-43ef-a072-00807e4643e0";
    for filter in filters() {
        for order in ORDERS {
            let key = if order.is_by_confidence() { "50.0" } else { "1000" };
            let after = CheckCursor::parse(&format!("{key}~{id}"), order);
            let query = ListQuery { filter: &filter, order, after: after.as_ref(), limit: 50 };
            for (lead, part) in ways(&filter, order) {
                let mut statements = vec![query.chosen(&lead, part), query.count(&lead)];
                statements.push(statement::count_lead(&lead, &filter));
                if part == Part::Walk {
                    statements.push(query.end_of_walk(&lead));
                }
                let mut opened = BTreeSet::new();
                for statement in &statements {
                    opened.extend(
                        plan(&database, statement).await.into_iter().filter(|line| opens_rows(&lead, line)),
                    );
                }
                assert_eq!(opened, BTreeSet::new(), "{lead:?} {part:?} {filter:?} {order:?}");
            }
        }
    }
}

/// Whether a line of a plan goes to a table whose rows hold results.
fn opens_rows(lead: &Lead, line: &str) -> bool {
    let is_whole = line.starts_with("SCAN sessions") && !line.contains("COVERING INDEX");
    // No index of an id holds what else is filtered by; it would cost every creation.
    let is_single = line.starts_with("SEARCH sessions")
        && !line.contains("COVERING INDEX")
        && !matches!(lead, Lead::Prefix(_));
    is_whole || is_single || line.starts_with("SCAN page_")
}

#[tokio::test]
async fn the_rows_of_a_page_are_read_one_by_one() {
    let (_folder, database) = open().await;
    for filter in filters() {
        for order in ORDERS {
            let query = ListQuery { filter: &filter, order, after: None, limit: 50 };
            for (lead, part) in ways(&filter, order) {
                let mut lines = plan(&database, &query.page(&lead, part)).await;
                for line in plan(&database, &query.chosen(&lead, part)).await {
                    let place = lines.iter().position(|one| *one == line);
                    lines.remove(place.unwrap_or_else(|| panic!("{line} is not in {lines:?}")));
                }
                assert_eq!(
                    lines.join("; "),
                    "CO-ROUTINE chosen; SCAN chosen; SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?); \
                     USE TEMP B-TREE FOR ORDER BY",
                    "{lead:?} {part:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_walk_sorts_nothing() {
    let (_folder, database) = open().await;
    for filter in filters() {
        for order in ORDERS {
            let query = ListQuery { filter: &filter, order, after: None, limit: 50 };
            for (lead, _) in ways(&filter, order).into_iter().filter(|(_, part)| *part == Part::Walk) {
                let lines = plan(&database, &query.chosen(&lead, Part::Walk)).await;
                assert!(!lines.iter().any(|line| line.contains("TEMP B-TREE")), "{lead:?} {lines:?}");
            }
        }
    }
}
