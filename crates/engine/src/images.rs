//! Picks the reference image and the audit images while the frames go by.
//!
//! In: frames with their faces and their phase. Out: JPEGs with the box of the face.
//! Never: keeps more than one frame per phase and one for the reference image.

mod jpeg;
mod portrait;

use crate::EngineError;
use crate::phase::{Course, Phase};
use catchlight_face::TrackedFace;
use catchlight_media::{Frame, Yuv420};
use catchlight_types::{FaceImage, FrameSize, MediaTime, RectPx};
use portrait::Portrait;
use std::fmt;

/// The best frames so far.
#[derive(Default)]
pub(crate) struct ImagePicker {
    reference: Option<Candidate>,
    /// The best frame of each phase, in the order of [`Phase::ALL`].
    phases: [Option<Candidate>; Phase::ALL.len()],
}

struct Candidate {
    time: MediaTime,
    image: Yuv420,
    bounds: RectPx,
    score: f32,
}

/// The picked images with the times of their frames.
#[derive(Debug, Default)]
pub(crate) struct PickedImages {
    pub(crate) reference: Option<(MediaTime, FaceImage)>,
    pub(crate) audit: Vec<(MediaTime, FaceImage)>,
}

impl ImagePicker {
    /// Keeps the frame when it is the best of its phase.
    pub(crate) fn consider(&mut self, frame: &Frame, face: &TrackedFace, phase: Phase) {
        let portrait = Portrait::of(face, frame.image.size());
        if phase.is_neutral() {
            keep_better(&mut self.reference, frame, face, portrait.reference_score());
        }
        let place = phase as usize;
        keep_better(&mut self.phases[place], frame, face, portrait.audit_score());
    }

    /// Encodes the picked images, at most `audit_max` besides the reference image.
    pub(crate) fn pick(self, course: &Course, audit_max: usize) -> Result<PickedImages, EngineError> {
        let neutral = |candidate: &Candidate| !course.may_be_lit(candidate.time);
        let reference = self.reference.filter(neutral);
        let phases: Vec<Candidate> = self.phases.into_iter().flatten().collect();
        let mut picked = PickedImages::default();
        if let Some(candidate) = &reference {
            picked.reference = Some((candidate.time, candidate.encode()?));
        }
        for place in spread(phases.len(), audit_max) {
            let candidate = &phases[place];
            picked.audit.push((candidate.time, candidate.encode()?));
        }
        Ok(picked)
    }
}

impl Candidate {
    fn encode(&self) -> Result<FaceImage, EngineError> {
        let size: FrameSize = self.image.size();
        Ok(FaceImage { jpeg: jpeg::encode(&self.image)?, bounding_box: Some(self.bounds.to_unit(size)) })
    }
}

impl fmt::Debug for ImagePicker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phases = self.phases.iter().flatten().count();
        write!(formatter, "ImagePicker({phases} phases, redacted)")
    }
}

/// Replaces the kept frame when the new one scores higher; a frame without a score does not qualify.
fn keep_better(kept: &mut Option<Candidate>, frame: &Frame, face: &TrackedFace, score: Option<f32>) {
    let Some(score) = score else { return };
    if kept.as_ref().is_some_and(|kept| kept.score >= score) {
        return;
    }
    let (time, bounds) = (frame.time, face.bounding_box);
    match kept {
        Some(kept) => {
            kept.image.clone_from(&frame.image);
            (kept.time, kept.bounds, kept.score) = (time, bounds, score);
        }
        None => *kept = Some(Candidate { time, image: frame.image.clone(), bounds, score }),
    }
}

/// At most `wanted` places of `available`, the first and the last among them, evenly spread.
fn spread(available: usize, wanted: usize) -> Vec<usize> {
    match (available, wanted) {
        (0, _) | (_, 0) => Vec::new(),
        (available, 1) => vec![available / 2],
        (available, wanted) if available <= wanted => (0..available).collect(),
        (available, wanted) => (0..wanted).map(|step| step * (available - 1) / (wanted - 1)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::spread;

    fn check(available: usize, wanted: usize, expected: &[usize]) {
        assert_eq!(spread(available, wanted), expected, "{wanted} of {available}");
    }

    #[test]
    fn audit_images_are_spread_over_the_phases() {
        check(5, 4, &[0, 1, 2, 4]);
        check(5, 2, &[0, 4]);
        check(5, 1, &[2]);
        check(3, 4, &[0, 1, 2]);
        check(0, 4, &[]);
        check(5, 0, &[]);
    }
}
