//! What a client sends: video and what it did when.
//!
//! In: the message within an [`Envelope`](super::Envelope). Out: a typed event whose members are in range.
//! Never: trusts; unknown members are ignored, `null` is a missing member, and an event of a kind that is not
//! known here is [`ClientEvent::Other`].

use super::number::{Time, finite, millis, optional_millis};
use super::one_of::{EitherChallenge, NOT_ONE, NotOneChallenge, OneChallenge};
use super::{EventStreamError, Frame};
use crate::limits::{CHALLENGE_ID_CHARS, MAX_SEQUENCE_NUMBER};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// An event of a client.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientEvent {
    /// A slice of the video.
    Video(VideoEvent),
    /// What the client did when.
    SessionInformation(ClientSessionInformation),
    /// An event that means nothing to a server, to be ignored.
    Other,
}

/// A slice of the video. `Debug` prints its length only.
#[derive(Clone, PartialEq, Eq)]
pub struct VideoEvent {
    /// Container bytes; empty at the end of the video.
    pub video_chunk: Bytes,
    /// The client's clock when it sent the slice, milliseconds since 1970; `None` when it did not say.
    pub timestamp_millis: Option<i64>,
}

/// The payload that tells what the client did when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClientSessionInformationEvent {
    /// The challenge that the client carries out.
    pub challenge: ClientSessionInformation,
}

/// What the client did when; the kind of its challenge tells which members can be there. In JSON a structure with
/// exactly one of two members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "EitherChallenge<ClientChallenge, ClientChallenge>")]
pub enum ClientSessionInformation {
    /// During a FaceMovementAndLightChallenge.
    #[serde(rename = "FaceMovementAndLightChallenge")]
    FaceMovementAndLight(ClientChallenge),
    /// During a FaceMovementChallenge.
    #[serde(rename = "FaceMovementChallenge")]
    FaceMovement(ClientChallenge),
}

impl TryFrom<EitherChallenge<ClientChallenge, ClientChallenge>> for ClientSessionInformation {
    type Error = NotOneChallenge;

    fn try_from(either: EitherChallenge<ClientChallenge, ClientChallenge>) -> Result<Self, NotOneChallenge> {
        either.one().map(|one| match one {
            OneChallenge::Light(challenge) => Self::FaceMovementAndLight(challenge),
            OneChallenge::Movement(challenge) => Self::FaceMovement(challenge),
        })
    }
}

impl ClientSessionInformation {
    /// The members by the name of their challenge in the API; `None` when they belong to the other one.
    #[must_use]
    pub const fn face_movement_and_light_challenge(&self) -> Option<&ClientChallenge> {
        match self {
            Self::FaceMovementAndLight(challenge) => Some(challenge),
            Self::FaceMovement(_) => None,
        }
    }

    /// The members by the name of their challenge in the API; `None` when they belong to the other one.
    #[must_use]
    pub const fn face_movement_challenge(&self) -> Option<&ClientChallenge> {
        match self {
            Self::FaceMovementAndLight(_) => None,
            Self::FaceMovement(challenge) => Some(challenge),
        }
    }
}

/// The members of either challenge. Times are milliseconds since 1970 by the client's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ClientChallenge {
    /// The client's id of the challenge, 36 characters; upper case on iOS.
    pub challenge_id: String,
    /// When the video began.
    #[serde(default, deserialize_with = "optional_millis", skip_serializing_if = "Option::is_none")]
    pub video_start_timestamp: Option<i64>,
    /// When the video ended.
    #[serde(default, deserialize_with = "optional_millis", skip_serializing_if = "Option::is_none")]
    pub video_end_timestamp: Option<i64>,
    /// The face before the approach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial_face: Option<InitialFace>,
    /// The face in the oval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_face: Option<TargetFace>,
    /// A colour that began to show; only in the light challenge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color_displayed: Option<ColorDisplayed>,
}

/// A box as shares of the track size; it may reach beyond 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BoundingBox {
    /// Width, share of the width.
    #[serde(deserialize_with = "finite")]
    pub width: f32,
    /// Height, share of the height.
    #[serde(deserialize_with = "finite")]
    pub height: f32,
    /// Left edge, share of the width.
    #[serde(deserialize_with = "finite")]
    pub left: f32,
    /// Top edge, share of the height.
    #[serde(deserialize_with = "finite")]
    pub top: f32,
}

/// The face before the approach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InitialFace {
    /// Where.
    pub bounding_box: BoundingBox,
    /// When.
    #[serde(deserialize_with = "millis")]
    pub initial_face_detected_timestamp: i64,
}

/// The face in the oval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetFace {
    /// Where; the web component sends the oval itself.
    pub bounding_box: BoundingBox,
    /// When the face began to fill the oval.
    #[serde(deserialize_with = "millis")]
    pub face_detected_in_target_position_start_timestamp: i64,
    /// When the client stopped watching; the same instant on the web.
    #[serde(deserialize_with = "millis")]
    pub face_detected_in_target_position_end_timestamp: i64,
}

/// A colour that began to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ColorDisplayed {
    /// The colour that comes.
    pub current_color: FreshnessColor,
    /// The colour that stood before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_color: Option<FreshnessColor>,
    /// Number of the sequence entry, 0..=50.
    pub sequence_number: u8,
    /// When it began to show.
    #[serde(deserialize_with = "millis")]
    pub current_color_start_timestamp: i64,
}

