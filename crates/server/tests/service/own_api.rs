//! Our own API: reports, credentials for one check, erasure.

use crate::harness::{Answer, Harness, Offer};
use crate::signer::Signer;
use crate::stream_client::{BOTH_VERSIONS, StreamClient, finished};
use bytes::Bytes;
use http::StatusCode;
use http_body_util::Full;
use serde_json::{Value, json};
use std::time::Duration;

/// Asks with the key of the harness.
async fn ask(harness: &Harness, method: &str, path: &str) -> Answer {
    ask_as(harness, &harness.signer, method, path).await
}

async fn ask_as(harness: &Harness, signer: &Signer, method: &str, path: &str) -> Answer {
    let url = harness.http_url(&format!("/v1/sessions/{path}"));
    let request = http::Request::builder().method(method).uri(&url);
    let mut request = request.body(Full::<Bytes>::default()).unwrap();
    signer.sign_headers(&mut request, &url, Some(b""), harness.clock.now());
    harness.send(Offer::Http1, request).await
}

async fn report(harness: &Harness, session: &str) -> Answer {
    ask(harness, "GET", &format!("{session}/report")).await
}

/// What a browser gets for one check.
async fn check_signer(harness: &Harness, session: &str) -> Signer {
    let answer = ask(harness, "POST", &format!("{session}/credentials")).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let issued = answer.json();
    let text = |name: &str| issued[name].as_str().unwrap().to_owned();
    let fragment = format!(
        "session={session}&accessKeyId={}&secretAccessKey={}&sessionToken={}",
        text("accessKeyId"),
        text("secretAccessKey"),
        text("sessionToken")
    );
    assert_eq!(text("page"), format!("/check/#{fragment}"));
    assert!(text("expiration").ends_with('Z'));
    Signer { id: text("accessKeyId"), secret: text("secretAccessKey"), token: Some(text("sessionToken")) }
}

async fn stream_as(harness: &Harness, signer: &Signer, session: &str) -> StreamClient {
    let path = Harness::stream_path(session, BOTH_VERSIONS);
    let presigned = signer.presign(&format!("https://127.0.0.1{path}"), harness.clock.now());
    let mut client = harness.dial(&presigned.path_and_query, &presigned.signature).await;
    client.events = signer.events(&presigned.signature);
    client
}

#[tokio::test]
async fn credentials_of_a_check_carry_it_out() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let signer = check_signer(&harness, &session).await;
    let mut client = stream_as(&harness, &signer, &session).await;
    client.session_information().await;
    client.video(b"a slice", &harness).await;
    client.video(b"", &harness).await;
    client.event("DisconnectionEvent").await;
    let again = ask(&harness, "POST", &format!("{session}/credentials")).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn credentials_of_a_check_open_nothing_else() {
    let harness = Harness::start().await;
    let (session, other) = (harness.create(&json!({})).await, harness.create(&json!({})).await);
    let signer = check_signer(&harness, &session).await;
    let mut client = stream_as(&harness, &signer, &other).await;
    assert_eq!(client.failure().await.0, "AccessDeniedException");
    let answer = ask_as(&harness, &signer, "GET", &format!("{session}/report")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(harness.results(&other).await["Status"], "CREATED");
}

#[tokio::test]
async fn credentials_of_a_check_end_with_its_session() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let signer = check_signer(&harness, &session).await;
    harness.clock.advance(Duration::from_secs(180));
    let mut client = stream_as(&harness, &signer, &session).await;
    assert_eq!(client.failure().await.0, "AccessDeniedException");
    let late = ask(&harness, "POST", &format!("{session}/credentials")).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_erased_session_was_never_there() {
    let (harness, session) = finished(&json!({})).await;
    let image = harness.directory.path().join(format!("images/sessions/{session}/reference.jpg"));
    assert!(image.exists());
    assert_eq!(ask(&harness, "DELETE", &session).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(&harness, "DELETE", &session).await.status, StatusCode::NOT_FOUND);
    assert_eq!(report(&harness, &session).await.status, StatusCode::NOT_FOUND);
    assert!(!image.exists());
}

#[tokio::test]
async fn the_report_names_every_signal() {
    let (harness, session) = finished(&json!({})).await;
    let answer = report(&harness, &session).await;
    assert_eq!(answer.status, StatusCode::OK);
    let report = answer.json();
    assert_eq!((&report["status"], &report["sdk_type"]), (&json!("SUCCEEDED"), &json!("js")));
    let video_bytes = json!({
        "signal": "video_bytes",
        "label": "Video bytes",
        "reading": {"raw": 7.0},
        "log_likelihood_ratio": 2.0,
        "weight": 0.5,
        "added": 1.0,
        "reason": "the video has bytes",
    });
    let measured = |signal: &str, label: &str, reading: Value| {
        let (question, unit) = match signal {
            "eyes" => {
                (json!("Did the eyes close and open?"), json!("part of the eye pattern that faded, 0 to 1"))
            }
            _ => (Value::Null, Value::Null),
        };
        json!({
            "signal": signal, "label": label, "question": question, "unit": unit,
            "reading": reading, "details": [],
        })
    };
    assert_eq!(
        report["result"],
        json!({
            "confidence": 87.5,
            "pass_mark": 50.0,
            "passed": true,
            "calibration": "test",
            "feedback": ["LOW_LIGHTING_DETECTED"],
            "reasons": [{
                "signal": "video_bytes",
                "label": "Video bytes",
                "direction": "live",
                "log_odds": 1.0,
                "reason": "the video has bytes",
            }],
            "ceiling": null,
            "prior_log_odds": 0.25,
            "contributions": [video_bytes],
            "measurements": [
                measured("video_bytes", "Video bytes", json!({"raw": 7.0})),
                measured("claims", "Claims", json!({"raw": 0.0})),
                measured("eyes", "Eyes", json!({"not_taken": "too_few_frames"})),
            ],
        })
    );
}

#[tokio::test]
async fn the_report_of_a_failed_check_says_why() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.close(4003).await;
    client.next().await;
    let report = report(&harness, &session).await.json();
    assert_eq!((&report["status"], &report["failure"]), (&json!("FAILED"), &json!("cancelled")));
    assert_eq!(report["result"], Value::Null);
}

#[tokio::test]
async fn the_report_is_for_those_with_a_key() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let url = harness.http_url(&format!("/v1/sessions/{session}/report"));
    assert_eq!(harness.get(Offer::Http1, &url).await.status, StatusCode::FORBIDDEN);
    assert_eq!(report(&harness, "nobody").await.status, StatusCode::BAD_REQUEST);
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(report(&harness, unknown).await.status, StatusCode::NOT_FOUND);
}
