//! Input, output and events of StartFaceLivenessSession, member by member as the API has them.
//!
//! In: what a client or a service says. Out: the same as a tree of values or as JSON, by [`Shape`].
//! Never: the encoding of the stream; see [`eventstream`](crate::eventstream).

pub use crate::eventstream::{
    BoundingBox, ChallengeConfig, ChallengeEvent, ClientChallenge, ClientSessionInformation,
    ClientSessionInformationEvent, ColorDisplayed, ColorSequence, DisconnectionEvent, FreshnessColor,
    InitialFace, LightChallenge, MovementChallenge, OvalParameters, ServerChallenge,
    ServerSessionInformationEvent, SessionInformation, TargetFace, VideoEvent,
};

use crate::value::{Builder, MemberSchema, Members, Schema, Shape, Value, ValueError};
use crate::{implement_shape, shape};
use bytes::Bytes;

shape! {
    /// Opens the stream of a check.
    pub struct StartFaceLivenessSessionRequest {
        /// The session, a lower-case UUID.
        "SessionId" session_id: required String,
        /// Width of the video, pixels, three or four digits.
        "VideoWidth" video_width: required String,
        /// Height of the video, pixels, three or four digits.
        "VideoHeight" video_height: required String,
        /// The challenges that the client can carry out, as in
        /// `FaceMovementAndLightChallenge_2.0.0,FaceMovementChallenge_1.0.0`.
        "ChallengeVersions" challenge_versions: required String,
    }

    /// Tells that the stream is open.
    pub struct StartFaceLivenessSessionResponse {
        /// The session.
        "SessionId" session_id: required String,
    }
}

implement_shape!(ClientSessionInformationEvent {
    "Challenge" challenge: required ClientSessionInformation,
});

implement_shape!(ServerSessionInformationEvent {
    "SessionInformation" session_information: required SessionInformation,
});

implement_shape!(SessionInformation { "Challenge" challenge: required ServerChallenge });

implement_shape!(DisconnectionEvent { "TimestampMillis" timestamp_millis: required i64 });

implement_shape!(VideoEvent {
    "VideoChunk" video_chunk: required Bytes,
    "TimestampMillis" timestamp_millis: optional i64,
});

implement_shape!(ClientChallenge {
    "ChallengeId" challenge_id: required String,
    "VideoStartTimestamp" video_start_timestamp: optional i64,
    "VideoEndTimestamp" video_end_timestamp: optional i64,
    "InitialFace" initial_face: optional InitialFace,
    "TargetFace" target_face: optional TargetFace,
    "ColorDisplayed" color_displayed: optional ColorDisplayed,
});

implement_shape!(InitialFace {
    "BoundingBox" bounding_box: required BoundingBox,
    "InitialFaceDetectedTimestamp" initial_face_detected_timestamp: required i64,
});

implement_shape!(TargetFace {
    "BoundingBox" bounding_box: required BoundingBox,
    "FaceDetectedInTargetPositionStartTimestamp" face_detected_in_target_position_start_timestamp: required i64,
    "FaceDetectedInTargetPositionEndTimestamp" face_detected_in_target_position_end_timestamp: required i64,
});

implement_shape!(BoundingBox {
    "Width" width: required f32,
    "Height" height: required f32,
    "Left" left: required f32,
    "Top" top: required f32,
});

implement_shape!(ColorDisplayed {
    "CurrentColor" current_color: required FreshnessColor,
    "PreviousColor" previous_color: optional FreshnessColor,
    "SequenceNumber" sequence_number: required u8,
    "CurrentColorStartTimestamp" current_color_start_timestamp: required i64,
});

implement_shape!(FreshnessColor { "RGB" rgb: required [u8; 3] });

implement_shape!(ChallengeEvent {
    "Version" version: required String,
    "Type" r#type: required String,
});

implement_shape!(LightChallenge {
    "OvalParameters" oval_parameters: required OvalParameters,
    "LightChallengeType" light_challenge_type: required String,
    "ChallengeConfig" challenge_config: required ChallengeConfig,
    "ColorSequences" color_sequences: required Vec<ColorSequence>,
});

implement_shape!(MovementChallenge {
    "OvalParameters" oval_parameters: required OvalParameters,
    "ChallengeConfig" challenge_config: required ChallengeConfig,
});

implement_shape!(OvalParameters {
    "Width" width: required f32,
    "Height" height: required f32,
    "CenterX" center_x: required f32,
    "CenterY" center_y: required f32,
});

implement_shape!(ChallengeConfig {
    "BlazeFaceDetectionThreshold" blaze_face_detection_threshold: required f32,
    "FaceDistanceThresholdMin" face_distance_threshold_min: required f32,
    "FaceDistanceThreshold" face_distance_threshold: required f32,
    "FaceDistanceThresholdMax" face_distance_threshold_max: required f32,
    "OvalIouThreshold" oval_iou_threshold: required f32,
    "OvalIouWidthThreshold" oval_iou_width_threshold: required f32,
    "OvalIouHeightThreshold" oval_iou_height_threshold: required f32,
    "FaceIouWidthThreshold" face_iou_width_threshold: required f32,
    "FaceIouHeightThreshold" face_iou_height_threshold: required f32,
    "OvalHeightWidthRatio" oval_height_width_ratio: required f32,
    "OvalFitTimeout" oval_fit_timeout: required u32,
});

implement_shape!(ColorSequence {
    "FreshnessColor" freshness_color: required FreshnessColor,
    "DownscrollDuration" downscroll_duration: required f32,
    "FlatDisplayDuration" flat_display_duration: required f32,
});

/// Implements [`Shape`] for an enum of which the API makes a structure with exactly one of its members.
macro_rules! implement_union {
    ($name:ty { $($api:literal $accessor:ident $variant:ident: $type:ty),+ $(,)? }) => {
        impl Shape for $name {
            const SCHEMA: Schema = Schema::Structure(&[
                $(MemberSchema::optional($api, stringify!($accessor), &<$type as Shape>::SCHEMA)),+
            ]);

            fn to_value(&self) -> Value {
                let mut members = Builder::default();
                $(if let Some(member) = self.$accessor() {
                    members.required($api, member);
                })+
                members.build()
            }

            fn from_value(value: Value) -> Result<Self, ValueError> {
                let mut members = Members::of(value)?;
                let mut held = Vec::new();
                $(held.extend(members.optional($api)?.map(Self::$variant));)+
                match (held.pop(), held.is_empty()) {
                    (Some(only), true) => Ok(only),
                    _ => Err(ValueError::NotOneMember { place: String::new() }),
                }
            }
        }
    };
}

implement_union!(ClientSessionInformation {
    "FaceMovementAndLightChallenge" face_movement_and_light_challenge FaceMovementAndLight: ClientChallenge,
    "FaceMovementChallenge" face_movement_challenge FaceMovement: ClientChallenge,
});

implement_union!(ServerChallenge {
    "FaceMovementAndLightChallenge" face_movement_and_light_challenge FaceMovementAndLight: LightChallenge,
    "FaceMovementChallenge" face_movement_challenge FaceMovement: MovementChallenge,
});

#[cfg(test)]
mod tests;
