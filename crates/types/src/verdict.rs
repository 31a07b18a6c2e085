//! The answer of one check and how it came about.

use crate::{Ceiling, Contribution};
use std::fmt;

/// How sure the engine is that a live person took part, 0..=100.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f32);

impl Confidence {
    /// From here on a check counts as passed, unless an application sets a threshold of its own.
    pub const PASS_MARK: Self = Self(50.0);

    /// Wraps 0..=100; `None` outside and for NaN.
    #[must_use]
    pub fn new(percent: f32) -> Option<Self> {
        (0.0..=100.0).contains(&percent).then_some(Self(percent))
    }

    /// The percentage, 0..=100.
    #[must_use]
    pub const fn percent(self) -> f32 {
        self.0
    }

    /// Whether it reaches the pass mark.
    #[must_use]
    pub fn passes(self) -> bool {
        self >= Self::PASS_MARK
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.1}", self.0)
    }
}

/// The codes by which the API tells a person what to do better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeedbackCode {
    /// No face could be seen.
    FaceNotVisible,
    /// Something covers the face.
    FaceObstructionDetected,
    /// Blur, noise or too few frames.
    LowVideoQualityDetected,
    /// The face did not fill the oval or looked away.
    FaceNotAligned,
    /// The eyes were closed.
    EyesClosedDetected,
    /// Too dark.
    LowLightingDetected,
    /// Too bright.
    HighLightingDetected,
}

impl FeedbackCode {
    /// Every code, in the order of the API.
    pub const ALL: [Self; 7] = [
        Self::FaceNotVisible,
        Self::FaceObstructionDetected,
        Self::LowVideoQualityDetected,
        Self::FaceNotAligned,
        Self::EyesClosedDetected,
        Self::LowLightingDetected,
        Self::HighLightingDetected,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FaceNotVisible => "FACE_NOT_VISIBLE",
            Self::FaceObstructionDetected => "FACE_OBSTRUCTION_DETECTED",
            Self::LowVideoQualityDetected => "LOW_VIDEO_QUALITY_DETECTED",
            Self::FaceNotAligned => "FACE_NOT_ALIGNED",
            Self::EyesClosedDetected => "EYES_CLOSED_DETECTED",
            Self::LowLightingDetected => "LOW_LIGHTING_DETECTED",
            Self::HighLightingDetected => "HIGH_LIGHTING_DETECTED",
        }
    }

    /// The code with this name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }
}

/// The answer of one check.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// 100 times the fused probability.
    pub confidence: Confidence,
    /// Log-odds of a live person before any reading; `None` when it is not known where the answer began.
    pub prior_log_odds: Option<f64>,
    /// What each signal added, in the order of the signal list.
    pub contributions: Vec<Contribution>,
    /// The ceiling that held the answer back; `None` when the readings decided it.
    pub ceiling: Option<Ceiling>,
    /// What the person could do better; empty when nothing was found.
    pub feedback: Vec<FeedbackCode>,
    /// Version of the calibration file behind it.
    pub calibration: String,
}

impl Verdict {
    /// Whether the check counts as passed, unless an application sets a threshold of its own.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.confidence.passes()
    }
}
