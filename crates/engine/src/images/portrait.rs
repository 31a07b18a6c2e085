//! How good a frame is as a portrait of the person.
//!
//! In: measures of one face. Out: a score to compare frames of one check by; `None` when the frame must not be used.

use catchlight_face::{Mesh, TrackedFace, landmarks};
use catchlight_types::FrameSize;

/// The measures that decide whether a frame is used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portrait {
    turn_rad: f32,
    roll_rad: f32,
    sharpness: f32,
    luminance: f32,
    clipped_share: f32,
    obstruction: f32,
    eye_openness: f32,
    iris_contrast: f32,
    mouth_gap: f32,
    visible_share: f32,
    inter_eye_px: f32,
    frame_width_px: f32,
}

impl Portrait {
    pub(crate) fn of(face: &TrackedFace, frame: FrameSize, iris_contrast: f32) -> Self {
        let quality = face.quality;
        Self {
            turn_rad: face.pose.yaw_rad.hypot(face.pose.pitch_rad),
            roll_rad: face.pose.roll_rad.abs(),
            sharpness: quality.sharpness,
            luminance: quality.luminance,
            clipped_share: quality.clipped_share,
            obstruction: quality.obstruction,
            eye_openness: quality.eye_openness,
            iris_contrast,
            mouth_gap: mouth_gap(&face.mesh),
            visible_share: quality.visible_share,
            inter_eye_px: face.inter_eye_px,
            frame_width_px: frame.width_px as f32,
        }
    }

    /// Score as reference image; the face must be free, whole, lit, nearly frontal, its eyes open.
    ///
    /// `usual` is the median of the iris contrasts of the check.
    pub(crate) fn reference_score(&self, usual: f32) -> Option<f32> {
        let fit = self.turn_rad <= REFERENCE_TURN_MAX_RAD
            && self.obstruction <= REFERENCE_OBSTRUCTION_MAX
            && self.eye_openness >= REFERENCE_EYE_OPENNESS_MIN
            && self.lids_open(usual) >= REFERENCE_LIDS_MIN
            && self.visible_share >= REFERENCE_VISIBLE_MIN
            && self.luminance >= REFERENCE_LUMINANCE_MIN
            && self.clipped_share <= REFERENCE_CLIPPED_MAX
            && self.inter_eye_px >= REFERENCE_INTER_EYE_MIN_PX;
        fit.then(|| self.score(usual))
    }

    /// Score as audit image: any frame that shows most of the face.
    pub(crate) fn audit_score(&self, usual: f32) -> Option<f32> {
        (self.visible_share >= AUDIT_VISIBLE_MIN).then(|| self.score(usual))
    }

    /// How far the lids are open compared with the person's usual, 0..=1; 1 where irises never show, as behind dark glasses.
    fn lids_open(&self, usual: f32) -> f32 {
        if usual < USUAL_CONTRAST_MIN { 1.0 } else { (self.iris_contrast / usual).clamp(0.0, 1.0) }
    }

    /// Product of measures that are each near 1 in a good portrait.
    fn score(&self, usual: f32) -> f32 {
        let turned = self.turn_rad.hypot(self.roll_rad / 2.0) / TURN_SCALE_RAD;
        let frontal = 1.0 / (1.0 + turned * turned);
        let sharp = self.sharpness / (self.sharpness + SHARPNESS_SCALE);
        let exposed = 1.0 - ((self.luminance - LUMINANCE_BEST) / LUMINANCE_BEST).abs().min(0.8);
        let unclipped = 1.0 / (1.0 + self.clipped_share / CLIPPED_SCALE);
        let size = self.inter_eye_px / self.frame_width_px;
        let large = size / (size + SIZE_SCALE);
        let lids = (self.lids_open(usual) / LIDS_GOOD).clamp(0.1, 1.0);
        let eyes = (self.eye_openness / EYE_OPENNESS_GOOD).clamp(0.2, 1.0) * lids;
        let gap = self.mouth_gap / MOUTH_SCALE;
        let calm = 1.0 / (1.0 + gap * gap);
        let free = 1.0 - 0.7 * self.obstruction.clamp(0.0, 1.0);
        let whole = self.visible_share;
        frontal * sharp * exposed * unclipped * large * eyes * calm * free * whole * whole
    }
}

/// Gap of the lips over the width of the mouth.
fn mouth_gap(mesh: &Mesh) -> f32 {
    let width_px = mesh.at(landmarks::MOUTH_RIGHT).distance_px(mesh.at(landmarks::MOUTH_LEFT));
    let gap_px = mesh.at(landmarks::UPPER_LIP_INNER).distance_px(mesh.at(landmarks::LOWER_LIP_INNER));
    gap_px / width_px.max(1.0)
}

