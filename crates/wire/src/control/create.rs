//! `CreateFaceLivenessSession`, as a server reads and answers it.
//!
//! In: the body of a request, or a typed response. Out: the typed request, or the body of the response.
//! Never: defaults; what the caller left out stays `None`.

use super::members::{self, Members};
use crate::constraints::{
    CHALLENGE_VERSION, CLIENT_REQUEST_TOKEN, KMS_KEY_ID, Pattern, S3_BUCKET, S3_KEY_PREFIX, Violations,
};
use crate::error::AwsError;
use crate::json;
use bytes::Bytes;
use catchlight_types::{ChallengeKind, ChallengeVersion, SessionId};
use serde::Serialize;
use std::ops::RangeInclusive;

/// Asks for a session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CreateFaceLivenessSessionRequest {
    /// Key that the images shall be encrypted with, 1..=2048 characters.
    pub kms_key_id: Option<String>,
    /// What the session shall be like.
    pub settings: Option<SessionSettings>,
    /// Token by which the caller repeats a creation, 1..=64 characters.
    pub client_request_token: Option<String>,
}

/// What a session shall be like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionSettings {
    /// Where the images go; `None` returns them as bytes.
    pub output_config: Option<OutputConfig>,
    /// Most audit images as the caller wrote it; the API documents that it is clamped to 0..=4, not refused.
    pub audit_images_limit: Option<i64>,
    /// Challenges in order of preference.
    pub challenge_preferences: Vec<ChallengePreference>,
}

/// Bucket and key prefix for the images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputConfig {
    /// Name of the bucket, 3..=255 characters.
    pub s3_bucket: String,
    /// Beginning of each key, at most 950 characters.
    pub s3_key_prefix: Option<String>,
}

/// A challenge that the caller accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChallengePreference {
    /// Which challenge.
    pub kind: ChallengeKind,
    /// The versions that the caller accepts; `None` means any.
    pub versions: Option<VersionRange>,
}

/// Bounds of a version, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VersionRange {
    /// Lowest version; `None` means any.
    pub minimum: Option<ChallengeVersion>,
    /// Highest version; `None` means any.
    pub maximum: Option<ChallengeVersion>,
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
        let request = Self {
            kms_key_id: text(&root, "KmsKeyId", &(1..=2048), &KMS_KEY_ID, &mut violations)?,
            settings: root
                .structure("Settings")?
                .map(|members| settings(&members, &mut violations))
                .transpose()?,
            client_request_token: text(
                &root,
                "ClientRequestToken",
                &(1..=64),
                &CLIENT_REQUEST_TOKEN,
                &mut violations,
            )?,
        };
        violations.finish().map(|()| request)
    }
}

fn settings(members: &Members<'_>, violations: &mut Violations) -> Result<SessionSettings, AwsError> {
    let preferences = members.structures("ChallengePreferences")?;
    Ok(SessionSettings {
        output_config: members
            .structure("OutputConfig")?
            .map(|members| output_config(&members, violations))
            .transpose()?,
        audit_images_limit: members.integer("AuditImagesLimit")?,
        challenge_preferences: preferences
            .iter()
            .map(|members| preference(members, violations))
            .collect::<Result<_, AwsError>>()?,
    })
}

fn output_config(members: &Members<'_>, violations: &mut Violations) -> Result<OutputConfig, AwsError> {
    let s3_bucket = text(members, "S3Bucket", &(3..=255), &S3_BUCKET, violations)?;
    if s3_bucket.is_none() {
        violations.missing(&members.place("S3Bucket"));
    }
    Ok(OutputConfig {
        s3_bucket: s3_bucket.unwrap_or_default(),
        s3_key_prefix: text(members, "S3KeyPrefix", &(0..=950), &S3_KEY_PREFIX, violations)?,
    })
}

fn preference(members: &Members<'_>, violations: &mut Violations) -> Result<ChallengePreference, AwsError> {
    let place = members.place("Type");
    let name = members.text("Type")?;
    let kinds = [ChallengeKind::FaceMovementAndLight, ChallengeKind::FaceMovement];
    match name {
        Some(name) => violations.name(&place, name, &kinds.map(ChallengeKind::name)),
        None => violations.missing(&place),
    }
    Ok(ChallengePreference {
        // Without a kind the violation is noted and this value never leaves the parser.
        kind: name.and_then(ChallengeKind::from_name).unwrap_or(ChallengeKind::FaceMovementAndLight),
        versions: members
            .structure("Versions")?
            .map(|members| version_range(&members, violations))
            .transpose()?,
    })
}

fn version_range(members: &Members<'_>, violations: &mut Violations) -> Result<VersionRange, AwsError> {
    let mut version = |name: &str| {
        let text = text(members, name, &(5..=11), &CHALLENGE_VERSION, violations)?;
        Ok::<_, AwsError>(text.and_then(|text| text.parse().ok()))
    };
    Ok(VersionRange { minimum: version("Minimum")?, maximum: version("Maximum")? })
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

/// Tells the id of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateFaceLivenessSessionResponse {
    /// The session.
    pub session_id: SessionId,
}

impl CreateFaceLivenessSessionResponse {
    /// The body, as a server sends it.
    #[must_use]
    pub fn to_body(&self) -> Bytes {
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
