//! Selects the reference image and the audit images while the frames arrive.
//!
//! In: frames with their faces, the course of the check. Out: JPEGs with the box of the face.
//! Never: stores more than a bounded number of frames.

mod eyes;
mod jpeg;
mod moments;
mod portrait;

pub(crate) use eyes::iris_contrast;

use crate::EngineError;
use crate::course::Course;
use catchlight_face::TrackedFace;
use catchlight_media::Frame;
use catchlight_types::{FaceImage, FrameSize, MediaTime, UnitRect};
use moments::{Moment, Moments, Rank};
use portrait::Portrait;
use std::fmt;

/// The best frames so far.
#[derive(Default)]
pub(crate) struct ImagePicker {
    moments: Moments,
    /// Iris contrast of every frame with a face; bounded by the number of frames of a check.
    contrasts: Vec<f32>,
}

/// The selected images.
#[derive(Debug, Default)]
pub(crate) struct PickedImages {
    pub(crate) reference: Option<PickedImage>,
    pub(crate) audit: Vec<PickedImage>,
}

/// One image with the time of its frame and its own size.
#[derive(Debug)]
pub(crate) struct PickedImage {
    pub(crate) time: MediaTime,
    pub(crate) size: FrameSize,
    pub(crate) image: FaceImage,
}

impl ImagePicker {
    /// Stores the frame when it is the best of its part of the check.
    pub(crate) fn consider(
        &mut self,
        frame: &Frame,
        face: &TrackedFace,
        iris_contrast: f32,
        course: &Course,
    ) {
        self.contrasts.push(iris_contrast);
        let portrait = Portrait::of(face, frame.image.size(), iris_contrast);
        let usual = usual(&self.contrasts);
        if let Some(score) = portrait.audit_score(usual) {
            let is_neutral = course.is_neutral(frame.time);
            let is_fit = portrait.reference_score(usual).is_some();
            let rank = Rank { is_neutral, is_fit, score };
            self.moments.consider(frame, face.bounding_box, portrait, rank);
        }
    }

    /// Encodes the selected images, at most `audit_max` in addition to the reference image.
    pub(crate) fn pick(self, course: &Course, audit_max: usize) -> Result<PickedImages, EngineError> {
        let usual = usual(&self.contrasts);
        let moments = self.moments.into_kept();
        let reference = moments
            .iter()
            .filter(|moment| course.is_neutral(moment.time))
            .filter_map(|moment| Some((moment, moment.portrait.reference_score(usual)?)))
            .max_by(|(_, one), (_, other)| one.total_cmp(other));
        let mut picked = PickedImages::default();
        if let Some((moment, _)) = reference {
            picked.reference = Some(moment.encode()?);
        }
        for place in audit_places(&moments, course, usual, audit_max) {
            picked.audit.push(moments[place].encode()?);
        }
        Ok(picked)
    }
}

impl Moment {
    fn encode(&self) -> Result<PickedImage, EngineError> {
        let bounds = inside(self.bounds.to_unit(self.image.size()));
        let (jpeg, size) = jpeg::encode(&self.image)?;
        Ok(PickedImage { time: self.time, size, image: FaceImage { jpeg, bounding_box: Some(bounds) } })
    }

    /// Score as the image of a time; half of it is lost a second away.
    fn score_near(&self, wanted_s: f64, usual: f32) -> f32 {
        let apart_s = (self.time.as_secs_f64() - wanted_s) as f32;
        self.portrait.audit_score(usual).unwrap_or(0.0) / (1.0 + apart_s * apart_s)
    }
}

impl fmt::Debug for ImagePicker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ImagePicker({} moments, redacted)", self.moments.count())
    }
}

/// Places of the audit images in order of time: for each wanted time the best frame near it that is not yet taken.
fn audit_places(moments: &[Moment], course: &Course, usual: f32, audit_max: usize) -> Vec<usize> {
    let Some((first, last)) = moments.first().zip(moments.last()) else { return Vec::new() };
    let mut places: Vec<usize> = Vec::with_capacity(audit_max);
    for wanted_s in course.audit_times_s(first.time, last.time, audit_max) {
        let free = (0..moments.len()).filter(|place| !places.contains(place));
        let score = |place: usize| moments[place].score_near(wanted_s, usual);
        let best = free.max_by(|&one, &other| score(one).total_cmp(&score(other)));
        places.extend(best);
    }
    places.sort_unstable();
    places
}

/// The middle of the contrasts seen so far.
fn usual(contrasts: &[f32]) -> f32 {
    let mut sorted = contrasts.to_vec();
    let middle = sorted.len() / 2;
    if middle >= sorted.len() {
        return 0.0;
    }
    *sorted.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// The part of a box that lies inside the image.
fn inside(bounds: UnitRect) -> UnitRect {
    let (left, top) = (bounds.left.clamp(0.0, 1.0), bounds.top.clamp(0.0, 1.0));
    UnitRect {
        left,
        top,
        width: (bounds.left + bounds.width).clamp(left, 1.0) - left,
        height: (bounds.top + bounds.height).clamp(top, 1.0) - top,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::{FrameSize, RectPx};

    #[test]
    fn a_box_is_cut_at_the_edges_of_its_picture() {
        let size = FrameSize { width_px: 100, height_px: 100 };
        let beyond = RectPx { left_px: -10.0, top_px: 20.0, width_px: 60.0, height_px: 100.0 };
        assert_eq!(inside(beyond.to_unit(size)), UnitRect { left: 0.0, top: 0.2, width: 0.5, height: 0.8 });
    }

    #[test]
    fn the_usual_contrast_is_the_median() {
        assert!(usual(&[]).abs() < f32::EPSILON);
        assert!((usual(&[0.3, -0.1, 0.4]) - 0.3).abs() < f32::EPSILON);
    }
}
