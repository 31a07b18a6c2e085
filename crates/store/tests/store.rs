//! What the store promises, on a real database and a real folder.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the tests")]

use catchlight_store::{
    AgreedChallenge, CheckDetails, CheckFilter, CheckOrder, CheckPlan, CheckResult, ClientFacts, CourseFacts,
    Creation, NewReview, NewSession, OutputLocation, Preference, Settings, StartOutcome, Store, StoreError,
    StoreSettings, Swept,
};
use catchlight_types::{
    Ceiling, CeilingCause, ChallengeKind, ChallengeVersion, Confidence, Contribution, Detail, EpochMillis,
    FaceImage, FeedbackCode, JpegBytes, Measurement, NotTaken, Reading, SESSION_LIFE, SessionId,
    SessionStatus, SignalName, UnitRect, Verdict,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;
use tokio::task::JoinSet;

const NOW: EpochMillis = EpochMillis::new(1_700_000_000_000);
const DAY: Duration = Duration::from_secs(86_400);

async fn open(folder: &Path) -> Store {
    let settings = StoreSettings {
        database_url: format!("sqlite:{}/catchlight.db", folder.display()),
        images_url: format!("file://{}/images", folder.display()),
    };
    Store::open(&settings).await.unwrap()
}

fn id(byte: u8) -> SessionId {
    SessionId::from_random([byte; 16])
}

fn session(byte: u8, token: Option<&str>, output: Option<OutputLocation>) -> NewSession {
    let version = ChallengeVersion { major: 2, minor: 0, patch: 0 };
    NewSession {
        id: id(byte),
        owner: "CLAKTEST".to_owned(),
        token: token.map(str::to_owned),
        settings: Settings {
            output,
            kms_key_id: Some("alias/faces".to_owned()),
            audit_images_limit: 2,
            preferences: vec![Preference {
                kind: ChallengeKind::FaceMovementAndLight,
                min: Some(version),
                max: None,
            }],
        },
        created_at: NOW,
        expires_at: NOW.plus(SESSION_LIFE),
        delete_at: NOW.plus(DAY),
    }
}

fn image(byte: u8, bounding_box: Option<UnitRect>) -> FaceImage {
    FaceImage { jpeg: JpegBytes::new(vec![0xff, 0xd8, byte]), bounding_box }
}

fn result() -> CheckResult {
    let (light, eyes) = (SignalName::of("light_response"), SignalName::of("eyes"));
    let bounding_box = Some(UnitRect { left: -0.1, top: 0.2, width: 0.5, height: 0.6 });
    CheckResult {
        verdict: Verdict {
            confidence: Confidence::new(97.25).unwrap(),
            prior_log_odds: Some(-0.25),
            contributions: vec![Contribution {
                signal: light.clone(),
                reading: Reading::Raw(0.123_456_789_012_345),
                log_likelihood_ratio: 3.25,
                weight: 0.5,
                reason: "the face answered the light".to_owned(),
            }],
            ceiling: Some(Ceiling {
                cause: CeilingCause::UnseenAttacks,
                signals: vec![eyes.clone()],
                limit: Confidence::new(98.0).unwrap(),
                without: Confidence::new(99.5).unwrap(),
                log_odds_taken: 1.75,
                reason: "the eyes did not close".to_owned(),
            }),
            feedback: vec![FeedbackCode::LowLightingDetected],
            calibration: "1".to_owned(),
        },
        measurements: vec![
            Measurement {
                signal: light,
                reading: Reading::Raw(0.123_456_789_012_345),
                details: vec![Detail { name: "lag_ms".into(), value: 41.5 }],
            },
            Measurement {
                signal: eyes,
                reading: Reading::NotTaken(NotTaken::TooFewFrames),
                details: Vec::new(),
            },
        ],
        reference_image: Some(image(1, bounding_box)),
        audit_images: vec![image(2, None), image(3, bounding_box)],
        details: CheckDetails { oval_reached_ms: Some(1250), ..CheckDetails::default() },
    }
}

async fn create(store: &Store, session: &NewSession) {
    assert_eq!(store.create_session(session).await.unwrap(), Creation::Created);
}

async fn start(store: &Store, byte: u8) -> StartOutcome {
    store.start_session(&id(byte), Some("js"), &ClientFacts::default(), NOW).await.unwrap()
}

async fn status(store: &Store, byte: u8) -> Option<SessionStatus> {
    store.find_session(&id(byte)).await.unwrap().map(|session| session.status)
}

fn images_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.join("images")];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

