//! The ways in which the image of a face can move between two views.
//!
//! In: the relief of the face. Out: shift fields on the grid of a crop: eight of a flat sheet, three of a relief.

use super::detail::Cell;
use crate::evidence::{CROP_SIDE, FacePoint, cell_center};

/// A shift of one cell, cells.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shift {
    pub(super) columns: f32,
    pub(super) rows: f32,
}

/// How much of each field a motion has.
pub(super) type Amounts = [f64; FIELDS];

/// Where a cell lies and how far it stands out, in half widths of the crop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) column: usize,
    pub(super) row: usize,
    right: f32,
    down: f32,
    relief: f32,
}

impl Spot {
    pub(super) fn new(column: usize, row: usize, relief: f32) -> Self {
        let FacePoint { right_cm, down_cm } = cell_center(column, row);
        Self { column, row, right: right_cm / UNIT_CM, down: down_cm / UNIT_CM, relief }
    }

    /// Its shift for one unit of every field: a homography's eight, then growth of what stands out, then its turns.
    pub(super) fn fields(self) -> [Shift; FIELDS] {
        let shift = |columns, rows| Shift { columns, rows };
        let Self { right, down, relief, .. } = self;
        [
            shift(1.0, 0.0),
            shift(0.0, 1.0),
            shift(right, 0.0),
            shift(0.0, right),
            shift(down, 0.0),
            shift(0.0, down),
            shift(right * right, right * down),
            shift(right * down, down * down),
            shift(right * relief, down * relief),
            shift(relief, 0.0),
            shift(0.0, relief),
        ]
    }

    /// Where the cell goes when it lies on a flat sheet.
    pub(super) fn moved_flat(column: usize, row: usize, amounts: &Amounts) -> Cell {
        let FacePoint { right_cm, down_cm } = cell_center(column, row);
        let (right, down) = (f64::from(right_cm / UNIT_CM), f64::from(down_cm / UNIT_CM));
        let bend = amounts[6] * right + amounts[7] * down;
        let columns = amounts[0] + amounts[2] * right + amounts[4] * down + bend * right;
        let rows = amounts[1] + amounts[3] * right + amounts[5] * down + bend * down;
        Cell { column: column as f32 + columns as f32, row: row as f32 + rows as f32 }
    }
}

/// The cells of bare face: inside its outline, away from the eyes, which move by themselves; one of two, as on a chessboard.
pub(super) fn spots(relief: &[f32]) -> Vec<Spot> {
    let mut spots = Vec::new();
    for row in 0..CROP_SIDE {
        for column in (row % 2..CROP_SIDE).step_by(2) {
            let place = cell_center(column, row);
            if in_outline(place) && !in_eyes(place) {
                spots.push(Spot::new(column, row, relief[row * CROP_SIDE + column]));
            }
        }
    }
    let mean = spots.iter().map(|spot| spot.relief).sum::<f32>() / spots.len() as f32;
    spots.iter_mut().for_each(|spot| spot.relief -= mean);
    spots
}

/// A rounded box a little inside the outline of the mean face.
fn in_outline(place: FacePoint) -> bool {
    let down = place.down_cm - OUTLINE_CENTER_DOWN_CM;
    let half_height = if down < 0.0 { OUTLINE_UP_CM } else { OUTLINE_DOWN_CM };
    (place.right_cm / OUTLINE_SIDE_CM).abs().powf(OUTLINE_POWER)
        + (down / half_height).abs().powf(OUTLINE_POWER)
        < 1.0
}

fn in_eyes(place: FacePoint) -> bool {
    let right = place.right_cm.abs() - EYE_RIGHT_CM;
    let down = place.down_cm - EYE_DOWN_CM;
    (right / EYE_HALF_WIDTH_CM).powi(2) + (down / EYE_HALF_HEIGHT_CM).powi(2) < 1.0
}

/// Fields of a motion.
pub(super) const FIELDS: usize = 11;
/// Fields that a flat sheet can have, the first ones.
pub(super) const FLAT_FIELDS: usize = 8;
/// Unit of places, centimetres on the mean face.
pub(super) const UNIT_CM: f32 = 9.0;
const OUTLINE_CENTER_DOWN_CM: f32 = -1.0;
/// 2 would be an ellipse, which cuts the jaw.
const OUTLINE_POWER: f32 = 2.5;
const OUTLINE_SIDE_CM: f32 = 7.3;
const OUTLINE_UP_CM: f32 = 7.0;
const OUTLINE_DOWN_CM: f32 = 9.8;
const EYE_RIGHT_CM: f32 = 3.15;
const EYE_DOWN_CM: f32 = -2.6;
const EYE_HALF_WIDTH_CM: f32 = 2.0;
const EYE_HALF_HEIGHT_CM: f32 = 1.2;
