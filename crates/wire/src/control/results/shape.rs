//! The JSON of the response, one structure for both ways.
//!
//! In: the typed response, or parsed JSON. Out: the other of the two. Never: decides which members are set.

use super::{
    AuditImage, Feedback, GetFaceLivenessSessionResultsResponse, ImageContent, S3Object, UsedChallenge,
};
use crate::control::{AnswerError, SdkType};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catchlight_types::{
    ChallengeKind, Confidence, FeedbackCode, JpegBytes, SessionId, SessionStatus, UnitRect,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Results {
    session_id: String,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<Challenge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference_image: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_images: Option<Vec<Image>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback: Option<Vec<FeedbackItem>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Challenge {
    #[serde(rename = "Type")]
    kind: String,
    version: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<String>,
    #[serde(rename = "S3Object", skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounding_box: Option<BoundingBox>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Place {
    bucket: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BoundingBox {
    width: f32,
    height: f32,
    left: f32,
    top: f32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FeedbackItem {
    code: String,
    message: String,
}

#[derive(Serialize, Deserialize)]
struct Metadata {
    #[serde(rename = "SDKType", skip_serializing_if = "Option::is_none")]
    sdk_type: Option<String>,
}

impl Results {
    pub(super) fn of(response: &GetFaceLivenessSessionResultsResponse) -> Self {
        let images = |images: &Vec<AuditImage>| images.iter().map(Image::of).collect();
        let feedback = |item: &Feedback| FeedbackItem {
            code: item.code.name().to_owned(),
            message: item.message.clone(),
        };
        let challenge = |used: UsedChallenge| Challenge {
            kind: used.kind.name().to_owned(),
            version: used.version.to_string(),
        };
        Self {
            session_id: response.session_id.as_str().to_owned(),
            status: response.status.name().to_owned(),
            confidence: response.confidence.map(Confidence::percent),
            challenge: response.challenge.map(challenge),
            reference_image: response.reference_image.as_ref().map(Image::of),
            audit_images: response.audit_images.as_ref().map(images),
            feedback: response.feedback.as_ref().map(|items| items.iter().map(feedback).collect()),
            metadata: response
                .sdk_type
                .as_ref()
                .map(|sdk| Metadata { sdk_type: Some(sdk.as_str().to_owned()) }),
        }
    }

    pub(super) fn read(self) -> Result<GetFaceLivenessSessionResultsResponse, AnswerError> {
        let confidence =
            |percent: f32| Confidence::new(percent).ok_or_else(|| unknown("Confidence", percent.to_string()));
        let images = |images: Vec<Image>| images.into_iter().map(Image::read).collect::<Result<Vec<_>, _>>();
        let feedback = |items: Vec<FeedbackItem>| {
            items.into_iter().map(FeedbackItem::read).collect::<Result<Vec<_>, _>>()
        };
        let sdk_type = self.metadata.and_then(|metadata| metadata.sdk_type);
        Ok(GetFaceLivenessSessionResultsResponse {
            session_id: known("SessionId", self.session_id, |text| SessionId::new(text).ok())?,
            status: known("Status", self.status, SessionStatus::from_name)?,
            confidence: self.confidence.map(confidence).transpose()?,
            challenge: self.challenge.map(Challenge::read).transpose()?,
            reference_image: self.reference_image.map(Image::read).transpose()?,
            audit_images: self.audit_images.map(images).transpose()?,
            feedback: self.feedback.map(feedback).transpose()?,
            sdk_type: sdk_type.map(|text| known("SDKType", text, SdkType::new)).transpose()?,
        })
    }
}

impl Challenge {
    fn read(self) -> Result<UsedChallenge, AnswerError> {
        Ok(UsedChallenge {
            kind: known("Challenge.Type", self.kind, ChallengeKind::from_name)?,
            version: known("Challenge.Version", self.version, |text| text.parse().ok())?,
        })
    }
}

impl FeedbackItem {
    fn read(self) -> Result<Feedback, AnswerError> {
        let code = known("Feedback.Code", self.code, FeedbackCode::from_name)?;
        Ok(Feedback { code, message: self.message })
    }
}

impl Image {
    fn of(image: &AuditImage) -> Self {
        let (bytes, place) = match &image.content {
            Some(ImageContent::Bytes(jpeg)) => (Some(STANDARD.encode(jpeg.as_slice())), None),
            Some(ImageContent::S3Object(place)) => (None, Some(Place::of(place))),
            None => (None, None),
        };
        // JSON has no word for infinity, and the SDKs refuse a box with a member missing.
        let finite =
            |rect: &UnitRect| [rect.left, rect.top, rect.width, rect.height].into_iter().all(f32::is_finite);
        Self { bytes, place, bounding_box: image.bounding_box.filter(finite).map(BoundingBox::of) }
    }

    fn read(self) -> Result<AuditImage, AnswerError> {
        let decode = |text: String| match STANDARD.decode(&text) {
            Ok(bytes) => Ok(ImageContent::Bytes(JpegBytes::new(bytes))),
            Err(_) => Err(unknown("Bytes", format!("{} characters", text.len()))),
        };
        let content = match (self.bytes, self.place) {
            (Some(bytes), _) => Some(decode(bytes)?),
            (None, place) => place.map(|place| ImageContent::S3Object(place.read())),
        };
        Ok(AuditImage { content, bounding_box: self.bounding_box.map(BoundingBox::read) })
    }
}

impl Place {
    fn of(place: &S3Object) -> Self {
        Self { bucket: place.bucket.clone(), name: place.name.clone(), version: place.version.clone() }
    }

    fn read(self) -> S3Object {
        S3Object { bucket: self.bucket, name: self.name, version: self.version }
    }
}

impl BoundingBox {
    const fn of(rect: UnitRect) -> Self {
        Self { width: rect.width, height: rect.height, left: rect.left, top: rect.top }
    }

    const fn read(self) -> UnitRect {
        UnitRect { left: self.left, top: self.top, width: self.width, height: self.height }
    }
}

fn known<T>(
    member: &'static str,
    text: String,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, AnswerError> {
    read(&text).ok_or_else(|| unknown(member, text))
}

const fn unknown(member: &'static str, value: String) -> AnswerError {
    AnswerError::UnknownValue { member, value }
}
