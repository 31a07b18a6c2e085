//! A frame and square crops of it, scaled down without aliasing.
//!
//! The mesh model sees luma: saturated flashes in a dim room break it on colour input, and luma repairs it.
//! The detector sees colour, without which it misses every other small face.

use catchlight_media::{ColorRange, Yuv420};
use catchlight_types::{FrameSize, PointPx, RectPx};

/// A square of the frame, possibly turned, possibly reaching beyond it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CropSquare {
    pub(crate) center: PointPx,
    pub(crate) side_px: f32,
    /// Clockwise turn of the square in the image, radians.
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

/// A square image, one value from 0 (black) to 1 (white) a pixel.
#[derive(Clone)]
pub(crate) struct LumaCrop {
    pub(crate) side: usize,
    pub(crate) values: Vec<f32>,
}

/// The frame at full size and halved again and again.
pub(crate) struct Pyramid<'a> {
    size: FrameSize,
    levels: Levels,
    luma: Plane<'a>,
    blue: Plane<'a>,
    red: Plane<'a>,
}

impl<'a> Pyramid<'a> {
    pub(crate) fn new(image: &'a Yuv420) -> Self {
        let (size, chroma_size) = (image.size(), image.chroma_size());
        let plane = |size: FrameSize, data, scale| Plane {
            width: size.width_px as usize,
            height: size.height_px as usize,
            data,
            scale,
            halves: Vec::new(),
        };
        Self {
            size,
            levels: Levels::of(image.range()),
            luma: plane(size, image.y(), 1.0),
            blue: plane(chroma_size, image.u(), 0.5),
            red: plane(chroma_size, image.v(), 0.5),
        }
    }

    pub(crate) fn size(&self) -> FrameSize {
        self.size
    }

    /// Luma of a square, shrunk or enlarged to `side` pixels; black outside the frame.
    pub(crate) fn luma_crop(&mut self, square: CropSquare, side: usize) -> LumaCrop {
        let mut values = self.luma.sample(square, side, self.levels.black);
        for value in &mut values {
            *value = self.levels.light(*value).clamp(0.0, 1.0);
        }
        LumaCrop { side, values }
    }

    /// Red, green and blue planes of a square, 0..=1, brightened where it is dark; mid grey outside the frame.
    pub(crate) fn color_crop(&mut self, square: CropSquare, side: usize, exposure: Exposure) -> Vec<f32> {
        let levels = self.levels;
        let mut light = self.luma.sample(square, side, f32::NAN);
        for value in &mut light {
            *value = levels.light(*value);
        }
        let gain = exposure.gain(&light);
        let blue = self.blue.sample(square, side, CHROMA_NEUTRAL);
        let red = self.red.sample(square, side, CHROMA_NEUTRAL);
        let mut planes = vec![0.5; 3 * side * side];
        let (first, rest) = planes.split_at_mut(side * side);
        let (second, third) = rest.split_at_mut(side * side);
        for (place, &light) in light.iter().enumerate().filter(|(_, light)| !light.is_nan()) {
            let (blue, red) = (levels.color(blue[place]), levels.color(red[place]));
            first[place] = ((light + red * RED_OF_RED) * gain).clamp(0.0, 1.0);
            second[place] = ((light - blue * GREEN_OF_BLUE - red * GREEN_OF_RED) * gain).clamp(0.0, 1.0);
            third[place] = ((light + blue * BLUE_OF_BLUE) * gain).clamp(0.0, 1.0);
        }
        planes
    }

    /// Blue, green and red planes of an area inside the frame, 0..=255, squeezed to a square without smoothing.
    pub(crate) fn squeezed(&self, area: RectPx, side: usize) -> Vec<f32> {
        let (across, down) = (area.width_px / side as f32, area.height_px / side as f32);
        let mut planes = vec![0.0; 3 * side * side];
        for place in 0..side * side {
            let x = area.left_px + across * ((place % side) as f32 + 0.5);
            let y = area.top_px + down * ((place / side) as f32 + 0.5);
            let light = self.levels.light(self.luma.nearest_four(x, y));
            let blue = self.levels.color(self.blue.nearest_four(x, y));
            let red = self.levels.color(self.red.nearest_four(x, y));
            let green = light - blue * GREEN_OF_BLUE - red * GREEN_OF_RED;
            let channels = [light + blue * BLUE_OF_BLUE, green, light + red * RED_OF_RED];
            for (plane, value) in channels.into_iter().enumerate() {
                planes[plane * side * side + place] = (255.0 * value).clamp(0.0, 255.0);
            }
        }
        planes
    }
}

