//! Limits of the evidence. What happens at each one is written beside it.

/// Most frames of one check that leave evidence; later ones are not looked at.
pub(crate) const MAX_FRAMES: usize = catchlight_types::MAX_FRAMES as usize;
/// Most claims of one check that are kept: two for each of 51 colours and some more; later ones are not looked at.
pub(crate) const MAX_CLAIMS: usize = 128;
/// Most video slices of one check whose times are kept: six a second; later ones are not looked at.
pub(crate) const MAX_SLICES: usize = 192;
/// Most small pictures of the face that are kept, 16 KiB each, those of nine seconds; later ones are not cut.
pub(crate) const MAX_CROPS: usize = 160;
/// Small pictures are cut at least this far apart, seconds.
pub(crate) const CROP_SPACING_S: f64 = 0.055;
/// Looks for straight edges and for ripples are at least this far apart, seconds.
pub(crate) const LOOK_SPACING_S: f64 = 0.5;
