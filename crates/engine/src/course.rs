//! When the face reached the oval and which times of the video show which part of the check.
//!
//! In: when the colours began, faces with their times. Out: times of the video.

use catchlight_face::{Mesh, TrackedFace, landmarks};
use catchlight_types::{Challenge, FrameSize, MAX_AUDIT_IMAGES, MediaTime, PointPx, RectPx};

/// What is known about the course of the check.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    oval: RectPx,
    height_over_width: f32,
    announced: FrameSize,
    flash_length_s: f64,
    /// When the colours began, by all that the client has reported so far.
    colors_from_s: Option<f64>,
    reached_at: Option<MediaTime>,
}

impl Course {
    pub(crate) fn new(challenge: &Challenge) -> Self {
        let steps = challenge.colors.iter();
        Self {
            oval: challenge.oval.bounds(),
            height_over_width: challenge.matching.oval_height_over_width,
            announced: challenge.video,
            flash_length_s: steps.map(|step| f64::from(step.downscroll_ms + step.flat_ms) / 1000.0).sum(),
            colors_from_s: None,
            reached_at: None,
        }
    }

    /// Notes when the colours began, by the timeline of the evidence.
    pub(crate) const fn colors_began(&mut self, from_s: Option<f64>) {
        self.colors_from_s = from_s;
    }

    /// Notes the face of a frame and returns how well it fills the oval as the client measures that, 0..=1.
    pub(crate) fn observe(&mut self, time: MediaTime, face: &TrackedFace, frame: FrameSize) -> f32 {
        let oval = self.oval.to_unit(self.announced).to_px(frame);
        let seen = client_box(&face.mesh, self.height_over_width);
        if self.reached_at.is_none() && seen.width_px >= REACHED_SIZE * oval.width_px {
            self.reached_at = Some(time);
        }
        seen.intersection_over_union(oval)
    }

    /// Whether no colour lit a frame at this time, by all that is known now. Frames after the colours do not count as
    /// neutral: the camera still adapts.
    pub(crate) fn is_neutral(&self, time: MediaTime) -> bool {
        self.colors_from_s.is_none_or(|from_s| time.as_secs_f64() < from_s - START_ERROR_S)
    }

    /// Times that together show the whole check, the most informative first: in the oval, before the approach, under the
    /// colours, at the end; evenly spread where the client reported nothing.
    pub(crate) fn audit_times_s(&self, first: MediaTime, last: MediaTime, wanted: usize) -> Vec<f64> {
        let (first_s, last_s) = (first.as_secs_f64(), last.as_secs_f64());
        let at = |share: f64| first_s + share * (last_s - first_s);
        let colors = self.colors_from_s.map(|from_s| from_s + self.flash_length_s / 2.0);
        let colors_s = colors.filter(|colors_s| (first_s..last_s).contains(colors_s)).unwrap_or(at(0.67));
        let reached = self.reached_at.map(|reached| reached.as_secs_f64() + SETTLE_S);
        let oval_s = reached.filter(|reached_s| *reached_s < colors_s).unwrap_or(at(0.33));
        let times_s: [f64; MAX_AUDIT_IMAGES as usize] = [oval_s, first_s, colors_s, last_s];
        times_s.into_iter().take(wanted).collect()
    }

    /// When the face first was large enough for the oval.
    pub(crate) const fn reached_at(&self) -> Option<MediaTime> {
        self.reached_at
    }
}

/// The face as the web client measures it: its size from the eyes and the mouth, its middle between eyes and nose.
fn client_box(mesh: &Mesh, height_over_width: f32) -> RectPx {
    let middle = |one: PointPx, other: PointPx| PointPx {
        x_px: f32::midpoint(one.x_px, other.x_px),
        y_px: f32::midpoint(one.y_px, other.y_px),
    };
    let right_eye = mesh.center_of(&[landmarks::RIGHT_EYE_OUTER, landmarks::RIGHT_EYE_INNER]);
    let left_eye = mesh.center_of(&[landmarks::LEFT_EYE_OUTER, landmarks::LEFT_EYE_INNER]);
    let eyes = middle(right_eye, left_eye);
    let mouth = middle(mesh.at(landmarks::MOUTH_RIGHT), mesh.at(landmarks::MOUTH_LEFT));
    let width_px =
        (EYES_WEIGHT * right_eye.distance_px(left_eye) + MOUTH_WEIGHT * eyes.distance_px(mouth)) / 2.0;
    let height_px = height_over_width * width_px;
    let center = middle(eyes, mesh.at(landmarks::NOSE_TIP));
    let (ear, other_ear) = (mesh.at(landmarks::RIGHT_TEMPLE).x_px, mesh.at(landmarks::LEFT_TEMPLE).x_px);
    let left_px = (center.x_px - width_px / 2.0).min(ear).min(other_ear);
    let right_px = (center.x_px + width_px / 2.0).max(ear).max(other_ear);
    RectPx { left_px, top_px: center.y_px - height_px / 2.0, width_px: right_px - left_px, height_px }
}

/// Weights of the web client's face size: width = (2 * eye distance + 1.8 * eyes to mouth) / 2.
const EYES_WEIGHT: f32 = 2.0;
const MOUTH_WEIGHT: f32 = 1.8;
/// Face width over oval width from which the approach is over.
const REACHED_SIZE: f32 = 0.8;
/// The face comes to rest this long after it reached the oval.
const SETTLE_S: f64 = 0.4;
/// Recorders start up to this much after the time they report, spec of the web client.
const START_ERROR_S: f64 = 0.15;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_face::MeshPoint;

    /// A face of 200 px between the temples, its eyes 80 px apart.
    fn mesh() -> Mesh {
        let point = |x_px: f32, y_px: f32| MeshPoint { at: PointPx { x_px, y_px }, depth_px: 0.0 };
        let mut points = vec![point(320.0, 240.0); landmarks::POINT_COUNT];
        for (landmark, x_px, y_px) in [
            (landmarks::RIGHT_EYE_OUTER, 260.0, 200.0),
            (landmarks::RIGHT_EYE_INNER, 300.0, 200.0),
            (landmarks::LEFT_EYE_INNER, 340.0, 200.0),
            (landmarks::LEFT_EYE_OUTER, 380.0, 200.0),
            (landmarks::MOUTH_RIGHT, 290.0, 290.0),
            (landmarks::MOUTH_LEFT, 350.0, 290.0),
            (landmarks::NOSE_TIP, 320.0, 250.0),
            (landmarks::RIGHT_TEMPLE, 220.0, 220.0),
            (landmarks::LEFT_TEMPLE, 420.0, 220.0),
        ] {
            points[landmark] = point(x_px, y_px);
        }
        Mesh::new(points).expect("468 points")
    }

    #[test]
    fn the_face_is_measured_as_the_client_measures_it() {
        let seen = client_box(&mesh(), 1.618);
        assert!((seen.width_px - 200.0).abs() < 0.1, "widened to the temples: {seen:?}");
        let height_px = 1.618 * (2.0 * 80.0 + 1.8 * 90.0) / 2.0;
        assert!((seen.height_px - height_px).abs() < 0.1, "{seen:?}");
        assert!((seen.center().y_px - 225.0).abs() < 0.1, "{seen:?}");
    }
}
