//! Why a video cannot be read, and why an image cannot be written.

use std::time::Duration;

/// Why a video is refused. The sender of the video is at fault in every case but [`MediaError::Decoder`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// No byte or no frame arrived before the end.
    #[error("the video is empty")]
    Empty,
    /// The first bytes are neither WebM nor MP4.
    #[error("the video is neither WebM nor MP4")]
    UnknownContainer,
    /// The container holds a codec that is not supported.
    #[error("codec {codec} is not supported in {container}")]
    UnsupportedCodec {
        /// The codec's name in the container, cleaned of unprintable characters.
        codec: String,
        /// `WebM` or `MP4`.
        container: &'static str,
    },
    /// The container holds audio and no video.
    #[error("the container holds only sound, no video track")]
    AudioOnly,
    /// The container holds no video track.
    #[error("the container holds no video track")]
    NoVideoTrack,
    /// The codec is supported, but not with this coding tool.
    #[error("H.264 with {what} is not supported")]
    UnsupportedTool {
        /// The tool, in the words of the standard.
        what: &'static str,
    },
    /// The container contradicts its own format.
    #[error("the container is damaged: {what}")]
    DamagedContainer {
        /// What was found where.
        what: &'static str,
    },
    /// The video ended inside an element.
    #[error("the video ends in the middle of {inside}")]
    Truncated {
        /// The element that was left unfinished.
        inside: &'static str,
    },
    /// A compressed frame that the decoder refused.
    #[error("frame {index} cannot be decoded")]
    DamagedFrame {
        /// Number of the frame, the first is 0.
        index: u32,
    },
    /// More bytes than one video may have.
    #[error("the video is longer than {limit} bytes")]
    TooManyBytes {
        /// Most bytes.
        limit: usize,
    },
    /// More frames than one video may have.
    #[error("the video has more than {limit} frames")]
    TooManyFrames {
        /// Most frames.
        limit: u32,
    },
    /// The last frame lies too far from the first.
    #[error("the video is longer than {limit:?}")]
    TooLong {
        /// Longest time between the first and the last frame.
        limit: Duration,
    },
    /// A frame wider or higher than allowed, or without any pixel.
    #[error("frame of {width_px}x{height_px} pixels, limit is {limit_px}x{limit_px}")]
    FrameSize {
        /// Width, pixels.
        width_px: u32,
        /// Height, pixels.
        height_px: u32,
        /// Largest side, pixels.
        limit_px: u32,
    },
    /// An element longer than its kind may be.
    #[error("{element} of {found} bytes, limit is {limit}")]
    ElementTooLarge {
        /// Kind of the element.
        element: &'static str,
        /// Announced length, bytes.
        found: u64,
        /// Longest allowed, bytes.
        limit: u64,
    },
    /// An image format other than 8-bit 4:2:0.
    #[error("only 8-bit 4:2:0 pictures are supported")]
    PixelFormat,
    /// Bytes were pushed after the end or after an error.
    #[error("the video stream is closed")]
    Closed,
    /// The decoder library could not be started.
    #[error("the decoder library failed: {what}")]
    Decoder {
        /// The step that failed.
        what: &'static str,
    },
}

/// Why an image cannot be encoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The image does not have the size that the encoder was created for, or has a size that VP8 cannot hold.
    #[error("image of {width_px}x{height_px} pixels does not fit the encoder")]
    FrameSize {
        /// Width, pixels.
        width_px: u32,
        /// Height, pixels.
        height_px: u32,
    },
    /// The encoder library refused a step.
    #[error("the encoder library failed at {what}")]
    Encoder {
        /// The step that failed.
        what: &'static str,
    },
}
