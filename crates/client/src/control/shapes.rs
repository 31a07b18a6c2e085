//! The JSON of the control plane, member by member.

use super::{
    ChallengePreference, Feedback, ImagePlace, NewSession, ResultImage, SessionResults, UsedChallenge,
    session_id,
};
use crate::ClientError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use catchlight_types::{ChallengeKind, Confidence, FeedbackCode, JpegBytes, SessionStatus, UnitRect};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateRequest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_key_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_token: Option<&'a str>,
    settings: CreateSettings<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CreateSettings<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_images_limit: Option<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    challenge_preferences: Vec<Preference>,
}

#[derive(Serialize)]
struct OutputConfig<'a> {
    #[serde(rename = "S3Bucket")]
    bucket: &'a str,
    #[serde(rename = "S3KeyPrefix", skip_serializing_if = "Option::is_none")]
    prefix: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Preference {
    #[serde(rename = "Type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    versions: Option<Versions>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Versions {
    #[serde(skip_serializing_if = "Option::is_none")]
    minimum: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum: Option<String>,
}

impl<'a> From<&'a NewSession> for CreateRequest<'a> {
    fn from(session: &'a NewSession) -> Self {
        let output = session.output.as_ref();
        Self {
            kms_key_id: session.kms_key_id.as_deref(),
            client_request_token: session.client_request_token.as_deref(),
            settings: CreateSettings {
                output_config: output
                    .map(|place| OutputConfig { bucket: &place.bucket, prefix: place.prefix.as_deref() }),
                audit_images_limit: session.audit_images_limit,
                challenge_preferences: session.preferences.iter().map(preference).collect(),
            },
        }
    }
}

fn preference(from: &ChallengePreference) -> Preference {
    let bounds = Versions {
        minimum: from.least.map(|version| version.to_string()),
        maximum: from.highest.map(|version| version.to_string()),
    };
    let bounded = bounds.minimum.is_some() || bounds.maximum.is_some();
    Preference { kind: from.kind.name(), versions: bounded.then_some(bounds) }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateAnswer {
    pub(super) session_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResultsRequest<'a> {
    pub(super) session_id: &'a str,
}

#[derive(Deserialize, Default)]
pub(super) struct ErrorAnswer {
    #[serde(rename = "__type")]
    pub(super) type_member: Option<String>,
    #[serde(rename = "Code")]
    pub(super) code: Option<String>,
    #[serde(rename = "Message", alias = "message")]
    pub(super) message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResultsAnswer {
    session_id: String,
    status: String,
    confidence: Option<f32>,
    challenge: Option<Challenge>,
    reference_image: Option<AuditImage>,
    #[serde(default)]
    audit_images: Vec<AuditImage>,
    #[serde(default)]
    feedback: Vec<FeedbackAnswer>,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Challenge {
    #[serde(rename = "Type")]
    kind: String,
    version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AuditImage {
    bytes: Option<String>,
    #[serde(rename = "S3Object")]
    object: Option<StoredObject>,
    bounding_box: Option<BoundingBox>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StoredObject {
    bucket: String,
    name: String,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "PascalCase")]
struct BoundingBox {
    width: f32,
    height: f32,
    left: f32,
    top: f32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FeedbackAnswer {
    code: String,
    message: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(rename = "SDKType")]
    sdk_type: Option<String>,
}

impl ResultsAnswer {
    pub(super) fn into_results(self) -> Result<SessionResults, ClientError> {
        let Some(status) = SessionStatus::from_name(&self.status) else {
            return Err(unknown("status", &self.status));
        };
        let confidence = match self.confidence {
            None => None,
            Some(percent) => match Confidence::new(percent) {
                Some(confidence) => Some(confidence),
                None => return Err(unknown("confidence", &percent.to_string())),
            },
        };
        Ok(SessionResults {
            session_id: session_id(&self.session_id)?,
            status,
            confidence,
            challenge: self.challenge.map(Challenge::into_used).transpose()?,
            reference_image: self.reference_image.map(AuditImage::into_image).transpose()?,
            audit_images: self
                .audit_images
                .into_iter()
                .map(AuditImage::into_image)
                .collect::<Result<_, _>>()?,
            feedback: self
                .feedback
                .into_iter()
                .map(FeedbackAnswer::into_feedback)
                .collect::<Result<_, _>>()?,
            sdk_type: self.metadata.and_then(|metadata| metadata.sdk_type),
        })
    }
}

impl Challenge {
    fn into_used(self) -> Result<UsedChallenge, ClientError> {
        match (ChallengeKind::from_name(&self.kind), self.version.parse()) {
            (Some(kind), Ok(version)) => Ok(UsedChallenge { kind, version }),
            _ => Err(unknown("challenge", &format!("{} {}", self.kind, self.version))),
        }
    }
}

impl AuditImage {
    fn into_image(self) -> Result<ResultImage, ClientError> {
        let place = match (self.bytes, self.object) {
            (Some(text), None) => match STANDARD.decode(text) {
                Ok(bytes) => ImagePlace::Inline(JpegBytes::new(bytes)),
                Err(error) => return Err(unknown("image", &error.to_string())),
            },
            (None, Some(object)) => ImagePlace::Stored { bucket: object.bucket, name: object.name },
            _ => return Err(unknown("image", "neither bytes nor a place, or both")),
        };
        let rect = |from: BoundingBox| UnitRect {
            left: from.left,
            top: from.top,
            width: from.width,
            height: from.height,
        };
        Ok(ResultImage { place, bounding_box: self.bounding_box.map(rect) })
    }
}

impl FeedbackAnswer {
    fn into_feedback(self) -> Result<Feedback, ClientError> {
        match FeedbackCode::from_name(&self.code) {
            Some(code) => Ok(Feedback { code, message: self.message }),
            None => Err(unknown("feedback code", &self.code)),
        }
    }
}

fn unknown(what: &str, value: &str) -> ClientError {
    ClientError::Answer { problem: format!("an unknown {what}: {value}") }
}
