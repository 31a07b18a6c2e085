use super::*;
use crate::error::AwsErrorKind;
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn parse(body: &str) -> Result<CreateFaceLivenessSessionRequest, AwsError> {
    CreateFaceLivenessSessionRequest::parse(body.as_bytes())
}

fn check_refused(body: &str, expected: &Expect) {
    expected.assert_eq(&parse(body).unwrap_err().to_string());
}

const FULL: &str = r#"{"KmsKeyId":"alias/liveness","Settings":{"OutputConfig":{"S3Bucket":"my-bucket","S3KeyPrefix":"checks/"},"AuditImagesLimit":4,"ChallengePreferences":[{"Type":"FaceMovementChallenge","Versions":{"Minimum":"1.0.0","Maximum":"1.0.0"}},{"Type":"FaceMovementAndLightChallenge"}]},"ClientRequestToken":"token-1"}"#;

fn full() -> CreateFaceLivenessSessionRequest {
    let version = "1.0.0".parse().ok();
    CreateFaceLivenessSessionRequest {
        settings: SessionSettings {
            output: Some(OutputLocation { bucket: "my-bucket".to_owned(), prefix: "checks/".to_owned() }),
            kms_key_id: Some("alias/liveness".to_owned()),
            audit_images_limit: 4,
            preferences: vec![
                ChallengePreference { kind: ChallengeKind::FaceMovement, min: version, max: version },
                ChallengePreference::any(ChallengeKind::FaceMovementAndLight),
            ],
        },
        client_request_token: Some("token-1".to_owned()),
    }
}

#[test]
fn every_member_is_read() {
    assert_eq!(parse(FULL), Ok(full()));
    assert_eq!(parse("{}"), Ok(CreateFaceLivenessSessionRequest::default()));
}

