//! The WebSocket of a check, line by line of what breaks real clients.

use crate::harness::Harness;
use crate::stream_client::{BOTH_VERSIONS, FromServer, claim};
use serde_json::{Value, json};
use std::time::Duration;

const NO_SESSION: &str = "00000000-0000-4000-8000-000000000000";

/// Must-list 2, 3, 4: a host signed without its port, no `initial-response`, the challenge event first.
#[tokio::test]
async fn the_challenge_comes_first_and_no_initial_response() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    let challenge = client.event("ChallengeEvent").await;
    assert_eq!(challenge, json!({"Type": "FaceMovementAndLightChallenge", "Version": "2.0.0"}));
    client.event("ServerSessionInformationEvent").await;
}

/// Must-list 15: phones correct their clocks by this date.
#[tokio::test]
async fn the_handshake_has_a_date_and_declines_compression() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let client = harness.open(&session).await;
    assert!(client.handshake.contains_key("date"));
    assert!(!client.handshake.contains_key("sec-websocket-extensions"));
}

/// Must-list 5, 6: every member, all numbers, no zero where the web tests for truth; portable colours.
#[tokio::test]
async fn every_member_of_the_configuration_is_sent_and_usable() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    let information = client.session_information().await;
    let challenge = &information["SessionInformation"]["Challenge"]["FaceMovementAndLightChallenge"];
    let config = challenge["ChallengeConfig"].as_object().unwrap();
    for name in [
        "FaceDistanceThreshold",
        "FaceDistanceThresholdMin",
        "OvalHeightWidthRatio",
        "OvalIouThreshold",
        "OvalIouHeightThreshold",
        "OvalIouWidthThreshold",
        "FaceIouHeightThreshold",
        "FaceIouWidthThreshold",
        "BlazeFaceDetectionThreshold",
    ] {
        assert!(config[name].as_f64().unwrap() > 0.0, "{name}");
    }
    assert!(config["FaceDistanceThresholdMax"].is_number());
    assert_eq!(config["OvalFitTimeout"].as_u64().unwrap() % 1000, 0);
    for name in ["Width", "Height", "CenterX", "CenterY"] {
        assert!(challenge["OvalParameters"][name].as_f64().unwrap() > 0.0, "{name}");
    }
    assert_eq!(challenge["LightChallengeType"], "SEQUENTIAL");
    let colors = challenge["ColorSequences"].as_array().unwrap();
    let duration = |color: &Value, name: &str| color[name].as_f64().unwrap();
    assert_eq!(duration(&colors[0], "DownscrollDuration"), 0.0);
    assert!(duration(&colors[0], "FlatDisplayDuration") > 0.0);
    for color in &colors[1..] {
        assert_eq!(duration(color, "FlatDisplayDuration"), 0.0);
        assert!(duration(color, "DownscrollDuration") > 0.0);
        assert_eq!(color["FreshnessColor"]["RGB"].as_array().unwrap().len(), 3);
    }
}

/// Must-list 9: a refused handshake would only show "Connection time out".
#[tokio::test]
async fn an_unknown_session_is_an_exception_after_the_upgrade() {
    let harness = Harness::start().await;
    let mut client = harness.open(NO_SESSION).await;
    assert_eq!(client.failure().await.0, "SessionNotFoundException");
}

/// Must-list 9: as above, for a signature that does not fit.
#[tokio::test]
async fn a_wrong_signature_is_an_exception_after_the_upgrade() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let path = Harness::stream_path(&session, BOTH_VERSIONS);
    let presigned = harness.signer.presign(&format!("https://127.0.0.1{path}"), harness.clock.now());
    let forged = presigned.path_and_query.replace("video-width=640", "video-width=641");
    let mut client = harness.dial(&forged, &presigned.signature).await;
    assert_eq!(client.failure().await.0, "InvalidSignatureException");
}

/// Must-list 2: iOS signs the port where the address has one.
#[tokio::test]
async fn a_host_signed_with_its_port_is_accepted_too() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let url = harness.https_url(&Harness::stream_path(&session, BOTH_VERSIONS));
    let presigned = harness.signer.presign(&url, harness.clock.now());
    let mut client = harness.dial(&presigned.path_and_query, &presigned.signature).await;
    client.session_information().await;
}

#[tokio::test]
async fn any_path_prefix_leads_to_the_stream() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let path = format!("/liveness/v2{}", Harness::stream_path(&session, BOTH_VERSIONS));
    harness.open_path(&path).await.session_information().await;
}

/// Must-list 7, 8, 10, 12, 14: string headers and one message per binary frame (the client asserts both), over TLS;
/// the result is readable when DisconnectionEvent is sent, and 1000 follows.
#[tokio::test]
async fn a_whole_check_ends_with_a_readable_result_and_1000() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.video(b"first slice", &harness).await;
    let start = claim(&json!({"VideoStartTimestamp": harness.clock.now().as_millis()}));
    client.report(&start, harness.clock.now()).await;
    let end = claim(&json!({"VideoEndTimestamp": harness.clock.now().as_millis()}));
    client.report(&end, harness.clock.now()).await;
    client.video(b"", &harness).await;
    client.event("DisconnectionEvent").await;
    let result = harness.results(&session).await;
    assert_eq!(result["Status"], "SUCCEEDED");
    client.closed(1000).await;
}

