//! Why a report cannot be drawn.

use catchlight_face::FaceError;
use catchlight_media::MediaError;

/// Why a report cannot be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The video was readable for the analysis and is not any more.
    #[error("the video cannot be decoded a second time")]
    Video {
        /// Why.
        #[from]
        source: MediaError,
    },
    /// A model fails on a frame that it has seen before.
    #[error("the face in a frame cannot be found again")]
    Face {
        /// Why.
        #[from]
        source: FaceError,
    },
    /// A frame cannot become a small JPEG.
    #[error("a frame cannot be drawn")]
    Still {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
