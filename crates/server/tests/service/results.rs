//! What an application reads after a check: results, images, the report.

use crate::harness::{Answer, Harness, Offer};
use crate::stream_client::StreamClient;
use bytes::Bytes;
use http::StatusCode;
use http_body_util::Full;
use serde_json::{Value, json};

async fn finished(members: &Value) -> (Harness, String) {
    let harness = Harness::start().await;
    let session = harness.create(members).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    whole_check(&mut client, &harness).await;
    (harness, session)
}

async fn whole_check(client: &mut StreamClient, harness: &Harness) {
    client.video(b"a slice", harness).await;
    client.video(b"", harness).await;
    client.event("DisconnectionEvent").await;
}

async fn report(harness: &Harness, session: &str) -> Answer {
    let url = harness.http_url(&format!("/v1/sessions/{session}/report"));
    let mut request = http::Request::builder().uri(&url).body(Full::<Bytes>::default()).unwrap();
    harness.signer.sign_headers(&mut request, &url, Some(b""), harness.clock.now());
    harness.send(Offer::Http1, request).await
}

#[tokio::test]
async fn images_come_as_bytes() {
    let (harness, session) = finished(&json!({"Settings": {"AuditImagesLimit": 2}})).await;
    let bounding_box = json!({"Left": 0.25, "Top": -0.125, "Width": 0.5, "Height": 0.75});
    let image = |bytes: &str| json!({"Bytes": bytes, "BoundingBox": bounding_box});
    assert_eq!(
        harness.results(&session).await,
        json!({
            "SessionId": session,
            "Status": "SUCCEEDED",
            "Confidence": 87.5,
            "Challenge": {"Type": "FaceMovementAndLightChallenge", "Version": "2.0.0"},
            "ReferenceImage": image("/9gB"),
            "AuditImages": [image("/9gC"), image("/9gD")],
            "Feedback": [{"Code": "LOW_LIGHTING_DETECTED", "Message": feedback_text(&harness, &session).await}],
            "Metadata": {"SDKType": "js"},
        })
    );
}

async fn feedback_text(harness: &Harness, session: &str) -> String {
    let text = harness.results(session).await["Feedback"][0]["Message"].as_str().unwrap().to_owned();
    assert!((1..=512).contains(&text.len()));
    text
}

#[tokio::test]
async fn images_go_to_the_bucket_that_the_application_named() {
    let output = json!({"S3Bucket": "faces", "S3KeyPrefix": "checks/"});
    let (harness, session) = finished(&json!({"Settings": {"OutputConfig": output}})).await;
    let results = harness.results(&session).await;
    let name = format!("checks/{session}/reference.jpg");
    assert_eq!(results["ReferenceImage"]["S3Object"], json!({"Bucket": "faces", "Name": name}));
    assert_eq!(results["ReferenceImage"]["Bytes"], Value::Null);
    let file = harness.directory.path().join("images/buckets/faces").join(name);
    assert_eq!(std::fs::read(file).unwrap(), crate::script::REFERENCE);
}

#[tokio::test]
async fn the_report_names_every_signal() {
    let (harness, session) = finished(&json!({})).await;
    let answer = report(&harness, &session).await;
    assert_eq!(answer.status, StatusCode::OK);
    let report = answer.json();
    assert_eq!((&report["status"], &report["sdk_type"]), (&json!("SUCCEEDED"), &json!("js")));
    assert_eq!(
        report["result"],
        json!({
            "confidence": 87.5,
            "calibration": "test",
            "feedback": ["LOW_LIGHTING_DETECTED"],
            "contributions": [{
                "signal": "video_bytes",
                "reading": {"raw": 7.0},
                "log_likelihood_ratio": 2.0,
                "weight": 0.5,
                "reason": "the video has bytes",
            }],
            "measurements": [
                {"signal": "video_bytes", "reading": {"raw": 7.0}, "details": []},
                {"signal": "claims", "reading": {"raw": 0.0}, "details": []},
                {"signal": "eyes", "reading": {"not_taken": "too_few_frames"}, "details": []},
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
