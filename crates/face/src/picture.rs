//! A frame and square crops of it, shrunk without aliasing.
//!
//! The mesh net sees luma: saturated flashes in a dim room break it on colour input, and luma repairs it.
//! The detector sees colour, without which it misses every other small face.

use crate::FaceError;
use catchlight_types::{FrameSize, PointPx};
use std::fmt;

/// One frame as three tightly packed planes, 4:2:0, BT.601, limited range (luma 16 is black, 235 is white).
#[derive(Clone, Copy)]
pub struct FramePlanes<'a> {
    size: FrameSize,
    luma: &'a [u8],
    blue: &'a [u8],
    red: &'a [u8],
}

impl fmt::Debug for FramePlanes<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FramePlanes({} x {}, redacted)", self.size.width_px, self.size.height_px)
    }
}

impl<'a> FramePlanes<'a> {
    /// Wraps the planes; `blue` and `red` are the colour differences at half the width and height, rounded up.
    ///
    /// # Errors
    /// [`FaceError::BadPicture`] when the size is empty or a plane has another length than the size asks for.
    pub fn new(size: FrameSize, luma: &'a [u8], blue: &'a [u8], red: &'a [u8]) -> Result<Self, FaceError> {
        let pixels = |width_px: u32, height_px: u32| u64::from(width_px) * u64::from(height_px);
        let all = pixels(size.width_px, size.height_px);
        let quarter = pixels(size.width_px.div_ceil(2), size.height_px.div_ceil(2));
        let fits = luma.len() as u64 == all && blue.len() as u64 == quarter && red.len() as u64 == quarter;
        if all == 0 || !fits {
            return Err(FaceError::BadPicture {
                width_px: size.width_px,
                height_px: size.height_px,
                found_bytes: luma.len() + blue.len() + red.len(),
            });
        }
        Ok(Self { size, luma, blue, red })
    }
}

/// A square of the frame, possibly turned, possibly reaching beyond it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CropSquare {
    pub(crate) center: PointPx,
    pub(crate) side_px: f32,
    /// Clockwise turn of the square in the picture, radians.
    pub(crate) turn_rad: f32,
}

impl CropSquare {
    /// The place in the frame of a place in the crop, both from 0 to 1.
    pub(crate) fn to_frame(self, across: f32, down: f32) -> PointPx {
        let (sin, cos) = self.turn_rad.sin_cos();
        let (x, y) = ((across - 0.5) * self.side_px, (down - 0.5) * self.side_px);
        PointPx { x_px: self.center.x_px + x * cos - y * sin, y_px: self.center.y_px + x * sin + y * cos }
    }
}

/// A square picture, one value from 0 (black) to 1 (white) a pixel.
#[derive(Clone)]
pub(crate) struct LumaCrop {
    pub(crate) side: usize,
    pub(crate) values: Vec<f32>,
}

/// The frame at full size and halved again and again.
pub(crate) struct Pyramid<'a> {
    size: FrameSize,
    luma: Plane<'a>,
    blue: Plane<'a>,
    red: Plane<'a>,
}

impl<'a> Pyramid<'a> {
    pub(crate) fn new(frame: FramePlanes<'a>) -> Self {
        let (width, height) = (frame.size.width_px as usize, frame.size.height_px as usize);
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        let chroma =
            |data| Plane { width: half_width, height: half_height, data, scale: 0.5, halves: Vec::new() };
        Self {
            size: frame.size,
            luma: Plane { width, height, data: frame.luma, scale: 1.0, halves: Vec::new() },
            blue: chroma(frame.blue),
            red: chroma(frame.red),
        }
    }

    pub(crate) fn size(&self) -> FrameSize {
        self.size
    }

    /// Mean luma of the frame, 0..=1.
    pub(crate) fn mean_luma(&self) -> f32 {
        let sum: u64 = self.luma.data.iter().map(|&value| u64::from(value)).sum();
        (unit_luma(sum as f32 / self.luma.data.len() as f32)).clamp(0.0, 1.0)
    }

    /// Luma of a square, shrunk or enlarged to `side` pixels; black outside the frame.
    pub(crate) fn luma_crop(&mut self, square: CropSquare, side: usize) -> LumaCrop {
        let mut values = self.luma.sample(square, side, LUMA_BLACK);
        for value in &mut values {
            *value = unit_luma(*value).clamp(0.0, 1.0);
        }
        LumaCrop { side, values }
    }

