//! Why an analysis ends without an outcome, and why a calibration file is refused.

use catchlight_face::FaceError;
use catchlight_media::MediaError;

/// Why an analysis ends without an outcome.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The video cannot be used; its sender is at fault.
    #[error("the video cannot be used")]
    Video {
        /// What is wrong with it.
        source: MediaError,
    },
    /// The decoder library failed; the service is at fault.
    #[error("the video decoder failed")]
    Decoder {
        /// Which step.
        source: MediaError,
    },
    /// A model failed; the service is at fault.
    #[error("the face models failed")]
    Face {
        /// Which one.
        source: FaceError,
    },
    /// An image could not be created; the service is at fault.
    #[error("an image could not be created: {what}")]
    Image {
        /// The step that failed.
        what: String,
    },
}

impl EngineError {
    /// Whether the sender of the video is at fault rather than this service.
    #[must_use]
    pub const fn is_bad_video(&self) -> bool {
        matches!(self, Self::Video { .. })
    }
}

impl From<MediaError> for EngineError {
    fn from(source: MediaError) -> Self {
        match source {
            MediaError::Decoder { .. } => Self::Decoder { source },
            _ => Self::Video { source },
        }
    }
}

impl From<FaceError> for EngineError {
    fn from(source: FaceError) -> Self {
        Self::Face { source }
    }
}

/// Why a calibration file is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// The file does not have the expected structure.
    #[error("the calibration file cannot be read")]
    Shape {
        /// Where and why.
        source: toml::de::Error,
    },
    /// A row is wrong: it names no signal, a signal has two rows, or a value is out of range.
    #[error("calibration row {signal}: {problem}")]
    Row {
        /// Name in the row.
        signal: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// The share of unseen attacks leaves no pass possible.
    #[error("unseen_attacks.share is {share}, it must be 0 or more and less than 0.5")]
    UnseenAttacks {
        /// The share in the file.
        share: f64,
    },
    /// A signal has no row.
    #[error("signal {signal} has no row in the calibration file")]
    MissingRow {
        /// The signal.
        signal: String,
    },
}
