//! Both doors answer the health routes, over HTTP/1.1 and HTTP/2.

use crate::harness::{Harness, Offer};
use http::{StatusCode, Version};

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
    harness.server.stop().await;
}
