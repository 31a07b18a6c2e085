//! What a server sends: the task, the end of the check, or an exception.
//!
//! In: messages of a server, or typed events. Out: typed events, or messages whose headers are all text.
//! Never: `initial-response`, which ends the web component with a TypeError.

use super::number::{finite, millis};
use super::one_of::{EitherChallenge, NotOneChallenge, OneChallenge};
use super::{EventStreamError, Frame, FreshnessColor};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// An event of a server.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerEvent {
    /// Which challenge was chosen.
    Challenge(ChallengeEvent),
    /// The task.
    SessionInformation(Box<ServerChallenge>),
    /// The check is over and its result can be read.
    Disconnection {
        /// The server's clock, milliseconds since 1970.
        timestamp_millis: i64,
    },
    /// The check failed.
    Exception(StreamException),
    /// An event that this version does not know, to be ignored.
    Other {
        /// Its type.
        event_type: String,
    },
}

/// Which challenge was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChallengeEvent {
    /// `major.minor.patch`.
    pub version: String,
    /// FaceMovementAndLightChallenge or FaceMovementChallenge.
    pub r#type: String,
}

/// Why the check failed, as an exception of the service model or an error without model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamException {
    /// Name of the exception.
    pub name: String,
    /// The text for the developer; Android needs it to be there.
    pub message: String,
}

/// The payload that tells the task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServerSessionInformationEvent {
    /// What the client has to know.
    pub session_information: SessionInformation,
}

/// What the client has to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SessionInformation {
    /// The task.
    pub challenge: ServerChallenge,
}

/// The task; in JSON a structure with exactly one of two members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "EitherChallenge<LightChallenge, MovementChallenge>")]
pub enum ServerChallenge {
    /// FaceMovementAndLightChallenge.
    #[serde(rename = "FaceMovementAndLightChallenge")]
    FaceMovementAndLight(LightChallenge),
    /// FaceMovementChallenge.
    #[serde(rename = "FaceMovementChallenge")]
    FaceMovement(MovementChallenge),
}

impl TryFrom<EitherChallenge<LightChallenge, MovementChallenge>> for ServerChallenge {
    type Error = NotOneChallenge;

    fn try_from(either: EitherChallenge<LightChallenge, MovementChallenge>) -> Result<Self, NotOneChallenge> {
        either.one().map(|one| match one {
            OneChallenge::Light(light) => Self::FaceMovementAndLight(light),
            OneChallenge::Movement(movement) => Self::FaceMovement(movement),
        })
    }
}

impl ServerChallenge {
    /// The task by its name in the API; `None` when it is the other one.
    #[must_use]
    pub const fn face_movement_and_light_challenge(&self) -> Option<&LightChallenge> {
        match self {
            Self::FaceMovementAndLight(light) => Some(light),
            Self::FaceMovement(_) => None,
        }
    }

    /// The task by its name in the API; `None` when it is the other one.
    #[must_use]
    pub const fn face_movement_challenge(&self) -> Option<&MovementChallenge> {
        match self {
            Self::FaceMovementAndLight(_) => None,
            Self::FaceMovement(movement) => Some(movement),
        }
    }
}

/// The task of FaceMovementAndLightChallenge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LightChallenge {
    /// The oval.
    pub oval_parameters: OvalParameters,
    /// Always SEQUENTIAL.
    pub light_challenge_type: String,
    /// Thresholds for the client.
    pub challenge_config: ChallengeConfig,
    /// The colours, in order.
    pub color_sequences: Vec<ColorSequence>,
}

/// The task of FaceMovementChallenge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MovementChallenge {
    /// The oval.
    pub oval_parameters: OvalParameters,
    /// Thresholds for the client.
    pub challenge_config: ChallengeConfig,
}

/// The oval, pixels of the announced video size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OvalParameters {
    /// Full width, pixels.
    #[serde(deserialize_with = "finite")]
    pub width: f32,
    /// Full height, pixels.
    #[serde(deserialize_with = "finite")]
    pub height: f32,
    /// Centre, pixels from the left edge.
    #[serde(deserialize_with = "finite")]
    pub center_x: f32,
    /// Centre, pixels from the top edge.
    #[serde(deserialize_with = "finite")]
    pub center_y: f32,
}

/// Thresholds for the client; mobile clients need every member, the web needs most to be other than zero.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChallengeConfig {
    /// Least score of the face detector.
    #[serde(deserialize_with = "finite")]
    pub blaze_face_detection_threshold: f32,
    /// Largest distance measure before the approach on the web and Android.
    #[serde(deserialize_with = "finite")]
    pub face_distance_threshold_min: f32,
    /// The same on iOS.
    #[serde(deserialize_with = "finite")]
    pub face_distance_threshold: f32,
    /// Unused by the clients; may be 0.
    #[serde(deserialize_with = "finite")]
    pub face_distance_threshold_max: f32,
    /// Overlap from which face and oval match.
    #[serde(deserialize_with = "finite")]
    pub oval_iou_threshold: f32,
    /// Allowed difference of width.
    #[serde(deserialize_with = "finite")]
    pub oval_iou_width_threshold: f32,
    /// Allowed difference of height.
    #[serde(deserialize_with = "finite")]
    pub oval_iou_height_threshold: f32,
    /// Difference of width that is too close.
    #[serde(deserialize_with = "finite")]
    pub face_iou_width_threshold: f32,
    /// Difference of height that is too close.
    #[serde(deserialize_with = "finite")]
    pub face_iou_height_threshold: f32,
    /// Height of the oval over its width.
    #[serde(deserialize_with = "finite")]
    pub oval_height_width_ratio: f32,
    /// Time to fill the oval, milliseconds; an integer in JSON, or iOS and Android cannot read it.
    pub oval_fit_timeout: u32,
}