#[tokio::test]
async fn a_session_reads_back_as_it_was_made() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let output = OutputLocation { bucket: "faces".to_owned(), prefix: "check/".to_owned() };
    let new = session(1, Some("order-7"), Some(output));
    create(&store, &new).await;
    let found = store.find_session(&new.id).await.unwrap().unwrap();
    assert_eq!((&found.settings, &found.token, &found.owner), (&new.settings, &new.token, &new.owner));
    assert_eq!(
        (found.status, found.created_at, found.expires_at),
        (SessionStatus::Created, NOW, new.expires_at)
    );
    assert_eq!(found.status_at(NOW), SessionStatus::Created);
    assert_eq!(found.status_at(new.expires_at), SessionStatus::Expired);
    assert_eq!(store.find_by_token("CLAKTEST", "order-7").await.unwrap(), Some(found));
    assert_eq!(store.find_session(&id(9)).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_makes_one_session_per_owner_and_life() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    create(&store, &session(1, Some("token"), None)).await;
    let repeated = store.create_session(&session(2, Some("token"), None)).await.unwrap();
    assert_eq!(repeated, Creation::Existing(id(1)));
    let mut stranger = session(3, Some("token"), None);
    stranger.owner = "CLAKOTHER".to_owned();
    create(&store, &stranger).await;
    let mut later = session(4, Some("token"), None);
    later.created_at = NOW.plus(SESSION_LIFE);
    later.expires_at = later.created_at.plus(SESSION_LIFE);
    create(&store, &later).await;
    assert_eq!(status(&store, 2).await, None);
}

#[tokio::test]
async fn of_many_creations_with_one_token_one_wins() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let mut tasks = JoinSet::new();
    for byte in 1..=16 {
        let store = store.clone();
        tasks.spawn(async move { store.create_session(&session(byte, Some("token"), None)).await.unwrap() });
    }
    let created =
        tasks.join_all().await.into_iter().filter(|creation| *creation == Creation::Created).count();
    assert_eq!(created, 1);
}

#[tokio::test]
async fn what_comes_together_is_answered_one_by_one() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let twice = session(7, None, None);
    let mut creations = JoinSet::new();
    for byte in (0..200).chain([7]) {
        let (store, session) = (store.clone(), session(byte, None, None));
        creations.spawn(async move { store.create_session(&session).await.is_ok() });
    }
    let stored = creations.join_all().await.into_iter().filter(|is_stored| *is_stored).count();
    assert_eq!(stored, 200, "only the second {} is refused", twice.id);
    let mut searches = JoinSet::new();
    for byte in 0..=255 {
        let store = store.clone();
        searches.spawn(async move { (byte, store.find_session(&id(byte)).await.unwrap()) });
    }
    for (byte, found) in searches.join_all().await {
        assert_eq!(found.map(|session| session.id), (byte < 200).then(|| id(byte)), "{byte}");
    }
}

#[tokio::test]
async fn of_many_starts_one_wins() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    create(&store, &session(1, None, None)).await;
    let mut tasks = JoinSet::new();
    for _ in 0..16 {
        let store = store.clone();
        tasks.spawn(async move { start(&store, 1).await });
    }
    let won = tasks.join_all().await.into_iter().filter(|outcome| *outcome == StartOutcome::Won).count();
    assert_eq!(won, 1);
    assert_eq!(start(&store, 9).await, StartOutcome::Lost);
}

#[tokio::test]
async fn a_result_survives_a_restart() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    create(&store, &session(1, None, None)).await;
    start(&store, 1).await;
    let agreed = AgreedChallenge {
        kind: ChallengeKind::FaceMovement,
        version: ChallengeVersion { major: 1, minor: 0, patch: 0 },
    };
    store.set_challenge(&id(1), agreed, &CheckPlan::default()).await.unwrap();
    store.save_result(&id(1), &result(), NOW).await.unwrap();
    store.close().await;

    let store = open(folder.path()).await;
    assert_eq!(store.fail_interrupted().await.unwrap(), 0);
    let found = store.find_session(&id(1)).await.unwrap().unwrap();
    assert_eq!(
        (found.status, found.challenge, found.sdk_type.as_deref()),
        (SessionStatus::Succeeded, Some(agreed), Some("js"))
    );
    let (loaded, saved) = (store.load_result(&id(1)).await.unwrap().unwrap(), result());
    assert_eq!((loaded.verdict, loaded.measurements), (saved.verdict, saved.measurements));
    assert_eq!(loaded.reference_image.map(|stored| stored.image), saved.reference_image);
    let audit: Vec<FaceImage> = loaded.audit_images.into_iter().map(|stored| stored.image).collect();
    assert_eq!(audit, saved.audit_images);
}

