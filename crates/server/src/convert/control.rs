//! Requests of the control plane to settings of the domain, and stored sessions to answers.

use catchlight_session as session;
use catchlight_store::{StoredImage, StoredResult, StoredSession};
use catchlight_types::SessionStatus;
use catchlight_wire::control as wire;

/// What the application asks for.
pub(crate) fn settings(request: wire::CreateFaceLivenessSessionRequest) -> session::SessionSettings {
    let asked = request.settings.unwrap_or_default();
    session::SessionSettings {
        output: asked.output_config.map(|output| session::OutputLocation {
            bucket: output.s3_bucket,
            prefix: output.s3_key_prefix.unwrap_or_default(),
        }),
        kms_key_id: request.kms_key_id,
        audit_images_limit: session::clamp_audit_images_limit(asked.audit_images_limit.unwrap_or_default()),
        preferences: asked.challenge_preferences.into_iter().map(preference).collect(),
        client_request_token: request.client_request_token,
    }
}

fn preference(asked: wire::ChallengePreference) -> session::ChallengePreference {
    let versions = asked.versions.unwrap_or_default();
    session::ChallengePreference { kind: asked.kind, min: versions.minimum, max: versions.maximum }
}

/// What became of a session; a result comes with [`SessionStatus::Succeeded`] only.
pub(crate) fn results(
    session: &StoredSession,
    status: SessionStatus,
    result: Option<StoredResult>,
) -> wire::GetFaceLivenessSessionResultsResponse {
    let mut told = wire::GetFaceLivenessSessionResultsResponse::of_status(session.id.clone(), status);
    told.challenge =
        session.challenge.map(|used| wire::UsedChallenge { kind: used.kind, version: used.version });
    told.sdk_type = session.sdk_type.as_deref().and_then(wire::SdkType::new);
    if let Some(result) = result {
        let bucket = session.settings.output.as_ref().map(|output| output.bucket.as_str());
        told.confidence = Some(result.verdict.confidence);
        told.reference_image = result.reference_image.map(|stored| image(stored, bucket));
        told.audit_images =
            Some(result.audit_images.into_iter().map(|stored| image(stored, bucket)).collect());
        told.feedback = Some(result.verdict.feedback.into_iter().map(wire::Feedback::new).collect());
    }
    told
}

fn image(stored: StoredImage, bucket: Option<&str>) -> wire::AuditImage {
    let content = match bucket {
        Some(bucket) => wire::ImageContent::S3Object(wire::S3Object {
            bucket: bucket.to_owned(),
            name: stored.name,
            version: None,
        }),
        None => wire::ImageContent::Bytes(stored.image.jpeg),
    };
    wire::AuditImage { content: Some(content), bounding_box: stored.image.bounding_box }
}