/// One entry of the colour sequence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ColorSequence {
    /// The colour.
    pub freshness_color: FreshnessColor,
    /// Time of the wipe, milliseconds, 0..=1000.
    #[serde(deserialize_with = "finite")]
    pub downscroll_duration: f32,
    /// Time of the stand, milliseconds, 0..=1000.
    #[serde(deserialize_with = "finite")]
    pub flat_display_duration: f32,
}

/// The payload that tells that the check is over and its result can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DisconnectionEvent {
    /// The server's clock, milliseconds since 1970.
    #[serde(deserialize_with = "millis")]
    pub timestamp_millis: i64,
}

/// AWS writes both members; either spelling of the text is read.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ExceptionPayload {
    #[serde(default, alias = "message")]
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

impl ServerEvent {
    /// Reads a message of a server.
    ///
    /// # Errors
    /// [`EventStreamError`] when headers, JSON or members are not those of an event.
    pub fn from_frame(frame: &Frame) -> Result<Self, EventStreamError> {
        match frame.text_header(":message-type")? {
            "exception" => read_exception(frame).map(Self::Exception),
            "error" => {
                let name = frame.text_header(":error-code")?.to_owned();
                let message = frame.text_header(":error-message")?.to_owned();
                Ok(Self::Exception(StreamException { name, message }))
            }
            "event" => read_event(frame),
            other => Ok(Self::Other { event_type: other.to_owned() }),
        }
    }

    /// The event as a message; `None` for [`Self::Other`], which cannot be sent.
    ///
    /// # Errors
    /// [`EventStreamError::Payload`] when a number cannot be written as JSON.
    pub fn to_frame(&self) -> Result<Option<Frame>, EventStreamError> {
        let (event_type, payload) = match self {
            Self::Challenge(challenge) => (CHALLENGE, json(CHALLENGE, challenge)?),
            Self::SessionInformation(challenge) => {
                let session_information = SessionInformation { challenge: (**challenge).clone() };
                let payload = ServerSessionInformationEvent { session_information };
                (INFORMATION, json(INFORMATION, &payload)?)
            }
            Self::Disconnection { timestamp_millis } => {
                let payload = DisconnectionEvent { timestamp_millis: *timestamp_millis };
                (DISCONNECTION, json(DISCONNECTION, &payload)?)
            }
            Self::Exception(exception) => return write_exception(exception).map(Some),
            Self::Other { .. } => return Ok(None),
        };
        let headers = [(":message-type", "event"), (":event-type", event_type), (":content-type", JSON)];
        Ok(Some(Frame::with_text_headers(&headers, payload)))
    }
}

fn read_event(frame: &Frame) -> Result<ServerEvent, EventStreamError> {
    let payload = frame.payload();
    match frame.text_header(":event-type")? {
        CHALLENGE => Ok(ServerEvent::Challenge(parse(CHALLENGE, payload)?)),
        INFORMATION => {
            let payload: ServerSessionInformationEvent = parse(INFORMATION, payload)?;
            Ok(ServerEvent::SessionInformation(Box::new(payload.session_information.challenge)))
        }
        DISCONNECTION => {
            let payload: DisconnectionEvent = parse(DISCONNECTION, payload)?;
            Ok(ServerEvent::Disconnection { timestamp_millis: payload.timestamp_millis })
        }
        other => Ok(ServerEvent::Other { event_type: other.to_owned() }),
    }
}

fn read_exception(frame: &Frame) -> Result<StreamException, EventStreamError> {
    let name = frame.text_header(":exception-type")?.to_owned();
    let payload: ExceptionPayload = parse("exception", frame.payload())?;
    Ok(StreamException { name, message: payload.message })
}

fn write_exception(exception: &StreamException) -> Result<Frame, EventStreamError> {
    let payload = ExceptionPayload { message: exception.message.clone(), code: Some(exception.name.clone()) };
    let headers = [
        (":message-type", "exception"),
        (":exception-type", exception.name.as_str()),
        (":content-type", JSON),
    ];
    Ok(Frame::with_text_headers(&headers, json("exception", &payload)?))
}

fn parse<T: DeserializeOwned>(event_type: &'static str, payload: &[u8]) -> Result<T, EventStreamError> {
    serde_json::from_slice(payload).map_err(|source| EventStreamError::Payload { event_type, source })
}

fn json<T: Serialize>(event_type: &'static str, payload: &T) -> Result<Vec<u8>, EventStreamError> {
    serde_json::to_vec(payload).map_err(|source| EventStreamError::Payload { event_type, source })
}

const CHALLENGE: &str = "ChallengeEvent";
const INFORMATION: &str = "ServerSessionInformationEvent";
const DISCONNECTION: &str = "DisconnectionEvent";
const JSON: &str = "application/json";

#[cfg(test)]
mod tests;