/// A colour of the screen: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshnessColor {
    /// Red, green and blue, 0..=255 each.
    #[serde(rename = "RGB")]
    pub rgb: [u8; 3],
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VideoPayload<'a> {
    #[serde(borrow)]
    video_chunk: Option<Cow<'a, str>>,
    timestamp_millis: Option<Time>,
}

/// The payload before it is known that exactly one challenge is there, so that an error can name the member.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InformationPayload {
    challenge: EitherChallenge<ClientChallenge, ClientChallenge>,
}

impl ClientEvent {
    /// Reads the message within an envelope.
    ///
    /// # Errors
    /// [`EventStreamError`] when headers, JSON or members are not those of an event.
    pub fn from_frame(frame: &Frame) -> Result<Self, EventStreamError> {
        if frame.text_header(":message-type")? != "event" {
            return Ok(Self::Other);
        }
        match frame.text_header(":event-type")? {
            VIDEO => read_video(frame.payload()),
            INFORMATION => read_information(frame.payload()).map(Self::SessionInformation),
            _ => Ok(Self::Other),
        }
    }

    /// The event as the message that an envelope holds; `None` for [`Self::Other`], which cannot be sent.
    ///
    /// # Errors
    /// [`EventStreamError::Payload`] when a number cannot be written as JSON.
    pub fn to_frame(&self) -> Result<Option<Frame>, EventStreamError> {
        let (event_type, payload) = match self {
            Self::Video(event) => (VIDEO, write_video(event)),
            Self::SessionInformation(information) => (INFORMATION, write_information(information)?),
            Self::Other => return Ok(None),
        };
        let headers =
            [(":event-type", event_type), (":message-type", "event"), (":content-type", "application/json")];
        Ok(Some(Frame::with_text_headers(&headers, payload)))
    }
}

fn read_video(payload: &[u8]) -> Result<ClientEvent, EventStreamError> {
    let payload: VideoPayload<'_> = serde_json::from_slice(payload)
        .map_err(|source| EventStreamError::Payload { event_type: VIDEO, source })?;
    let timestamp_millis = match payload.timestamp_millis {
        Some(Time::Notice) => return Ok(ClientEvent::Other),
        Some(Time::Millis(millis)) => Some(millis),
        None => None,
    };
    let Some(text) = payload.video_chunk else {
        return Err(EventStreamError::Member { member: "VideoChunk", problem: "is missing" });
    };
    let Ok(chunk) = STANDARD.decode(text.as_bytes()) else {
        return Err(EventStreamError::Member { member: "VideoChunk", problem: "is not base64" });
    };
    Ok(ClientEvent::Video(VideoEvent { video_chunk: chunk.into(), timestamp_millis }))
}

fn read_information(payload: &[u8]) -> Result<ClientSessionInformation, EventStreamError> {
    let payload: InformationPayload = serde_json::from_slice(payload)
        .map_err(|source| EventStreamError::Payload { event_type: INFORMATION, source })?;
    let information = ClientSessionInformation::try_from(payload.challenge)
        .map_err(|NotOneChallenge| EventStreamError::Member { member: "Challenge", problem: NOT_ONE })?;
    check_ranges(information.challenge())?;
    Ok(information)
}

fn check_ranges(challenge: &ClientChallenge) -> Result<(), EventStreamError> {
    if challenge.challenge_id.chars().count() != CHALLENGE_ID_CHARS {
        let problem = "must be 36 characters long";
        return Err(EventStreamError::Member { member: "ChallengeId", problem });
    }
    if challenge.color_displayed.is_some_and(|color| color.sequence_number > MAX_SEQUENCE_NUMBER) {
        return Err(EventStreamError::Member { member: "SequenceNumber", problem: "must be at most 50" });
    }
    Ok(())
}

fn write_video(event: &VideoEvent) -> Vec<u8> {
    let mut json = String::with_capacity(event.video_chunk.len() * 4 / 3 + 64);
    json.push_str("{\"VideoChunk\":\"");
    STANDARD.encode_string(&event.video_chunk, &mut json);
    json.push('"');
    if let Some(millis) = event.timestamp_millis {
        json.push_str(",\"TimestampMillis\":");
        json.push_str(&millis.to_string());
    }
    json.push('}');
    json.into_bytes()
}

fn write_information(information: &ClientSessionInformation) -> Result<Vec<u8>, EventStreamError> {
    serde_json::to_vec(&ClientSessionInformationEvent { challenge: information.clone() })
        .map_err(|source| EventStreamError::Payload { event_type: INFORMATION, source })
}

impl ClientSessionInformation {
    /// The members, whichever challenge they belong to.
    #[must_use]
    pub const fn challenge(&self) -> &ClientChallenge {
        match self {
            Self::FaceMovementAndLight(challenge) | Self::FaceMovement(challenge) => challenge,
        }
    }
}

impl fmt::Debug for VideoEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "VideoEvent({} bytes, redacted, at {:?})",
            self.video_chunk.len(),
            self.timestamp_millis
        )
    }
}

const VIDEO: &str = "VideoEvent";
const INFORMATION: &str = "ClientSessionInformationEvent";

#[cfg(test)]
mod tests;
