//! The test mode: plans that repeat, results that a token chooses.

use crate::harness::Harness;
use crate::stream_client::FromServer;
use serde_json::{Value, json};

async fn plan(harness: &Harness, token: &str) -> Value {
    let session = harness.create(&json!({"ClientRequestToken": token})).await;
    harness.open(&session).await.session_information().await
}

#[tokio::test]
async fn a_seed_and_a_token_give_the_same_plan_on_every_server() {
    let (first, second) = (Harness::start_test_mode(7).await, Harness::start_test_mode(7).await);
    let planned = plan(&first, "a").await;
    assert_eq!(plan(&second, "a").await, planned);
    assert_ne!(plan(&second, "b").await, planned);
    let other = Harness::start_test_mode(8).await;
    assert_ne!(plan(&other, "a").await, planned);
}

#[tokio::test]
async fn a_token_chooses_the_result_at_once() {
    let harness = Harness::start_test_mode(7).await;
    for (token, status, confidence) in [
        ("test-live-now-1", "SUCCEEDED", json!(99.5)),
        ("test-attack-now-1", "SUCCEEDED", json!(1.5)),
        ("test-confidence-73-now-1", "SUCCEEDED", json!(73.0)),
        ("test-failed-now-1", "FAILED", Value::Null),
    ] {
        let session = harness.create(&json!({"ClientRequestToken": token})).await;
        let results = harness.results(&session).await;
        assert_eq!((&results["Status"], &results["Confidence"]), (&json!(status), &confidence), "{token}");
        assert_eq!(harness.create(&json!({"ClientRequestToken": token})).await, session);
    }
}

#[tokio::test]
async fn a_token_chooses_the_result_of_a_check() {
    let harness = Harness::start_test_mode(7).await;
    for (token, ends_well) in [("test-attack-1", true), ("test-failed-1", false)] {
        let session = harness.create(&json!({"ClientRequestToken": token})).await;
        assert_eq!(harness.results(&session).await["Status"], "CREATED");
        let mut client = harness.open(&session).await;
        client.session_information().await;
        client.video(crate::script::PANIC, &harness).await;
        client.video(b"", &harness).await;
        if ends_well {
            client.event("DisconnectionEvent").await;
            assert_eq!(client.next().await, FromServer::Closed(Some(1000)));
            assert_eq!(harness.results(&session).await["Confidence"], 1.5);
        } else {
            assert_eq!(client.failure().await.0, "ValidationException");
            assert_eq!(harness.results(&session).await["Status"], "FAILED");
        }
    }
}

#[tokio::test]
async fn without_the_mode_a_token_chooses_nothing() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({"ClientRequestToken": "test-live-now-1"})).await;
    assert_eq!(harness.results(&session).await["Status"], "CREATED");
}
