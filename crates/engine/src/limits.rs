//! Bounds of one analysis.

use std::time::Duration;

/// Least time between two analysed frames; frames in between are decoded and left out. Half of a 30 fps video is analysed.
pub(crate) const FRAME_SPACING: Duration = Duration::from_millis(40);
/// Longest side of a returned image, pixels; a larger frame is scaled down.
pub(crate) const IMAGE_SIDE_MAX_PX: u32 = 1280;
/// Most frames kept for images; when one more comes, neighbours are weighed against each other and the worse is dropped.
pub(crate) const MOMENTS_MAX: usize = 12;
/// Length of the part of a check that one kept frame stands for, until the check outgrows [`MOMENTS_MAX`] of them.
pub(crate) const FIRST_MOMENT: Duration = Duration::from_millis(400);
