//! Fine regular ripples that run through the whole face, as the pixel grid of a display causes them.
//!
//! In: a frame and the box of the face. Out: how far the sharpest peak of the face's spectrum stands out.
//! The face is cut into overlapping tiles at the image's own pixels. The geometric mean of their spectra is high where
//! most tiles have power: eyes, hair and a collar ripple in some tiles, a grid in all. Its sharpest peak is then looked
//! for in every tile, and must stand out in three of four: a cloth before the mouth covers two.

use catchlight_media::Yuv420;
use catchlight_types::RectPx;
use rustfft::num_complex::Complex32;
use rustfft::{Fft, FftPlannerScalar};
use std::f32::consts::TAU;
use std::sync::Arc;

/// The sharpest peak of a face's spectrum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ripple {
    /// Its power over the middle of its neighbourhood, in all tiles together or in the fourth part of them that shows it
    /// least, whichever is less, decibels.
    pub(crate) height_db: f32,
    /// Length of its wave, pixels.
    pub(crate) period_px: f32,
    /// Power of the image's finer half in the quietest tile over that of rounding to whole bytes, decibels.
    pub(crate) quiet_db: f32,
}

/// Finds ripples; holds what every search needs.
#[derive(Clone)]
pub(crate) struct RippleFinder {
    transform: Arc<dyn Fft<f32>>,
    window: Vec<f32>,
    shadings: [Vec<f32>; SHADINGS.len()],
    neighbourhood: Vec<(i32, i32)>,
}

impl RippleFinder {
    pub(crate) fn new() -> Self {
        // The scalar transform gives the same bits on every processor.
        let transform = FftPlannerScalar::new().plan_fft_forward(SIDE);
        let window = (0..SIDE).map(|at| 0.5 - 0.5 * (TAU * (at as f32 + 0.5) / SIDE as f32).cos()).collect();
        let near = -NEIGHBOURS_TO..=NEIGHBOURS_TO;
        let neighbourhood = near
            .clone()
            .flat_map(|down| near.clone().map(move |right| (right, down)))
            .filter(|(right, down)| {
                let apart = right * right + down * down;
                apart > NEIGHBOURS_FROM * NEIGHBOURS_FROM && apart <= NEIGHBOURS_TO * NEIGHBOURS_TO
            })
            .collect();
        Self { transform, window, shadings: SHADINGS.map(shading), neighbourhood }
    }

    /// The sharpest peak; `None` when the face is too small for enough tiles inside the frame.
    pub(crate) fn look(&self, image: &Yuv420, face: RectPx) -> Option<Ripple> {
        let tiles = tiles(image, face);
        if tiles.len() < TILES_MIN {
            return None;
        }
        let mut quietest = f32::INFINITY;
        let spectra: Vec<Vec<f32>> = tiles
            .iter()
            .map(|tile| {
                let power = self.power(image, *tile);
                quietest = quietest.min(fine_power(&power));
                power.into_iter().map(|power| (power + ROUNDING_POWER).ln()).collect()
            })
            .collect();
        let mut mean = vec![0.0f32; SIDE * SIDE];
        for spectrum in &spectra {
            for (mean, log) in mean.iter_mut().zip(spectrum) {
                *mean += log / spectra.len() as f32;
            }
        }
        let (height, right, down) = self.sharpest(&mean);
        let mut heights: Vec<f32> =
            spectra.iter().map(|spectrum| self.height_near(spectrum, right, down)).collect();
        heights.sort_by(f32::total_cmp);
        let height = height.min(heights[heights.len() / 4]);
        Some(Ripple {
            height_db: DB_PER_NEPER * height,
            period_px: SIDE as f32 / (right as f32).hypot(down as f32),
            quiet_db: DB_PER_NEPER * (quietest / ROUNDING_POWER).max(QUIET_MIN).ln(),
        })
    }

