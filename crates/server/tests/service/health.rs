//! Both doors answer operators, over HTTP/1.1 and HTTP/2.

use crate::harness::{Harness, Offer};
use crate::stream_client::finished;
use http::{StatusCode, Version};
use http_body_util::Full;
use serde_json::json;

#[tokio::test]
async fn health_is_open_on_every_door_and_protocol() {
    let harness = Harness::start().await;
    for (offer, url, version) in [
        (Offer::Http2, harness.https_url("/readyz"), Version::HTTP_2),
        (Offer::Http1, harness.https_url("/readyz"), Version::HTTP_11),
        (Offer::Http1, harness.http_url("/readyz"), Version::HTTP_11),
    ] {
        let answer = harness.get(offer, &url).await;
        assert_eq!(
            (answer.status, answer.version, &*answer.body),
            (StatusCode::OK, version, &b"ready\n"[..])
        );
    }
    assert_eq!(harness.get(Offer::Http1, &harness.http_url("/healthz")).await.body, "ok\n");
    assert_eq!(harness.get(Offer::Http1, &harness.http_url("/no")).await.status, StatusCode::NOT_FOUND);
    let head = http::Request::head(harness.https_url("/healthz")).body(Full::default()).unwrap();
    let answer = harness.send(Offer::Http2, head).await;
    assert_eq!((answer.status, answer.header("content-length"), answer.body.len()), (StatusCode::OK, "3", 0));
    harness.server.stop().await;
}

#[tokio::test]
async fn counts_tell_what_happened() {
    let (harness, session) = finished(&json!({})).await;
    harness.results(&session).await;
    let mut cancelled = harness.open(&harness.create(&json!({})).await).await;
    cancelled.session_information().await;
    let counts = harness.get(Offer::Http1, &harness.http_url("/metrics")).await.body;
    assert!(String::from_utf8_lossy(&counts).contains("catchlight_checks_running 1\n"), "{counts:?}");
    cancelled.close(4003).await;
    cancelled.closed(1000).await;
    let counts = harness.get(Offer::Http1, &harness.http_url("/metrics")).await.body;
    for line in [
        "catchlight_requests_total{operation=\"create\",answer=\"ok\"} 2\n",
        "catchlight_requests_total{operation=\"results\",answer=\"ok\"} 1\n",
        "catchlight_checks_total{status=\"FAILED\",reason=\"cancelled\"} 1\n",
        "catchlight_checks_total{status=\"SUCCEEDED\",reason=\"\"} 1\n",
        "catchlight_verdict_seconds_count 1\n",
    ] {
        assert!(String::from_utf8_lossy(&counts).contains(line), "{line} is not in {counts:?}");
    }
}