/// Must-list 11: an echo of the code would raise a second error in the web component.
#[tokio::test]
async fn a_client_that_closes_first_is_answered_with_1000() {
    for code in [4000, 4001, 4003, 4008] {
        let harness = Harness::start().await;
        let session = harness.create(&json!({})).await;
        let mut client = harness.open(&session).await;
        client.session_information().await;
        client.close(code).await;
        assert_eq!(client.next().await, FromServer::Closed(Some(1000)), "{code}");
        assert_eq!(harness.results(&session).await["Status"], "FAILED");
    }
}

/// Must-list 13: dates of signed events are not in order.
#[tokio::test]
async fn event_dates_may_go_back() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.video(b"slice", &harness).await;
    let before = harness.clock.now();
    harness.clock.advance(Duration::from_millis(500));
    client.video(b"slice", &harness).await;
    client.report(&claim(&json!({"VideoEndTimestamp": before.as_millis()})), before).await;
    client.video(b"", &harness).await;
    client.event("DisconnectionEvent").await;
}

/// Must-list 13: but the chain of signatures holds.
#[tokio::test]
async fn a_broken_chain_is_refused() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.events = harness.signer.events(&"0".repeat(64));
    client.video(b"slice", &harness).await;
    assert_eq!(client.failure().await.0, "InvalidSignatureException");
    assert_eq!(harness.results(&session).await["Status"], "FAILED");
}

#[tokio::test]
async fn a_panic_fails_one_session_with_an_exception() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.video(crate::script::PANIC, &harness).await;
    assert_eq!(client.failure().await.0, "InternalServerException");
    let other = harness.create(&json!({})).await;
    harness.open(&other).await.session_information().await;
}

/// Must-list 11: after an exception the close is 4005, which `failure` asserts.
#[tokio::test]
async fn an_unusable_video_is_a_validation_exception() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.video(b"", &harness).await;
    assert_eq!(client.failure().await.0, "ValidationException");
}

#[tokio::test]
async fn a_session_starts_once() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut first = harness.open(&session).await;
    first.session_information().await;
    let mut second = harness.open(&session).await;
    assert_eq!(second.failure().await.0, "ValidationException");
    first.video(b"the first goes on", &harness).await;
    first.video(b"", &harness).await;
    first.event("DisconnectionEvent").await;
}

#[tokio::test]
async fn a_stopping_server_says_so() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    let stopping = tokio::spawn(harness.server.stop());
    assert_eq!(client.failure().await.0, "ServiceUnavailableException");
    stopping.await.unwrap();
}

#[tokio::test]
async fn more_checks_than_allowed_are_refused() {
    let harness = Harness::start().await;
    let mut open = Vec::new();
    for _ in 0..crate::harness::CONCURRENT_CHECKS {
        let session = harness.create(&json!({})).await;
        let mut client = harness.open(&session).await;
        client.session_information().await;
        open.push(client);
    }
    let session = harness.create(&json!({})).await;
    assert_eq!(harness.open(&session).await.failure().await.0, "ServiceQuotaExceededException");
    open[0].close(4003).await;
    assert_eq!(open[0].next().await, FromServer::Closed(Some(1000)));
}

/// Must-list 4: an Android client of light 1.0.0 does not know the challenge event.
#[tokio::test]
async fn a_client_of_light_1_gets_no_challenge_event() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let path = Harness::stream_path(&session, "FaceMovementAndLightChallenge_1.0.0");
    let mut client = harness.open_path(&path).await;
    client.event("ServerSessionInformationEvent").await;
}

#[tokio::test]
async fn the_session_chooses_the_challenge() {
    let harness = Harness::start().await;
    let preference = json!({"Settings": {"ChallengePreferences": [{"Type": "FaceMovementChallenge"}]}});
    let session = harness.create(&preference).await;
    let mut client = harness.open(&session).await;
    let information = client.session_information().await;
    assert!(information["SessionInformation"]["Challenge"]["FaceMovementChallenge"].is_object());
    let other = harness.create(&preference).await;
    let path = Harness::stream_path(&other, "FaceMovementAndLightChallenge_2.0.0");
    let mut client = harness.open_path(&path).await;
    assert_eq!(client.failure().await.0, "ValidationException");
}

/// Must-list 14: what shows a face is not sent in plain text.
#[tokio::test]
async fn plain_http_opens_no_stream() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let url = harness.http_url(&Harness::stream_path(&session, BOTH_VERSIONS));
    let answer = harness.get(crate::harness::Offer::Http1, &url).await;
    assert_eq!(answer.status, http::StatusCode::FORBIDDEN);
}