/// Largest turn of a reference image: 20 degrees, as face recognition asks for.
const REFERENCE_TURN_MAX_RAD: f32 = 0.35;
/// Above, eyes or mouth look covered.
const REFERENCE_OBSTRUCTION_MAX: f32 = 0.75;
/// Below, the lids are closed as far as the model can say.
const REFERENCE_EYE_OPENNESS_MIN: f32 = 0.12;
/// Below, the lids are closing: 5 % of rendered closed eyes lie above, 3 % of open ones below.
const REFERENCE_LIDS_MIN: f32 = 0.6;
/// From here on the lids count as open; open eyes lie at 0.77 and above in 95 % of rendered frames.
const LIDS_GOOD: f32 = 0.8;
/// Below, the contrast is noise.
const USUAL_CONTRAST_MIN: f32 = 0.02;
/// Least share of the face inside the frame.
const REFERENCE_VISIBLE_MIN: f32 = 0.97;
/// Darker faces cannot be recognised.
const REFERENCE_LUMINANCE_MIN: f32 = 0.06;
/// More blown or black skin cannot be recognised.
const REFERENCE_CLIPPED_MAX: f32 = 0.25;
/// Least distance of the eyes; face recognition asks for 60 and works from 40.
const REFERENCE_INTER_EYE_MIN_PX: f32 = 35.0;
/// Audit images may be cut, but must show the face.
const AUDIT_VISIBLE_MIN: f32 = 0.6;
/// Turn that halves the score.
const TURN_SCALE_RAD: f32 = 0.25;
/// Sharpness that halves the score.
const SHARPNESS_SCALE: f32 = 0.25;
/// Mean luma of a well exposed face.
const LUMINANCE_BEST: f32 = 0.5;
/// Share of clipped skin that halves the score.
const CLIPPED_SCALE: f32 = 0.1;
/// Eye distance over frame width that halves the score.
const SIZE_SCALE: f32 = 0.08;
/// Gap of the lips that halves the score: a wide open mouth; speech stays well below.
const MOUTH_SCALE: f32 = 0.5;
/// Opening of eyes that are plainly open.
const EYE_OPENNESS_GOOD: f32 = 0.28;

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Portrait = Portrait::GOOD;
    const USUAL: f32 = 0.4;

    impl Portrait {
        pub(crate) const GOOD: Self = Self {
            turn_rad: 0.05,
            roll_rad: 0.02,
            sharpness: 0.8,
            luminance: 0.5,
            clipped_share: 0.0,
            obstruction: 0.1,
            eye_openness: 0.3,
            iris_contrast: 0.4,
            mouth_gap: 0.02,
            visible_share: 1.0,
            inter_eye_px: 90.0,
            frame_width_px: 640.0,
        };
    }

    fn worse(portrait: Portrait) {
        assert!(portrait.score(USUAL) < GOOD.score(USUAL), "{portrait:?}");
    }

    #[test]
    fn every_fault_lowers_the_score() {
        worse(Portrait { turn_rad: 0.3, ..GOOD });
        worse(Portrait { sharpness: 0.2, ..GOOD });
        worse(Portrait { luminance: 0.15, ..GOOD });
        worse(Portrait { luminance: 0.9, ..GOOD });
        worse(Portrait { clipped_share: 0.2, ..GOOD });
        worse(Portrait { obstruction: 0.9, ..GOOD });
        worse(Portrait { eye_openness: 0.1, ..GOOD });
        worse(Portrait { iris_contrast: 0.2, ..GOOD });
        worse(Portrait { mouth_gap: 0.6, ..GOOD });
        worse(Portrait { visible_share: 0.9, ..GOOD });
        worse(Portrait { inter_eye_px: 50.0, ..GOOD });
    }

    #[test]
    fn a_covered_turned_or_cut_face_is_no_reference() {
        assert!(GOOD.reference_score(USUAL).is_some());
        for portrait in [
            Portrait { obstruction: 0.9, ..GOOD },
            Portrait { turn_rad: 0.5, ..GOOD },
            Portrait { visible_share: 0.9, ..GOOD },
            Portrait { eye_openness: 0.05, ..GOOD },
            Portrait { iris_contrast: 0.1, ..GOOD },
            Portrait { luminance: 0.02, ..GOOD },
        ] {
            assert_eq!(portrait.reference_score(USUAL), None, "{portrait:?}");
            assert!(portrait.audit_score(USUAL).is_some());
        }
    }
}
