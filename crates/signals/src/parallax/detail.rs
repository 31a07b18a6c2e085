//! A crop prepared for registration: detail without brightness, and its slopes.
//!
//! In: luma. Out: log-luma without slow changes of light, sampled anywhere.

use crate::evidence::{CROP_SIDE, FaceCrop};

/// Detail of a face on the grid of a crop.
#[derive(Debug, Clone)]
pub(super) struct DetailImage {
    values: Vec<f32>,
}

/// A place on the grid, cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) column: f32,
    pub(super) row: f32,
}

/// A value and its slopes at one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) value: f32,
    pub(super) per_column: f32,
    pub(super) per_row: f32,
}

impl DetailImage {
    /// Logarithm, so that light multiplies out, without what is wider than a nose, so that shading does not count.
    pub(super) fn of(crop: &FaceCrop) -> Self {
        let log: Vec<f32> = crop.luma().iter().map(|&luma| f32::from(luma.max(DARK_LUMA)).ln()).collect();
        let fine = blurred(&log, FINE_CELLS);
        let coarse = blurred(&fine, COARSE_CELLS);
        let detail: Vec<f32> = fine.iter().zip(&coarse).map(|(fine, coarse)| fine - coarse).collect();
        let squares: Vec<f32> = detail.iter().map(|value| value * value).collect();
        let contrast = blurred(&squares, CONTRAST_CELLS);
        let even = |(value, power): (&f32, &f32)| value / (power.sqrt() + CONTRAST_FLOOR);
        Self { values: detail.iter().zip(&contrast).map(even).collect() }
    }

    /// Mean of images of one face; `None` without any.
    pub(super) fn mean(images: &[Self]) -> Option<Self> {
        let mut values = vec![0.0; images.first()?.values.len()];
        for image in images {
            for (sum, value) in values.iter_mut().zip(&image.values) {
                *sum += value / images.len() as f32;
            }
        }
        Some(Self { values })
    }

    /// The same image, every place taken from where `from` says.
    pub(super) fn warped(&self, from: impl Fn(usize, usize) -> Cell) -> Self {
        let mut values = Vec::with_capacity(self.values.len());
        for row in 0..CROP_SIDE {
            for column in 0..CROP_SIDE {
                values.push(self.at(from(column, row)).value);
            }
        }
        Self { values }
    }

    /// The same image without fine detail.
    pub(super) fn softened(&self) -> Self {
        Self { values: blurred(&self.values, SOFT_CELLS) }
    }

    pub(super) fn value(&self, column: usize, row: usize) -> f32 {
        self.values[row * CROP_SIDE + column]
    }

    /// Value and slopes of the bilinear surface over four cells.
    pub(super) fn at(&self, cell: Cell) -> Sample {
        let last = (CROP_SIDE - 1) as f32 - 1e-3;
        let (column, row) = (cell.column.clamp(0.0, last), cell.row.clamp(0.0, last));
        let (left, top) = (column as usize, row as usize);
        let (across, down) = (column - left as f32, row - top as f32);
        let place = top * CROP_SIDE + left;
        let (upper_left, upper_right) = (self.values[place], self.values[place + 1]);
        let (lower_left, lower_right) = (self.values[place + CROP_SIDE], self.values[place + CROP_SIDE + 1]);
        let upper = upper_left + across * (upper_right - upper_left);
        let lower = lower_left + across * (lower_right - lower_left);
        Sample {
            value: upper + down * (lower - upper),
            per_column: (upper_right - upper_left) * (1.0 - down) + (lower_right - lower_left) * down,
            per_row: lower - upper,
        }
    }
}

/// Gaussian blur, edges repeated.
fn blurred(values: &[f32], deviation_cells: f32) -> Vec<f32> {
    let reach = (3.0 * deviation_cells).ceil() as usize;
    let mut kernel: Vec<f32> = (0..=2 * reach)
        .map(|tap| {
            let away = (tap as f32 - reach as f32) / deviation_cells;
            (-0.5 * away * away).exp()
        })
        .collect();
    let total: f32 = kernel.iter().sum();
    kernel.iter_mut().for_each(|tap| *tap /= total);
    let across = rows_blurred_and_turned(values, &kernel);
    rows_blurred_and_turned(&across, &kernel)
}

/// Blurs along rows and swaps rows with columns, so that doing it twice blurs both ways.
fn rows_blurred_and_turned(values: &[f32], kernel: &[f32]) -> Vec<f32> {
    let reach = kernel.len() / 2;
    let mut turned = vec![0.0; values.len()];
    let mut padded = vec![0.0; CROP_SIDE + 2 * reach];
    for (row, line) in values.chunks_exact(CROP_SIDE).enumerate() {
        padded[..reach].fill(line[0]);
        padded[reach..reach + CROP_SIDE].copy_from_slice(line);
        padded[reach + CROP_SIDE..].fill(line[CROP_SIDE - 1]);
        for column in 0..CROP_SIDE {
            let window = &padded[column..column + kernel.len()];
            turned[column * CROP_SIDE + row] =
                window.iter().zip(kernel).map(|(value, tap)| value * tap).sum();
        }
    }
    turned
}

/// Luma below which video is noise.
const DARK_LUMA: u8 = 4;
/// Takes the noise of single cells away.
const FINE_CELLS: f32 = 0.8;
/// Shading wider than this is light, not detail: about a third of the nose.
const COARSE_CELLS: f32 = 5.0;
/// Contrast is evened out over this reach, so that hair and glasses do not outweigh skin.
const CONTRAST_CELLS: f32 = 5.0;
/// Contrast of log-luma that is as much noise as detail.
const CONTRAST_FLOOR: f32 = 0.03;
/// Blur of the first, coarse registration.
const SOFT_CELLS: f32 = 2.0;