    /// Red, green and blue planes of a square, 0..=1 after `gain`; mid grey outside the frame.
    pub(crate) fn color_crop(&mut self, square: CropSquare, side: usize, gain: f32) -> Vec<f32> {
        // Outside pixels are grey after the gain, so they are dark before it.
        let outside = LUMA_BLACK + 0.5 / gain * LUMA_RANGE;
        let luma = self.luma.sample(square, side, outside);
        let blue = self.blue.sample(square, side, CHROMA_NEUTRAL);
        let red = self.red.sample(square, side, CHROMA_NEUTRAL);
        let mut planes = vec![0.0; 3 * side * side];
        let (first, rest) = planes.split_at_mut(side * side);
        let (second, third) = rest.split_at_mut(side * side);
        for (place, &luma) in luma.iter().enumerate() {
            let light = unit_luma(luma);
            let (blue, red) = (blue[place] - CHROMA_NEUTRAL, red[place] - CHROMA_NEUTRAL);
            first[place] = ((light + red * RED_OF_RED) * gain).clamp(0.0, 1.0);
            second[place] = ((light - blue * GREEN_OF_BLUE - red * GREEN_OF_RED) * gain).clamp(0.0, 1.0);
            third[place] = ((light + blue * BLUE_OF_BLUE) * gain).clamp(0.0, 1.0);
        }
        planes
    }
}

struct Plane<'a> {
    width: usize,
    height: usize,
    data: &'a [u8],
    /// Pixels of this plane for one of the frame.
    scale: f32,
    halves: Vec<Half>,
}

struct Half {
    width: usize,
    height: usize,
    data: Vec<u8>,
}

impl Plane<'_> {
    fn sample(&mut self, square: CropSquare, side: usize, outside: f32) -> Vec<f32> {
        let shrink = square.side_px * self.scale / side as f32;
        let level = (shrink.log2() + 0.5).floor().clamp(0.0, LEVELS_MAX) as usize;
        while self.halves.len() < level {
            let half = match self.halves.last() {
                Some(half) => halve(half.width, half.height, &half.data),
                None => halve(self.width, self.height, self.data),
            };
            self.halves.push(half);
        }
        let source = match level.checked_sub(1).and_then(|index| self.halves.get(index)) {
            Some(half) => Source { width: half.width, height: half.height, data: &half.data, outside },
            None => Source { width: self.width, height: self.height, data: self.data, outside },
        };
        let scale = self.scale * 0.5f32.powi(level as i32);
        let step = 1.0 / side as f32;
        let origin = square.to_frame(step / 2.0, step / 2.0);
        let right = square.to_frame(step * 1.5, step / 2.0);
        let (dx, dy) = ((right.x_px - origin.x_px) * scale, (right.y_px - origin.y_px) * scale);
        let mut values = Vec::with_capacity(side * side);
        for row in 0..side {
            for column in 0..side {
                let (column, row) = (column as f32, row as f32);
                let x = origin.x_px * scale + column * dx - row * dy;
                let y = origin.y_px * scale + column * dy + row * dx;
                values.push(source.at(x - 0.5, y - 0.5));
            }
        }
        values
    }
}

struct Source<'a> {
    width: usize,
    height: usize,
    data: &'a [u8],
    outside: f32,
}

impl Source<'_> {
    fn at(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let upper = self.pixel(left, top) * (1.0 - across) + self.pixel(left + 1, top) * across;
        let lower = self.pixel(left, top + 1) * (1.0 - across) + self.pixel(left + 1, top + 1) * across;
        upper * (1.0 - down) + lower * down
    }

    fn pixel(&self, x: i64, y: i64) -> f32 {
        if x < 0 || y < 0 || x >= self.width as i64 || y >= self.height as i64 {
            return self.outside;
        }
        f32::from(self.data[y as usize * self.width + x as usize])
    }
}

