//! Limits of what is drawn. Beyond each one `simulate` returns an error.

use catchlight_types::{MAX_FRAME_SIDE_PX, MAX_RECORDING};

/// Least width and height of a video, pixels; smaller is [`crate::SimulatorError::VideoSize`].
pub const MIN_VIDEO_SIDE_PX: u32 = 120;
/// Largest width and height of a video, pixels.
pub(crate) const MAX_VIDEO_SIDE_PX: u32 = MAX_FRAME_SIDE_PX;
/// Longest check, seconds; longer is [`crate::SimulatorError::TooLong`].
pub const MAX_CHECK_SECONDS: u32 = MAX_RECORDING.as_secs() as u32;
/// Longest clip for a fake camera, seconds; longer is [`crate::SimulatorError::TooLong`].
pub const MAX_CLIP_SECONDS: u32 = 120;
