//! The WebSocket of a check, line by line of what breaks real clients.

use crate::harness::Harness;
use crate::stream_client::{BOTH_VERSIONS, FromServer};
use serde_json::{Value, json};
use std::time::Duration;

const NO_SESSION: &str = "00000000-0000-4000-8000-000000000000";

fn claim(members: &Value) -> Value {
    let mut claim = json!({"ChallengeId": "F6A1C9E2-0000-4000-8000-000000000000"});
    claim.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({"Challenge": {"FaceMovementAndLightChallenge": claim}})
}

#[tokio::test]
async fn the_challenge_comes_first_and_no_initial_response() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    let challenge = client.event("ChallengeEvent").await;
    assert_eq!(challenge, json!({"Type": "FaceMovementAndLightChallenge", "Version": "2.0.0"}));
    client.event("ServerSessionInformationEvent").await;
}

#[tokio::test]
async fn the_handshake_has_a_date_and_declines_compression() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let client = harness.open(&session).await;
    assert!(client.handshake.contains_key("date"));
    assert!(!client.handshake.contains_key("sec-websocket-extensions"));
}

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

#[tokio::test]
async fn an_unknown_session_is_an_exception_after_the_upgrade() {
    let harness = Harness::start().await;
    let mut client = harness.open(NO_SESSION).await;
    assert_eq!(client.failure().await.0, "SessionNotFoundException");
}

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
async fn a_silent_client_is_told_when_the_session_expires() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    harness.clock.advance(Duration::from_secs(181));
    assert_eq!(client.failure().await.0, "ValidationException");
    assert_eq!(harness.results(&session).await["Status"], "EXPIRED");
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

#[tokio::test]
async fn a_hung_analysis_is_given_up() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.video(crate::script::WAIT, &harness).await;
    client.video(b"", &harness).await;
    harness.gate.arrival().await;
    harness.clock.advance(Duration::from_secs(61));
    assert_eq!(client.failure().await.0, "InternalServerException");
    assert_eq!(harness.results(&session).await["Status"], "FAILED");
    harness.gate.open();
}
