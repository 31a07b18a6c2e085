//! Why a check cannot be simulated.

use catchlight_media::EncodeError;

/// Why a check cannot be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatorError {
    /// A side of the video is too small to draw a face or too large for a check.
    #[error(
        "cannot draw a video of {width_px}x{height_px}: each side must have {least_px} to {most_px} pixels"
    )]
    VideoSize {
        /// The asked width.
        width_px: u32,
        /// The asked height.
        height_px: u32,
        /// The least side.
        least_px: u32,
        /// The largest side.
        most_px: u32,
    },
    /// The colours would take longer than a check may, or a clip is too long.
    #[error("the check would take {asked_s} seconds, the limit is {most_s}")]
    TooLong {
        /// How long the planned check is.
        asked_s: u32,
        /// The limit.
        most_s: u32,
    },
    /// A setting of the capture lies outside its range.
    #[error("{setting} must be {range}")]
    Setting {
        /// Which setting.
        setting: &'static str,
        /// The allowed range, in words.
        range: &'static str,
    },
    /// A species cannot be filmed under single lights, since the screen of the check is not all that lights it.
    #[error("the light of {species} does not come from the screen alone; choose one of {possible}")]
    NotLitByScreen {
        /// The chosen species.
        species: &'static str,
        /// Names of those that can be filmed.
        possible: String,
    },
    /// The frames could not be encoded.
    #[error("the frames cannot be encoded")]
    Encode(#[from] EncodeError),
    /// A frame of a clip could not be encoded or written.
    #[error("the frames of the clip cannot be written")]
    Jpeg(#[from] jpeg_encoder::EncodingError),
    /// The clip could not be written.
    #[error("the clip cannot be written")]
    Write(#[from] std::io::Error),
}
