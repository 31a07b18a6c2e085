//! The control plane on real sockets; the clients of AWS run against it in `dev/conformance`.

use crate::harness::{Answer, Harness, Offer, control_request};
use crate::signer::Signer;
use catchlight_types::MAX_REQUEST_BYTES;
use catchlight_wire::operations::OPERATIONS;
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;

const CREATE: &str = "CreateFaceLivenessSession";
const RESULTS: &str = "GetFaceLivenessSessionResults";

fn refused(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.1");
    assert!(!body["Message"].as_str().unwrap().is_empty());
    (answer.status.as_u16(), body["__type"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_created_session_is_found_with_any_prefix_on_both_listeners() {
    let harness = Harness::start().await;
    for url in [harness.http_url("/"), harness.https_url("/"), harness.https_url("/a/prefix")] {
        let answer = harness.call_at(&url, CREATE, b"{}").await;
        assert_eq!(answer.status, StatusCode::OK, "{url}: {:?}", answer.body);
        assert_eq!(answer.header("content-type"), "application/x-amz-json-1.1");
        assert_eq!(answer.header("x-amzn-requestid").len(), 36);
        let session = answer.json()["SessionId"].as_str().unwrap().to_owned();
        assert_eq!(harness.results(&session).await, json!({"SessionId": session, "Status": "CREATED"}));
    }
}

#[tokio::test]
async fn every_operation_of_the_table_is_handled() {
    let harness = Harness::start().await;
    for operation in OPERATIONS {
        let response = harness.call(operation.name, &json!({})).await;
        if response.status != StatusCode::OK {
            let (_, name) = refused(&response);
            assert_ne!(name, "UnknownOperationException", "{}", operation.name);
        }
    }
}

/// Must-list 1: boto3 reads the name from `__type` and from nowhere else.
#[tokio::test]
async fn must_01_the_error_name_is_in_the_body() {
    let harness = Harness::start().await;
    let unknown = json!({"SessionId": "00000000-0000-4000-8000-000000000000"});
    let malformed = json!({"SessionId": "g".repeat(36)});
    let bad_token = json!({"ClientRequestToken": "with space"});
    let bad_challenge = json!({"Settings": {"ChallengePreferences": [{"Type": "NoSuchChallenge"}]}});
    for (operation, members, status, name) in [
        (RESULTS, &unknown, 400, "SessionNotFoundException"),
        (RESULTS, &malformed, 400, "InvalidParameterException"),
        (CREATE, &bad_token, 400, "InvalidParameterException"),
        (CREATE, &bad_challenge, 400, "InvalidParameterException"),
        ("DetectText", &Value::Null, 400, "UnknownOperationException"),
    ] {
        let answer = harness.call(operation, members).await;
        assert_eq!(refused(&answer), (status, name.to_owned()), "{operation} {members}");
    }
    let answer = harness.call_at(&harness.http_url("/"), CREATE, b"{").await;
    assert_eq!(refused(&answer), (400, "SerializationException".to_owned()));
}

#[tokio::test]
async fn who_may_call_is_checked_first() {
    let harness = Harness::start().await;
    let url = harness.http_url("/");
    let call = async |signer: Option<&Signer>, late: Duration| {
        let mut request = control_request(&url, CREATE, b"{}");
        if let Some(signer) = signer {
            signer.sign_headers(&mut request, &url, Some(b"{}"), harness.clock.now());
        }
        harness.clock.advance(late);
        refused(&harness.send(Offer::Http1, request).await).1
    };
    let wrong = Signer { secret: "wrong".to_owned(), ..harness.signer.clone() };
    let stranger = Signer { id: "AKIDSTRANGER".to_owned(), ..harness.signer.clone() };
    assert_eq!(call(None, Duration::ZERO).await, "MissingAuthenticationTokenException");
    assert_eq!(call(Some(&wrong), Duration::ZERO).await, "InvalidSignatureException");
    assert_eq!(call(Some(&stranger), Duration::ZERO).await, "UnrecognizedClientException");
    assert_eq!(call(Some(&harness.signer), Duration::from_secs(1000)).await, "InvalidSignatureException");
}

#[tokio::test]
async fn a_changed_body_is_not_what_was_signed() {
    let harness = Harness::start().await;
    let url = harness.http_url("/");
    let mut request = control_request(&url, CREATE, br#"{"ClientRequestToken":"forged"}"#);
    harness.signer.sign_headers(&mut request, &url, Some(b"{}"), harness.clock.now());
    let answer = harness.send(Offer::Http1, request).await;
    assert_eq!(refused(&answer).1, "InvalidSignatureException");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let harness = Harness::start().await;
    let mut body = b"{}".to_vec();
    body.resize(MAX_REQUEST_BYTES, b' ');
    let url = harness.http_url("/");
    assert_eq!(harness.call_at(&url, CREATE, &body).await.status, StatusCode::OK);
    body.push(b' ');
    let answer = harness.call_at(&url, CREATE, &body).await;
    assert_eq!(refused(&answer).1, "SerializationException");
}

#[tokio::test]
async fn a_token_gives_one_session_for_its_life() {
    let harness = Harness::start().await;
    let members = json!({"ClientRequestToken": "order-7", "Settings": {"AuditImagesLimit": 9}});
    let first = harness.create(&members).await;
    assert_eq!(harness.create(&members).await, first);
    assert_eq!(harness.create(&json!({"ClientRequestToken": "order-7"})).await, first);
    assert_ne!(harness.create(&json!({"ClientRequestToken": "order-8"})).await, first);
    harness.clock.advance(Duration::from_secs(180));
    assert_ne!(harness.create(&members).await, first);
}

#[tokio::test]
async fn a_session_expires_after_three_minutes_and_is_forgotten_after_the_retention() {
    let harness = Harness::start().await;
    let session = harness.create(&json!({})).await;
    harness.clock.advance(Duration::from_secs(179));
    assert_eq!(harness.results(&session).await["Status"], "CREATED");
    harness.clock.advance(Duration::from_secs(1));
    assert_eq!(harness.results(&session).await["Status"], "EXPIRED");
    let day = Duration::from_secs(24 * 3600);
    harness.clock.advance(day);
    harness.store.sweep_expired(harness.clock.now()).await.unwrap();
    let answer = harness.call(RESULTS, &json!({"SessionId": session})).await;
    assert_eq!(refused(&answer).1, "SessionNotFoundException");
}

#[tokio::test]
async fn every_valid_setting_is_accepted() {
    let harness = Harness::start().await;
    harness
        .create(&json!({
            "KmsKeyId": "alias/faces",
            "ClientRequestToken": "a_token-1",
            "Settings": {
                "OutputConfig": {"S3Bucket": "my.bucket", "S3KeyPrefix": "checks/"},
                "AuditImagesLimit": -3,
                "ChallengePreferences": [
                    {"Type": "FaceMovementChallenge", "Versions": {"Minimum": "1.0.0", "Maximum": "1.0.0"}},
                    {"Type": "FaceMovementAndLightChallenge"},
                ],
            },
        }))
        .await;
}

/// A manual clock stands still, so the bucket is filled only when the test says so.
#[tokio::test]
async fn a_key_that_asks_too_often_is_throttled_until_time_passes() {
    let harness = Harness::start_throttled(2).await;
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(harness.call(CREATE, &json!({})).await);
    }
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 500]);
    assert_eq!(refused(&answers[4]), (500, "ThrottlingException".to_owned()));
    assert_eq!(answers[4].json()["Message"], "Rate exceeded");
    assert_eq!(answers[4].header("x-amzn-errortype"), "ThrottlingException");

    // A stranger is told that nobody knows the key, and uses up nothing.
    let url = harness.http_url("/");
    let mut request = control_request(&url, CREATE, b"{}");
    let stranger = Signer { id: "AKIDNOBODY".to_owned(), secret: "x".to_owned(), token: None };
    stranger.sign_headers(&mut request, &url, Some(b"{}"), harness.clock.now());
    let answer = harness.send(Offer::Http1, request).await;
    assert_eq!(refused(&answer).1, "UnrecognizedClientException");

    harness.clock.advance(Duration::from_millis(500));
    assert_eq!(harness.call(CREATE, &json!({})).await.status, StatusCode::OK);
    assert_eq!(refused(&harness.call(CREATE, &json!({})).await).1, "ThrottlingException");
}
