//! Finds the motion that registers one image of a face onto another.
//!
//! In: two images, the cells to compare, the fields allowed. Out: how much of each field, and how well it fits.
//! Lucas and Kanade 1981 with Levenberg steps and Cauchy weights, so that glints and blinks do not pull.

use super::detail::{DetailImage, Sample};
use super::motion::{Amounts, FIELDS, Shift, Spot};
use nalgebra::{DMatrix, DVector};

/// What to compare and how long to try.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task {
    /// Fields that may move, the first ones.
    pub(super) fields: usize,
    pub(super) steps_max: usize,
}

/// A motion and how well it fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit {
    pub(super) amounts: Amounts,
    /// Robust deviation of the difference, in the unit of the images.
    pub(super) deviation: f64,
}

/// The fixed image at the cells to compare, with the fields there.
#[derive(Debug, Clone)]
pub(super) struct Target {
    points: Vec<TargetPoint>,
}

#[derive(Debug, Clone, Copy)]
struct TargetPoint {
    spot: Spot,
    fields: [Shift; FIELDS],
    value: f32,
}

/// The moving image under one motion.
struct Overlay {
    samples: Vec<Sample>,
    contrast: f32,
    differences: Vec<f32>,
}

impl Target {
    pub(super) fn new(image: &DetailImage, spots: &[Spot]) -> Self {
        let points = spots.iter().map(|&spot| TargetPoint {
            spot,
            fields: spot.fields(),
            value: image.value(spot.column, spot.row),
        });
        Self { points: points.collect() }
    }

    /// Moves `image` onto the target, from `start`.
    pub(super) fn register(&self, image: &DetailImage, start: &Amounts, task: Task) -> Fit {
        let mut amounts = *start;
        let mut overlay = self.overlay(image, &amounts);
        let mut damping = DAMPING_START;
        for _ in 0..task.steps_max {
            let deviation = robust_deviation(&overlay.differences);
            let cost = cost(&overlay.differences, deviation);
            let (normal, slope) = self.normal_equations(&overlay, deviation, task.fields);
            let mut taken = None;
            for _ in 0..TRIES_MAX {
                let Some(step) = damped_step(&normal, &slope, damping) else { break };
                let mut next = amounts;
                next.iter_mut().zip(step.iter()).for_each(|(amount, step)| *amount += step);
                let moved = self.overlay(image, &next);
                if self::cost(&moved.differences, deviation) < cost {
                    taken = Some((next, moved, step.amax()));
                    break;
                }
                damping *= DAMPING_UP;
            }
            let Some((next, moved, length)) = taken else { break };
            (amounts, overlay) = (next, moved);
            damping = (damping / DAMPING_DOWN).max(DAMPING_MIN);
            if length < STEP_MIN_CELLS {
                break;
            }
        }
        Fit { amounts, deviation: f64::from(robust_deviation(&overlay.differences)) }
    }

    /// Robust deviation of the fixed image itself: its contrast.
    pub(super) fn contrast(&self) -> f64 {
        f64::from(robust_deviation(&self.points.iter().map(|point| point.value).collect::<Vec<_>>()))
    }

    fn overlay(&self, image: &DetailImage, amounts: &Amounts) -> Overlay {
        let samples: Vec<Sample> = self
            .points
            .iter()
            .map(|point| {
                let (mut columns, mut rows) = (point.spot.column as f32, point.spot.row as f32);
                for (field, &amount) in point.fields.iter().zip(amounts) {
                    columns += amount as f32 * field.columns;
                    rows += amount as f32 * field.rows;
                }
                image.at(super::detail::Cell { column: columns, row: rows })
            })
            .collect();
        let (mut both, mut own) = (0.0, f32::MIN_POSITIVE);
        for (sample, point) in samples.iter().zip(&self.points) {
            both += sample.value * point.value;
            own += sample.value * sample.value;
        }
        let contrast = (both / own).clamp(CONTRAST_MIN, CONTRAST_MAX);
        let differences =
            samples.iter().zip(&self.points).map(|(sample, point)| point.value - contrast * sample.value);
        Overlay { contrast, differences: differences.collect(), samples }
    }

    fn normal_equations(
        &self,
        overlay: &Overlay,
        deviation: f32,
        fields: usize,
    ) -> (DMatrix<f64>, DVector<f64>) {
        let mut normal = [[0.0f32; FIELDS]; FIELDS];
        let mut slope = [0.0f32; FIELDS];
        let width = CAUCHY_WIDTH * deviation;
        for ((point, sample), &difference) in
            self.points.iter().zip(&overlay.samples).zip(&overlay.differences)
        {
            let weight = 1.0 / (1.0 + (difference / width).powi(2));
            let (per_column, per_row) =
                (overlay.contrast * sample.per_column, overlay.contrast * sample.per_row);
            let gradient = point.fields.map(|field| per_column * field.columns + per_row * field.rows);
            for (row, &own) in gradient.iter().enumerate().take(fields) {
                slope[row] += weight * own * difference;
                for (sum, &other) in normal[row].iter_mut().zip(&gradient).take(row + 1) {
                    *sum += weight * own * other;
                }
            }
        }
        (
            DMatrix::from_fn(fields, fields, |row, column| {
                f64::from(normal[row.max(column)][row.min(column)])
            }),
            DVector::from_fn(fields, |row, _| f64::from(slope[row])),
        )
    }
}

fn damped_step(normal: &DMatrix<f64>, slope: &DVector<f64>, damping: f64) -> Option<DVector<f64>> {
    let mut damped = normal.clone();
    let floor = normal.trace() * DIAGONAL_FLOOR;
    for place in 0..damped.nrows() {
        damped[(place, place)] += damping * normal[(place, place)] + floor;
    }
    damped.cholesky().map(|factor| factor.solve(slope))
}

/// Cauchy's cost: large differences count little more than middling ones.
fn cost(differences: &[f32], deviation: f32) -> f32 {
    let width = CAUCHY_WIDTH * deviation;
    differences.iter().map(|difference| (difference / width).powi(2).ln_1p()).sum()
}

fn robust_deviation(values: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = values.iter().map(|value| value.abs()).collect();
    if sizes.is_empty() {
        return f32::MIN_POSITIVE;
    }
    let middle = sizes.len() / 2;
    let (_, median, _) = sizes.select_nth_unstable_by(middle, f32::total_cmp);
    DEVIATION_OF_MEDIAN * *median + DEVIATION_MIN
}

/// Deviation of a normal distribution over its median size.
const DEVIATION_OF_MEDIAN: f32 = 1.4826;
/// Keeps equal images from dividing by nothing; far below the noise of video.
const DEVIATION_MIN: f32 = 1e-5;
/// Differences of twice the deviation count half.
const CAUCHY_WIDTH: f32 = 2.0;
/// An image's contrast changes with exposure and fog by no more than this.
const CONTRAST_MIN: f32 = 0.3;
const CONTRAST_MAX: f32 = 3.0;
const DAMPING_START: f64 = 1e-3;
const DAMPING_MIN: f64 = 1e-5;
const DAMPING_UP: f64 = 8.0;
const DAMPING_DOWN: f64 = 4.0;
const TRIES_MAX: usize = 5;
/// Steps below this change nothing that can be seen.
const STEP_MIN_CELLS: f64 = 2e-3;
/// Keeps fields without any slope solvable.
const DIAGONAL_FLOOR: f64 = 1e-7;