    /// Power of a tile at every frequency, rows of vertical frequency; light and shading are taken off.
    fn power(&self, image: &Yuv420, tile: Tile) -> Vec<f32> {
        let width = image.size().width_px as usize;
        let rows = image.y()[tile.top * width + tile.left..].chunks(width).take(SIDE);
        let mut luma: Vec<f32> =
            rows.flat_map(|row| row[..SIDE].iter().map(|&luma| f32::from(luma))).collect();
        for shading in &self.shadings {
            let along: f32 = luma.iter().zip(shading).map(|(luma, shade)| luma * shade).sum();
            for (luma, shade) in luma.iter_mut().zip(shading) {
                *luma -= along * shade;
            }
        }
        let mut values: Vec<Complex32> = luma
            .iter()
            .enumerate()
            .map(|(at, luma)| Complex32::new(luma * self.window[at % SIDE] * self.window[at / SIDE], 0.0))
            .collect();
        self.transform.process(&mut values);
        let mut turned: Vec<Complex32> =
            (0..SIDE * SIDE).map(|at| values[at % SIDE * SIDE + at / SIDE]).collect();
        self.transform.process(&mut turned);
        (0..SIDE * SIDE).map(|at| turned[at % SIDE * SIDE + at / SIDE].norm_sqr()).collect()
    }

    /// Height of the sharpest peak of a log spectrum over the median around it, and its frequency in waves a tile.
    fn sharpest(&self, logs: &[f32]) -> (f32, i32, i32) {
        let mut best = (f32::NEG_INFINITY, 1, 1);
        for (right, down) in candidates() {
            // Only the top of a peak is measured: its flanks would say less.
            let here = logs[place(right, down)];
            if FLANKS.iter().any(|(x, y)| logs[place(right + x, down + y)] > here) {
                continue;
            }
            let height = here - self.around(logs, right, down);
            if height > best.0 {
                best = (height, right, down);
            }
        }
        best
    }

    /// Height of a peak in one tile, where the panel's tilt or a bend of the image may have moved it by a wave.
    fn height_near(&self, logs: &[f32], right: i32, down: i32) -> f32 {
        let near = (-1..=1).flat_map(|x| (-1..=1).map(move |y| logs[place(right + x, down + y)]));
        near.fold(f32::NEG_INFINITY, f32::max) - self.around(logs, right, down)
    }

    /// The median around a place of a log spectrum.
    fn around(&self, logs: &[f32], right: i32, down: i32) -> f32 {
        let near = self.neighbourhood.iter().map(|(x, y)| logs[place(right + x, down + y)]);
        let mut near: Vec<f32> = near.collect();
        let middle = near.len() / 2;
        *near.select_nth_unstable_by(middle, f32::total_cmp).1
    }
}

/// Upper left corner of a tile, pixels.
#[derive(Debug, Clone, Copy)]
struct Tile {
    left: usize,
    top: usize,
}

/// Overlapping tiles over the inner face, at most [`TILES_ALONG`] a side; those beyond the frame are left out.
fn tiles(image: &Yuv420, face: RectPx) -> Vec<Tile> {
    let size = image.size();
    let starts = |from_px: f32, length_px: f32, frame_px: u32| {
        let room = length_px - SIDE as f32;
        let count = if room < 0.0 { 0 } else { ((2.0 * room / SIDE as f32) as usize + 1).min(TILES_ALONG) };
        let step = room / (count.max(2) - 1) as f32;
        (0..count)
            .map(|number| (from_px + step * number as f32).round())
            .filter(|&at| at >= 0.0 && at + SIDE as f32 <= frame_px as f32)
            .map(|at| at as usize)
            .collect::<Vec<usize>>()
    };
    let lefts = starts(
        face.left_px + MARGIN_ACROSS * face.width_px,
        (1.0 - 2.0 * MARGIN_ACROSS) * face.width_px,
        size.width_px,
    );
    let tops = starts(
        face.top_px + MARGIN_DOWN * face.height_px,
        (1.0 - 2.0 * MARGIN_DOWN) * face.height_px,
        size.height_px,
    );
    tops.iter().flat_map(|&top| lefts.iter().map(move |&left| Tile { left, top })).collect()
}

