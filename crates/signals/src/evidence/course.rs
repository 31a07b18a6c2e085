//! The evidence over time, for drawings.

use super::{Evidence, FrameEvidence, LinearRgb};
use catchlight_types::{EpochMillis, MediaTime, RectPx};

/// What drawings show of one analysed frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoursePoint {
    /// Time since the first frame, seconds.
    pub time_s: f64,
    /// Box of the tracked face.
    pub face: Option<RectPx>,
    /// Mean light of the tracked skin patches.
    pub skin: Option<LinearRgb>,
    /// Mean light of the image away from the person.
    pub surroundings: Option<LinearRgb>,
}

/// A landmark, shares of the width and the height of its image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmark {
    /// From the left edge.
    pub x: f32,
    /// From the top edge.
    pub y: f32,
}

/// How a video arrived.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SliceSummary {
    /// How many slices arrived, without the empty one at the end.
    pub count: u32,
    /// Their bytes together.
    pub bytes: usize,
    /// Longest time between two of them, seconds.
    pub longest_gap_s: f64,
    /// When the first arrived.
    pub first_at: Option<EpochMillis>,
    /// When the last arrived.
    pub last_at: Option<EpochMillis>,
}

impl Evidence {
    /// How the video arrived.
    #[must_use]
    pub fn slice_summary(&self) -> SliceSummary {
        let mut summary = SliceSummary::default();
        for slice in self.slices.iter().filter(|slice| slice.len_bytes > 0) {
            if let Some(before) = summary.last_at {
                summary.longest_gap_s = summary.longest_gap_s.max(slice.received_at.seconds_since(before));
            }
            summary.count += 1;
            summary.bytes += slice.len_bytes;
            summary.first_at = summary.first_at.or(Some(slice.received_at));
            summary.last_at = Some(slice.received_at);
        }
        summary
    }

    /// The mesh of the face in the frame of this time; empty when there is none.
    #[must_use]
    pub fn landmarks_at(&self, time: MediaTime) -> Vec<Landmark> {
        let near = |frame: &&FrameEvidence| (frame.time_s - time.as_secs_f64()).abs() < SAME_FRAME_S;
        let face = self.frames.iter().find(near).and_then(|frame| frame.face.as_ref());
        let (Some(face), Some(size)) = (face, self.frame_size) else { return Vec::new() };
        let (width, height) = (size.width_px as f32, size.height_px as f32);
        let points = face.mesh.points().iter();
        points.map(|point| Landmark { x: point.at.x_px / width, y: point.at.y_px / height }).collect()
    }

    /// One point per analysed frame, in order of time.
    #[must_use]
    pub fn course(&self) -> Vec<CoursePoint> {
        self.frames.iter().map(point).collect()
    }
}

fn point(frame: &FrameEvidence) -> CoursePoint {
    let face = frame.face.as_ref();
    CoursePoint {
        time_s: frame.time_s,
        face: face.map(|face| face.bounds),
        skin: face.and_then(|face| LinearRgb::mean(&face.patches)),
        surroundings: frame.surroundings,
    }
}

/// Times that differ by less are those of one frame.
const SAME_FRAME_S: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn the_longest_gap_is_between_slices_that_hold_something() {
        let mut evidence = Evidence::new(&testing::light_challenge());
        let at = |millis| EpochMillis::new(millis);
        for (bytes, millis) in [(10, 1000), (0, 1500), (20, 2500), (5, 2600), (0, 9000)] {
            evidence.slice(bytes, None, at(millis));
        }
        let summary = evidence.slice_summary();
        assert_eq!((summary.count, summary.bytes), (3, 35));
        assert_eq!((summary.first_at, summary.last_at), (Some(at(1000)), Some(at(2600))));
        assert!((summary.longest_gap_s - 1.5).abs() < 1e-9, "{summary:?}");
    }
}
