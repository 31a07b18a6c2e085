//! The members of the JSON file, in the spelling of the wire.

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
    ChallengeEvent {
        #[serde(rename = "Version")]
        version: String,
        #[serde(rename = "Type")]
        kind: String,
    },
    ServerSessionInformationEvent {
        #[serde(rename = "SessionInformation")]
        information: SessionInformationShape,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SessionInformationShape {
    pub(crate) challenge: ServerChallengeShape,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ServerChallengeShape {
    FaceMovementAndLightChallenge(ChallengeShape),
    FaceMovementChallenge(ChallengeShape),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ChallengeShape {
    pub(crate) oval_parameters: OvalShape,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) light_challenge_type: Option<String>,
    pub(crate) challenge_config: ConfigShape,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) color_sequences: Vec<ColorStepShape>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OvalShape {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) center_x: f32,
    pub(crate) center_y: f32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ConfigShape {
    pub(crate) blaze_face_detection_threshold: f32,
    pub(crate) face_distance_threshold: f32,
    pub(crate) face_distance_threshold_min: f32,
    #[serde(default)]
    pub(crate) face_distance_threshold_max: f32,
    pub(crate) face_iou_height_threshold: f32,
    pub(crate) face_iou_width_threshold: f32,
    pub(crate) oval_height_width_ratio: f32,
    pub(crate) oval_iou_threshold: f32,
    pub(crate) oval_iou_height_threshold: f32,
    pub(crate) oval_iou_width_threshold: f32,
    pub(crate) oval_fit_timeout: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ColorStepShape {
    pub(crate) freshness_color: RgbShape,
    pub(crate) downscroll_duration: f32,
    pub(crate) flat_display_duration: f32,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct RgbShape {
    #[serde(rename = "RGB")]
    pub(crate) rgb: [u8; 3],
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ClientEventShape {
    pub(crate) received_at: i64,
    #[serde(rename = "VideoEvent", default, skip_serializing_if = "Option::is_none")]
    pub(crate) video: Option<VideoEventShape>,
    #[serde(rename = "ClientSessionInformationEvent", default, skip_serializing_if = "Option::is_none")]
    pub(crate) claim: Option<ClaimEventShape>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct VideoEventShape {
    #[serde(rename = "TimestampMillis", default, skip_serializing_if = "Option::is_none")]
    pub(crate) timestamp_millis: Option<i64>,
    pub(crate) offset: usize,
    pub(crate) length: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ClaimEventShape {
    pub(crate) challenge: ClientChallengeShape,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ClientChallengeShape {
    FaceMovementAndLightChallenge(ClaimShape),
    FaceMovementChallenge(ClaimShape),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ClaimShape {
    #[serde(default)]
    pub(crate) challenge_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) video_start_timestamp: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) video_end_timestamp: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) initial_face: Option<InitialFaceShape>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target_face: Option<TargetFaceShape>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) color_displayed: Option<ColorShape>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BoxShape {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) left: f32,
    pub(crate) top: f32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InitialFaceShape {
    pub(crate) bounding_box: BoxShape,
    pub(crate) initial_face_detected_timestamp: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetFaceShape {
    pub(crate) bounding_box: BoxShape,
    pub(crate) face_detected_in_target_position_start_timestamp: i64,
    pub(crate) face_detected_in_target_position_end_timestamp: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ColorShape {
    pub(crate) current_color: RgbShape,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) previous_color: Option<RgbShape>,
    pub(crate) sequence_number: u8,
    pub(crate) current_color_start_timestamp: i64,
}
