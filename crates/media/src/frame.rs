//! Images as planes and as pixels. They show a person, so `Debug` prints only sizes.

use catchlight_types::{FrameSize, MediaTime};
use std::fmt;

/// Which values of a byte stand for black and white.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColorRange {
    /// 16 is black and 235 is white: what browsers mean by VP8 and nearly all H.264.
    Limited,
    /// 0 is black and 255 is white.
    Full,
}

/// One decoded frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Time since the first frame of the video.
    pub time: MediaTime,
    /// The image.
    pub image: Yuv420,
}

/// An image of 8-bit BT.601 luma and chroma planes; chroma has half the width and height, rounded up.
#[derive(Clone, PartialEq, Eq)]
pub struct Yuv420 {
    size: FrameSize,
    range: ColorRange,
    y: Vec<u8>,
    u: Vec<u8>,
    v: Vec<u8>,
}

impl Yuv420 {
    /// Joins tightly packed planes; `None` when a plane does not have the length that `size` requires.
    #[must_use]
    pub fn from_planes(
        size: FrameSize,
        range: ColorRange,
        y: Vec<u8>,
        u: Vec<u8>,
        v: Vec<u8>,
    ) -> Option<Self> {
        let luma = plane_len(size)?;
        let chroma = plane_len(chroma_size_of(size))?;
        let fits = luma > 0 && y.len() == luma && u.len() == chroma && v.len() == chroma;
        fits.then_some(Self { size, range, y, u, v })
    }

    /// Width and height of the luma plane.
    #[must_use]
    pub const fn size(&self) -> FrameSize {
        self.size
    }

    /// Width and height of each chroma plane.
    #[must_use]
    pub const fn chroma_size(&self) -> FrameSize {
        chroma_size_of(self.size)
    }

    /// Which values stand for black and white.
    #[must_use]
    pub const fn range(&self) -> ColorRange {
        self.range
    }

    /// Luma, one byte per pixel, row after row.
    #[must_use]
    pub fn y(&self) -> &[u8] {
        &self.y
    }

    /// Blue difference, one byte per pixel of the chroma plane, row after row.
    #[must_use]
    pub fn u(&self) -> &[u8] {
        &self.u
    }

    /// Red difference, one byte per pixel of the chroma plane, row after row.
    #[must_use]
    pub fn v(&self) -> &[u8] {
        &self.v
    }
}

/// An image of interleaved red, green and blue bytes, full range, row after row.
#[derive(Clone, PartialEq, Eq)]
pub struct RgbImage {
    /// Width and height.
    pub size: FrameSize,
    /// Three bytes per pixel.
    pub data: Vec<u8>,
}

/// An image of grey bytes, full range, row after row.
#[derive(Clone, PartialEq, Eq)]
pub struct GrayImage {
    /// Width and height.
    pub size: FrameSize,
    /// One byte per pixel.
    pub data: Vec<u8>,
}

const fn chroma_size_of(size: FrameSize) -> FrameSize {
    FrameSize { width_px: size.width_px.div_ceil(2), height_px: size.height_px.div_ceil(2) }
}

pub(crate) fn plane_len(size: FrameSize) -> Option<usize> {
    usize::try_from(u64::from(size.width_px) * u64::from(size.height_px)).ok()
}

fn redacted(formatter: &mut fmt::Formatter<'_>, name: &str, size: FrameSize) -> fmt::Result {
    write!(formatter, "{name}({}x{}, redacted)", size.width_px, size.height_px)
}

impl fmt::Debug for Yuv420 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(formatter, "Yuv420", self.size)
    }
}

impl fmt::Debug for RgbImage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(formatter, "RgbImage", self.size)
    }
}

impl fmt::Debug for GrayImage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(formatter, "GrayImage", self.size)
    }
}
