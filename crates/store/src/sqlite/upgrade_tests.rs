//! Databases that older versions wrote, opened by this one.

use super::SqliteDatabase;
use crate::checks::{CheckFilter, CheckOrder, Checks};
use crate::deletions::Deletions;
use catchlight_types::{FeedbackCode, SessionId};
use tempfile::TempDir;

/// A database whose tables are still those of an older version, with its URL.
async fn older(version: i64) -> (TempDir, String, sqlx::SqlitePool) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catchlight.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let migrations = sqlx::migrate!("./migrations/sqlite");
    let before = migrations.iter().filter(|one| one.version <= version).cloned().collect();
    sqlx::migrate::Migrator::with_migrations(before).run(&pool).await.unwrap();
    (folder, format!("sqlite:{}", file.display()), pool)
}

#[tokio::test]
async fn what_a_list_of_an_older_version_found_is_still_found() {
    let (_folder, url, pool) = older(4).await;
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
    let database = SqliteDatabase::open(&url).await.unwrap();
    let none = CheckFilter::default;
    let feedback = Some(FeedbackCode::FaceNotAligned);
    let overturned = Some(Some("overturned".to_owned()));
    let found = async |filter: CheckFilter| {
        let page = database.list_checks(&filter, CheckOrder::Created, None, 10).await.unwrap();
        page.checks.iter().map(|row| row.created_at.as_millis()).collect::<Vec<_>>()
    };
    assert_eq!(found(CheckFilter { feedback, ..none() }).await, [1, 2, 3, 4]);
    assert_eq!(found(CheckFilter { feedback, confidence_min: Some(50.0), ..none() }).await, [3, 4]);
    assert_eq!(found(CheckFilter { feedback, review: overturned.clone(), ..none() }).await, [2]);
    assert_eq!(found(CheckFilter { review: overturned, ..none() }).await, [2]);
    database.delete_session_rows(&SessionId::new(&id(1)).unwrap()).await.unwrap();
    assert_eq!(found(CheckFilter { feedback, ..none() }).await, [2, 3, 4], "feedback goes with its check");
}

#[tokio::test]
async fn checks_of_older_versions_are_listed_by_what_their_records_say() {
    let (_folder, url, pool) = older(3).await;
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
    let database = SqliteDatabase::open(&url).await.unwrap();
    let filter = CheckFilter { feedback: Some(FeedbackCode::FaceNotAligned), ..CheckFilter::default() };
    let page = database.list_checks(&filter, CheckOrder::Created, None, 10).await.unwrap();
    let listed: Vec<String> = page
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
        listed,
        [
            r#"Some(12.5) Some(FaceMovement) light_response attack light_response says so ["LOW_LIGHTING_DETECTED", "FACE_NOT_ALIGNED"]"#,
            r#"Some(90.0) Some(FaceMovement) parallax live parallax says so ["LOW_LIGHTING_DETECTED", "FACE_NOT_ALIGNED"]"#,
        ]
    );
}
