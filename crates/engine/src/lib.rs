//! Runs media, face and signals over one check, fuses the readings, selects the images.
//!
//! In: a challenge, slices of a video and claims as they arrive. Out: one [`Outcome`] with its report.
//! Never: network, storage, the clock, AWS terms; only the few frames that may become images are stored.

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
pub use catchlight_signals::{
    ALL as SIGNALS, CoursePoint, Description, Landmark, LinearRgb, ShownColor, ShownColors, SliceSummary,
    describe,
};
pub use engine::{Analysis, AuditImagesLimit, Engine, Outcome};
pub use error::{CalibrationError, EngineError};
pub use report::{FrameCounts, Report, ViewSummary};
pub use verdict::decide;
