//! Runs media, face and signals over one check, fuses the readings, picks the images.
//!
//! In: a challenge, slices of a video and claims as they arrive. Out: one [`Outcome`] with its report.
//! Never: network, storage, the clock, words of AWS; frames are not kept beyond the few that may become images.

mod calibration;
mod course;
mod engine;
mod error;
mod feedback;
mod images;
mod limits;
mod report;
mod verdict;

pub use calibration::Calibration;
pub use catchlight_signals::{CoursePoint, Landmark, LinearRgb, ShownColor, ShownColors, SliceSummary};
pub use engine::{Analysis, AuditImagesLimit, Engine, Outcome};
pub use error::{CalibrationError, EngineError};
pub use report::{FrameCounts, Report, ViewSummary};
pub use verdict::decide;
