//! Our client and our server each write one half of the control plane; here each reads what the other wrote.

use crate::api::{
    AuditImage, BoundingBox, Challenge, ChallengePreference, CreateFaceLivenessSessionRequest,
    CreateFaceLivenessSessionRequestSettings, CreateFaceLivenessSessionResponse, Feedback,
    GetFaceLivenessSessionResultsRequest, GetFaceLivenessSessionResultsResponse, LivenessOutputConfig,
    Metadata, S3Object, Versions,
};
use crate::control as wire;
use crate::operation::ServedResponse as _;
use crate::value::{Blob, Shape as _};
use catchlight_types as types;
use catchlight_types::{
    ChallengeKind, ChallengeVersion, Confidence, FeedbackCode, JpegBytes, MAX_AUDIT_IMAGES, SessionId,
    SessionStatus, UnitRect,
};
use proptest::option::of;
use proptest::prelude::*;

fn version() -> impl Strategy<Value = ChallengeVersion> {
    (0..1000_u16, 0..1000_u16, 0..1000_u16).prop_map(|(major, minor, patch)| ChallengeVersion {
        major,
        minor,
        patch,
    })
}

fn kind() -> impl Strategy<Value = ChallengeKind> {
    proptest::sample::select(vec![ChallengeKind::FaceMovementAndLight, ChallengeKind::FaceMovement])
}

prop_compose! {
    fn preference()(kind in kind(), min in of(version()), max in of(version())) -> types::ChallengePreference {
        types::ChallengePreference { kind, min, max }
    }
}

prop_compose! {
    fn request()(
        kms_key_id in of("[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,60}"),
        client_request_token in of("[a-zA-Z0-9_-]{1,64}"),
        output in of(("[0-9A-Za-z._-]{3,80}", "[^\\s\\p{C}]{0,80}")),
        audit_images_limit in 0..=MAX_AUDIT_IMAGES,
        preferences in proptest::collection::vec(preference(), 0..5),
    ) -> wire::CreateFaceLivenessSessionRequest {
        let output = output.map(|(bucket, prefix)| types::OutputLocation { bucket, prefix });
        wire::CreateFaceLivenessSessionRequest {
            settings: types::SessionSettings { output, kms_key_id, audit_images_limit, preferences },
            client_request_token,
        }
    }
}

/// How a caller asks for the same; what is not needed is left out.
fn asked(request: &wire::CreateFaceLivenessSessionRequest) -> CreateFaceLivenessSessionRequest {
    let text = |version: Option<ChallengeVersion>| version.map(|version| version.to_string());
    let preference = |preference: &types::ChallengePreference| ChallengePreference {
        r#type: preference.kind.into(),
        versions: (preference.min.is_some() || preference.max.is_some())
            .then(|| Versions { minimum: text(preference.min), maximum: text(preference.max) }),
    };
    let settings = &request.settings;
    CreateFaceLivenessSessionRequest {
        kms_key_id: settings.kms_key_id.clone(),
        settings: Some(CreateFaceLivenessSessionRequestSettings {
            output_config: settings.output.as_ref().map(|output| LivenessOutputConfig {
                s3_bucket: output.bucket.clone(),
                s3_key_prefix: (!output.prefix.is_empty()).then(|| output.prefix.clone()),
            }),
            audit_images_limit: Some(settings.audit_images_limit.into()),
            challenge_preferences: Some(settings.preferences.iter().map(preference).collect()),
        }),
        client_request_token: request.client_request_token.clone(),
    }
}

prop_compose! {
    fn image()(
        bytes in any::<Vec<u8>>(),
        place in of(("[a-z]{3,9}", "[a-z/]{1,9}", of("[a-z]{1,9}"))),
        rect in of(proptest::array::uniform4(-2.0_f32..2.0)),
    ) -> wire::AuditImage {
        let content = match place {
            Some((bucket, name, version)) => {
                wire::ImageContent::S3Object(wire::S3Object { bucket, name, version })
            }
            None => wire::ImageContent::Bytes(JpegBytes::new(bytes)),
        };
        let bounding_box = rect.map(|[left, top, width, height]| UnitRect { left, top, width, height });
        wire::AuditImage { content: Some(content), bounding_box }
    }
}

