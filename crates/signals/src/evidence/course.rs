//! The evidence as a course over time, for those who draw it.

use super::{Evidence, FrameEvidence, LinearRgb};
use catchlight_types::RectPx;

/// What one analysed frame left for drawings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoursePoint {
    /// Time since the first frame, seconds.
    pub time_s: f64,
    /// Box of the followed face.
    pub face: Option<RectPx>,
    /// Mean light of the followed skin patches.
    pub skin: Option<LinearRgb>,
    /// Mean light of the picture away from the person.
    pub surroundings: Option<LinearRgb>,
}

impl Evidence {
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
        skin: face.and_then(|face| mean(&face.patches)),
        surroundings: frame.surroundings,
    }
}

fn mean(patches: &[Option<LinearRgb>]) -> Option<LinearRgb> {
    let (mut sum, mut count) = (LinearRgb::default(), 0.0f32);
    for patch in patches.iter().flatten() {
        sum.red += patch.red;
        sum.green += patch.green;
        sum.blue += patch.blue;
        count += 1.0;
    }
    (count > 0.0).then(|| LinearRgb {
        red: sum.red / count,
        green: sum.green / count,
        blue: sum.blue / count,
    })
}
