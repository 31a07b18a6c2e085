//! Converts stored sessions to responses of the control plane.

use catchlight_store::{StoredImage, StoredResult, StoredSession};
use catchlight_types::SessionStatus;
use catchlight_wire::control as wire;

/// The response for a session; only one with [`SessionStatus::Succeeded`] has a result.
pub(crate) fn results(
    session: &StoredSession,
    status: SessionStatus,
    result: Option<StoredResult>,
) -> wire::GetFaceLivenessSessionResultsResponse {
    let mut told = wire::GetFaceLivenessSessionResultsResponse::of_status(session.id.clone(), status);
    told.challenge = session.challenge;
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
