//! What the images say about how the person can do better.
//!
//! In: what each analysed frame showed. Out: medians and shares, and the feedback codes that they justify.

use crate::calibration::FeedbackBounds;
use crate::report::ViewSummary;
use catchlight_face::TrackedFace;
use catchlight_types::{FeedbackCode, MediaTime};

/// What the analysed frames showed so far; bounded by the number of frames of a check.
#[derive(Debug, Default)]
pub(crate) struct View {
    frames: u32,
    frames_with_several_faces: u32,
    last: MediaTime,
    faces: Vec<Glance>,
    oval_overlap_best: f32,
}

#[derive(Debug, Clone, Copy)]
struct Glance {
    turn_rad: f32,
    inter_eye_px: f32,
    sharpness: f32,
    luminance: f32,
    clipped_share: f32,
    obstruction: f32,
    eye_openness: f32,
    iris_contrast: f32,
}

impl View {
    /// Notes a frame and how many faces were seen in it.
    pub(crate) fn frame(&mut self, time: MediaTime, faces_seen: u32) {
        self.frames += 1;
        self.frames_with_several_faces += u32::from(faces_seen > 1);
        self.last = time;
    }

    /// Notes the face of a frame; `oval_overlap` is how well it fills the oval, 0..=1.
    pub(crate) fn face(&mut self, face: &TrackedFace, iris_contrast: f32, oval_overlap: f32) {
        self.oval_overlap_best = self.oval_overlap_best.max(oval_overlap);
        self.faces.push(Glance {
            turn_rad: face.pose.yaw_rad.hypot(face.pose.pitch_rad),
            inter_eye_px: face.inter_eye_px,
            sharpness: face.quality.sharpness,
            luminance: face.quality.luminance,
            clipped_share: face.quality.clipped_share,
            obstruction: face.quality.obstruction,
            eye_openness: face.quality.eye_openness,
            iris_contrast,
        });
    }

    pub(crate) fn summary(&self) -> ViewSummary {
        let frames = f64::from(self.frames.max(1));
        let seconds = self.last.as_secs_f64();
        let median = |measure: fn(&Glance) -> f32| median(self.faces.iter().map(measure).collect());
        ViewSummary {
            face_share: self.faces.len() as f64 / frames,
            several_faces_share: f64::from(self.frames_with_several_faces) / frames,
            frames_per_second: if seconds > 0.0 { f64::from(self.frames - 1) / seconds } else { 0.0 },
            oval_overlap_best: f64::from(self.oval_overlap_best),
            turn_rad: median(|glance| glance.turn_rad),
            inter_eye_px: median(|glance| glance.inter_eye_px),
            sharpness: median(|glance| glance.sharpness),
            luminance: median(|glance| glance.luminance),
            clipped_share: median(|glance| glance.clipped_share),
            obstruction: median(|glance| glance.obstruction),
            eye_openness: median(|glance| glance.eye_openness),
            iris_contrast: median(|glance| glance.iris_contrast),
        }
    }
}

/// The codes that a view justifies; without a face, only that is reported.
pub(crate) fn codes(view: &ViewSummary, bounds: &FeedbackBounds) -> Vec<FeedbackCode> {
    let below = |value: Option<f64>, bound: f64| value.is_some_and(|value| value < bound);
    let above = |value: Option<f64>, bound: f64| value.is_some_and(|value| value > bound);
    let too_dark = below(view.luminance, bounds.luminance_min);
    let too_bright = above(view.luminance, bounds.luminance_max)
        || (above(view.clipped_share, bounds.clipped_share_max) && !too_dark);
    let poor = below(view.sharpness, bounds.sharpness_min)
        || below(view.inter_eye_px, bounds.inter_eye_min_px)
        || view.frames_per_second < bounds.frames_per_second_min;
    // The API has no code for a second person; the one about the face in the oval comes nearest.
    let unaligned = view.oval_overlap_best < bounds.oval_overlap_min
        || above(view.turn_rad, bounds.turn_max_rad)
        || view.several_faces_share > bounds.several_faces_share_max;
    let eyes_closed = below(view.eye_openness, bounds.eye_openness_min)
        || below(view.iris_contrast, bounds.iris_contrast_min);
    let has_face = view.turn_rad.is_some();
    [
        (FeedbackCode::FaceNotVisible, view.face_share < bounds.face_share_min),
        (FeedbackCode::FaceObstructionDetected, above(view.obstruction, bounds.obstruction_max)),
        (FeedbackCode::LowVideoQualityDetected, has_face && poor),
        (FeedbackCode::FaceNotAligned, has_face && unaligned),
        (FeedbackCode::EyesClosedDetected, eyes_closed),
        (FeedbackCode::LowLightingDetected, too_dark),
        (FeedbackCode::HighLightingDetected, too_bright),
    ]
    .into_iter()
    .filter_map(|(code, seen)| seen.then_some(code))
    .collect()
}

fn median(mut values: Vec<f32>) -> Option<f64> {
    let middle = values.len() / 2;
    let last = values.len().checked_sub(1)?;
    values.select_nth_unstable_by(middle.min(last), f32::total_cmp);
    Some(f64::from(values[middle.min(last)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Calibration;

    const GOOD: ViewSummary = ViewSummary {
        face_share: 1.0,
        several_faces_share: 0.0,
        frames_per_second: 15.0,
        oval_overlap_best: 0.9,
        turn_rad: Some(0.05),
        inter_eye_px: Some(90.0),
        sharpness: Some(0.8),
        luminance: Some(0.5),
        clipped_share: Some(0.0),
        obstruction: Some(0.1),
        eye_openness: Some(0.3),
        iris_contrast: Some(0.4),
    };

    fn check(view: &ViewSummary, expected: &[FeedbackCode]) {
        assert_eq!(codes(view, &Calibration::builtin().feedback), expected, "{view:?}");
    }

    #[test]
    fn each_fault_has_its_code() {
        check(&GOOD, &[]);
        check(&ViewSummary { face_share: 0.3, ..GOOD }, &[FeedbackCode::FaceNotVisible]);
        check(&ViewSummary { obstruction: Some(0.99), ..GOOD }, &[FeedbackCode::FaceObstructionDetected]);
        check(&ViewSummary { sharpness: Some(0.01), ..GOOD }, &[FeedbackCode::LowVideoQualityDetected]);
        check(&ViewSummary { frames_per_second: 3.0, ..GOOD }, &[FeedbackCode::LowVideoQualityDetected]);
        check(&ViewSummary { oval_overlap_best: 0.1, ..GOOD }, &[FeedbackCode::FaceNotAligned]);
        check(&ViewSummary { several_faces_share: 0.9, ..GOOD }, &[FeedbackCode::FaceNotAligned]);
        check(&ViewSummary { eye_openness: Some(0.02), ..GOOD }, &[FeedbackCode::EyesClosedDetected]);
        check(&ViewSummary { iris_contrast: Some(-0.05), ..GOOD }, &[FeedbackCode::EyesClosedDetected]);
        check(&ViewSummary { luminance: Some(0.03), ..GOOD }, &[FeedbackCode::LowLightingDetected]);
        check(&ViewSummary { luminance: Some(0.95), ..GOOD }, &[FeedbackCode::HighLightingDetected]);
    }

    #[test]
    fn a_check_without_a_face_says_only_that() {
        check(&View::default().summary(), &[FeedbackCode::FaceNotVisible]);
    }
}
