//! Pages of any origin may call the API.

use crate::harness::{Harness, Offer};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;

#[tokio::test]
async fn a_preflight_gets_every_header_it_asks_for() {
    let harness = Harness::start().await;
    let request = Request::builder()
        .method("OPTIONS")
        .uri(harness.https_url("/"))
        .header("origin", "http://localhost:5173")
        .header("access-control-request-headers", "authorization,x-amz-date,x-amz-target")
        .body(Full::<Bytes>::default())
        .unwrap();
    let answer = harness.send(Offer::Http2, request).await;
    let header = |name: &str| answer.headers.get(name).unwrap().to_str().unwrap();
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(header("access-control-allow-origin"), "*");
    assert_eq!(header("access-control-allow-headers"), "authorization,x-amz-date,x-amz-target");
    assert_eq!(header("access-control-allow-methods"), "GET, POST, DELETE, OPTIONS");
}
