//! The list against a plain search of the same rows, and its statements against the planner.

use super::*;
use crate::StoreSettings;
use catchlight_types::SessionId;
use sqlx::Row;
use std::collections::BTreeSet;
use tempfile::TempDir;

const STATUSES: [SessionStatus; 3] =
    [SessionStatus::Succeeded, SessionStatus::Failed, SessionStatus::Created];
const CODES: [FeedbackCode; 2] = [FeedbackCode::LowLightingDetected, FeedbackCode::FaceNotAligned];

async fn open() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let settings = StoreSettings {
        database_url: format!("sqlite:{}/catchlight.db", folder.path().display()),
        images_url: format!("file://{}/images", folder.path().display()),
    };
    let store = Store::open(&settings).await.unwrap();
    (folder, store)
}

/// Rows that differ in everything that is filtered by; several share a moment and a Confidence.
async fn fill(store: &Store, count: i64) {
    let mut transaction = store.pool.begin().await.unwrap();
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

fn passes(filter: &CheckFilter, order: CheckOrder, row: &CheckRow) -> bool {
    let at_least =
        |bound: Option<f64>| bound.is_none_or(|least| row.confidence.is_some_and(|is| is >= least));
    let at_most = |bound: Option<f64>| bound.is_none_or(|most| row.confidence.is_some_and(|is| is <= most));
    filter.status.is_none_or(|status| row.status == status)
        && filter.challenge.is_none_or(|kind| row.challenge == Some(kind))
        && filter.owner.as_ref().is_none_or(|owner| row.owner == *owner)
        && filter
            .review
            .as_ref()
            .is_none_or(|outcome| row.review.as_ref().map(|one| &one.outcome) == outcome.as_ref())
        && filter.feedback.is_none_or(|code| row.feedback.iter().any(|name| name == code.name()))
        && filter.signal.as_ref().is_none_or(|signal| {
            row.strongest.as_ref().is_some_and(|one| one.signal.as_ref() == Some(signal))
        })
        && at_least(filter.confidence_min)
        && at_most(filter.confidence_max)
        && filter.confidence_below.is_none_or(|bound| row.confidence.is_some_and(|is| is < bound))
        && filter.from.is_none_or(|from| row.created_at >= from)
        && filter.to.is_none_or(|to| row.created_at <= to)
        && filter.prefix.as_ref().is_none_or(|prefix| row.id.as_str().starts_with(prefix))
        && (!order.is_by_confidence() || row.confidence.is_some())
}

fn sorted(mut rows: Vec<CheckRow>, order: CheckOrder) -> Vec<String> {
    rows.sort_by(|one, other| {
        let ascending = if order.is_by_confidence() {
            one.confidence.unwrap().total_cmp(&other.confidence.unwrap())
        } else {
            one.created_at.cmp(&other.created_at)
        };
        let ascending = ascending.then(one.id.as_str().cmp(other.id.as_str()));
        if order.is_descending() { ascending.reverse() } else { ascending }
    });
    rows.iter().map(|row| row.id.as_str().to_owned()).collect()
}

async fn all_pages(store: &Store, filter: &CheckFilter, order: CheckOrder) -> Vec<String> {
    let mut found = Vec::new();
    let mut after: Option<CheckCursor> = None;
    loop {
        let page = store.list_checks(filter, order, after.as_ref(), 7).await.unwrap();
        found.extend(page.checks.iter().map(|row| row.id.as_str().to_owned()));
        let Some(next) = page.next else { return found };
        after = CheckCursor::parse(&next.to_text(), order);
        assert_eq!(after.as_ref(), Some(&next), "a cursor survives its text");
    }
}

#[tokio::test]
async fn the_list_holds_what_a_plain_search_finds() {
    let (_folder, store) = open().await;
    fill(&store, 200).await;
    let rows = sqlx::query("SELECT * FROM sessions").fetch_all(&store.pool).await.unwrap();
    let all: Vec<CheckRow> = rows.iter().map(|row| row::read(row).unwrap()).collect();
    for filter in filters() {
        for order in ORDERS {
            let expected: Vec<CheckRow> =
                all.iter().filter(|row| passes(&filter, order, row)).cloned().collect();
            let count = u32::try_from(expected.len()).unwrap();
            let expected = sorted(expected, order);
            assert_eq!(all_pages(&store, &filter, order).await, expected, "{filter:?} {order:?}");
            let page = store.list_checks(&filter, order, None, 3).await.unwrap();
            assert_eq!((page.count, page.count_is_exact), (count, true), "{filter:?} {order:?}");
        }
    }
}

#[tokio::test]
async fn a_walk_finds_the_same_as_a_search() {
    let (_folder, store) = open().await;
    fill(&store, 200).await;
    for filter in filters().into_iter().filter(|filter| filter.prefix.is_none()) {
        for order in ORDERS {
            for lead in Lead::of(&filter).into_iter().filter(|lead| lead.is_sorted_by(order)) {
                let ids = async |part| {
                    let question = Question { filter: &filter, order, after: None, limit: 50 };
                    let mut statement = question.page(&lead, part);
                    let rows = statement.build().fetch_all(&store.pool).await.unwrap();
                    rows.iter().map(|row| row.get::<String, _>("id")).collect::<Vec<_>>()
                };
                assert_eq!(ids(Part::Walk).await, ids(Part::Gather).await, "{lead:?} {order:?}");
            }
        }
    }
}

/// What the planner means to do. Parameters stay open, which changes none of its choices.
async fn plan(store: &Store, statement: &sqlx::QueryBuilder<sqlx::Sqlite>) -> Vec<String> {
    let text = format!("EXPLAIN QUERY PLAN {}", statement.sql().as_str());
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&store.pool).await.unwrap();
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
    let (_folder, store) = open().await;
    let id = "7a410adf-f66d-43ef-a072-00807e4643e0";
    for filter in filters() {
        for order in ORDERS {
            let key = if order.is_by_confidence() { "50.0" } else { "1000" };
            let after = CheckCursor::parse(&format!("{key}~{id}"), order);
            let question = Question { filter: &filter, order, after: after.as_ref(), limit: 50 };
            for (lead, part) in ways(&filter, order) {
                let mut statements = vec![question.chosen(&lead, part), question.count(&lead)];
                statements.push(statement::count_lead(&lead, &filter));
                if part == Part::Walk {
                    statements.push(question.end_of_walk(&lead));
                }
                let mut opened = BTreeSet::new();
                for statement in &statements {
                    opened.extend(
                        plan(&store, statement).await.into_iter().filter(|line| opens_rows(&lead, line)),
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
    let (_folder, store) = open().await;
    for filter in filters() {
        for order in ORDERS {
            let question = Question { filter: &filter, order, after: None, limit: 50 };
            for (lead, part) in ways(&filter, order) {
                let mut lines = plan(&store, &question.page(&lead, part)).await;
                for line in plan(&store, &question.chosen(&lead, part)).await {
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
    let (_folder, store) = open().await;
    for filter in filters() {
        for order in ORDERS {
            let question = Question { filter: &filter, order, after: None, limit: 50 };
            for (lead, _) in ways(&filter, order).into_iter().filter(|(_, part)| *part == Part::Walk) {
                let lines = plan(&store, &question.chosen(&lead, Part::Walk)).await;
                assert!(!lines.iter().any(|line| line.contains("TEMP B-TREE")), "{lead:?} {lines:?}");
            }
        }
    }
}

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

/// A store whose tables are still those of an older version.
async fn older(version: i64) -> (TempDir, StoreSettings, sqlx::SqlitePool) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("catchlight.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&database).create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let migrations = sqlx::migrate!("./migrations");
    let before = migrations.iter().filter(|one| one.version <= version).cloned().collect();
    sqlx::migrate::Migrator::with_migrations(before).run(&pool).await.unwrap();
    let settings = StoreSettings {
        database_url: format!("sqlite:{}", database.display()),
        images_url: format!("file://{}/images", folder.path().display()),
    };
    (folder, settings, pool)
}

#[tokio::test]
async fn what_a_list_of_an_older_version_found_is_still_found() {
    let (_folder, settings, pool) = older(4).await;
    let id = |number: i64| format!("00000000-0000-4000-8000-00000000000{number}");
    for number in 1..=4 {
        sqlx::query(
            "INSERT INTO sessions (id, owner, status, settings, created_at_ms, expires_at_ms, delete_at_ms,
             challenge_kind, confidence, signal, direction, reason, feedback, review, review_decision)
             VALUES (?, 'KEY', 'SUCCEEDED', '{}', ?, 0, 0, 'FaceMovementChallenge', ?, 'eyes', 'live', '',
             'FACE_NOT_ALIGNED LOW_LIGHTING_DETECTED', ?, ?)",
        )
        .bind(id(number))
        .bind(number)
        .bind(f64::from(i32::try_from(number).unwrap()) * 20.0)
        .bind((number == 2).then_some("overturned"))
        .bind((number == 2).then_some("live"))
        .execute(&pool)
        .await
        .unwrap();
        for code in ["FACE_NOT_ALIGNED", "LOW_LIGHTING_DETECTED"] {
            sqlx::query("INSERT INTO session_feedback (code, created_at_ms, session_id) VALUES (?, ?, ?)")
                .bind(code)
                .bind(number)
                .bind(id(number))
                .execute(&pool)
                .await
                .unwrap();
        }
    }
    pool.close().await;
    let store = Store::open(&settings).await.unwrap();
    let none = CheckFilter::default;
    let feedback = Some(FeedbackCode::FaceNotAligned);
    let overturned = Some(Some("overturned".to_owned()));
    let found = async |filter: CheckFilter| {
        let page = store.list_checks(&filter, CheckOrder::Created, None, 10).await.unwrap();
        page.checks.iter().map(|row| row.created_at.as_millis()).collect::<Vec<_>>()
    };
    assert_eq!(found(CheckFilter { feedback, ..none() }).await, [1, 2, 3, 4]);
    assert_eq!(found(CheckFilter { feedback, confidence_min: Some(50.0), ..none() }).await, [3, 4]);
    assert_eq!(found(CheckFilter { feedback, review: overturned.clone(), ..none() }).await, [2]);
    assert_eq!(found(CheckFilter { review: overturned, ..none() }).await, [2]);
    store.delete_session(&SessionId::new(&id(1)).unwrap()).await.unwrap();
    assert_eq!(found(CheckFilter { feedback, ..none() }).await, [2, 3, 4], "feedback goes with its check");
}

#[tokio::test]
async fn checks_of_older_versions_are_listed_by_what_their_records_say() {
    let (_folder, settings, pool) = older(3).await;
    let contribution = |signal: &str, ratio: f64, weight: f64| {
        format!(
            r#"{{"signal":"{signal}","reading":{{"raw":1.0}},"log_likelihood_ratio":{ratio},"weight":{weight},"reason":"{signal} says so"}}"#
        )
    };
    let contributions = [
        contribution("parallax", 3.0, 0.5),
        contribution("light_response", -2.0, 0.5),
        contribution("eyes", -4.0, 0.02),
    ];
    for (number, confidence) in [(1, 12.5), (2, 90.0)] {
        let result = format!(
            r#"{{"confidence":{confidence},"calibration":"1","feedback":["LOW_LIGHTING_DETECTED","FACE_NOT_ALIGNED"],"contributions":[{}],"measurements":[]}}"#,
            contributions.join(",")
        );
        sqlx::query(
            "INSERT INTO sessions (id, owner, status, settings, created_at_ms, expires_at_ms, delete_at_ms, challenge, result)
             VALUES (?, 'KEY', 'SUCCEEDED', '{}', ?, 0, 0, ?, ?)",
        )
        .bind(format!("00000000-0000-4000-8000-00000000000{number}"))
        .bind(number)
        .bind(r#"{"kind":"FaceMovementChallenge","version":"1.0.0"}"#)
        .bind(&result)
        .execute(&pool)
        .await
        .unwrap();
    }
    pool.close().await;
    let store = Store::open(&settings).await.unwrap();
    let filter = CheckFilter { feedback: Some(FeedbackCode::FaceNotAligned), ..CheckFilter::default() };
    let page = store.list_checks(&filter, CheckOrder::Created, None, 10).await.unwrap();
    let told: Vec<String> = page
        .checks
        .iter()
        .map(|row| {
            let strongest = row.strongest.as_ref().unwrap();
            format!(
                "{:?} {:?} {} {} {} {:?}",
                row.confidence,
                row.challenge,
                strongest.signal.as_deref().unwrap_or_default(),
                strongest.direction.name(),
                strongest.reason,
                row.feedback
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            r#"Some(12.5) Some(FaceMovement) light_response attack light_response says so ["LOW_LIGHTING_DETECTED", "FACE_NOT_ALIGNED"]"#,
            r#"Some(90.0) Some(FaceMovement) parallax live parallax says so ["LOW_LIGHTING_DETECTED", "FACE_NOT_ALIGNED"]"#,
        ]
    );
}
