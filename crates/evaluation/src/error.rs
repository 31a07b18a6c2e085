//! Why a set cannot be evaluated.

use catchlight_engine::EngineError;
use catchlight_recording::RecordingError;
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
    #[error("{} holds no recording; each is a video NAME.webm or NAME.mp4 with NAME.json beside it", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// A recording cannot be read.
    #[error("a recording cannot be read")]
    Recording {
        /// Which one and why.
        #[from]
        source: RecordingError,
    },
    /// The engine failed, which is no property of the recording.
    #[error("the engine failed on {name}")]
    Engine {
        /// Name of the recording.
        name: String,
        /// Why.
        source: EngineError,
    },
}
