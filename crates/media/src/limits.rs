//! Limits of everything that a video can make the service hold in memory.

use catchlight_types::{MAX_FRAME_SIDE_PX, MAX_FRAMES, MAX_RECORDING, MAX_VIDEO_BYTES};
use std::time::Duration;

/// What one video may cost; exceeding a limit ends the video with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoLimits {
    /// Most bytes of the container, else [`crate::MediaError::TooManyBytes`].
    pub bytes: usize,
    /// Largest width and height, pixels, checked before a key frame is decoded.
    pub frame_side_px: u32,
    /// Most compressed frames, else [`crate::MediaError::TooManyFrames`].
    pub frames: u32,
    /// Longest time between the first and the last frame.
    pub duration: Duration,
}

impl VideoLimits {
    /// The limits of one liveness check.
    pub const CHECK: Self = Self {
        bytes: MAX_VIDEO_BYTES,
        frame_side_px: MAX_FRAME_SIDE_PX,
        frames: MAX_FRAMES,
        duration: MAX_RECORDING,
    };
}

/// Longest header element (WebM Tracks or Info, MP4 moov or moof), bytes; a longer one is refused before it is kept.
pub(crate) const MAX_HEADER_ELEMENT_BYTES: u64 = 256 * 1024;
/// Longest compressed frame, bytes; a longer one is refused before it is kept.
pub(crate) const MAX_SAMPLE_BYTES: u64 = 2 * 1024 * 1024;
