//! Fills a database with a million checks and prints how much longer each filter takes than with a thousand, and than
//! the list without a filter.
//!
//!     cargo run --release -p catchlight-store --example million
//!
//! Ratios of medians, since times are those of the machine.

#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use catchlight_store::{CheckFilter, CheckOrder, Store, StoreSettings};
use catchlight_types::{ChallengeKind, EpochMillis, FeedbackCode, SessionStatus};
use sqlx::SqlitePool;
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let (small, large) = (filled(folder.path(), 1_000).await?, filled(folder.path(), 1_000_000).await?);
    println!(
        "{:36} {:>8} {:>12} {:>12} {:>7} {:>7}",
        "filter", "rows", "of 1,000", "of 1,000,000", "ratio", "to all"
    );
    let mut all = None;
    for (name, filter, order) in cases() {
        let (few, _) = median(&small, &filter, order).await?;
        let (many, rows) = median(&large, &filter, order).await?;
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        // The first question is the list without a filter.
        let to_all = many.as_secs_f64() / all.get_or_insert(many).as_secs_f64();
        println!("{name:36} {rows:>8} {few:>12.2?} {many:>12.2?} {ratio:>7.1} {to_all:>7.1}");
    }
    Ok(())
}

async fn filled(folder: &Path, count: u32) -> Result<Store, Box<dyn Error>> {
    let url = format!("sqlite:{}/{count}.db", folder.display());
    let settings = StoreSettings {
        database_url: url.clone(),
        images_url: format!("file://{}/images", folder.display()),
    };
    let store = Store::open(&settings).await?;
    let pool = SqlitePool::connect(&url).await?;
    for statement in [ROWS, FEEDBACK] {
        sqlx::query(statement).bind(count).execute(&pool).await?;
    }
    sqlx::query("ANALYZE").execute(&pool).await?;
    pool.close().await;
    Ok(store)
}

/// The middle of some runs, and how many rows the page had.
async fn median(
    store: &Store,
    filter: &CheckFilter,
    order: CheckOrder,
) -> Result<(Duration, usize), Box<dyn Error>> {
    let mut times = Vec::new();
    let mut rows = 0;
    for _ in 0..RUNS {
        let started = now();
        rows = store.list_checks(filter, order, None, 50).await?.checks.len();
        times.push(started.elapsed());
    }
    times.sort();
    Ok((times[RUNS / 2], rows))
}

#[expect(clippy::disallowed_methods, reason = "an example that measures is an edge where time enters")]
fn now() -> Instant {
    Instant::now()
}

fn cases() -> Vec<(&'static str, CheckFilter, CheckOrder)> {
    use CheckOrder::{ConfidenceDescending, CreatedDescending};
    let none = CheckFilter::default;
    let newest = |name, filter| (name, filter, CreatedDescending);
    vec![
        newest("all, newest first", none()),
        ("all, largest confidence first", none(), ConfidenceDescending),
        newest("status", CheckFilter { status: Some(SessionStatus::Failed), ..none() }),
        newest("challenge", CheckFilter { challenge: Some(ChallengeKind::FaceMovement), ..none() }),
        newest("owner", CheckFilter { owner: Some("KEY3".to_owned()), ..none() }),
        newest("an owner of ten checks", CheckFilter { owner: Some("RARE".to_owned()), ..none() }),
        newest("without a review", CheckFilter { review: Some(None), ..none() }),
        newest("overturned", CheckFilter { review: Some(Some("overturned".to_owned())), ..none() }),
        newest("feedback", CheckFilter { feedback: Some(FeedbackCode::FaceNotAligned), ..none() }),
        newest("signal", CheckFilter { signal: Some("signal3".to_owned()), ..none() }),
        newest("passed", CheckFilter { confidence_min: Some(50.0), ..none() }),
        newest("failed", CheckFilter { confidence_below: Some(50.0), ..none() }),
        newest(
            "a narrow confidence",
            CheckFilter { confidence_min: Some(41.0), confidence_max: Some(41.05), ..none() },
        ),
        newest(
            "an hour",
            CheckFilter {
                from: Some(EpochMillis::new(50_000_000)),
                to: Some(EpochMillis::new(53_600_000)),
                ..none()
            },
        ),
        newest("the beginning of an id", CheckFilter { prefix: Some("7a410".to_owned()), ..none() }),
        newest("the first letter of an id", CheckFilter { prefix: Some("7".to_owned()), ..none() }),
        (
            "feedback, largest confidence first",
            CheckFilter { feedback: Some(FeedbackCode::FaceNotAligned), ..none() },
            ConfidenceDescending,
        ),
        (
            "overturned, largest confidence first",
            CheckFilter { review: Some(Some("overturned".to_owned())), ..none() },
            ConfidenceDescending,
        ),
        newest(
            "feedback, owner and passed",
            CheckFilter {
                feedback: Some(FeedbackCode::FaceNotAligned),
                owner: Some("KEY3".to_owned()),
                confidence_min: Some(50.0),
                ..none()
            },
        ),
        newest(
            "two that never meet",
            CheckFilter { status: Some(SessionStatus::Failed), confidence_min: Some(50.0), ..none() },
        ),
    ]
}

/// Three in four answered with a result of 2 kB, two in a hundred reviewed, one in five with feedback.
const ROWS: &str = "
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1)
    INSERT INTO sessions (id, owner, status, settings, created_at_ms, expires_at_ms, delete_at_ms, challenge_kind,
        confidence, signal, direction, reason, feedback, review, review_decision, reviewed_by, result)
    SELECT printf('%08x-0000-4000-8000-%012x', (n * 2654435761) & 4294967295, n),
        CASE WHEN n % (?1 / 10) = 1 THEN 'RARE' ELSE 'KEY' || (n % 7) END,
        CASE WHEN n % 4 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, '{}', n * 86, 0, 0,
        CASE WHEN n % 3 = 0 THEN 'FaceMovementChallenge' ELSE 'FaceMovementAndLightChallenge' END,
        CASE WHEN n % 4 <> 0 THEN ((n * 7919) % 100000) / 1000.0 END,
        CASE WHEN n % 4 <> 0 THEN 'signal' || (n % 9) END, 'live', 'a reason in a few words',
        CASE WHEN n % 5 = 0 THEN 'FACE_NOT_ALIGNED' END,
        CASE WHEN n % 50 = 0 THEN CASE WHEN n % 500 = 0 THEN 'overturned' ELSE 'confirmed' END END, 'live', 'someone',
        CASE WHEN n % 4 <> 0 THEN hex(zeroblob(1000)) END
    FROM numbers";
const FEEDBACK: &str = "
    INSERT INTO session_feedback (code, created_at_ms, session_id, owner, status, challenge_kind, signal, review,
        confidence)
    SELECT feedback, created_at_ms, id, owner, status, challenge_kind, signal, review, confidence FROM sessions WHERE feedback IS NOT NULL AND ?1 > 0";
const RUNS: usize = 15;