/// A form of shading over a tile, of length 1.
fn shading(form: fn(f32, f32) -> f32) -> Vec<f32> {
    let centred = |at: usize| (at as f32 + 0.5) / SIDE as f32 * 2.0 - 1.0;
    let values: Vec<f32> = (0..SIDE * SIDE).map(|at| form(centred(at % SIDE), centred(at / SIDE))).collect();
    let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
    values.into_iter().map(|value| value / length).collect()
}

/// Frequencies that are searched, waves a tile: one half of the plane, between the rings, off the axes, where rows and
/// columns of sensors and edges of blocks lie, and off the grid of 16 pixels that codecs work in.
fn candidates() -> impl Iterator<Item = (i32, i32)> {
    let most = (FREQUENCY_MAX * SIDE as f32) as i32;
    let is_of_codec = |frequency: i32| frequency % (SIDE as i32 / BLOCK) == 0;
    (AXIS..=most)
        .flat_map(move |right| (-most..=most).map(move |down| (right, down)))
        .filter(|(_, down)| down.abs() >= AXIS)
        .filter(move |(right, down)| !(is_of_codec(*right) && is_of_codec(*down)))
        .filter(|(right, down)| {
            let frequency = (*right as f32).hypot(*down as f32) / SIDE as f32;
            (FREQUENCY_MIN..=FREQUENCY_MAX).contains(&frequency)
        })
}

/// Median power of the frequencies that are searched.
fn fine_power(power: &[f32]) -> f32 {
    let mut powers: Vec<f32> = candidates().map(|(right, down)| power[place(right, down)]).collect();
    let middle = powers.len() / 2;
    *powers.select_nth_unstable_by(middle, f32::total_cmp).1
}

fn place(right: i32, down: i32) -> usize {
    let side = SIDE as i32;
    (down.rem_euclid(side) * side + right.rem_euclid(side)) as usize
}

/// Side of a tile, pixels: 4 to 26 waves, and six tiles on a face as large as a check begins with.
const SIDE: usize = 64;
/// Most tiles along one side of a face.
const TILES_ALONG: usize = 4;
/// With fewer tiles, a feature of the face may ripple in all.
const TILES_MIN: usize = 4;
/// Rim of the face's box that is left out, shares of its width and height: hair and what is beside the cheeks.
const MARGIN_ACROSS: f32 = 0.1;
const MARGIN_DOWN: f32 = 0.05;
/// Power of rounding to whole bytes (1/12) under the squared window (9/64 of the tile's pixels).
const ROUNDING_POWER: f32 = (SIDE * SIDE) as f32 * 9.0 / 64.0 / 12.0;
/// A tile of one value has no power at all.
const QUIET_MIN: f32 = 1e-3;
/// Frequencies that are searched, waves a pixel: shading and features are slower, the finest does not pass a codec.
const FREQUENCY_MIN: f32 = 0.10;
const FREQUENCY_MAX: f32 = 0.40;
/// Least distance from an axis, waves a tile: outside the lobe that the window makes of a row or a column.
const AXIS: i32 = 2;
/// Codecs work in blocks of 4, 8 and 16 pixels.
const BLOCK: i32 = 16;
/// Neighbourhood of a peak, waves a tile: outside its lobe.
const NEIGHBOURS_FROM: i32 = 2;
const NEIGHBOURS_TO: i32 = 6;
/// What light and the form of a head lay over a tile: forms that do not overlap, up to the second order.
const SHADINGS: [fn(f32, f32) -> f32; 6] =
    [|_, _| 1.0, |x, _| x, |_, y| y, |x, y| x * y, |x, _| x * x - 1.0 / 3.0, |_, y| y * y - 1.0 / 3.0];
const FLANKS: [(i32, i32); 4] = [(-1, 0), (1, 0), (0, -1), (0, 1)];
/// Decibels of a factor e of power.
const DB_PER_NEPER: f32 = 4.342_944_8;
