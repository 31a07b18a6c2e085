//! `CreateFaceLivenessSession`, as a server reads the request and writes the response.
//!
//! In: the body of a request, or a typed response. Out: the typed request, or the body of the response.
//! Never: decides anything but what the API documents for a member that is left out or out of bounds.

use super::members::{self, Members};
use crate::api;
use crate::constraints::{
    CHALLENGE_VERSION, CLIENT_REQUEST_TOKEN, KMS_KEY_ID, Pattern, S3_BUCKET, S3_KEY_PREFIX, Violations,
};
use crate::error::AwsError;
use crate::json;
use crate::operation::{ServedRequest, ServedResponse};
use bytes::Bytes;
use catchlight_types::{
    ChallengeKind, ChallengePreference, MAX_AUDIT_IMAGES, OutputLocation, SessionId, SessionSettings,
};
use serde::Serialize;
use std::ops::RangeInclusive;

/// Asks for a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreateFaceLivenessSessionRequest {
    /// What the session shall be like.
    pub settings: SessionSettings,
    /// Token by which the caller repeats a creation, 1..=64 characters.
    pub client_request_token: Option<String>,
}

impl ServedRequest for api::CreateFaceLivenessSessionRequest {
    type Valid = CreateFaceLivenessSessionRequest;

    fn read(body: &[u8]) -> Result<Self::Valid, AwsError> {
        CreateFaceLivenessSessionRequest::parse(body)
    }
}

impl CreateFaceLivenessSessionRequest {
    /// Reads a body; unknown members are ignored.
    ///
    /// # Errors
    /// [`AwsError`] for a body of the wrong shape and for violated constraints, all in one message.
    pub fn parse(body: &[u8]) -> Result<Self, AwsError> {
        let body = members::parse(body)?;
        let root = Members::of(&body)?;
        let mut violations = Violations::default();
        let kms_key_id = text(&root, "KmsKeyId", &(1..=2048), &KMS_KEY_ID, &mut violations)?;
        let settings = match root.structure("Settings")? {
            Some(members) => settings(&members, &mut violations)?,
            None => SessionSettings::default(),
        };
        let settings = SessionSettings { kms_key_id, ..settings };
        let client_request_token =
            text(&root, "ClientRequestToken", &(1..=64), &CLIENT_REQUEST_TOKEN, &mut violations)?;
        let request = Self { settings, client_request_token };
        violations.finish().map(|()| request)
    }
}

fn settings(members: &Members<'_>, violations: &mut Violations) -> Result<SessionSettings, AwsError> {
    let preferences = members.structures("ChallengePreferences")?;
    Ok(SessionSettings {
        output: members.structure("OutputConfig")?.map(|members| output(&members, violations)).transpose()?,
        kms_key_id: None,
        audit_images_limit: clamped(members.integer("AuditImagesLimit")?.unwrap_or_default()),
        preferences: preferences
            .iter()
            .map(|members| preference(members, violations))
            .collect::<Result<_, AwsError>>()?,
    })
}

/// Holds a requested number of audit images within 0..=4: the API documents that it is clamped, not refused.
fn clamped(requested: i64) -> u8 {
    let held = requested.clamp(0, i64::from(MAX_AUDIT_IMAGES));
    u8::try_from(held).unwrap_or(MAX_AUDIT_IMAGES)
}

fn output(members: &Members<'_>, violations: &mut Violations) -> Result<OutputLocation, AwsError> {
    let bucket = text(members, "S3Bucket", &(3..=255), &S3_BUCKET, violations)?;
    if bucket.is_none() {
        violations.missing(&members.place("S3Bucket"));
    }
    let prefix = text(members, "S3KeyPrefix", &(0..=950), &S3_KEY_PREFIX, violations)?;
    Ok(OutputLocation { bucket: bucket.unwrap_or_default(), prefix: prefix.unwrap_or_default() })
}

fn preference(members: &Members<'_>, violations: &mut Violations) -> Result<ChallengePreference, AwsError> {
    let place = members.place("Type");
    let name = members.text("Type")?;
    let kinds = [ChallengeKind::FaceMovementAndLight, ChallengeKind::FaceMovement];
    match name {
        Some(name) => violations.name(&place, name, &kinds.map(ChallengeKind::name)),
        None => violations.missing(&place),
    }
    let versions = members.structure("Versions")?;
    let mut version = |name: &str| match &versions {
        Some(members) => {
            let text = text(members, name, &(5..=11), &CHALLENGE_VERSION, violations)?;
            Ok::<_, AwsError>(text.and_then(|text| text.parse().ok()))
        }
        None => Ok(None),
    };
    Ok(ChallengePreference {
        // Without a kind the violation is noted and this value never leaves the parser.
        kind: name.and_then(ChallengeKind::from_name).unwrap_or(ChallengeKind::FaceMovementAndLight),
        min: version("Minimum")?,
        max: version("Maximum")?,
    })
}

/// Reads a text and notes what is wrong with it.
fn text(
    members: &Members<'_>,
    name: &str,
    chars: &RangeInclusive<usize>,
    pattern: &Pattern,
    violations: &mut Violations,
) -> Result<Option<String>, AwsError> {
    let text = members.text(name)?;
    if let Some(text) = text {
        let place = members.place(name);
        violations.length(&place, text, chars);
        violations.pattern(&place, text, pattern);
    }
    Ok(text.map(str::to_owned))
}

/// The id of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateFaceLivenessSessionResponse {
    /// The session.
    pub session_id: SessionId,
}

impl ServedResponse for CreateFaceLivenessSessionResponse {
    fn to_body(&self) -> Bytes {
        json::bytes(&ResponseShape { session_id: self.session_id.as_str() })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResponseShape<'a> {
    session_id: &'a str,
}

#[cfg(test)]
mod tests;
