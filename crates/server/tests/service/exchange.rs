//! The same check over the bodies of one HTTP exchange, HTTP/1.1 and HTTP/2.

use crate::exchange_client::ExchangeClient;
use crate::harness::{Harness, Offer};
use crate::stream_client::FromServer;
use http::StatusCode;
use serde_json::json;

const BOTH: [Offer; 2] = [Offer::Http1, Offer::Http2];

#[tokio::test]
async fn a_whole_check_runs_over_both_protocols() {
    for offer in BOTH {
        let harness = Harness::start().await;
        let session = harness.create(&json!({})).await;
        let mut client = ExchangeClient::open(&harness, offer, &session).await;
        assert_eq!(client.status, StatusCode::OK, "{offer:?}");
        let header = |name: &str| client.headers[name].to_str().unwrap();
        assert_eq!(header("content-type"), "application/vnd.amazon.eventstream");
        assert_eq!(header("x-amz-rekognition-streaming-liveness-session-id"), session);
        client.event("ChallengeEvent").await;
        client.event("ServerSessionInformationEvent").await;
        client.video(b"a slice", &harness).await;
        client.video(b"", &harness).await;
        client.event("DisconnectionEvent").await;
        assert_eq!(harness.results(&session).await["Status"], "SUCCEEDED");
        assert_eq!(client.next().await, None);
    }
}

#[tokio::test]
async fn the_end_of_the_body_is_the_end_of_the_video() {
    for offer in BOTH {
        let harness = Harness::start().await;
        let session = harness.create(&json!({})).await;
        let mut client = ExchangeClient::open(&harness, offer, &session).await;
        client.event("ChallengeEvent").await;
        client.event("ServerSessionInformationEvent").await;
        client.video(b"a slice", &harness).await;
        client.end_of_stream(&harness).await;
        client.event("DisconnectionEvent").await;
        assert_eq!(client.next().await, None);
    }
}

#[tokio::test]
async fn a_refusal_before_the_stream_is_an_http_error() {
    for offer in BOTH {
        let harness = Harness::start().await;
        let unknown = "00000000-0000-4000-8000-000000000000";
        let client = ExchangeClient::open(&harness, offer, unknown).await;
        assert_eq!(client.status, StatusCode::BAD_REQUEST);
        assert_eq!(client.headers["x-amzn-errortype"], "SessionNotFoundException");
        let body = client.refusal().await;
        assert_eq!(body["Code"], "SessionNotFoundException");
        assert!(!body["Message"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_wrong_signature_gets_no_stream() {
    for offer in BOTH {
        let mut harness = Harness::start().await;
        let session = harness.create(&json!({})).await;
        harness.signer.secret = "wrong".to_owned();
        let client = ExchangeClient::open(&harness, offer, &session).await;
        assert_eq!(client.status, StatusCode::FORBIDDEN);
        assert_eq!(client.headers["x-amzn-errortype"], "InvalidSignatureException");
    }
}

#[tokio::test]
async fn a_failure_in_the_stream_is_an_exception_and_the_end() {
    for offer in BOTH {
        let harness = Harness::start().await;
        let session = harness.create(&json!({})).await;
        let mut client = ExchangeClient::open(&harness, offer, &session).await;
        client.event("ChallengeEvent").await;
        client.event("ServerSessionInformationEvent").await;
        client.video(crate::script::DAMAGED, &harness).await;
        let failure = client.next().await;
        assert!(
            matches!(&failure, Some(FromServer::Exception(name, _)) if name == "ValidationException"),
            "{failure:?}"
        );
        assert_eq!(client.next().await, None);
        assert_eq!(harness.results(&session).await["Status"], "FAILED");
    }
}

#[tokio::test]
async fn a_client_that_leaves_fails_its_session() {
    for offer in BOTH {
        let harness = Harness::start().await;
        let session = harness.create(&json!({})).await;
        let mut client = ExchangeClient::open(&harness, offer, &session).await;
        client.event("ChallengeEvent").await;
        drop(client);
        harness.wait_for_status(&session, "FAILED").await;
    }
}
