//! Shapes of the wire to words of the domain and back.
//!
//! In: one of the two. Out: the other, or what in the service's task is out of range.

use crate::ClientError;
use crate::performance::PerformedEvent;
use catchlight_types::{
    Challenge, ChallengeKind, ChallengeVersion, ClientClaim, ColorClaim, ColorStep, FrameSize, MatchSettings,
    Oval, OvalFitTimeout, Rgb8, UnitRect,
};
use catchlight_wire::eventstream::{
    BoundingBox, ChallengeConfig, ClientChallenge, ClientEvent, ClientSessionInformation, ColorDisplayed,
    ColorSequence, FreshnessColor, InitialFace, OvalParameters, ServerChallenge, TargetFace, VideoEvent,
};

/// The kind of a task.
pub(crate) const fn kind(task: &ServerChallenge) -> ChallengeKind {
    match task {
        ServerChallenge::FaceMovementAndLight(_) => ChallengeKind::FaceMovementAndLight,
        ServerChallenge::FaceMovement(_) => ChallengeKind::FaceMovement,
    }
}

/// The task in words of the domain.
pub(crate) fn challenge(
    task: &ServerChallenge,
    version: ChallengeVersion,
    video: FrameSize,
) -> Result<Challenge, ClientError> {
    let (oval_parameters, config, colors) = match task {
        ServerChallenge::FaceMovementAndLight(light) => {
            let colors = light.color_sequences.iter().map(color_step).collect();
            (&light.oval_parameters, &light.challenge_config, colors)
        }
        ServerChallenge::FaceMovement(movement) => {
            (&movement.oval_parameters, &movement.challenge_config, Vec::new())
        }
    };
    let matching = matching(config)?;
    Ok(Challenge { kind: kind(task), version, video, oval: oval(oval_parameters), matching, colors })
}

const fn oval(from: &OvalParameters) -> Oval {
    Oval {
        center_x_px: from.center_x,
        center_y_px: from.center_y,
        width_px: from.width,
        height_px: from.height,
    }
}

fn matching(from: &ChallengeConfig) -> Result<MatchSettings, ClientError> {
    let seconds = from.oval_fit_timeout.is_multiple_of(1000).then_some(from.oval_fit_timeout / 1000);
    let timeout = seconds.and_then(|seconds| u16::try_from(seconds).ok()).and_then(OvalFitTimeout::from_secs);
    let Some(oval_fit_timeout) = timeout else {
        let problem = format!("an OvalFitTimeout of {}, not whole seconds up to ten", from.oval_fit_timeout);
        return Err(ClientError::Answer { problem });
    };
    Ok(MatchSettings {
        blaze_face_detection_threshold: from.blaze_face_detection_threshold,
        face_distance_threshold_min: from.face_distance_threshold_min,
        face_distance_threshold: from.face_distance_threshold,
        face_distance_threshold_max: from.face_distance_threshold_max,
        oval_iou_threshold: from.oval_iou_threshold,
        oval_iou_width_threshold: from.oval_iou_width_threshold,
        oval_iou_height_threshold: from.oval_iou_height_threshold,
        face_iou_width_threshold: from.face_iou_width_threshold,
        face_iou_height_threshold: from.face_iou_height_threshold,
        oval_height_width_ratio: from.oval_height_width_ratio,
        oval_fit_timeout,
    })
}

const fn color_step(from: &ColorSequence) -> ColorStep {
    let [red, green, blue] = from.freshness_color.rgb;
    ColorStep {
        color: Rgb8 { red, green, blue },
        downscroll_ms: from.downscroll_duration,
        flat_ms: from.flat_display_duration,
    }
}

/// A performed event as the wire has it; `None` for leaving, which is no event.
pub(crate) fn client_event(event: &PerformedEvent, kind: ChallengeKind) -> Option<ClientEvent> {
    match event {
        PerformedEvent::Video { slice, claimed_at } => Some(ClientEvent::Video(VideoEvent {
            video_chunk: slice.clone(),
            timestamp_millis: claimed_at.map(catchlight_types::EpochMillis::as_millis),
        })),
        PerformedEvent::Claim(claim) => {
            let challenge = client_challenge(claim);
            Some(ClientEvent::SessionInformation(match kind {
                ChallengeKind::FaceMovementAndLight => {
                    ClientSessionInformation::FaceMovementAndLight(challenge)
                }
                ChallengeKind::FaceMovement => ClientSessionInformation::FaceMovement(challenge),
            }))
        }
        PerformedEvent::Leave { .. } => None,
    }
}

fn client_challenge(claim: &ClientClaim) -> ClientChallenge {
    ClientChallenge {
        challenge_id: claim.challenge_id.clone(),
        video_start_timestamp: claim.video_start.map(|time| time.as_millis()),
        video_end_timestamp: claim.video_end.map(|time| time.as_millis()),
        initial_face: claim.initial_face.map(|face| InitialFace {
            bounding_box: bounding_box(face.bounding_box),
            initial_face_detected_timestamp: face.detected_at.as_millis(),
        }),
        target_face: claim.target_face.map(|face| TargetFace {
            bounding_box: bounding_box(face.bounding_box),
            face_detected_in_target_position_start_timestamp: face.in_position_from.as_millis(),
            face_detected_in_target_position_end_timestamp: face.in_position_until.as_millis(),
        }),
        color_displayed: claim.color.as_ref().map(color_displayed),
    }
}

fn color_displayed(claim: &ColorClaim) -> ColorDisplayed {
    ColorDisplayed {
        current_color: freshness(claim.current),
        previous_color: claim.previous.map(freshness),
        sequence_number: claim.sequence_number,
        current_color_start_timestamp: claim.shown_at.as_millis(),
    }
}

const fn freshness(color: Rgb8) -> FreshnessColor {
    FreshnessColor { rgb: [color.red, color.green, color.blue] }
}

const fn bounding_box(rect: UnitRect) -> BoundingBox {
    BoundingBox { width: rect.width, height: rect.height, left: rect.left, top: rect.top }
}