/// How a dark image is brightened before a model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exposure {
    /// To a usual mean, unless its highlights would be lost: a bright face in front of a dark wall stays as it is.
    Highlights,
    /// To a usual mean, whatever happens to its highlights: a dark face next to a lamp becomes visible.
    Mean,
}

impl Exposure {
    /// The factor for an image of these values; those outside the frame are NaN.
    fn gain(self, light: &[f32]) -> f32 {
        let mut inside: Vec<f32> = light.iter().copied().filter(|value| !value.is_nan()).collect();
        if inside.is_empty() {
            return 1.0;
        }
        let mean = inside.iter().sum::<f32>() / inside.len() as f32;
        let for_mean = MEAN_WANTED / mean.max(MEAN_WANTED / GAIN_MAX);
        let gain = match self {
            Self::Mean => for_mean,
            Self::Highlights => {
                let rank = inside.len() - 1 - inside.len() / HIGHLIGHTS_ONE_IN;
                let (_, highlight, _) = inside.select_nth_unstable_by(rank, f32::total_cmp);
                for_mean.min(1.0 / highlight.max(1.0 / GAIN_MAX))
            }
        };
        gain.max(1.0)
    }
}

/// What the bytes of a frame mean.
#[derive(Clone, Copy)]
struct Levels {
    black: f32,
    light_range: f32,
    color_range: f32,
}

impl Levels {
    fn of(range: ColorRange) -> Self {
        match range {
            ColorRange::Limited => Self { black: 16.0, light_range: 219.0, color_range: 224.0 },
            ColorRange::Full => Self { black: 0.0, light_range: 255.0, color_range: 255.0 },
        }
    }

    /// 0 is black, 1 is white.
    fn light(self, luma: f32) -> f32 {
        (luma - self.black) / self.light_range
    }