#[test]
fn unknown_members_and_nulls_are_passed_over() {
    let empty = CreateFaceLivenessSessionRequest::default();
    assert_eq!(parse(r#"{"KmsKeyId":null,"Settings":null,"Later":{"a":[1]}}"#), Ok(empty));
    let settings = r#"{"Settings":{"OutputConfig":null,"ChallengePreferences":null,"Later":true}}"#;
    assert_eq!(parse(settings).unwrap().settings, SessionSettings::default());
}

#[test]
fn the_limit_of_audit_images_is_clamped_and_never_refused_for_its_size() {
    let cases = [("-1", 0), ("0", 0), ("3", 3), ("4", 4), ("9", 4), ("18446744073709551615", 4)];
    for (written, expected) in cases {
        let request = parse(&format!(r#"{{"Settings":{{"AuditImagesLimit":{written}}}}}"#)).unwrap();
        assert_eq!(request.settings.audit_images_limit, expected);
    }
}

#[test]
fn each_constraint_is_told_in_the_words_of_aws() {
    check_refused(
        r#"{"KmsKeyId":"a b"}"#,
        &expect![
            "InvalidParameterException: 1 validation error detected: Value 'a b' at 'kmsKeyId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,2048}$"
        ],
    );
    check_refused(
        r#"{"ClientRequestToken":""}"#,
        &expect![
            "InvalidParameterException: 2 validation errors detected: Value '' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'clientRequestToken' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9-_]+$"
        ],
    );
    check_refused(
        r#"{"Settings":{"OutputConfig":{"S3KeyPrefix":"a b"}}}"#,
        &expect![[
            r#"InvalidParameterException: 2 validation errors detected: Value null at 'settings.outputConfig.s3Bucket' failed to satisfy constraint: Member must not be null; Value 'a b' at 'settings.outputConfig.s3KeyPrefix' failed to satisfy constraint: Member must satisfy regular expression pattern: \S*"#
        ]],
    );
    check_refused(
        r#"{"Settings":{"OutputConfig":{"S3Bucket":"a/"}}}"#,
        &expect![[
            r#"InvalidParameterException: 2 validation errors detected: Value 'a/' at 'settings.outputConfig.s3Bucket' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'a/' at 'settings.outputConfig.s3Bucket' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9A-Za-z\.\-_]*"#
        ]],
    );
    check_refused(
        r#"{"Settings":{"ChallengePreferences":[{"Type":"FaceMovementChallenge"},{"Type":"Smile","Versions":{"Minimum":"1"}},{}]}}"#,
        &expect![[
            r#"InvalidParameterException: 4 validation errors detected: Value 'Smile' at 'settings.challengePreferences.2.member.type' failed to satisfy constraint: Member must satisfy enum value set: [FaceMovementAndLightChallenge, FaceMovementChallenge]; Value '1' at 'settings.challengePreferences.2.member.versions.minimum' failed to satisfy constraint: Member must have length greater than or equal to 5; Value '1' at 'settings.challengePreferences.2.member.versions.minimum' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$; Value null at 'settings.challengePreferences.3.member.type' failed to satisfy constraint: Member must not be null"#
        ]],
    );
}

#[test]
fn lengths_are_refused_one_character_beyond_their_bounds() {
    let with = |name: &str, length: usize| parse(&format!(r#"{{"{name}":"{}"}}"#, "a".repeat(length)));
    let output = |name: &str, bucket: usize, length: usize| {
        let (bucket, text) = ("b".repeat(bucket), "a".repeat(length));
        parse(&format!(r#"{{"Settings":{{"OutputConfig":{{"S3Bucket":"{bucket}","{name}":"{text}"}}}}}}"#))
    };
    assert!(with("KmsKeyId", 2048).is_ok() && with("KmsKeyId", 2049).is_err());
    assert!(with("ClientRequestToken", 64).is_ok() && with("ClientRequestToken", 65).is_err());
    assert!(output("Later", 3, 0).is_ok() && output("Later", 2, 0).is_err());
    assert!(output("Later", 255, 0).is_ok() && output("Later", 256, 0).is_err());
    assert!(output("S3KeyPrefix", 3, 0).is_ok());
    assert!(output("S3KeyPrefix", 3, 950).is_ok() && output("S3KeyPrefix", 3, 951).is_err());
}

#[test]
fn members_of_the_wrong_type_cannot_be_read() {
    check_refused(
        r#"{"KmsKeyId":1}"#,
        &expect!["SerializationException: NUMBER_VALUE can not be converted to a String at 'kmsKeyId'"],
    );
    check_refused(
        r#"{"Settings":[]}"#,
        &expect!["SerializationException: START_ARRAY can not be converted to a Structure at 'settings'"],
    );
    check_refused(
        r#"{"Settings":{"AuditImagesLimit":1.5}}"#,
        &expect![
            "SerializationException: DECIMAL_VALUE can not be converted to an Integer at 'settings.auditImagesLimit'"
        ],
    );
    check_refused(
        r#"{"Settings":{"AuditImagesLimit":"1"}}"#,
        &expect![
            "SerializationException: STRING_VALUE can not be converted to an Integer at 'settings.auditImagesLimit'"
        ],
    );
    check_refused(
        r#"{"Settings":{"ChallengePreferences":{}}}"#,
        &expect![
            "SerializationException: START_OBJECT can not be converted to a List at 'settings.challengePreferences'"
        ],
    );
    check_refused(
        r#"{"Settings":{"ChallengePreferences":[true]}}"#,
        &expect![
            "SerializationException: TRUE_VALUE can not be converted to a Structure at 'settings.challengePreferences.1.member'"
        ],
    );
    check_refused(
        "[]",
        &expect!["SerializationException: START_ARRAY can not be converted to a Structure at 'the body'"],
    );
    check_refused(
        "{",
        &expect![
            "SerializationException: the body is not JSON: EOF while parsing an object at line 1 column 1"
        ],
    );
}

#[test]
fn deep_nesting_is_refused_and_does_not_exhaust_the_stack() {
    let error = parse(&format!(r#"{{"Later":{}"#, "[".repeat(60_000))).unwrap_err();
    assert_eq!(error.kind(), AwsErrorKind::Serialization);
}

#[test]
fn the_response_is_one_id() {
    let session_id = SessionId::new("7a410adf-f66d-43ef-a072-00807e4643e0").unwrap();
    let body = CreateFaceLivenessSessionResponse { session_id }.to_body();
    assert_eq!(body, r#"{"SessionId":"7a410adf-f66d-43ef-a072-00807e4643e0"}"#);
}

proptest! {
    #[test]
    fn no_body_makes_it_panic_and_no_answer_is_longer_than_its_parts(body: Vec<u8>, text: String, place: usize) {
        for body in [body, text.into_bytes(), spoiled(place)] {
            if let Err(error) = CreateFaceLivenessSessionRequest::parse(&body) {
                prop_assert!(error.message().len() < 20_000);
            }
        }
    }
}

/// The full request with one byte cut out.
fn spoiled(place: usize) -> Vec<u8> {
    let mut body = FULL.as_bytes().to_vec();
    body.remove(place % FULL.len());
    body
}