#[tokio::test]
async fn a_crash_loses_only_the_checks_in_flight() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    for byte in 1..=3 {
        create(&store, &session(byte, None, None)).await;
    }
    start(&store, 2).await;
    start(&store, 3).await;
    store.save_result(&id(3), &result(), NOW).await.unwrap();
    drop(store);

    let store = open(folder.path()).await;
    assert_eq!(store.fail_interrupted().await.unwrap(), 1);
    let after = [status(&store, 1).await, status(&store, 2).await, status(&store, 3).await];
    let expected = [SessionStatus::Created, SessionStatus::Failed, SessionStatus::Succeeded];
    assert_eq!(after, expected.map(Some));
    assert_eq!(start(&store, 1).await, StartOutcome::Won);
}

#[tokio::test]
async fn an_ended_session_takes_no_result_and_no_status() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    create(&store, &session(1, None, None)).await;
    let refused = store.save_result(&id(1), &result(), NOW).await;
    assert!(matches!(refused, Err(StoreError::NotInProgress { .. })));
    assert!(store.update_status(&id(1), SessionStatus::Failed, Some("cancelled"), NOW).await.unwrap());
    assert!(!store.update_status(&id(1), SessionStatus::Expired, None, NOW).await.unwrap());
    assert_eq!(start(&store, 1).await, StartOutcome::Lost);
    let found = store.find_session(&id(1)).await.unwrap().unwrap();
    assert_eq!((found.status, found.failure.as_deref()), (SessionStatus::Failed, Some("cancelled")));
    assert_eq!(store.load_result(&id(1)).await.unwrap(), None);
    assert_eq!(images_in(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn images_for_a_bucket_have_its_keys_and_stay_inside_the_folder() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let output = OutputLocation { bucket: "..".to_owned(), prefix: "../../up/".to_owned() };
    create(&store, &session(1, None, Some(output))).await;
    start(&store, 1).await;
    store.save_result(&id(1), &result(), NOW).await.unwrap();
    let loaded = store.load_result(&id(1)).await.unwrap().unwrap();
    assert_eq!(loaded.reference_image.unwrap().name, format!("../../up/{}/reference.jpg", id(1)));
    let encoded = format!("images/buckets/%2E%2E/%2E%2E/%2E%2E/up/{}", id(1));
    let expected = ["audit-image-1.jpg", "audit-image-2.jpg", "reference.jpg"];
    assert_eq!(images_in(folder.path()), expected.map(|file| format!("{encoded}/{file}")));
}

#[tokio::test]
async fn time_expires_sessions_and_then_deletes_them_with_their_images() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    for byte in 1..=3 {
        create(&store, &session(byte, None, None)).await;
    }
    start(&store, 2).await;
    start(&store, 3).await;
    store.save_result(&id(3), &result(), NOW).await.unwrap();
    let swept = async |after: Duration| store.sweep_expired(NOW.plus(after)).await.unwrap();
    assert_eq!(swept(SESSION_LIFE - Duration::from_millis(1)).await, Swept { expired: 0, deleted: 0 });
    assert_eq!(swept(SESSION_LIFE).await, Swept { expired: 1, deleted: 0 });
    assert_eq!(swept(SESSION_LIFE * 2).await, Swept { expired: 1, deleted: 0 });
    assert_eq!(images_in(folder.path()).len(), 3);
    assert_eq!(swept(DAY).await, Swept { expired: 0, deleted: 3 });
    assert_eq!(images_in(folder.path()), Vec::<String>::new());
    assert_eq!(status(&store, 3).await, None);
}

#[tokio::test]
async fn the_last_use_of_a_key_survives_a_restart_and_never_goes_back() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let later = NOW.plus(DAY);
    let uses = |one: EpochMillis, other: EpochMillis| {
        BTreeMap::from([("CLAK1".to_owned(), one), ("CLAK2".to_owned(), other)])
    };
    store.note_key_uses(&uses(later, NOW)).await.unwrap();
    store.note_key_uses(&uses(NOW, later)).await.unwrap();
    store.close().await;
    let store = open(folder.path()).await;
    assert_eq!(store.key_uses().await.unwrap(), uses(later, later));
    store.forget_key_use("CLAK1").await.unwrap();
    assert_eq!(store.key_uses().await.unwrap().into_keys().collect::<Vec<_>>(), ["CLAK2"]);
}

