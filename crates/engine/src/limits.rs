//! Limits of one analysis.

use std::time::Duration;

/// Least time between two analysed frames; frames in between are only decoded. Half of a 30 fps video is analysed.
pub(crate) const FRAME_SPACING: Duration = Duration::from_millis(40);
/// Longest side of a returned image, pixels; a larger frame is scaled down.
pub(crate) const IMAGE_SIDE_MAX_PX: u32 = 1280;
/// Most frames stored for images; when one more arrives, neighbours are compared and the worse is dropped.
pub(crate) const MOMENTS_MAX: usize = 12;
/// Length of the part of a check that one stored frame stands for, until the check outgrows [`MOMENTS_MAX`] of them.
pub(crate) const FIRST_MOMENT: Duration = Duration::from_millis(400);
