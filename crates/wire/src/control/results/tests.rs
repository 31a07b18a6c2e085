use super::*;
use catchlight_types::ChallengeKind;
use expect_test::{Expect, expect};
use proptest::prelude::*;

const ID: &str = "7a410adf-f66d-43ef-a072-00807e4643e0";

fn id() -> SessionId {
    SessionId::new(ID).unwrap()
}

fn check(response: &GetFaceLivenessSessionResultsResponse, expected: &Expect) {
    let body = response.to_body();
    expected.assert_eq(std::str::from_utf8(&body).unwrap());
}

fn image(content: ImageContent) -> AuditImage {
    let bounding_box = Some(UnitRect { left: -0.25, top: 0.125, width: 0.5, height: 1.25 });
    AuditImage { content: Some(content), bounding_box }
}

fn place(version: Option<&str>) -> ImageContent {
    ImageContent::S3Object(S3Object {
        bucket: "bucket".to_owned(),
        name: format!("checks/{ID}/reference.jpg"),
        version: version.map(str::to_owned),
    })
}

#[test]
fn an_open_session_has_a_status_and_nothing_else() {
    for status in SessionStatus::ALL {
        let response = GetFaceLivenessSessionResultsResponse::of_status(id(), status);
        let expected = format!(r#"{{"SessionId":"{ID}","Status":"{}"}}"#, status.name());
        assert_eq!(response.to_body(), expected);
    }
}

#[test]
fn images_are_told_as_bytes() {
    let jpeg = |byte| ImageContent::Bytes(JpegBytes::new(vec![0xff, 0xd8, byte]));
    check(
        &GetFaceLivenessSessionResultsResponse {
            confidence: Confidence::new(97.25),
            challenge: Some(VersionedChallenge {
                kind: ChallengeKind::FaceMovementAndLight,
                version: "2.0.0".parse().unwrap(),
            }),
            reference_image: Some(image(jpeg(0))),
            audit_images: Some(vec![
                image(jpeg(1)),
                AuditImage { content: Some(jpeg(2)), bounding_box: None },
            ]),
            feedback: Some(vec![Feedback::new(FeedbackCode::LowLightingDetected)]),
            sdk_type: SdkType::new("js"),
            ..GetFaceLivenessSessionResultsResponse::of_status(id(), SessionStatus::Succeeded)
        },
        &expect![[
            r#"{"SessionId":"7a410adf-f66d-43ef-a072-00807e4643e0","Status":"SUCCEEDED","Confidence":97.25,"Challenge":{"Type":"FaceMovementAndLightChallenge","Version":"2.0.0"},"ReferenceImage":{"Bytes":"/9gA","BoundingBox":{"Width":0.5,"Height":1.25,"Left":-0.25,"Top":0.125}},"AuditImages":[{"Bytes":"/9gB","BoundingBox":{"Width":0.5,"Height":1.25,"Left":-0.25,"Top":0.125}},{"Bytes":"/9gC"}],"Feedback":[{"Code":"LOW_LIGHTING_DETECTED","Message":"It is too dark. Go to a brighter place."}],"Metadata":{"SDKType":"js"}}"#
        ]],
    );
}

#[test]
fn images_are_told_as_places() {
    check(
        &GetFaceLivenessSessionResultsResponse {
            reference_image: Some(image(place(None))),
            audit_images: Some(vec![image(place(Some("v1")))]),
            feedback: Some(Vec::new()),
            ..GetFaceLivenessSessionResultsResponse::of_status(id(), SessionStatus::Succeeded)
        },
        &expect![[
            r#"{"SessionId":"7a410adf-f66d-43ef-a072-00807e4643e0","Status":"SUCCEEDED","ReferenceImage":{"S3Object":{"Bucket":"bucket","Name":"checks/7a410adf-f66d-43ef-a072-00807e4643e0/reference.jpg"},"BoundingBox":{"Width":0.5,"Height":1.25,"Left":-0.25,"Top":0.125}},"AuditImages":[{"S3Object":{"Bucket":"bucket","Name":"checks/7a410adf-f66d-43ef-a072-00807e4643e0/reference.jpg","Version":"v1"},"BoundingBox":{"Width":0.5,"Height":1.25,"Left":-0.25,"Top":0.125}}],"Feedback":[]}"#
        ]],
    );
}

#[test]
fn a_box_that_json_cannot_tell_is_left_out() {
    let bounding_box = Some(UnitRect { left: f32::NAN, top: 0.0, width: 1.0, height: 1.0 });
    let response = GetFaceLivenessSessionResultsResponse {
        reference_image: Some(AuditImage { content: None, bounding_box }),
        ..GetFaceLivenessSessionResultsResponse::of_status(id(), SessionStatus::Succeeded)
    };
    let expected = format!(r#"{{"SessionId":"{ID}","Status":"SUCCEEDED","ReferenceImage":{{}}}}"#);
    assert_eq!(response.to_body(), expected);
}

#[test]
fn every_feedback_code_has_a_message_that_the_api_allows() {
    for code in FeedbackCode::ALL {
        let length = Feedback::new(code).message.chars().count();
        assert!((1..=512).contains(&length), "{code:?}");
    }
}

#[test]
fn pictures_are_not_printed() {
    let response = GetFaceLivenessSessionResultsResponse {
        reference_image: Some(image(ImageContent::Bytes(JpegBytes::new(vec![7; 3])))),
        ..GetFaceLivenessSessionResultsResponse::of_status(id(), SessionStatus::Succeeded)
    };
    assert!(format!("{response:?}").contains("JpegBytes(3 bytes, redacted)"));
}

fn check_request(body: &str, expected: &Expect) {
    let request = GetFaceLivenessSessionResultsRequest::parse(body.as_bytes());
    expected.assert_eq(&match request {
        Ok(request) => request.session_id.to_string(),
        Err(error) => error.to_string(),
    });
}

#[test]
fn a_request_is_one_id() {
    check_request(
        &format!(r#"{{"SessionId":"{ID}","Later":1}}"#),
        &expect!["7a410adf-f66d-43ef-a072-00807e4643e0"],
    );
    check_request(
        "{}",
        &expect![
            "InvalidParameterException: 1 validation error detected: Value null at 'sessionId' failed to satisfy constraint: Member must not be null"
        ],
    );
    check_request(
        &format!(r#"{{"SessionId":"{}"}}"#, "g".repeat(36)),
        &expect![
            "InvalidParameterException: 1 validation error detected: Value 'gggggggggggggggggggggggggggggggggggg' at 'sessionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        ],
    );
    check_request(
        &format!(r#"{{"SessionId":"{}"}}"#, ID.to_uppercase()),
        &expect![
            "InvalidParameterException: 1 validation error detected: Value '7A410ADF-F66D-43EF-A072-00807E4643E0' at 'sessionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        ],
    );
    check_request(
        r#"{"SessionId":"short"}"#,
        &expect![
            "InvalidParameterException: 2 validation errors detected: Value 'short' at 'sessionId' failed to satisfy constraint: Member must have length greater than or equal to 36; Value 'short' at 'sessionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        ],
    );
    check_request(
        r#"{"SessionId":{}}"#,
        &expect!["SerializationException: START_OBJECT can not be converted to a String at 'sessionId'"],
    );
}

proptest! {
    #[test]
    fn no_body_makes_it_panic(body: Vec<u8>, text: String) {
        for body in [body.as_slice(), text.as_bytes()] {
            prop_assert!(GetFaceLivenessSessionResultsRequest::parse(body).is_err());
        }
    }
}