#[tokio::test]
async fn everything_about_a_check_can_be_read_again() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    create(&store, &session(1, None, None)).await;
    let client = ClientFacts { user_agent: Some("a browser".to_owned()), ..ClientFacts::default() };
    store.start_session(&id(1), Some("js"), &client, NOW).await.unwrap();
    let version = ChallengeVersion { major: 2, minor: 0, patch: 0 };
    let agreed = AgreedChallenge { kind: ChallengeKind::FaceMovementAndLight, version };
    let plan = CheckPlan { sent_at_ms: 7, ..CheckPlan::default() };
    store.set_challenge(&id(1), agreed, &plan).await.unwrap();
    store.save_result(&id(1), &result(), NOW.plus(DAY)).await.unwrap();
    let about = store.find_check(&id(1)).await.unwrap().unwrap();
    assert_eq!((about.client, about.plan, about.challenge), (Some(client), Some(plan), Some(agreed)));
    assert_eq!((about.started_at, about.ended_at), (Some(NOW), Some(NOW.plus(DAY))));
    assert_eq!(about.details, result().details);
    assert_eq!(about.answer.unwrap().verdict, result().verdict);
    assert_eq!(about.row.strongest.unwrap().signal.as_deref(), Some("light_response"));
    assert_eq!(about.images.iter().map(|image| image.place).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(store.load_image(&id(1), 1).await.unwrap(), Some(image(2, None).jpeg));
    assert_eq!(store.load_image(&id(1), 9).await.unwrap(), None);
    assert_eq!(store.find_check(&id(2)).await.unwrap(), None);
    store.delete_session(&id(1)).await.unwrap();
    assert_eq!(store.find_check(&id(1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_check_is_listed_by_its_feedback_and_what_a_review_made_of_it() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    for byte in 1..=2 {
        create(&store, &session(byte, None, None)).await;
        start(&store, byte).await;
        store.save_result(&id(byte), &result(), NOW).await.unwrap();
    }
    let review = NewReview {
        at: NOW,
        operator: "ada".to_owned(),
        decision: "live",
        outcome: "overturned",
        species: None,
        note: String::new(),
    };
    store.add_review(&id(2), &review).await.unwrap().unwrap();
    let found = async |outcome: Option<Option<&str>>| {
        let filter = CheckFilter {
            feedback: result().verdict.feedback.first().copied(),
            owner: Some("CLAKTEST".to_owned()),
            review: outcome.map(|outcome| outcome.map(str::to_owned)),
            ..CheckFilter::default()
        };
        let page = store.list_checks(&filter, CheckOrder::Created, None, 10).await.unwrap();
        page.checks.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found(None).await, [id(1), id(2)]);
    assert_eq!(found(Some(Some("overturned"))).await, [id(2)]);
    assert_eq!(found(Some(None)).await, [id(1)]);
}

#[tokio::test]
async fn what_a_result_is_drawn_from_stays_small() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    create(&store, &session(1, None, None)).await;
    start(&store, 1).await;
    let point = |number: u32| CourseFacts {
        video_ms: number * 66,
        face: Some([0.1234, 0.2345, 0.3456, 0.4567]),
        skin: Some([0.1234, 0.2345, 0.3456]),
        background: Some([0.1234, 0.2345, 0.3456]),
    };
    let details = CheckDetails {
        course: (0..106).map(point).collect(),
        landmarks: vec![[0.1234, 0.5678]; 468],
        ..CheckDetails::default()
    };
    store.save_result(&id(1), &CheckResult { details, ..result() }, NOW).await.unwrap();
    let length: i64 = sqlx_length(folder.path()).await;
    assert!(length < 32 * 1024, "a check of 7 s takes {length} bytes");
}

async fn sqlx_length(folder: &Path) -> i64 {
    let pool =
        sqlx::SqlitePool::connect(&format!("sqlite:{}/catchlight.db", folder.display())).await.unwrap();
    sqlx::query_scalar("SELECT length(record) FROM session_details").fetch_one(&pool).await.unwrap()
}
