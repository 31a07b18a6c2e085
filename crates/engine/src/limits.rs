//! Bounds of one analysis.

use std::time::Duration;

/// Least time between two analysed frames; frames in between are decoded and left out. Half of a 30 fps video is analysed.
pub(crate) const FRAME_SPACING: Duration = Duration::from_millis(40);
/// Longest side of a returned image, pixels; a larger frame is scaled down.
pub(crate) const IMAGE_SIDE_MAX_PX: u32 = 1280;
