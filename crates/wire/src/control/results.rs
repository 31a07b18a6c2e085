//! `GetFaceLivenessSessionResults`, as a server reads the request and writes the response.
//!
//! In: the body of a request, or a typed response. Out: the typed request, or the body of the response, in which members
//! that are not set are absent.
//! Never: prints an image; `Debug` shows its length.

mod shape;

use super::SdkType;
use super::members::{self, Members};
use crate::api;
use crate::constraints::Violations;
use crate::error::AwsError;
use crate::json;
use crate::operation::{ServedRequest, ServedResponse};
use bytes::Bytes;
use catchlight_types::{
    Confidence, FeedbackCode, JpegBytes, SessionId, SessionStatus, UnitRect, VersionedChallenge,
};

/// The request for the result of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetFaceLivenessSessionResultsRequest {
    /// The session.
    pub session_id: SessionId,
}

impl ServedRequest for api::GetFaceLivenessSessionResultsRequest {
    type Valid = GetFaceLivenessSessionResultsRequest;

    fn read(body: &[u8]) -> Result<Self::Valid, AwsError> {
        GetFaceLivenessSessionResultsRequest::parse(body)
    }
}

impl GetFaceLivenessSessionResultsRequest {
    /// Reads a body; unknown members are ignored.
    ///
    /// # Errors
    /// [`AwsError`] for a body of the wrong shape and for violated constraints, all in one message.
    pub fn parse(body: &[u8]) -> Result<Self, AwsError> {
        let body = members::parse(body)?;
        let text = Members::of(&body)?.text("SessionId")?;
        session_id("sessionId", text).map(|session_id| Self { session_id })
    }
}

/// Reads the id of a session, a required member.
fn session_id(place: &str, text: Option<&str>) -> Result<SessionId, AwsError> {
    if let Some(id) = text.and_then(|text| SessionId::new(text).ok()) {
        return Ok(id);
    }
    let mut violations = Violations::default();
    violations.session_id(place, text);
    Err(violations.into_error())
}

/// The result of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct GetFaceLivenessSessionResultsResponse {
    /// The session.
    pub session_id: SessionId,
    /// Its status.
    pub status: SessionStatus,
    /// How sure the server is that a live person took part.
    pub confidence: Option<Confidence>,
    /// The challenge that the client was sent.
    pub challenge: Option<VersionedChallenge>,
    /// The best picture of the face; `None` when there is no good one, and clients are told to retry.
    pub reference_image: Option<AuditImage>,
    /// Further pictures, at most four; `None` leaves the member out.
    pub audit_images: Option<Vec<AuditImage>>,
    /// What the person could do better, at most ten; empty when nothing was found, `None` leaves the member out.
    pub feedback: Option<Vec<Feedback>>,
    /// What the client calls itself.
    pub sdk_type: Option<SdkType>,
}

impl GetFaceLivenessSessionResultsResponse {
    /// A response with only the status of the session.
    #[must_use]
    pub const fn of_status(session_id: SessionId, status: SessionStatus) -> Self {
        Self {
            session_id,
            status,
            confidence: None,
            challenge: None,
            reference_image: None,
            audit_images: None,
            feedback: None,
            sdk_type: None,
        }
    }
}

impl ServedResponse for GetFaceLivenessSessionResultsResponse {
    fn to_body(&self) -> Bytes {
        json::bytes(&shape::Results::of(self))
    }
}

/// A picture of the face, as bytes or as a place.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditImage {
    /// The picture; `None` when the server names no place and sends no bytes.
    pub content: Option<ImageContent>,
    /// The face within the picture; a box that is not made of finite numbers is left out.
    pub bounding_box: Option<UnitRect>,
}

/// Where a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageContent {
    /// Here, 1..=204800 bytes of JPEG; without an output configuration.
    Bytes(JpegBytes),
    /// In a bucket; with an output configuration.
    S3Object(S3Object),
}

/// A place in a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Object {
    /// Name of the bucket.
    pub bucket: String,
    /// Key within the bucket, 1..=1024 characters.
    pub name: String,
    /// Version of the object, where the bucket keeps versions.
    pub version: Option<String>,
}

/// Something that the person could do better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// What it is.
    pub code: FeedbackCode,
    /// The same for people, 1..=512 characters.
    pub message: String,
}

impl Feedback {
    /// A code with its usual text.
    #[must_use]
    pub fn new(code: FeedbackCode) -> Self {
        let message = match code {
            FeedbackCode::FaceNotVisible => "No face was visible. Keep the whole face in the picture.",
            FeedbackCode::FaceObstructionDetected => {
                "Something covers the face. Take off masks and sunglasses."
            }
            FeedbackCode::LowVideoQualityDetected => {
                "The video is of low quality. Hold still and clean the lens."
            }
            FeedbackCode::FaceNotAligned => {
                "The face did not fill the oval or was not the only one. Look straight at the camera, alone."
            }
            FeedbackCode::EyesClosedDetected => "The eyes were closed. Keep them open.",
            FeedbackCode::LowLightingDetected => "It is too dark. Go to a brighter place.",
            FeedbackCode::HighLightingDetected => "It is too bright. Go out of direct light.",
        };
        Self { code, message: message.to_owned() }
    }
}

#[cfg(test)]
mod tests;