    /// 0 is grey, 0.5 the strongest colour difference.
    fn color(self, chroma: f32) -> f32 {
        (chroma - CHROMA_NEUTRAL) / self.color_range
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
    /// The value between the four pixels nearest to a place of the frame; beyond the frame its edge.
    fn nearest_four(&self, x_px: f32, y_px: f32) -> f32 {
        let last = |pixels: usize| (pixels.saturating_sub(1)) as f32;
        let x = (x_px * self.scale - 0.5).clamp(0.0, last(self.width));
        let y = (y_px * self.scale - 0.5).clamp(0.0, last(self.height));
        let source =
            Source { width: self.width, height: self.height, data: self.data, outside: CHROMA_NEUTRAL };
        source.at(fixed(x), fixed(y))
    }

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
            let row = row as f32;
            let mut x = fixed(origin.x_px * scale - row * dy - 0.5);
            let mut y = fixed(origin.y_px * scale + row * dx - 0.5);
            for _ in 0..side {
                values.push(source.at(x, y));
                x += fixed(dx);
                y += fixed(dy);
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
    /// The value between four pixels, at 1/65536 pixels.
    fn at(&self, x: i64, y: i64) -> f32 {
        let (left, top) = (x >> FIXED_BITS, y >> FIXED_BITS);
        let share = |place: i64| (place & FIXED_FRACTION) as f32 / FIXED_ONE;
        let (across, down) = (share(x), share(y));
        let inside = left >= 0 && top >= 0 && left + 1 < self.width as i64 && top + 1 < self.height as i64;
        let corners = if inside {
            let first = top as usize * self.width + left as usize;
            let pair = |at: usize| [f32::from(self.data[at]), f32::from(self.data[at + 1])];
            [pair(first), pair(first + self.width)]
        } else {
            let pair = |y: i64| [self.pixel(left, y), self.pixel(left + 1, y)];
            [pair(top), pair(top + 1)]
        };
        let [upper, lower] = corners.map(|[one, other]| one + (other - one) * across);
        upper + (lower - upper) * down
    }

    fn pixel(&self, x: i64, y: i64) -> f32 {
        if x < 0 || y < 0 || x >= self.width as i64 || y >= self.height as i64 {
            return self.outside;
        }
        f32::from(self.data[y as usize * self.width + x as usize])
    }
}

/// Whole steps of 1/65536 pixels: flooring a float is slow on processors without SSE 4.1.
fn fixed(pixels: f32) -> i64 {
    (pixels * FIXED_ONE) as i64
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

const FIXED_BITS: u32 = 16;
const FIXED_ONE: f32 = 65536.0;
const FIXED_FRACTION: i64 = 0xffff;
const LEVELS_MAX: f32 = 6.0;
/// Mean luma up to which a dark image is brightened, 0..=1.
const MEAN_WANTED: f32 = 0.43;
/// Largest brightening; beyond it an image is noise.
const GAIN_MAX: f32 = 8.0;
/// An image may lose this part of its pixels, one in so many, to white.
const HIGHLIGHTS_ONE_IN: usize = 100;
const CHROMA_NEUTRAL: f32 = 128.0;
// BT.601: share of each colour difference in a channel.
const RED_OF_RED: f32 = 1.402;
const GREEN_OF_BLUE: f32 = 0.344_136;
const GREEN_OF_RED: f32 = 0.714_136;
const BLUE_OF_BLUE: f32 = 1.772;

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: FrameSize = FrameSize { width_px: 64, height_px: 48 };

    fn image(luma: Vec<u8>, blue: u8, red: u8) -> Yuv420 {
        let chroma = |value| vec![value; 32 * 24];
        Yuv420::from_planes(SIZE, ColorRange::Limited, luma, chroma(blue), chroma(red)).unwrap()
    }

    fn ramp() -> Vec<u8> {
        (0..48).flat_map(|_| (0..64u8).map(|x| 16 + 3 * x)).collect()
    }

    fn whole() -> CropSquare {
        CropSquare { center: PointPx { x_px: 32.0, y_px: 24.0 }, side_px: 48.0, turn_rad: 0.0 }
    }

    #[test]
    fn a_crop_of_a_ramp_is_a_ramp_at_every_size() {
        let image = image(ramp(), 128, 128);
        let mut pyramid = Pyramid::new(&image);
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
        let image = image(ramp(), 128, 128);
        let mut pyramid = Pyramid::new(&image);
        let turned = CropSquare { turn_rad: std::f32::consts::FRAC_PI_2, ..whole() };
        let crop = pyramid.luma_crop(turned, 48);
        let (first, last) = (crop.values[2 * 48 + 24], crop.values[45 * 48 + 24]);
        assert!(first > last + 0.4, "a clockwise turn puts the bright right side on top: {first} {last}");
    }

    #[test]
    fn highlights_bound_the_brightening() {
        let mut light = vec![0.05; 1000];
        assert!((Exposure::Highlights.gain(&light) - 8.0).abs() < 1e-3);
        light[..30].fill(0.5);
        light.push(f32::NAN);
        assert!((Exposure::Highlights.gain(&light) - 2.0).abs() < 1e-3);
        assert!(Exposure::Mean.gain(&light) > 6.0);
        assert!((Exposure::Mean.gain(&[0.9; 10]) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_squeezed_area_is_read_without_smoothing() {
        let image = image(ramp(), 90, 240);
        let area = RectPx { left_px: 8.0, top_px: 0.0, width_px: 48.0, height_px: 24.0 };
        let planes = Pyramid::new(&image).squeezed(area, 12);
        let gray = |plane: usize, column: usize| planes[plane * 144 + 5 * 12 + column];
        let light = |column: usize| (8.0 + (column as f32 + 0.5) * 4.0 - 0.5) * 3.0 / 219.0;
        let red = |column: usize| 255.0 * (light(column) + 0.5 * RED_OF_RED).min(1.0);
        for column in 0..12 {
            assert!((gray(2, column) - red(column)).abs() < 1.0, "{column}: {}", gray(2, column));
            assert!(gray(0, column) < gray(2, column), "blue, green, red in this order");
        }
    }

    #[test]
    fn colours_come_out_as_red_green_and_blue() {
        // Pure red of BT.601 limited range.
        let image = image(vec![81; 64 * 48], 90, 240);
        let mut pyramid = Pyramid::new(&image);
        let planes = pyramid.color_crop(whole(), 8, Exposure::Highlights);
        let middle = 4 * 8 + 4;
        let (red, green, blue) = (planes[middle], planes[64 + middle], planes[128 + middle]);
        assert!(red > 0.98 && green < 0.02 && blue < 0.02, "{red} {green} {blue}");
    }
}
