//! Stream events to words of the domain and back; the only place that names the members of both.
//!
//! In: a challenge or a claim of the domain, or the event that carries it. Out: the other of the two, or what in a
//! task is out of range.
//! Never: bytes, and no rule but the ranges that the domain's own types keep.

use super::{
    BoundingBox, ChallengeConfig, ChallengeEvent, ClientChallenge, ClientSessionInformation, ColorDisplayed,
    ColorSequence, FreshnessColor, InitialFace, LightChallenge, MovementChallenge, OvalParameters,
    ServerChallenge, TargetFace,
};
use catchlight_types::{
    Challenge, ChallengeKind, ChallengeVersion, ClientClaim, ColorClaim, ColorStep, EpochMillis, FrameSize,
    InitialFaceClaim, MatchSettings, Oval, OvalFitTimeout, Rgb8, TargetFaceClaim, UnitRect,
};

/// A task that the domain has no word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaskError {
    /// The time to fill the oval is not a whole number of seconds, or too many.
    #[error("OvalFitTimeout is {found_ms}, not whole seconds up to ten")]
    OvalFitTimeout {
        /// What the task says, milliseconds.
        found_ms: u32,
    },
}

impl ChallengeEvent {
    /// Announces a challenge.
    #[must_use]
    pub fn new(kind: ChallengeKind, version: ChallengeVersion) -> Self {
        Self { version: version.to_string(), r#type: kind.name().to_owned() }
    }
}

impl ServerChallenge {
    /// Which challenge the task belongs to.
    #[must_use]
    pub const fn kind(&self) -> ChallengeKind {
        match self {
            Self::FaceMovementAndLight(_) => ChallengeKind::FaceMovementAndLight,
            Self::FaceMovement(_) => ChallengeKind::FaceMovement,
        }
    }

    /// The challenge that the task describes, for a video of the size that the client announced.
    ///
    /// # Errors
    /// [`TaskError`] for a member that the domain does not allow.
    pub fn to_challenge(&self, version: ChallengeVersion, video: FrameSize) -> Result<Challenge, TaskError> {
        let (oval, config, colors) = match self {
            Self::FaceMovementAndLight(light) => {
                (light.oval_parameters, &light.challenge_config, light.color_sequences.as_slice())
            }
            Self::FaceMovement(movement) => {
                (movement.oval_parameters, &movement.challenge_config, [].as_slice())
            }
        };
        Ok(Challenge {
            kind: self.kind(),
            version,
            video,
            oval: oval.into(),
            matching: config.try_into()?,
            colors: colors.iter().copied().map(ColorStep::from).collect(),
        })
    }
}

impl From<&Challenge> for ServerChallenge {
    fn from(challenge: &Challenge) -> Self {
        let oval_parameters = challenge.oval.into();
        let challenge_config = challenge.matching.into();
        match challenge.kind {
            ChallengeKind::FaceMovementAndLight => Self::FaceMovementAndLight(LightChallenge {
                oval_parameters,
                light_challenge_type: LIGHT_CHALLENGE_TYPE.to_owned(),
                challenge_config,
                color_sequences: challenge.colors.iter().copied().map(ColorSequence::from).collect(),
            }),
            ChallengeKind::FaceMovement => {
                Self::FaceMovement(MovementChallenge { oval_parameters, challenge_config })
            }
        }
    }
}

impl From<Oval> for OvalParameters {
    fn from(oval: Oval) -> Self {
        Self {
            width: oval.width_px,
            height: oval.height_px,
            center_x: oval.center_x_px,
            center_y: oval.center_y_px,
        }
    }
}

impl From<OvalParameters> for Oval {
    fn from(oval: OvalParameters) -> Self {
        Self {
            center_x_px: oval.center_x,
            center_y_px: oval.center_y,
            width_px: oval.width,
            height_px: oval.height,
        }
    }
}

impl From<MatchSettings> for ChallengeConfig {
    fn from(matching: MatchSettings) -> Self {
        Self {
            blaze_face_detection_threshold: matching.least_face_score,
            face_distance_threshold_min: matching.far_ratio,
            face_distance_threshold: matching.far_ratio_ios,
            face_distance_threshold_max: matching.far_ratio_unused,
            oval_iou_threshold: matching.match_overlap,
            oval_iou_width_threshold: matching.match_width_difference,
            oval_iou_height_threshold: matching.match_height_difference,
            face_iou_width_threshold: matching.close_width_difference,
            face_iou_height_threshold: matching.close_height_difference,
            oval_height_width_ratio: matching.oval_height_over_width,
            oval_fit_timeout: matching.fit_timeout.as_millis(),
        }
    }
}

impl TryFrom<&ChallengeConfig> for MatchSettings {
    type Error = TaskError;

