//! Orders of the session's machine to messages for the client.

use catchlight_session::Agreement;
use catchlight_types::{Challenge, ChallengeKind, ColorStep, EpochMillis, MatchSettings, Oval};
use catchlight_wire::error::AwsError;
use catchlight_wire::eventstream::{
    ChallengeConfig, ChallengeEvent, ColorSequence, FreshnessColor, LightChallenge, MovementChallenge,
    OvalParameters, ServerChallenge, ServerEvent,
};

/// Which challenge was agreed.
pub(crate) fn challenge(agreement: Agreement) -> ServerEvent {
    ServerEvent::Challenge(ChallengeEvent {
        version: agreement.version.to_string(),
        r#type: agreement.kind.name().to_owned(),
    })
}

/// The task.
pub(crate) fn session_information(challenge: &Challenge) -> ServerEvent {
    let oval_parameters = oval(challenge.oval);
    let challenge_config = config(&challenge.matching);
    ServerEvent::SessionInformation(Box::new(match challenge.kind {
        ChallengeKind::FaceMovementAndLight => ServerChallenge::FaceMovementAndLight(LightChallenge {
            oval_parameters,
            light_challenge_type: "SEQUENTIAL".to_owned(),
            challenge_config,
            color_sequences: challenge.colors.iter().map(color).collect(),
        }),
        ChallengeKind::FaceMovement => {
            ServerChallenge::FaceMovement(MovementChallenge { oval_parameters, challenge_config })
        }
    }))
}

/// The end of a check whose result can be read.
pub(crate) const fn disconnection(now: EpochMillis) -> ServerEvent {
    ServerEvent::Disconnection { timestamp_millis: now.as_millis() }
}

/// The end of a check that failed.
pub(crate) fn exception(error: &AwsError) -> ServerEvent {
    ServerEvent::Exception(error.into())
}

const fn oval(oval: Oval) -> OvalParameters {
    OvalParameters {
        width: oval.width_px,
        height: oval.height_px,
        center_x: oval.center_x_px,
        center_y: oval.center_y_px,
    }
}

const fn config(matching: &MatchSettings) -> ChallengeConfig {
    ChallengeConfig {
        blaze_face_detection_threshold: matching.blaze_face_detection_threshold,
        face_distance_threshold_min: matching.face_distance_threshold_min,
        face_distance_threshold: matching.face_distance_threshold,
        face_distance_threshold_max: matching.face_distance_threshold_max,
        oval_iou_threshold: matching.oval_iou_threshold,
        oval_iou_width_threshold: matching.oval_iou_width_threshold,
        oval_iou_height_threshold: matching.oval_iou_height_threshold,
        face_iou_width_threshold: matching.face_iou_width_threshold,
        face_iou_height_threshold: matching.face_iou_height_threshold,
        oval_height_width_ratio: matching.oval_height_width_ratio,
        oval_fit_timeout: matching.oval_fit_timeout.as_millis(),
    }
}

const fn color(step: &ColorStep) -> ColorSequence {
    ColorSequence {
        freshness_color: FreshnessColor { rgb: [step.color.red, step.color.green, step.color.blue] },
        downscroll_duration: step.downscroll_ms,
        flat_display_duration: step.flat_ms,
    }
}
