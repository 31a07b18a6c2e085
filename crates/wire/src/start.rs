//! What a streaming client asks for when it starts a session.
//!
//! In: the query of a presigned URL, or the headers of the HTTP operation. Out: typed parameters, or the AWS error.
//! Never: signatures, the session itself.

use crate::constraints::{CHALLENGE_VERSIONS, Pattern, VIDEO_SIDE, Violations};
use crate::control::SdkType;
use crate::error::AwsError;
use crate::sigv4::query;
use catchlight_types::{ChallengeKind, FrameSize, SessionId, VersionedChallenge};
use http::HeaderMap;
use std::ops::RangeInclusive;

/// Path of the WebSocket; clients may put any prefix before it.
pub const WEBSOCKET_PATH: &str = "/start-face-liveness-session-websocket";
/// Path of the HTTP operation; clients may put any prefix before it.
pub const HTTP_PATH: &str = "/start-face-liveness-session";
/// Header that the answer of the HTTP operation must carry.
pub const SESSION_ID_HEADER: &str = "x-amz-rekognition-streaming-liveness-session-id";

/// Starts a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartFaceLivenessSessionRequest {
    /// The session.
    pub session_id: SessionId,
    /// The video that the client will send.
    pub video: FrameSize,
    /// The challenges of ours that the client supports, in its order, which is no order of preference.
    pub challenges: Vec<VersionedChallenge>,
    /// What the client calls itself.
    pub sdk_type: Option<SdkType>,
}

impl StartFaceLivenessSessionRequest {
    /// Reads the raw query of a WebSocket URL; the headers give the user agent where the query does not.
    ///
    /// # Errors
    /// [`AwsError`] for violated constraints, all in one message.
    pub fn from_query(raw_query: &str, headers: &HeaderMap) -> Result<Self, AwsError> {
        let value = |name: &str| query::value(raw_query, name);
        Self::read(&Raw {
            session_id: value("session-id"),
            video_width: value("video-width"),
            video_height: value("video-height"),
            challenge_versions: value("challenge-versions"),
            user_agent: value("x-amz-user-agent").or_else(|| value("user-agent")).or_else(|| agent(headers)),
        })
    }

    /// Reads the headers of the HTTP operation.
    ///
    /// # Errors
    /// [`AwsError`] for violated constraints, all in one message.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, AwsError> {
        let value = |name: &str| text(headers, &format!("x-amz-rekognition-streaming-liveness-{name}"));
        Self::read(&Raw {
            session_id: value("session-id"),
            video_width: value("video-width"),
            video_height: value("video-height"),
            challenge_versions: value("challenge-versions"),
            user_agent: agent(headers),
        })
    }

    fn read(raw: &Raw) -> Result<Self, AwsError> {
        let mut violations = Violations::default();
        let id = raw.session_id.as_deref();
        let session_id = id.and_then(|text| SessionId::new(text).ok());
        if session_id.is_none() {
            violations.session_id("sessionId", id);
        }
        let width_px = side("videoWidth", raw.video_width.as_deref(), &mut violations);
        let height_px = side("videoHeight", raw.video_height.as_deref(), &mut violations);
        let challenges = challenges(raw.challenge_versions.as_deref(), &mut violations);
        match (session_id, width_px, height_px) {
            (Some(session_id), Some(width_px), Some(height_px)) => violations.finish().map(|()| Self {
                session_id,
                video: FrameSize { width_px, height_px },
                challenges,
                sdk_type: raw.user_agent.as_deref().and_then(SdkType::from_user_agent),
            }),
            _ => Err(violations.into_error()),
        }
    }
}

struct Raw {
    session_id: Option<String>,
    video_width: Option<String>,
    video_height: Option<String>,
    challenge_versions: Option<String>,
    user_agent: Option<String>,
}

fn agent(headers: &HeaderMap) -> Option<String> {
    text(headers, "x-amz-user-agent").or_else(|| text(headers, "user-agent"))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn side(place: &str, value: Option<&str>, violations: &mut Violations) -> Option<u32> {
    let value = constrained(place, value, &VIDEO_SIDE_CHARS, &VIDEO_SIDE, violations)?;
    let side_px = value.parse().ok();
    // The pattern allows 000, which no oval fits into.
    if side_px == Some(0) {
        violations.too_small(place, value, 1);
        return None;
    }
    side_px
}

/// Challenges that we do not know belong to newer clients and are passed over.
fn challenges(value: Option<&str>, violations: &mut Violations) -> Vec<VersionedChallenge> {
    let place = "challengeVersions";
    let value = constrained(place, value, &CHALLENGE_VERSIONS_CHARS, &CHALLENGE_VERSIONS, violations);
    let known = |text: &str| {
        let (name, version) = text.split_once('_')?;
        Some(VersionedChallenge { kind: ChallengeKind::from_name(name)?, version: version.parse().ok()? })
    };
    value.map(|value| value.split(',').filter_map(known).collect()).unwrap_or_default()
}

fn constrained<'a>(
    place: &str,
    value: Option<&'a str>,
    chars: &RangeInclusive<usize>,
    pattern: &Pattern,
    violations: &mut Violations,
) -> Option<&'a str> {
    match value {
        Some(value) => {
            violations.length(place, value, chars);
            violations.pattern(place, value, pattern);
        }
        None => violations.missing(place),
    }
    value
}

const VIDEO_SIDE_CHARS: RangeInclusive<usize> = 3..=4;
const CHALLENGE_VERSIONS_CHARS: RangeInclusive<usize> = 15..=150;

#[cfg(test)]
mod tests;