/// Means of 2 x 2 pixels; an odd last row or column is left out.
fn halve(width: usize, height: usize, data: &[u8]) -> Half {
    let (half_width, half_height) = ((width / 2).max(1), (height / 2).max(1));
    let mut halved = Vec::with_capacity(half_width * half_height);
    for row in 0..half_height {
        let upper = &data[(2 * row).min(height - 1) * width..][..width];
        let lower = &data[(2 * row + 1).min(height - 1) * width..][..width];
        if width == 1 {
            halved.push(u16::midpoint(upper[0].into(), lower[0].into()) as u8);
            continue;
        }
        halved.extend(upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0).map(|(above, below)| {
            let sum = u16::from(above[0]) + u16::from(above[1]) + u16::from(below[0]) + u16::from(below[1]);
            ((sum + 2) / 4) as u8
        }));
    }
    Half { width: half_width, height: half_height, data: halved }
}

fn unit_luma(limited: f32) -> f32 {
    (limited - LUMA_BLACK) / LUMA_RANGE
}

const LEVELS_MAX: f32 = 6.0;
const LUMA_BLACK: f32 = 16.0;
const LUMA_RANGE: f32 = 219.0;
const CHROMA_NEUTRAL: f32 = 128.0;
// BT.601: share of a channel in 0..=1 for one step of a limited-range colour difference.
const RED_OF_RED: f32 = 1.402 / 224.0;
const GREEN_OF_BLUE: f32 = 0.344_136 / 224.0;
const GREEN_OF_RED: f32 = 0.714_136 / 224.0;
const BLUE_OF_BLUE: f32 = 1.772 / 224.0;

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: FrameSize = FrameSize { width_px: 64, height_px: 48 };

    const GREY: [u8; 32 * 24] = [128; 32 * 24];

    fn ramp() -> Vec<u8> {
        (0..48).flat_map(|_| (0..64u8).map(|x| 16 + 3 * x)).collect()
    }

    fn whole() -> CropSquare {
        CropSquare { center: PointPx { x_px: 32.0, y_px: 24.0 }, side_px: 48.0, turn_rad: 0.0 }
    }

    #[test]
    fn a_crop_of_a_ramp_is_a_ramp_at_every_size() {
        let data = ramp();
        let mut pyramid = Pyramid::new(FramePlanes::new(SIZE, &data, &GREY, &GREY).unwrap());
        for side in [6, 12, 24, 48, 96] {
            let crop = pyramid.luma_crop(whole(), side);
            let column = side / 2;
            let expected = (8.0 + (column as f32 + 0.5) * 48.0 / side as f32 - 0.5) * 3.0 / 219.0;
            let found = crop.values[side / 2 * side + column];
            assert!((found - expected).abs() < 0.01, "side {side}: {found} for {expected}");
        }
    }

    #[test]
    fn a_quarter_turn_reads_down_the_columns() {
        let data = ramp();
        let mut pyramid = Pyramid::new(FramePlanes::new(SIZE, &data, &GREY, &GREY).unwrap());
        let turned = CropSquare { turn_rad: std::f32::consts::FRAC_PI_2, ..whole() };
        let crop = pyramid.luma_crop(turned, 48);
        let (first, last) = (crop.values[2 * 48 + 24], crop.values[45 * 48 + 24]);
        assert!(first > last + 0.4, "a clockwise turn puts the bright right side on top: {first} {last}");
    }

    #[test]
    fn colours_come_out_as_red_green_and_blue() {
        // Pure red of BT.601 limited range.
        let (luma, blue, red) = (vec![81; 64 * 48], vec![90; 32 * 24], vec![240; 32 * 24]);
        let mut pyramid = Pyramid::new(FramePlanes::new(SIZE, &luma, &blue, &red).unwrap());
        let planes = pyramid.color_crop(whole(), 8, 1.0);
        let middle = 4 * 8 + 4;
        let (red, green, blue) = (planes[middle], planes[64 + middle], planes[128 + middle]);
        assert!(red > 0.98 && green < 0.02 && blue < 0.02, "{red} {green} {blue}");
    }

    #[test]
    fn a_picture_must_be_as_large_as_it_says() {
        assert!(FramePlanes::new(SIZE, &[0; 64], &GREY, &GREY).is_err());
        assert!(FramePlanes::new(FrameSize { width_px: 0, height_px: 0 }, &[], &[], &[]).is_err());
    }
}
