use super::*;
use expect_test::{Expect, expect};

const ID: &str = "7a410adf-f66d-43ef-a072-00807e4643e0";

fn check_request(session: &NewSession, expected: &Expect) {
    expected.assert_eq(&String::from_utf8(create_request(session).unwrap()).unwrap());
}

#[test]
fn only_what_was_chosen_is_asked_for() {
    check_request(&NewSession::default(), &expect![[r#"{"Settings":{}}"#]]);
    let version = |text: &str| text.parse().ok();
    let light = ChallengeKind::FaceMovementAndLight;
    let full = NewSession {
        client_request_token: Some("token".to_owned()),
        audit_images_limit: Some(4),
        output: Some(OutputLocation { bucket: "bucket".to_owned(), prefix: Some("a/".to_owned()) }),
        kms_key_id: Some("key".to_owned()),
        preferences: vec![
            ChallengePreference { kind: light, least: version("1.0.0"), highest: version("2.0.0") },
            ChallengePreference { kind: ChallengeKind::FaceMovement, least: None, highest: None },
        ],
    };
    check_request(
        &full,
        &expect![[
            r#"{"KmsKeyId":"key","ClientRequestToken":"token","Settings":{"OutputConfig":{"S3Bucket":"bucket","S3KeyPrefix":"a/"},"AuditImagesLimit":4,"ChallengePreferences":[{"Type":"FaceMovementAndLightChallenge","Versions":{"Minimum":"1.0.0","Maximum":"2.0.0"}},{"Type":"FaceMovementChallenge"}]}}"#
        ]],
    );
}

fn check_results(members: &str, expected: &Expect) {
    let told = match results(format!(r#"{{"SessionId":"{ID}",{members}}}"#).as_bytes()) {
        Ok(results) => format!("{results:?}"),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&told);
}

#[test]
fn results_are_typed_or_refused() {
    check_results(
        r#""Status":"CREATED""#,
        &expect![
            "SessionResults { session_id: SessionId(7a410adf-f66d-43ef-a072-00807e4643e0), status: Created, confidence: None, challenge: None, reference_image: None, audit_images: [], feedback: [], sdk_type: None }"
        ],
    );
    check_results(
        r#""Status":"SUCCEEDED","Confidence":97.5,"Challenge":{"Type":"FaceMovementChallenge","Version":"1.0.0"},
        "ReferenceImage":{"Bytes":"AQID","BoundingBox":{"Width":0.5,"Height":1,"Left":-0.1,"Top":0}},
        "AuditImages":[{"S3Object":{"Bucket":"b","Name":"n"}}],"Feedback":[{"Code":"EYES_CLOSED_DETECTED","Message":"m"}],
        "Metadata":{"SDKType":"js"}"#,
        &expect![[
            r#"SessionResults { session_id: SessionId(7a410adf-f66d-43ef-a072-00807e4643e0), status: Succeeded, confidence: Some(Confidence(97.5)), challenge: Some(UsedChallenge { kind: FaceMovement, version: ChallengeVersion { major: 1, minor: 0, patch: 0 } }), reference_image: Some(ResultImage { place: Inline(JpegBytes(3 bytes, redacted)), bounding_box: Some(UnitRect { left: -0.1, top: 0.0, width: 0.5, height: 1.0 }) }), audit_images: [ResultImage { place: Stored { bucket: "b", name: "n" }, bounding_box: None }], feedback: [Feedback { code: EyesClosedDetected, message: Some("m") }], sdk_type: Some("js") }"#
        ]],
    );
    check_results(r#""Status":"LOST""#, &expect!["service answered an unknown status: LOST"]);
    check_results(
        r#""Status":"FAILED","Confidence":101"#,
        &expect!["service answered an unknown confidence: 101"],
    );
    check_results(
        r#""Status":"FAILED","ReferenceImage":{}"#,
        &expect!["service answered an unknown image: neither bytes nor a place, or both"],
    );
}

fn check_exception(type_header: Option<&str>, body: &str, expected: &str) {
    assert_eq!(exception(type_header, body.as_bytes()).to_string(), expected);
}

#[test]
fn exceptions_keep_their_name_and_text() {
    check_exception(
        None,
        r#"{"__type":"SessionNotFoundException","Message":"m"}"#,
        "SessionNotFoundException: m",
    );
    check_exception(None, r#"{"__type":"com.amazonaws#Throttling","message":"m"}"#, "Throttling: m");
    check_exception(Some("ValidationException:http://x"), r#"{"Message":"m"}"#, "ValidationException: m");
    check_exception(None, r#"{"Code":"Busy"}"#, "Busy: ");
    check_exception(None, "<html>", "Unknown: ");
}
