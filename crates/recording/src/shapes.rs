//! The members of the JSON file. Events are those of `wire`; the file adds the session, when each event arrived, byte
//! ranges in place of the video's bytes, the label and the truth.

use catchlight_wire::eventstream::{
    ChallengeEvent, ClientSessionInformationEvent, ServerSessionInformationEvent,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RecordingShape {
    pub(crate) format: FormatName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<LabelShape>,
    pub(crate) session: SessionShape,
    pub(crate) server_events: Vec<ServerEventShape>,
    pub(crate) client_events: Vec<ClientEventShape>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) truth: Option<Value>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum FormatName {
    #[serde(rename = "liveness-recording/1")]
    One,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LabelShape {
    pub(crate) bona_fide: Option<bool>,
    pub(crate) species: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) skin: Option<String>,
    pub(crate) glasses: Option<bool>,
    pub(crate) device: Option<String>,
    pub(crate) screen_nits: Option<f64>,
    pub(crate) lux: Option<f64>,
    pub(crate) kelvin: Option<f64>,
    pub(crate) fps: Option<f64>,
    pub(crate) split: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SessionShape {
    pub(crate) session_id: String,
    pub(crate) video_width: u32,
    pub(crate) video_height: u32,
    #[serde(default)]
    pub(crate) challenge_versions: String,
    #[serde(default)]
    pub(crate) user_agent: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ServerEventShape {
    ChallengeEvent(ChallengeEvent),
    ServerSessionInformationEvent(ServerSessionInformationEvent),
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClientEventShape {
    pub(crate) received_at: i64,
    #[serde(rename = "VideoEvent", default, skip_serializing_if = "Option::is_none")]
    pub(crate) video: Option<VideoEventShape>,
    #[serde(rename = "ClientSessionInformationEvent", default, skip_serializing_if = "Option::is_none")]
    pub(crate) claim: Option<ClientSessionInformationEvent>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct VideoEventShape {
    #[serde(rename = "TimestampMillis", default, skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp_millis: Option<i64>,
    pub(crate) offset: usize,
    pub(crate) length: usize,
}
