//! What an application reads after a check: results and images.

use crate::harness::Harness;
use crate::stream_client::finished;
use serde_json::{Value, json};

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
