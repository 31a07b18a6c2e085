//! Pictures cut, scaled, mirrored and recoloured.
//!
//! In: decoded planes. Out: planes of another size or look.

use anyhow::{Context, Result};
use catchlight_media::{ColorRange, Yuv420};
use catchlight_types::{FrameSize, RectPx};

/// Which part of the picture is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Crop {
    Nothing,
    /// The whole width, 16 to 9, around the oval.
    Wide,
    /// All of it with borders beside it, 16 to 9.
    PaddedWide,
    /// The whole height, 9 to 16, around the oval.
    Upright,
}

impl Crop {
    /// The part in pixels of the picture; it may reach beyond it.
    pub(crate) fn part(self, size: FrameSize, oval_center_x_px: f32, oval_center_y_px: f32) -> RectPx {
        let (width, height) = (size.width_px as f32, size.height_px as f32);
        let (part_width, part_height) = match self {
            Self::Nothing => (width, height),
            Self::Wide => (width, height.min(width * 9.0 / 16.0)),
            Self::PaddedWide => (width.max(height * 16.0 / 9.0), height),
            Self::Upright => (width.min(height * 9.0 / 16.0), height),
        };
        // Borders stand on both sides alike; a cut stays inside of the picture. Chroma wants even places.
        let place = |center: f32, part: f32, whole: f32| {
            let start = if part > whole {
                (whole - part) / 2.0
            } else {
                (center - part / 2.0).clamp(0.0, whole - part)
            };
            (start / 2.0).round() * 2.0
        };
        RectPx {
            left_px: place(oval_center_x_px, part_width, width),
            top_px: place(oval_center_y_px, part_height, height),
            width_px: part_width,
            height_px: part_height,
        }
    }
}

/// How the picture looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    pub(crate) mirrored: bool,
    /// Factor of encoded red.
    pub(crate) red: f32,
    /// Factor of encoded blue.
    pub(crate) blue: f32,
    /// Exponent of the encoded channels.
    pub(crate) gamma: f32,
}

impl Look {
    pub(crate) const AS_IT_IS: Self = Self { mirrored: false, red: 1.0, blue: 1.0, gamma: 1.0 };
}

/// The part of the picture, scaled to `size`, with another look.
pub(crate) fn changed(image: &Yuv420, part: RectPx, size: FrameSize, look: Look) -> Result<Yuv420> {
    let is_whole = part == Crop::Nothing.part(size, 0.0, 0.0) && image.size() == size;
    if is_whole && look == Look::AS_IT_IS {
        return Ok(image.clone());
    }
    let luma = Plane { values: image.y(), size: image.size() };
    let chroma = image.chroma_size();
    let half = RectPx {
        left_px: part.left_px / 2.0,
        top_px: part.top_px / 2.0,
        width_px: part.width_px / 2.0,
        height_px: part.height_px / 2.0,
    };
    let half_size = FrameSize { width_px: size.width_px.div_ceil(2), height_px: size.height_px.div_ceil(2) };
    let y = luma.scaled(part, size, look.mirrored);
    let u = Plane { values: image.u(), size: chroma }.scaled(half, half_size, look.mirrored);
    let v = Plane { values: image.v(), size: chroma }.scaled(half, half_size, look.mirrored);
    let plain = Yuv420::from_planes(size, image.range(), y, u, v).context("planes of one picture")?;
    let is_plain = look == Look { mirrored: look.mirrored, ..Look::AS_IT_IS };
    if is_plain { Ok(plain) } else { recolored(&plain, look) }
}

struct Plane<'a> {
    values: &'a [u8],
    size: FrameSize,
}

impl Plane<'_> {
    /// Means over the area of each new pixel; the border goes on beyond the picture.
    fn scaled(&self, part: RectPx, size: FrameSize, mirrored: bool) -> Vec<u8> {
        let (step_x, step_y) = (part.width_px / size.width_px as f32, part.height_px / size.height_px as f32);
        let taps = (step_x.max(step_y).ceil() as usize).max(1);
        let mut values = Vec::with_capacity((size.width_px * size.height_px) as usize);
        for row in 0..size.height_px {
            for column in 0..size.width_px {
                let column = if mirrored { size.width_px - 1 - column } else { column };
                let tap = |place: u32, tap: usize| place as f32 + (tap as f32 + 0.5) / taps as f32;
                let sum: f32 = (0..taps * taps)
                    .map(|one| {
                        let x = part.left_px + step_x * tap(column, one % taps);
                        let y = part.top_px + step_y * tap(row, one / taps);
                        self.at(x - 0.5, y - 0.5)
                    })
                    .sum();
                values.push((sum / (taps * taps) as f32).round().clamp(0.0, 255.0) as u8);
            }
        }
        values
    }

    /// Between four neighbours, in straight lines.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let value = |x: f32, y: f32| {
            let column = x.clamp(0.0, (self.size.width_px - 1) as f32) as usize;
            let row = y.clamp(0.0, (self.size.height_px - 1) as f32) as usize;
            f32::from(self.values[row * self.size.width_px as usize + column])
        };
        let (across, down) = (x - left, y - top);
        let above = value(left, top) * (1.0 - across) + value(left + 1.0, top) * across;
        let below = value(left, top + 1.0) * (1.0 - across) + value(left + 1.0, top + 1.0) * across;
        above * (1.0 - down) + below * down
    }
}

/// Encoded red, green and blue by factors and an exponent.
fn recolored(image: &Yuv420, look: Look) -> Result<Yuv420> {
    let (black, luma_span, chroma_span) = match image.range() {
        ColorRange::Limited => (16.0, 219.0, 224.0),
        ColorRange::Full => (0.0, 255.0, 255.0),
    };
    let (size, chroma) = (image.size(), image.chroma_size());
    let bent = |value: f32, factor: f32| (factor * value.clamp(0.0, 1.0)).clamp(0.0, 1.0).powf(look.gamma);
    let mut y = Vec::with_capacity(image.y().len());
    let mut sums = vec![(0.0_f32, 0.0_f32, 0.0_f32); image.u().len()];
    for (place, &luma) in image.y().iter().enumerate() {
        let (row, column) = (place / size.width_px as usize, place % size.width_px as usize);
        let cell = row / 2 * chroma.width_px as usize + column / 2;
        let luma = (f32::from(luma) - black) / luma_span;
        let u = (f32::from(image.u()[cell]) - 128.0) / chroma_span;
        let v = (f32::from(image.v()[cell]) - 128.0) / chroma_span;
        let red = bent(luma + 1.402 * v, look.red);
        let green = bent(luma - 0.344_136 * u - 0.714_136 * v, 1.0);
        let blue = bent(luma + 1.772 * u, look.blue);
        let bright = 0.299 * red + 0.587 * green + 0.114 * blue;
        y.push((black + luma_span * bright).round() as u8);
        let (u_sum, v_sum, count) = &mut sums[cell];
        *u_sum += (blue - bright) / 1.772;
        *v_sum += (red - bright) / 1.402;
        *count += 1.0;
    }
    let byte = |sum: f32, count: f32| (128.0 + chroma_span * sum / count).round().clamp(0.0, 255.0) as u8;
    let u = sums.iter().map(|&(u, _, count)| byte(u, count)).collect();
    let v = sums.iter().map(|&(_, v, count)| byte(v, count)).collect();
    Yuv420::from_planes(size, image.range(), y, u, v).context("planes of one picture")
}
