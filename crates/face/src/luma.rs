//! Luma of a frame and square crops of it, shrunk without aliasing.
//!
//! The nets see luma only: saturated flashes in a dim room break them on colour input, and luma repairs it.

use crate::FaceError;
use catchlight_types::{FrameSize, PointPx};

/// A tightly packed luma plane, limited range (16 is black, 235 is white).
#[derive(Clone, Copy)]
pub struct LumaPlane<'a> {
    size: FrameSize,
    data: &'a [u8],
}

impl std::fmt::Debug for LumaPlane<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "LumaPlane({} x {}, redacted)", self.size.width_px, self.size.height_px)
    }
}

impl<'a> LumaPlane<'a> {
    /// Wraps one byte a pixel, row by row.
    ///
    /// # Errors
    /// [`FaceError::BadPicture`] when the size is empty or is not the length of `data`.
    pub fn new(size: FrameSize, data: &'a [u8]) -> Result<Self, FaceError> {
        let pixels = u64::from(size.width_px) * u64::from(size.height_px);
        if pixels == 0 || pixels != data.len() as u64 {
            return Err(FaceError::BadPicture {
                width_px: size.width_px,
                height_px: size.height_px,
                found_bytes: data.len(),
            });
        }
        Ok(Self { size, data })
    }

    /// Width and height.
    #[must_use]
    pub fn size(self) -> FrameSize {
        self.size
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
    frame: LumaPlane<'a>,
    halves: Vec<Half>,
}

struct Half {
    width: usize,
    height: usize,
    data: Vec<u8>,
}

impl<'a> Pyramid<'a> {
    pub(crate) fn new(frame: LumaPlane<'a>) -> Self {
        Self { frame, halves: Vec::new() }
    }

    pub(crate) fn size(&self) -> FrameSize {
        self.frame.size
    }

    /// Shrinks or enlarges a square to `side` pixels; what lies outside the frame takes `outside`.
    pub(crate) fn crop(&mut self, square: CropSquare, side: usize, outside: f32) -> LumaCrop {
        let shrink = square.side_px / side as f32;
        let level = (shrink.log2() + 0.5).floor().clamp(0.0, LEVELS_MAX) as usize;
        while self.halves.len() < level {
            let half = match self.halves.last() {
                Some(half) => halve(half.width, half.height, &half.data),
                None => {
                    let size = self.frame.size;
                    halve(size.width_px as usize, size.height_px as usize, self.frame.data)
                }
            };
            self.halves.push(half);
        }
        let (width, height, data) = match level.checked_sub(1).and_then(|index| self.halves.get(index)) {
            Some(half) => (half.width, half.height, half.data.as_slice()),
            None => (self.frame.size.width_px as usize, self.frame.size.height_px as usize, self.frame.data),
        };
        let scale = 0.5f32.powi(level as i32);
        let source = Source { width, height, data, outside: outside * 219.0 + 16.0 };
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
                values.push(((source.at(x - 0.5, y - 0.5) - 16.0) / 219.0).clamp(0.0, 1.0));
            }
        }
        LumaCrop { side, values }
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

const LEVELS_MAX: f32 = 6.0;

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: FrameSize = FrameSize { width_px: 64, height_px: 48 };

    fn ramp() -> Vec<u8> {
        (0..48).flat_map(|_| (0..64u8).map(|x| 16 + 3 * x)).collect()
    }

    fn whole() -> CropSquare {
        CropSquare { center: PointPx { x_px: 32.0, y_px: 24.0 }, side_px: 48.0, turn_rad: 0.0 }
    }

    #[test]
    fn a_crop_of_a_ramp_is_a_ramp_at_every_size() {
        let data = ramp();
        let mut pyramid = Pyramid::new(LumaPlane::new(SIZE, &data).unwrap());
        for side in [6, 12, 24, 48, 96] {
            let crop = pyramid.crop(whole(), side, 0.0);
            let column = side / 2;
            let expected = (8.0 + (column as f32 + 0.5) * 48.0 / side as f32 - 0.5) * 3.0 / 219.0;
            let found = crop.values[side / 2 * side + column];
            assert!((found - expected).abs() < 0.01, "side {side}: {found} for {expected}");
        }
    }

    #[test]
    fn a_quarter_turn_reads_down_the_columns() {
        let data = ramp();
        let mut pyramid = Pyramid::new(LumaPlane::new(SIZE, &data).unwrap());
        let turned = CropSquare { turn_rad: std::f32::consts::FRAC_PI_2, ..whole() };
        let crop = pyramid.crop(turned, 48, 0.0);
        let (first, last) = (crop.values[2 * 48 + 24], crop.values[45 * 48 + 24]);
        assert!(first > last + 0.4, "a clockwise turn puts the bright right side on top: {first} {last}");
    }

    #[test]
    fn a_picture_must_be_as_large_as_it_says() {
        assert!(LumaPlane::new(SIZE, &[0; 64]).is_err());
        assert!(LumaPlane::new(FrameSize { width_px: 0, height_px: 0 }, &[]).is_err());
    }
}
