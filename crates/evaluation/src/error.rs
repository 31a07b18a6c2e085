//! Why a set cannot be evaluated.

use catchlight_engine::CalibrationError;
use std::path::PathBuf;

/// Why a set cannot be evaluated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// The folder cannot be listed.
    #[error("cannot list {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder holds no recording.
    #[error("{} contains no recording; a recording is a video NAME.webm or NAME.mp4 with NAME.json next to it", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The text to fit is no calibration file.
    #[error("the calibration file cannot be used")]
    Calibration {
        /// Why.
        #[from]
        source: CalibrationError,
    },
    /// The text to fit is not TOML.
    #[error("the calibration file is not TOML")]
    Toml {
        /// Where and why.
        source: toml_edit::TomlError,
    },
    /// Both classes are needed, and more than one of each.
    #[error(
        "{live} bona fide and {attacks} attack recordings with readings; a fit needs two of each at least"
    )]
    TooFew {
        /// Bona fide attempts with a reading.
        live: usize,
        /// Attack attempts with a reading.
        attacks: usize,
    },
}
