//! Clients that break the rules: each is told by an exception, its session fails, nobody else is harmed.

use crate::harness::Harness;
use crate::stream_client::{StreamClient, claim};
use bytes::Bytes;
use catchlight_types::{MAX_EVENT_BYTES, MAX_VIDEO_BYTES};
use serde_json::json;

async fn begun(harness: &Harness) -> (String, StreamClient) {
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    (session, client)
}

/// The session has failed, and the next client is served.
async fn only_this_one_failed(harness: &Harness, session: &str, client: &mut StreamClient) {
    assert_eq!(client.failure().await.0, "ValidationException");
    assert_eq!(harness.results(session).await["Status"], "FAILED");
    begun(harness).await;
}

/// Must-list 8: messages come in binary frames.
#[tokio::test]
async fn a_text_frame_is_refused() {
    let harness = Harness::start().await;
    let (session, mut client) = begun(&harness).await;
    client.text("hello").await;
    only_this_one_failed(&harness, &session, &mut client).await;
}

#[tokio::test]
async fn bytes_that_are_no_message_are_refused() {
    let harness = Harness::start().await;
    let (session, mut client) = begun(&harness).await;
    client.send(Bytes::from_static(&[0xff; 64])).await;
    only_this_one_failed(&harness, &session, &mut client).await;
}

/// Must-list 8: the rest would never come, and the client would wait as long as the session lives.
#[tokio::test]
async fn half_a_message_is_refused() {
    let harness = Harness::start().await;
    let (session, mut client) = begun(&harness).await;
    let whole = client.events.video(b"a slice", harness.clock.now());
    client.send(whole.slice(..whole.len() / 2)).await;
    only_this_one_failed(&harness, &session, &mut client).await;
}

#[tokio::test]
async fn a_frame_over_the_limit_is_refused() {
    let harness = Harness::start().await;
    let (session, mut client) = begun(&harness).await;
    client.send(vec![0; MAX_EVENT_BYTES + 1].into()).await;
    only_this_one_failed(&harness, &session, &mut client).await;
}

#[tokio::test]
async fn a_video_over_ten_megabytes_is_refused() {
    let harness = Harness::start().await;
    let (session, mut client) = begun(&harness).await;
    let megabyte = vec![1; 1024 * 1024];
    for _ in 0..MAX_VIDEO_BYTES / megabyte.len() {
        client.video(&megabyte, &harness).await;
    }
    client.video(b"one more", &harness).await;
    only_this_one_failed(&harness, &session, &mut client).await;
}

#[tokio::test]
async fn a_report_about_another_challenge_is_refused() {
    let harness = Harness::start().await;
    let (session, mut client) = begun(&harness).await;
    let mut report = claim(&json!({"VideoStartTimestamp": harness.clock.now().as_millis()}));
    let inner = report["Challenge"]["FaceMovementAndLightChallenge"].take();
    report["Challenge"] = json!({"FaceMovementChallenge": inner});
    client.report(&report, harness.clock.now()).await;
    only_this_one_failed(&harness, &session, &mut client).await;
}

/// Must-list 13: the window of five minutes is what bounds the dates of events.
#[tokio::test]
async fn an_event_from_six_minutes_ahead_is_refused() {
    let harness = Harness::start().await;
    let (session, mut client) = begun(&harness).await;
    let ahead = harness.clock.now().plus(std::time::Duration::from_secs(360));
    client.report(&claim(&json!({"VideoStartTimestamp": ahead.as_millis()})), ahead).await;
    assert_eq!(client.failure().await.0, "InvalidSignatureException");
    assert_eq!(harness.results(&session).await["Status"], "FAILED");
}
