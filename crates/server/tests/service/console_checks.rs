//! Checks as the console shows them: the list, one check, its pictures, reviews, erasure, trials.

use crate::console_client::Console;
use crate::harness::Harness;
use crate::page_checks::page_ask;
use crate::script::REFERENCE;
use catchlight_store::{AuditFilter, Role};
use http::StatusCode;
use serde_json::{Value, json};

/// A check that comes to a result with two audit images.
async fn checked(harness: &Harness) -> String {
    let session = harness.create(&json!({"Settings": {"AuditImagesLimit": 2}})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.video(b"a slice", harness).await;
    client.video(b"", harness).await;
    client.event("DisconnectionEvent").await;
    session
}

async fn rows(console: &Console, harness: &Harness, query: &str) -> Vec<String> {
    let answer = console.get(harness, &format!("checks?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query} {:?}", answer.body);
    let page = answer.json();
    page["checks"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_check_is_listed_with_what_led_to_its_answer() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Viewer).await;
    let session = checked(&harness).await;
    let page = console.get(&harness, "checks").await.json();
    let row = &page["checks"][0];
    assert_eq!(row["id"], session.as_str());
    assert_eq!(
        (&row["status"], &row["confidence"], &row["passed"]),
        (&json!("SUCCEEDED"), &json!(87.5), &json!(true))
    );
    let strongest = json!({
        "signal": "video_bytes", "label": "Video bytes", "direction": "live", "reason": "the video has bytes",
    });
    assert_eq!(row["strongest"], strongest);
    assert_eq!(row["feedback"], json!(["LOW_LIGHTING_DETECTED"]));
    assert_eq!(row["challenge"], "FaceMovementAndLightChallenge");
    assert_eq!((&row["owner"], &row["review"]), (&json!(harness.signer.id), &Value::Null));
    assert_eq!(
        (&page["next"], &page["countAtMost"], &page["countIsExact"]),
        (&Value::Null, &json!(1), &json!(true))
    );
}

#[tokio::test]
async fn filters_find_the_check_and_others_do_not() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Viewer).await;
    let session = checked(&harness).await;
    let waiting = harness.create(&json!({})).await;
    let now_ms = harness.clock.now().as_millis();
    let prefix = &session[..8];
    for query in [
        "status=SUCCEEDED".to_owned(),
        "verdict=pass".to_owned(),
        "challenge=FaceMovementAndLightChallenge".to_owned(),
        "feedback=LOW_LIGHTING_DETECTED".to_owned(),
        "signal=video_bytes".to_owned(),
        "confidenceMin=80&confidenceMax=90".to_owned(),
        format!("owner={}&status=SUCCEEDED&toMs={now_ms}", harness.signer.id),
        format!("q={prefix}"),
        format!("q={session}"),
        "sort=confidence".to_owned(),
        "review=none&verdict=pass".to_owned(),
    ] {
        assert_eq!(rows(&console, &harness, &query).await, [session.as_str()], "{query}");
    }
    assert_eq!(rows(&console, &harness, "status=CREATED").await, [waiting.as_str()]);
    assert_eq!(rows(&console, &harness, "").await.len(), 2);
    for query in [
        "verdict=fail",
        "owner=nobody",
        "feedback=FACE_NOT_VISIBLE",
        "confidenceMin=90",
        "fromMs=9999999999999",
    ] {
        assert_eq!(rows(&console, &harness, query).await.len(), 0, "{query}");
    }
    for query in ["status=DONE", "sort=owner", "confidenceMin=101", "after=x", "limit=101", "verdict=maybe"] {
        let answer = console.get(&harness, &format!("checks?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn pages_follow_one_another() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Viewer).await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(harness.create(&json!({})).await);
    }
    let mut found = Vec::new();
    let mut query = "checks?limit=2".to_owned();
    loop {
        let page = console.get(&harness, &query).await.json();
        found.extend(
            page["checks"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        query = format!("checks?limit=2&after={next}");
    }
    made.sort();
    found.sort();
    assert_eq!(found, made);
}

#[tokio::test]
async fn a_page_that_polls_is_told_when_nothing_changed() {
    let harness = Harness::start().await;
    let mut console = Console::of(&harness, Role::Viewer).await;
    let first = console.get(&harness, "checks").await;
    console.headers = vec![("if-none-match", first.header("etag").to_owned())];
    let again = console.get(&harness, "checks").await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    harness.create(&json!({})).await;
    assert_eq!(console.get(&harness, "checks").await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_check_is_told_whole() {
    let harness = Harness::start().await;
    let console = Console::of(&harness, Role::Viewer).await;
    let session = checked(&harness).await;
    let told = console.get(&harness, &format!("checks/{session}")).await.json();
    let result = &told["result"];
    assert_eq!((&result["confidence"], &result["priorLogOdds"]), (&json!(87.5), &json!(0.25)));
    assert_eq!(result["contributions"][0]["added"], 1.0);
    assert_eq!((&result["threshold"], &result["ceiling"]), (&json!(50.0), &Value::Null));
    let reason = json!({
        "signal": "video_bytes", "label": "Video bytes", "direction": "live", "logOdds": 1.0,
        "reason": "the video has bytes",
    });
    assert_eq!(result["reasons"], json!([reason]));
    let eyes = &result["measurements"][2];
    let words = "there are too few frames";
    assert_eq!(eyes["reading"], json!({"notTaken": "too_few_frames", "words": words}));
    assert_eq!((&eyes["label"], &eyes["question"]), (&json!("Eyes"), &json!("Did the eyes close and open?")));
    assert_eq!(told["settings"]["auditImagesLimit"], 2);
    assert_eq!(
        (&told["client"]["videoWidthPx"], &told["client"]["videoHeightPx"]),
        (&json!(640), &json!(480))
    );
    let challenge = &told["challengeDetail"];
    assert_eq!(challenge["oval"]["unit"], "share");
    assert!(challenge["oval"]["centerX"].as_f64().is_some_and(|x| (0.2..0.8).contains(&x)), "{challenge}");
    assert!(challenge["colors"].as_array().unwrap().len() > 3, "{challenge}");
    let names: Vec<&str> =
        told["timeline"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["created", "started", "challengeSent", "imagesStored", "resultStored"]);
    let kinds: Vec<&Value> = told["images"].as_array().unwrap().iter().map(|image| &image["kind"]).collect();
    assert_eq!(kinds, ["reference", "audit", "audit"]);
    assert_eq!(told["images"][0]["boundingBox"]["width"], 0.5);
    assert_eq!((&told["pageCheck"], &told["stream"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_picture_is_shown_to_reviewers_and_noted() {
    let harness = Harness::start().await;
    let (viewer, reviewer) =
        (Console::of(&harness, Role::Viewer).await, Console::of(&harness, Role::Reviewer).await);
    let session = checked(&harness).await;
    let path = format!("checks/{session}/images/0");
    assert_eq!(viewer.get(&harness, &path).await.status, StatusCode::FORBIDDEN);
    let shown = reviewer.get(&harness, &path).await;
    assert_eq!((shown.status, &shown.body[..]), (StatusCode::OK, REFERENCE));
    assert_eq!((shown.header("content-type"), shown.header("cache-control")), ("image/jpeg", "no-store"));
    for path in [format!("checks/{session}/images/7"), format!("checks/{session}/images/x")] {
        assert_eq!(reviewer.get(&harness, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let filter = AuditFilter { action: Some("image.view".to_owned()), ..AuditFilter::default() };
    let noted = harness.store.list_audit(&filter, 10).await.unwrap();
    assert_eq!(noted.len(), 1);
    assert_eq!(
        (noted[0].operator.as_deref(), noted[0].subject.as_deref()),
        (Some("reviewer"), Some(session.as_str()))
    );
}

#[tokio::test]
async fn a_review_is_kept_beside_the_answer() {
    let harness = Harness::start().await;
    let reviewer = Console::of(&harness, Role::Reviewer).await;
    let session = checked(&harness).await;
    let path = format!("checks/{session}/reviews");
    let review =
        json!({"decision": "attack", "species": "print_flat", "note": "the edge of the paper shows"});
    let made = reviewer.post(&harness, &path, &review).await;
    assert_eq!(made.status, StatusCode::CREATED, "{:?}", made.body);
    assert_eq!(rows(&reviewer, &harness, "review=overturned").await, [session.as_str()]);
    assert_eq!(rows(&reviewer, &harness, "review=none").await.len(), 0);
    let told = reviewer.get(&harness, &format!("checks/{session}")).await.json();
    assert_eq!(
        told["review"],
        json!({"decision": "attack", "outcome": "overturned", "operator": "reviewer"})
    );
    assert_eq!(told["reviews"], json!([made.json()]));
    assert_eq!(told["confidence"], 87.5, "the answer itself stays");
    for bad in [
        json!({"decision": "maybe"}),
        json!({"decision": "live", "note": "x".repeat(5000)}),
        json!({"decision": "live", "species": "A b"}),
    ] {
        assert_eq!(reviewer.post(&harness, &path, &bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn an_erased_check_is_gone_with_its_pictures() {
    let harness = Harness::start().await;
    let admin = Console::of(&harness, Role::Admin).await;
    let session = checked(&harness).await;
    let path = format!("checks/{session}");
    assert_eq!(admin.ask(&harness, "DELETE", &path, None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.get(&harness, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.get(&harness, &format!("{path}/images/0")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.ask(&harness, "DELETE", &path, None).await.status, StatusCode::NOT_FOUND);
    let noted = admin.get(&harness, "audit?action=check.erase").await.json();
    assert_eq!(noted["entries"][0]["subject"], session.as_str());
}

#[tokio::test]
async fn a_trial_opens_the_check_page_where_the_console_is() {
    let harness = Harness::start().await;
    let reviewer = Console::of(&harness, Role::Reviewer).await;
    let made = reviewer.post(&harness, "trial-checks", &json!({})).await.json();
    let url = made["url"].as_str().unwrap();
    let token = url.strip_prefix(&harness.https_url("/check/#c=")).unwrap();
    let opened = page_ask(&harness, "POST", "open", "", &json!({"token": token})).await.json();
    assert_eq!(opened["state"]["state"], "ready");
    let pass = opened["pass"].as_str().unwrap();
    let granted = page_ask(&harness, "POST", "attempts", pass, &json!({"movementOnly": false})).await;
    assert_eq!(granted.status, StatusCode::OK, "{:?}", granted.body);
    let session = granted.json()["session"].as_str().unwrap().to_owned();
    let told = reviewer.get(&harness, &format!("checks/{session}")).await.json();
    assert_eq!((&told["owner"], &told["reference"]), (&json!("console"), &json!("trial of reviewer")));
    assert_eq!(told["pageCheck"]["id"], made["checkId"]);
    assert_eq!(rows(&reviewer, &harness, "q=trial%20of").await, [session.as_str()]);
}

#[tokio::test]
async fn health_and_thresholds_speak_of_the_checks_of_late() {
    let harness = Harness::start().await;
    let viewer = Console::of(&harness, Role::Viewer).await;
    checked(&harness).await;
    let health = viewer.get(&harness, "health").await.json();
    for part in ["database", "images", "models"] {
        assert_eq!(health[part]["ok"], true, "{health}");
    }
    assert_eq!(health["checks"], json!({"last24h": 1, "failed24h": 0, "passed24h": 1}));
    assert_eq!((&health["runningChecks"], &health["concurrentChecks"]), (&json!(0), &json!(3)));
    let recent = &viewer.get(&harness, "thresholds").await.json()["recent"];
    assert_eq!(recent["total"], 1);
    assert_eq!((&recent["passedAt"][87], &recent["passedAt"][88]), (&json!(1), &json!(0)));
}
