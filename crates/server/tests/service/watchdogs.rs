//! Clients that fall silent: each gets an exception and 4005 instead of waiting for ever.

use crate::harness::Harness;
use crate::stream_client::{StreamClient, claim};
use serde_json::json;
use std::time::Duration;

/// A client that knows its task.
async fn begun() -> (Harness, String, StreamClient) {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    (harness, session, client)
}

/// Waits until the server has taken everything that the client sent so far: a ping is answered after it.
async fn settled(client: &mut StreamClient) {
    client.ping().await;
}

async fn fails(harness: &Harness, session: &str, client: &mut StreamClient, name: &str, status: &str) {
    assert_eq!(client.failure().await.0, name);
    assert_eq!(harness.results(session).await["Status"], status);
}

/// Must-list 10, 11: a person may read the start screen for minutes, but not longer than the session lives.
#[tokio::test]
async fn a_start_screen_may_be_read_until_the_session_ends() {
    let (harness, session, mut client) = begun().await;
    harness.clock.advance(Duration::from_secs(170));
    settled(&mut client).await;
    assert_eq!(harness.results(&session).await["Status"], "IN_PROGRESS");
    harness.clock.advance(Duration::from_secs(11));
    fails(&harness, &session, &mut client, "ValidationException", "EXPIRED").await;
}

#[tokio::test]
async fn a_face_that_never_fills_the_oval_ends_the_check() {
    let (harness, session, mut client) = begun().await;
    let now = harness.clock.now();
    client.report(&claim(&json!({"VideoStartTimestamp": now.as_millis()})), now).await;
    settled(&mut client).await;
    harness.clock.advance(Duration::from_secs(16));
    fails(&harness, &session, &mut client, "ValidationException", "FAILED").await;
}

#[tokio::test]
async fn a_video_without_an_end_ends_the_check() {
    let (harness, session, mut client) = begun().await;
    let now = harness.clock.now();
    client.video(b"a slice", &harness).await;
    client.report(&claim(&json!({"VideoEndTimestamp": now.as_millis()})), now).await;
    settled(&mut client).await;
    harness.clock.advance(Duration::from_secs(11));
    fails(&harness, &session, &mut client, "ValidationException", "FAILED").await;
}

#[tokio::test]
async fn a_recording_over_thirty_seconds_ends_the_check() {
    let (harness, session, mut client) = begun().await;
    client.video(b"a slice", &harness).await;
    settled(&mut client).await;
    harness.clock.advance(Duration::from_secs(31));
    fails(&harness, &session, &mut client, "ValidationException", "FAILED").await;
}

#[tokio::test]
async fn an_analysis_that_hangs_is_given_up() {
    let (harness, session, mut client) = begun().await;
    client.video(crate::script::WAIT, &harness).await;
    client.video(b"", &harness).await;
    harness.gate.arrival().await;
    harness.clock.advance(Duration::from_secs(61));
    fails(&harness, &session, &mut client, "InternalServerException", "FAILED").await;
    harness.gate.open();
}
