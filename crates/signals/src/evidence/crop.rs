//! Small grey pictures of the face, all of one size, upright and centred.
//!
//! In: a frame and where the face lies. Out: luma on a grid of the mean face.

use super::placement::{FacePoint, Placement};
use catchlight_media::Yuv420;

/// Luma of a face on a grid of [`CROP_SIDE`] by [`CROP_SIDE`] cells.
#[derive(Clone)]
pub(crate) struct FaceCrop {
    luma: Box<[u8]>,
}

impl FaceCrop {
    /// Cuts the face out; cells beyond the frame repeat its edge.
    pub(crate) fn cut(image: &Yuv420, placement: Placement) -> Self {
        // A face that is larger in the frame than in the crop is averaged, not skipped.
        let taps = ((placement.px_per_cm() * CELL_CM).ceil() as usize).clamp(1, TAPS_MAX);
        let mut luma = Vec::with_capacity(CROP_SIDE * CROP_SIDE);
        for row in 0..CROP_SIDE {
            for column in 0..CROP_SIDE {
                let mut sum = 0.0;
                for down in 0..taps {
                    for right in 0..taps {
                        let share = |cell: usize, tap: usize| cell as f32 + (tap as f32 + 0.5) / taps as f32;
                        let place = FacePoint {
                            right_cm: LEFT_CM + CELL_CM * share(column, right),
                            down_cm: TOP_CM + CELL_CM * share(row, down),
                        };
                        sum += luma_at(image, placement, place);
                    }
                }
                luma.push((sum / (taps * taps) as f32).round() as u8);
            }
        }
        Self { luma: luma.into() }
    }

    /// Rows of luma, from the top.
    pub(crate) fn luma(&self) -> &[u8] {
        &self.luma
    }

    #[cfg(test)]
    pub(crate) fn drawn(luma_of: impl Fn(FacePoint) -> f32) -> Self {
        let cells = (0..CROP_SIDE * CROP_SIDE).map(|cell| cell_center(cell % CROP_SIDE, cell / CROP_SIDE));
        Self { luma: cells.map(|place| luma_of(place).clamp(0.0, 255.0).round() as u8).collect() }
    }
}

/// The middle of a cell on the face.
pub(crate) fn cell_center(column: usize, row: usize) -> FacePoint {
    FacePoint {
        right_cm: LEFT_CM + CELL_CM * (column as f32 + 0.5),
        down_cm: TOP_CM + CELL_CM * (row as f32 + 0.5),
    }
}

fn luma_at(image: &Yuv420, placement: Placement, place: FacePoint) -> f32 {
    let size = image.size();
    let (width, height) = (size.width_px as usize, size.height_px as usize);
    let point = placement.to_px(place);
    // Pixel centres lie at halves.
    let x = (point.x_px - 0.5).clamp(0.0, (width - 1) as f32);
    let y = (point.y_px - 0.5).clamp(0.0, (height - 1) as f32);
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (across, down) = (x - left as f32, y - top as f32);
    let rows = image.y();
    let value = |column: usize, row: usize| f32::from(rows[row * width + column]);
    let upper = value(left, top) + across * (value(right, top) - value(left, top));
    let lower = value(left, bottom) + across * (value(right, bottom) - value(left, bottom));
    upper + down * (lower - upper)
}

/// Cells along one side.
pub(crate) const CROP_SIDE: usize = 128;
/// Side of a cell on the mean face: the eyes are 45 cells apart.
pub(crate) const CELL_CM: f32 = 18.0 / CROP_SIDE as f32;
/// Left edge of the crop on the mean face; the middle of the nose is at 0.
pub(crate) const LEFT_CM: f32 = -9.0;
/// Upper edge of the crop on the mean face: the hairline.
pub(crate) const TOP_CM: f32 = -8.5;
/// Most samples along one side of a cell.
const TAPS_MAX: usize = 4;