    fn try_from(config: &ChallengeConfig) -> Result<Self, TaskError> {
        Ok(Self {
            least_face_score: config.blaze_face_detection_threshold,
            far_ratio: config.face_distance_threshold_min,
            far_ratio_ios: config.face_distance_threshold,
            far_ratio_unused: config.face_distance_threshold_max,
            match_overlap: config.oval_iou_threshold,
            match_width_difference: config.oval_iou_width_threshold,
            match_height_difference: config.oval_iou_height_threshold,
            close_width_difference: config.face_iou_width_threshold,
            close_height_difference: config.face_iou_height_threshold,
            oval_height_over_width: config.oval_height_width_ratio,
            fit_timeout: fit_timeout(config.oval_fit_timeout)?,
        })
    }
}

fn fit_timeout(found_ms: u32) -> Result<OvalFitTimeout, TaskError> {
    let whole = found_ms.is_multiple_of(1000).then_some(found_ms / 1000);
    let seconds = whole.and_then(|seconds| u16::try_from(seconds).ok());
    seconds.and_then(OvalFitTimeout::from_secs).ok_or(TaskError::OvalFitTimeout { found_ms })
}

impl From<ColorStep> for ColorSequence {
    fn from(step: ColorStep) -> Self {
        Self {
            freshness_color: step.color.into(),
            downscroll_duration: step.downscroll_ms,
            flat_display_duration: step.flat_ms,
        }
    }
}

impl From<ColorSequence> for ColorStep {
    fn from(sequence: ColorSequence) -> Self {
        Self {
            color: sequence.freshness_color.into(),
            downscroll_ms: sequence.downscroll_duration,
            flat_ms: sequence.flat_display_duration,
        }
    }
}

impl ClientSessionInformation {
    /// What a client of this challenge reports.
    #[must_use]
    pub fn new(kind: ChallengeKind, claim: &ClientClaim) -> Self {
        match kind {
            ChallengeKind::FaceMovementAndLight => Self::FaceMovementAndLight(claim.into()),
            ChallengeKind::FaceMovement => Self::FaceMovement(claim.into()),
        }
    }

    /// Which challenge the report belongs to.
    #[must_use]
    pub const fn kind(&self) -> ChallengeKind {
        match self {
            Self::FaceMovementAndLight(_) => ChallengeKind::FaceMovementAndLight,
            Self::FaceMovement(_) => ChallengeKind::FaceMovement,
        }
    }

