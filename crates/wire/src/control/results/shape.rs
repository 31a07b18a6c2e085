//! The JSON of the response.
//!
//! In: the typed response. Out: the structure that is written. Never: decides which members are set.

use super::{AuditImage, Feedback, GetFaceLivenessSessionResultsResponse, ImageContent, S3Object};
use crate::control::SdkType;
use crate::eventstream::BoundingBox;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catchlight_types::{Confidence, UnitRect, VersionedChallenge};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Results<'a> {
    session_id: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<Challenge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference_image: Option<Image<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_images: Option<Vec<Image<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Vec<FeedbackItem<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Challenge {
    #[serde(rename = "Type")]
    kind: &'static str,
    version: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Image<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    #[serde(rename = "S3Object", skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounding_box: Option<BoundingBox>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Place<'a> {
    bucket: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct FeedbackItem<'a> {
    code: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(rename = "SDKType")]
    sdk_type: &'a str,
}

impl<'a> Results<'a> {
    pub(super) fn of(response: &'a GetFaceLivenessSessionResultsResponse) -> Self {
        let images = |images: &'a Vec<AuditImage>| images.iter().map(Image::of).collect();
        let feedback = |item: &'a Feedback| FeedbackItem { code: item.code.name(), message: &item.message };
        let challenge = |used: VersionedChallenge| Challenge {
            kind: used.kind.name(),
            version: used.version.to_string(),
        };
        let metadata = |sdk: &'a SdkType| Metadata { sdk_type: sdk.as_str() };
        Self {
            session_id: response.session_id.as_str(),
            status: response.status.name(),
            confidence: response.confidence.map(Confidence::percent),
            challenge: response.challenge.map(challenge),
            reference_image: response.reference_image.as_ref().map(Image::of),
            audit_images: response.audit_images.as_ref().map(images),
            feedback: response.feedback.as_ref().map(|items| items.iter().map(feedback).collect()),
            metadata: response.sdk_type.as_ref().map(metadata),
        }
    }
}

impl<'a> Image<'a> {
    fn of(image: &'a AuditImage) -> Self {
        let (bytes, place) = match &image.content {
            Some(ImageContent::Bytes(jpeg)) => (Some(STANDARD.encode(jpeg.as_slice())), None),
            Some(ImageContent::S3Object(place)) => (None, Some(Place::of(place))),
            None => (None, None),
        };
        // JSON has no word for infinity, and the SDKs refuse a box with a member missing.
        let finite =
            |rect: &UnitRect| [rect.left, rect.top, rect.width, rect.height].into_iter().all(f32::is_finite);
        Self { bytes, place, bounding_box: image.bounding_box.filter(finite).map(BoundingBox::from) }
    }
}

impl<'a> Place<'a> {
    fn of(place: &'a S3Object) -> Self {
        Self { bucket: &place.bucket, name: &place.name, version: place.version.as_deref() }
    }
}
