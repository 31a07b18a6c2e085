use super::*;
use crate::value::{Blob, OpenEnum, Schema, Shape, Value};
use expect_test::{Expect, expect};
use proptest::option::of;
use proptest::prelude::*;
use std::fmt::Write as _;

fn outline(place: &str, schema: &Schema, lines: &mut String) {
    match schema {
        Schema::Structure(members) => {
            for member in *members {
                let mark = if member.required { "!" } else { "" };
                outline(&format!("{place}.{}{mark}", member.name), member.schema, lines);
            }
        }
        Schema::List(item) => outline(&format!("{place}[]"), item, lines),
        Schema::Enum(names) => writeln!(lines, "{place} {}", names.join("|")).unwrap(),
        Schema::String | Schema::Float | Schema::Integer | Schema::Blob => {
            writeln!(lines, "{place} {schema:?}").unwrap();
        }
    }
}

fn check_outline<T: Shape>(expected: &Expect) {
    let mut lines = String::new();
    outline("", &T::SCHEMA, &mut lines);
    expected.assert_eq(&lines);
}

/// The service model of the SDKs, botocore 1.44.5.
#[test]
fn the_members_are_those_of_the_service_model() {
    check_outline::<CreateFaceLivenessSessionRequest>(&expect![[r#"
        .KmsKeyId String
        .Settings.OutputConfig.S3Bucket! String
        .Settings.OutputConfig.S3KeyPrefix String
        .Settings.AuditImagesLimit Integer
        .Settings.ChallengePreferences[].Type! FaceMovementAndLightChallenge|FaceMovementChallenge
        .Settings.ChallengePreferences[].Versions.Minimum String
        .Settings.ChallengePreferences[].Versions.Maximum String
        .ClientRequestToken String
    "#]]);
    check_outline::<CreateFaceLivenessSessionResponse>(&expect![[r#"
        .SessionId! String
    "#]]);
    check_outline::<GetFaceLivenessSessionResultsRequest>(&expect![[r#"
        .SessionId! String
    "#]]);
    check_outline::<GetFaceLivenessSessionResultsResponse>(&expect![[r#"
        .SessionId! String
        .Status! CREATED|IN_PROGRESS|SUCCEEDED|FAILED|EXPIRED
        .Confidence Float
        .ReferenceImage.Bytes Blob
        .ReferenceImage.S3Object.Bucket String
        .ReferenceImage.S3Object.Name String
        .ReferenceImage.S3Object.Version String
        .ReferenceImage.BoundingBox.Width Float
        .ReferenceImage.BoundingBox.Height Float
        .ReferenceImage.BoundingBox.Left Float
        .ReferenceImage.BoundingBox.Top Float
        .AuditImages[].Bytes Blob
        .AuditImages[].S3Object.Bucket String
        .AuditImages[].S3Object.Name String
        .AuditImages[].S3Object.Version String
        .AuditImages[].BoundingBox.Width Float
        .AuditImages[].BoundingBox.Height Float
        .AuditImages[].BoundingBox.Left Float
        .AuditImages[].BoundingBox.Top Float
        .Challenge.Type! FaceMovementAndLightChallenge|FaceMovementChallenge
        .Challenge.Version! String
        .Feedback[].Code! FACE_NOT_VISIBLE|FACE_OBSTRUCTION_DETECTED|LOW_VIDEO_QUALITY_DETECTED|FACE_NOT_ALIGNED|EYES_CLOSED_DETECTED|LOW_LIGHTING_DETECTED|HIGH_LIGHTING_DETECTED
        .Feedback[].Message! String
        .Metadata.SDKType! String
    "#]]);
}

/// This compiles only while each member of the Ruby structures has a field of the same name.
#[test]
fn every_member_of_the_ruby_structures_is_a_field() {
    let CreateFaceLivenessSessionRequest { kms_key_id, settings, client_request_token } = Default::default();
    let CreateFaceLivenessSessionRequestSettings { output_config, audit_images_limit, challenge_preferences } =
        settings.unwrap_or_default();
    let LivenessOutputConfig { s3_bucket, s3_key_prefix } =
        output_config.unwrap_or(LivenessOutputConfig { s3_bucket: String::new(), s3_key_prefix: None });
    let ChallengePreference { r#type, versions } =
        challenge_preferences.unwrap_or_default().pop().unwrap_or(ChallengeKind::FaceMovement.into());
    let Versions { minimum, maximum } = versions.unwrap_or_default();
    let texts = [kms_key_id, client_request_token, Some(s3_bucket), s3_key_prefix, minimum, maximum];
    assert_eq!(
        (texts.iter().flatten().count(), audit_images_limit, r#type.name()),
        (1, None, "FaceMovementChallenge")
    );

    let GetFaceLivenessSessionResultsResponse {
        session_id,
        status,
        confidence,
        reference_image,
        audit_images,
        challenge,
        feedback,
        metadata,
    } = GetFaceLivenessSessionResultsResponse::of_status("id", SessionStatus::Created);
    let AuditImage { bytes, s3_object, bounding_box } = reference_image.unwrap_or_default();
    let S3Object { bucket, name, version } = s3_object.unwrap_or_default();
    let BoundingBox { width, height, left, top } = bounding_box.unwrap_or_default();
    let hint = Feedback { code: FeedbackCode::FaceNotVisible.into(), message: String::new() };
    let Feedback { code, message } = feedback.unwrap_or_default().pop().unwrap_or(hint);
    let Metadata { sdk_type } = metadata.unwrap_or(Metadata { sdk_type: String::new() });
    let numbers = [confidence, width, height, left, top];
    let texts = [Some(session_id), bucket, name, version, Some(message), Some(sdk_type)];
    assert_eq!((numbers.iter().flatten().count(), texts.iter().flatten().count()), (0, 3));
    assert_eq!(
        (status.name(), code.name(), bytes, audit_images),
        ("CREATED", "FACE_NOT_VISIBLE", None, None)
    );
    assert_eq!(challenge.map(|Challenge { r#type, version }| (r#type, version)), None);
}

fn check_refused<T: Shape + std::fmt::Debug>(json: &str, expected: &Expect) {
    let told = T::from_json(json.as_bytes()).unwrap_err().to_string();
    assert_eq!(told.lines().count(), 1);
    expected.assert_eq(&told);
}

#[test]
fn what_does_not_fit_is_told_in_one_line_with_its_place() {
    type Create = CreateFaceLivenessSessionRequest;
    check_refused::<Create>("{", &expect!["not valid JSON: EOF while parsing an object at line 1 column 1"]);
    check_refused::<Create>("[]", &expect!["the whole must be a structure, not a list"]);
    check_refused::<Create>(
        r#"{"Settings":{"OutputConfig":{}}}"#,
        &expect!["Settings.OutputConfig.S3Bucket is missing"],
    );
    check_refused::<Create>(
        r#"{"Settings":{"AuditImagesLimit":"4"}}"#,
        &expect!["Settings.AuditImagesLimit must be an integer, not a string"],
    );
    check_refused::<Create>(
        r#"{"Settings":{"AuditImagesLimit":0.5}}"#,
        &expect!["Settings.AuditImagesLimit must be an integer, not a number with a fraction"],
    );
    check_refused::<Create>(
        r#"{"Settings":{"ChallengePreferences":[{"Versions":{}}]}}"#,
        &expect!["Settings.ChallengePreferences[0].Type is missing"],
    );
    check_refused::<Create>(
        r#"{"Settings":{"ChallengePreferences":[1]}}"#,
        &expect!["Settings.ChallengePreferences[0] must be a structure, not a number"],
    );
    type Get = GetFaceLivenessSessionResultsResponse;
    let image = r#"{"SessionId":"i","Status":"FAILED","AuditImages":[{},{"Bytes":"/9j!"}]}"#;
    check_refused::<Get>(image, &expect!["AuditImages[1].Bytes must be base64, not other text"]);
}

#[test]
fn values_that_came_after_this_version_are_kept() {
    let json =
        br#"{"SessionId":"i","Status":"PAUSED","Later":[1,{}],"Feedback":[{"Code":"SMILE","Message":""}]}"#;
    let response = GetFaceLivenessSessionResultsResponse::from_json(json).unwrap();
    assert_eq!(response.status, LivenessSessionStatus::Unknown("PAUSED".to_owned()));
    let code = OpenEnum::Unknown("SMILE".to_owned());
    assert_eq!(response.feedback, Some(vec![Feedback { code, message: String::new() }]));
}

#[test]
fn pictures_are_not_printed() {
    let image = AuditImage { bytes: Some(Blob::new(vec![77; 3])), ..AuditImage::default() };
    let response = GetFaceLivenessSessionResultsResponse {
        reference_image: Some(image),
        ..GetFaceLivenessSessionResultsResponse::of_status("i", SessionStatus::Succeeded)
    };
    for printed in [format!("{response:?}"), format!("{:#?}", response.to_value())] {
        assert!(printed.contains("Blob(3 bytes, redacted)") && !printed.contains("77"), "{printed}");
    }
}

#[test]
fn an_answer_in_xml_is_read_too() {
    let xml = r#"<?xml version="1.0"?>
        <GetFaceLivenessSessionResultsResponse xmlns="http://rekognition.amazonaws.com/doc/2016-06-27/">
          <GetFaceLivenessSessionResultsResult>
            <SessionId>i&amp;d</SessionId><Status>SUCCEEDED</Status><Confidence> 97.25 </Confidence>
            <ReferenceImage><Bytes>/9gA</Bytes></ReferenceImage>
            <AuditImages><member><Bytes>/9gB</Bytes></member><member/></AuditImages>
            <Feedback/>
          </GetFaceLivenessSessionResultsResult>
          <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>
        </GetFaceLivenessSessionResultsResponse>"#;
    let response = GetFaceLivenessSessionResultsResponse::from_xml(xml.as_bytes()).unwrap();
    let image = |byte| AuditImage { bytes: Some(vec![0xff, 0xd8, byte].into()), ..AuditImage::default() };
    let expected = GetFaceLivenessSessionResultsResponse {
        confidence: Some(97.25),
        reference_image: Some(image(0)),
        audit_images: Some(vec![image(1), AuditImage::default()]),
        feedback: Some(Vec::new()),
        ..GetFaceLivenessSessionResultsResponse::of_status("i&d", SessionStatus::Succeeded)
    };
    assert_eq!(response, expected);
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{0,20}"
}

prop_compose! {
    fn preference()(
        kind in prop_oneof![Just(ChallengeKind::FaceMovement.name().to_owned()), text()],
        versions in of((of(text()), of(text()))),
    ) -> ChallengePreference {
        let versions = versions.map(|(minimum, maximum)| Versions { minimum, maximum });
        ChallengePreference { r#type: ChallengeType::from_name(&kind), versions }
    }
}

prop_compose! {
    fn settings()(
        output in of((text(), of(text()))),
        audit_images_limit in of(any::<i64>()),
        challenge_preferences in of(proptest::collection::vec(preference(), 0..3)),
    ) -> CreateFaceLivenessSessionRequestSettings {
        let output_config =
            output.map(|(s3_bucket, s3_key_prefix)| LivenessOutputConfig { s3_bucket, s3_key_prefix });
        CreateFaceLivenessSessionRequestSettings { output_config, audit_images_limit, challenge_preferences }
    }
}

prop_compose! {
    pub(crate) fn request()(
        kms_key_id in of(text()),
        settings in of(settings()),
        client_request_token in of(text()),
    ) -> CreateFaceLivenessSessionRequest {
        CreateFaceLivenessSessionRequest { kms_key_id, settings, client_request_token }
    }
}

prop_compose! {
    fn image()(
        bytes in of(any::<Vec<u8>>()),
        place in of((of(text()), of(text()), of(text()))),
        edges in of(proptest::array::uniform4(of(-2.0_f32..2.0))),
    ) -> AuditImage {
        let s3_object = place.map(|(bucket, name, version)| S3Object { bucket, name, version });
        let bounding_box =
            edges.map(|[width, height, left, top]| BoundingBox { width, height, left, top });
        AuditImage { bytes: bytes.map(Blob::from), s3_object, bounding_box }
    }
}

prop_compose! {
    pub(crate) fn results()(
        session_id in text(),
        status in prop_oneof![Just("SUCCEEDED".to_owned()), text()],
        confidence in of(any::<f32>().prop_filter("a number", |number| !number.is_nan())),
        reference_image in of(image()),
        audit_images in of(proptest::collection::vec(image(), 0..4)),
        challenge in of((text(), text())),
        feedback in of(proptest::collection::vec((text(), text()), 0..3)),
        metadata in of(text()),
    ) -> GetFaceLivenessSessionResultsResponse {
        let challenge = challenge
            .map(|(name, version)| Challenge { r#type: ChallengeType::from_name(&name), version });
        let item =
            |(code, message): (String, _)| Feedback { code: LivenessFeedbackCode::from_name(&code), message };
        GetFaceLivenessSessionResultsResponse {
            session_id,
            status: LivenessSessionStatus::from_name(&status),
            confidence,
            reference_image,
            audit_images,
            challenge,
            feedback: feedback.map(|items| items.into_iter().map(item).collect()),
            metadata: metadata.map(|sdk_type| Metadata { sdk_type }),
        }
    }
}

/// Through the tree and through JSON and back.
fn round_trip<T: Shape + Clone + PartialEq + std::fmt::Debug>(shape: &T) {
    let tree = shape.to_value();
    assert_eq!(&T::from_value(tree.clone()).unwrap(), shape);
    assert_eq!(Value::from_json(&T::SCHEMA, &tree.to_json()).unwrap(), tree);
    assert_eq!(&T::from_json(&shape.to_json()).unwrap(), shape);
}

proptest! {
    #[test]
    fn shapes_come_back_from_trees_and_from_json(request in request(), results in results()) {
        round_trip(&request);
        round_trip(&results);
    }

    #[test]
    fn no_answer_makes_the_client_panic(body: Vec<u8>, text: String) {
        for body in [body.as_slice(), text.as_bytes()] {
            prop_assert!(GetFaceLivenessSessionResultsResponse::from_json(body).is_err());
            prop_assert!(GetFaceLivenessSessionResultsResponse::from_xml(body).is_err());
        }
    }
}
