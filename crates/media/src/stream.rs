//! One video from its first slice to its summary.

use crate::{Frame, MediaError, VideoLimits};
use catchlight_types::FrameSize;
use std::time::Duration;

/// The container of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// WebM or Matroska.
    WebM,
    /// Fragmented MP4 or CMAF.
    Mp4,
}

/// The codec of a video track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// VP8.
    Vp8,
    /// VP9, 8-bit 4:2:0.
    Vp9,
    /// H.264, 8-bit 4:2:0.
    H264,
}

/// What a finished video was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoSummary {
    /// Its container.
    pub container: Container,
    /// The codec of its first video track.
    pub codec: Codec,
    /// Size of its last frame.
    pub size: FrameSize,
    /// Decoded frames.
    pub frames: u32,
    /// Time from the first to the last frame.
    pub duration: Duration,
}

/// Turns pushed slices into frames.
///
/// Push a slice, call [`Self::next_frame`] until `None`, repeat; then [`Self::finish`] and drain once more.
#[derive(Debug)]
pub struct VideoStream {
    limits: VideoLimits,
    bytes: usize,
}

impl VideoStream {
    /// Starts a video that must stay within `limits`.
    #[must_use]
    pub const fn new(limits: VideoLimits) -> Self {
        Self { limits, bytes: 0 }
    }

    /// Takes the next bytes of the container, cut anywhere.
    ///
    /// # Errors
    /// Any [`MediaError`]; the stream is closed afterwards.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), MediaError> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > self.limits.bytes {
            return Err(MediaError::TooManyBytes { limit: self.limits.bytes });
        }
        Err(MediaError::UnknownContainer)
    }

    /// The next decoded frame; `None` when more bytes are needed.
    ///
    /// # Errors
    /// Any [`MediaError`]; the stream is closed afterwards.
    pub const fn next_frame(&mut self) -> Result<Option<Frame>, MediaError> {
        Ok(None)
    }

    /// Ends the video; frames that the decoder held back can be drained afterwards.
    ///
    /// # Errors
    /// [`MediaError::Empty`] without a frame, [`MediaError::Truncated`] inside an element.
    pub const fn finish(&mut self) -> Result<VideoSummary, MediaError> {
        Err(MediaError::Empty)
    }
}