prop_compose! {
    fn response()(
        status in proptest::sample::select(SessionStatus::ALL.to_vec()),
        percent in of(0.0_f32..=100.0),
        challenge in of((kind(), version())),
        reference_image in of(image()),
        audit_images in of(proptest::collection::vec(image(), 0..5)),
        codes in of(proptest::collection::vec(proptest::sample::select(FeedbackCode::ALL.to_vec()), 0..10)),
        sdk in of("[a-z]{1,64}"),
    ) -> wire::GetFaceLivenessSessionResultsResponse {
        let session_id = SessionId::new("7a410adf-f66d-43ef-a072-00807e4643e0").unwrap();
        wire::GetFaceLivenessSessionResultsResponse {
            session_id,
            status,
            confidence: percent.and_then(Confidence::new),
            challenge: challenge.map(|(kind, version)| types::VersionedChallenge { kind, version }),
            reference_image,
            audit_images,
            feedback: codes.map(|codes| codes.into_iter().map(wire::Feedback::new).collect()),
            sdk_type: sdk.as_deref().and_then(wire::SdkType::new),
        }
    }
}

/// What a caller reads of an answer.
fn told(response: &wire::GetFaceLivenessSessionResultsResponse) -> GetFaceLivenessSessionResultsResponse {
    let image = |image: &wire::AuditImage| {
        let (bytes, s3_object) = match image.content.clone() {
            Some(wire::ImageContent::Bytes(jpeg)) => (Some(Blob::from(jpeg.as_slice().to_vec())), None),
            Some(wire::ImageContent::S3Object(wire::S3Object { bucket, name, version })) => {
                (None, Some(S3Object { bucket: Some(bucket), name: Some(name), version }))
            }
            None => (None, None),
        };
        let bounding_box = image.bounding_box.map(|rect| BoundingBox {
            width: Some(rect.width),
            height: Some(rect.height),
            left: Some(rect.left),
            top: Some(rect.top),
        });
        AuditImage { bytes, s3_object, bounding_box }
    };
    let feedback = |item: &wire::Feedback| Feedback { code: item.code.into(), message: item.message.clone() };
    let challenge = |used: types::VersionedChallenge| Challenge {
        r#type: used.kind.into(),
        version: used.version.to_string(),
    };
    GetFaceLivenessSessionResultsResponse {
        session_id: response.session_id.to_string(),
        status: response.status.into(),
        confidence: response.confidence.map(Confidence::percent),
        reference_image: response.reference_image.as_ref().map(image),
        audit_images: response.audit_images.as_ref().map(|images| images.iter().map(image).collect()),
        challenge: response.challenge.map(challenge),
        feedback: response.feedback.as_ref().map(|items| items.iter().map(feedback).collect()),
        metadata: response.sdk_type.as_ref().map(|sdk| Metadata { sdk_type: sdk.as_str().to_owned() }),
    }
}

proptest! {
    #[test]
    fn what_we_ask_the_server_reads(request in request()) {
        let body = asked(&request).to_json();
        prop_assert_eq!(wire::CreateFaceLivenessSessionRequest::parse(&body).unwrap(), request);
    }

    #[test]
    fn what_the_server_answers_we_read(response in response()) {
        let read = GetFaceLivenessSessionResultsResponse::from_json(&response.to_body()).unwrap();
        prop_assert_eq!(read, told(&response));
    }
}

#[test]
fn the_id_of_a_session_goes_both_ways() {
    let session_id = SessionId::new("7a410adf-f66d-43ef-a072-00807e4643e0").unwrap();
    let created = wire::CreateFaceLivenessSessionResponse { session_id: session_id.clone() };
    let read = CreateFaceLivenessSessionResponse::from_json(&created.to_body()).unwrap();
    assert_eq!(read.session_id, session_id.as_str());
    let body = GetFaceLivenessSessionResultsRequest { session_id: read.session_id }.to_json();
    assert_eq!(wire::GetFaceLivenessSessionResultsRequest::parse(&body).unwrap().session_id, session_id);
}
