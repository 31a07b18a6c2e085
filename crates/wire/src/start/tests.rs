use super::*;
use crate::error::AwsErrorKind;
use expect_test::{Expect, expect};
use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

const ID: &str = "7a410adf-f66d-43ef-a072-00807e4643e0";

fn describe(request: Result<StartFaceLivenessSessionRequest, AwsError>) -> String {
    match request {
        Ok(request) => format!("{request:?}"),
        Err(error) => format!("{}: {}", error.kind().before_stream().name, error.message()),
    }
}

fn check_query(query: &str, expected: &Expect) {
    expected.assert_eq(&describe(StartFaceLivenessSessionRequest::from_query(query, &HeaderMap::new())));
}

#[test]
fn each_amplify_component_is_understood() {
    // Web component 3.6.8.
    check_query(
        &format!(
            "challenge-versions=FaceMovementAndLightChallenge_2.0.0%2CFaceMovementChallenge_1.0.0&\
             session-id={ID}&video-height=480&video-width=640&x-amz-user-agent=aws-sdk-js%2F3.990.0%20ua%2F2.1"
        ),
        &expect![[
            r#"StartFaceLivenessSessionRequest { session_id: SessionId(7a410adf-f66d-43ef-a072-00807e4643e0), video: FrameSize { width_px: 640, height_px: 480 }, challenges: [VersionedChallenge { kind: FaceMovementAndLight, version: ChallengeVersion { major: 2, minor: 0, patch: 0 } }, VersionedChallenge { kind: FaceMovement, version: ChallengeVersion { major: 1, minor: 0, patch: 0 } }], sdk_type: Some(SdkType("js")) }"#
        ]],
    );
    // iOS, with the challenges the other way round.
    check_query(
        &format!(
            "session-id={ID}&video-width=480&video-height=640&\
             challenge-versions=FaceMovementChallenge_1.0.0,FaceMovementAndLightChallenge_2.0.0&\
             x-amz-user-agent=amplify-swift/2.45%20os/iOS/18.0"
        ),
        &expect![[
            r#"StartFaceLivenessSessionRequest { session_id: SessionId(7a410adf-f66d-43ef-a072-00807e4643e0), video: FrameSize { width_px: 480, height_px: 640 }, challenges: [VersionedChallenge { kind: FaceMovement, version: ChallengeVersion { major: 1, minor: 0, patch: 0 } }, VersionedChallenge { kind: FaceMovementAndLight, version: ChallengeVersion { major: 2, minor: 0, patch: 0 } }], sdk_type: Some(SdkType("ios")) }"#
        ]],
    );
    // An old web release names the user agent otherwise and knows the first light challenge only.
    check_query(
        &format!(
            "session-id={ID}&video-width=640&video-height=480&\
             challenge-versions=FaceMovementAndLightChallenge_1.0.0&user-agent=aws-sdk-js%2F3.1"
        ),
        &expect![[
            r#"StartFaceLivenessSessionRequest { session_id: SessionId(7a410adf-f66d-43ef-a072-00807e4643e0), video: FrameSize { width_px: 640, height_px: 480 }, challenges: [VersionedChallenge { kind: FaceMovementAndLight, version: ChallengeVersion { major: 1, minor: 0, patch: 0 } }], sdk_type: Some(SdkType("js")) }"#
        ]],
    );
}

#[test]
fn challenges_of_newer_clients_are_passed_over() {
    check_query(
        &format!(
            "session-id={ID}&video-width=480&video-height=640&\
             challenge-versions=SmileAndBlinkChallenge_1.0.0,FaceMovementChallenge_10.2000.0"
        ),
        &expect![
            "StartFaceLivenessSessionRequest { session_id: SessionId(7a410adf-f66d-43ef-a072-00807e4643e0), video: FrameSize { width_px: 480, height_px: 640 }, challenges: [], sdk_type: None }"
        ],
    );
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    check_query(
        &format!(
            "session-id={ID}&video-width=000&video-height=480&challenge-versions=FaceMovementChallenge_1.0.0"
        ),
        &expect![
            "ValidationException: 1 validation error detected: Value '000' at 'videoWidth' failed to satisfy constraint: Member must have value greater than or equal to 1"
        ],
    );
    check_query(
        "",
        &expect![
            "ValidationException: 4 validation errors detected: Value null at 'sessionId' failed to satisfy constraint: Member must not be null; Value null at 'videoWidth' failed to satisfy constraint: Member must not be null; Value null at 'videoHeight' failed to satisfy constraint: Member must not be null; Value null at 'challengeVersions' failed to satisfy constraint: Member must not be null"
        ],
    );
    check_query(
        "session-id=x&video-width=0&video-height=99999&challenge-versions=Short_1.0.0",
        &expect![[
            r#"ValidationException: 8 validation errors detected: Value 'x' at 'sessionId' failed to satisfy constraint: Member must have length greater than or equal to 36; Value 'x' at 'sessionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}; Value '0' at 'videoWidth' failed to satisfy constraint: Member must have length greater than or equal to 3; Value '0' at 'videoWidth' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9]{3,}$; Value '0' at 'videoWidth' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '99999' at 'videoHeight' failed to satisfy constraint: Member must have length less than or equal to 4; Value 'Short_1.0.0' at 'challengeVersions' failed to satisfy constraint: Member must have length greater than or equal to 15; Value 'Short_1.0.0' at 'challengeVersions' failed to satisfy constraint: Member must satisfy regular expression pattern: ^([a-zA-Z]{10,}_\d+\.\d+\.\d+){1}(,[a-zA-Z]{10,}_\d+\.\d+\.\d+)*$"#
        ]],
    );
}

#[test]
fn http_clients_say_it_in_headers() {
    let mut headers = HeaderMap::new();
    let mut put = |name: &'static str, value: &str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
    };
    put("x-amz-rekognition-streaming-liveness-session-id", ID);
    put("x-amz-rekognition-streaming-liveness-video-width", "640");
    put("x-amz-rekognition-streaming-liveness-video-height", "480");
    put("x-amz-rekognition-streaming-liveness-challenge-versions", "FaceMovementChallenge_1.0.0");
    put("user-agent", "curl/8");
    put("x-amz-user-agent", "aws-sdk-js/3.1");
    let request = StartFaceLivenessSessionRequest::from_headers(&headers);
    expect![[r#"StartFaceLivenessSessionRequest { session_id: SessionId(7a410adf-f66d-43ef-a072-00807e4643e0), video: FrameSize { width_px: 640, height_px: 480 }, challenges: [VersionedChallenge { kind: FaceMovement, version: ChallengeVersion { major: 1, minor: 0, patch: 0 } }], sdk_type: Some(SdkType("js")) }"#]].assert_eq(&describe(request));
    headers.remove("x-amz-rekognition-streaming-liveness-session-id");
    let error = StartFaceLivenessSessionRequest::from_headers(&headers).unwrap_err();
    assert_eq!(error.kind(), AwsErrorKind::Validation);
}

proptest! {
    #[test]
    fn no_query_makes_it_panic(query: String, text: String) {
        let named = format!("session-id={text}&video-width={text}&challenge-versions={text}");
        for query in [query, named] {
            prop_assert!(StartFaceLivenessSessionRequest::from_query(&query, &HeaderMap::new()).is_err());
        }
    }
}