    /// What the report says.
    #[must_use]
    pub fn claim(&self) -> ClientClaim {
        self.challenge().into()
    }
}

impl From<&ClientClaim> for ClientChallenge {
    fn from(claim: &ClientClaim) -> Self {
        Self {
            challenge_id: claim.challenge_id.clone(),
            video_start_timestamp: claim.video_start.map(EpochMillis::as_millis),
            video_end_timestamp: claim.video_end.map(EpochMillis::as_millis),
            initial_face: claim.initial_face.map(InitialFace::from),
            target_face: claim.target_face.map(TargetFace::from),
            color_displayed: claim.color.map(ColorDisplayed::from),
        }
    }
}

impl From<&ClientChallenge> for ClientClaim {
    fn from(reported: &ClientChallenge) -> Self {
        Self {
            challenge_id: reported.challenge_id.clone(),
            video_start: reported.video_start_timestamp.map(EpochMillis::new),
            video_end: reported.video_end_timestamp.map(EpochMillis::new),
            initial_face: reported.initial_face.map(InitialFaceClaim::from),
            target_face: reported.target_face.map(TargetFaceClaim::from),
            color: reported.color_displayed.map(ColorClaim::from),
        }
    }
}

impl From<InitialFaceClaim> for InitialFace {
    fn from(face: InitialFaceClaim) -> Self {
        Self {
            bounding_box: face.bounding_box.into(),
            initial_face_detected_timestamp: face.detected_at.as_millis(),
        }
    }
}

impl From<InitialFace> for InitialFaceClaim {
    fn from(face: InitialFace) -> Self {
        Self {
            bounding_box: face.bounding_box.into(),
            detected_at: EpochMillis::new(face.initial_face_detected_timestamp),
        }
    }
}

impl From<TargetFaceClaim> for TargetFace {
    fn from(face: TargetFaceClaim) -> Self {
        Self {
            bounding_box: face.bounding_box.into(),
            face_detected_in_target_position_start_timestamp: face.in_position_from.as_millis(),
            face_detected_in_target_position_end_timestamp: face.in_position_until.as_millis(),
        }
    }
}

impl From<TargetFace> for TargetFaceClaim {
    fn from(face: TargetFace) -> Self {
        Self {
            bounding_box: face.bounding_box.into(),
            in_position_from: EpochMillis::new(face.face_detected_in_target_position_start_timestamp),
            in_position_until: EpochMillis::new(face.face_detected_in_target_position_end_timestamp),
        }
    }
}

impl From<ColorClaim> for ColorDisplayed {
    fn from(claim: ColorClaim) -> Self {
        Self {
            current_color: claim.current.into(),
            previous_color: claim.previous.map(FreshnessColor::from),
            sequence_number: claim.step,
            current_color_start_timestamp: claim.shown_at.as_millis(),
        }
    }
}

impl From<ColorDisplayed> for ColorClaim {
    fn from(displayed: ColorDisplayed) -> Self {
        Self {
            current: displayed.current_color.into(),
            previous: displayed.previous_color.map(Rgb8::from),
            step: displayed.sequence_number,
            shown_at: EpochMillis::new(displayed.current_color_start_timestamp),
        }
    }
}

impl From<UnitRect> for BoundingBox {
    fn from(rect: UnitRect) -> Self {
        Self { width: rect.width, height: rect.height, left: rect.left, top: rect.top }
    }
}

impl From<BoundingBox> for UnitRect {
    fn from(place: BoundingBox) -> Self {
        Self { left: place.left, top: place.top, width: place.width, height: place.height }
    }
}

impl From<Rgb8> for FreshnessColor {
    fn from(color: Rgb8) -> Self {
        Self { rgb: [color.red, color.green, color.blue] }
    }
}

impl From<FreshnessColor> for Rgb8 {
    fn from(color: FreshnessColor) -> Self {
        let [red, green, blue] = color.rgb;
        Self { red, green, blue }
    }
}

/// The only way in which the colours are shown.
const LIGHT_CHALLENGE_TYPE: &str = "SEQUENTIAL";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use testkit::{VGA, any_challenge, any_claim};

    proptest! {
        #[test]
        fn a_challenge_survives_its_event(challenge in any_challenge()) {
            let task = ServerChallenge::from(&challenge);
            prop_assert_eq!(task.kind(), challenge.kind);
            prop_assert_eq!(task.to_challenge(challenge.version, challenge.video), Ok(challenge));
        }

        #[test]
        fn a_claim_survives_its_event(claim in any_claim()) {
            for kind in [ChallengeKind::FaceMovementAndLight, ChallengeKind::FaceMovement] {
                let report = ClientSessionInformation::new(kind, &claim);
                prop_assert_eq!((report.kind(), report.claim()), (kind, claim.clone()));
            }
        }
    }

    fn check(found_ms: u32, expected: Result<u32, TaskError>) {
        let mut challenge_config =
            ChallengeConfig::from(testkit::challenge(ChallengeKind::FaceMovement, VGA).matching);
        challenge_config.oval_fit_timeout = found_ms;
        let found = MatchSettings::try_from(&challenge_config).map(|found| found.fit_timeout.as_millis());
        assert_eq!(found, expected);
    }

    #[test]
    fn the_time_to_fill_the_oval_is_whole_seconds_up_to_ten() {
        for found_ms in [1000, 7000, 10_000] {
            check(found_ms, Ok(found_ms));
        }
        for found_ms in [0, 700, 7500, 11_000, 70_000_000] {
            check(found_ms, Err(TaskError::OvalFitTimeout { found_ms }));
        }
    }
}
