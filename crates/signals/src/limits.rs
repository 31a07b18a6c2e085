//! Limits of the evidence, and what happens at each one.

/// Most frames of one check that leave evidence; later ones are ignored.
pub(crate) const MAX_FRAMES: usize = catchlight_types::MAX_FRAMES as usize;
/// Most claims of one check that are stored: two for each of 51 colours and some more; later ones are ignored.
pub(crate) const MAX_CLAIMS: usize = 128;
/// Most video slices of one check whose times are stored: six a second; later ones are ignored.
pub(crate) const MAX_SLICES: usize = 192;
/// Most small images of the face that are stored, 16 KiB each, those of nine seconds; later ones are not cut.
pub(crate) const MAX_CROPS: usize = 160;
/// Least time between two small images, seconds.
pub(crate) const CROP_SPACING_S: f64 = 0.055;
/// Least time between two searches for straight edges and ripples, seconds.
pub(crate) const LOOK_SPACING_S: f64 = 0.5;
