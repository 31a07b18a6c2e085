//! Small grey images of the face, all of one size, upright and centred.
//!
//! In: a frame and where the face lies. Out: luma on a grid of the mean face.

use super::placement::{FacePoint, Placement};
use catchlight_media::Yuv420;
use catchlight_types::PointPx;

/// Luma of a face on a grid of [`CROP_SIDE`] by [`CROP_SIDE`] cells.
#[derive(Clone)]
pub(crate) struct FaceCrop {
    luma: Box<[u8]>,
}

impl FaceCrop {
    /// Cuts the face out; cells beyond the frame repeat its edge.
    pub(crate) fn cut(image: &Yuv420, placement: Placement) -> Self {
        // A face that is larger in the frame than in the crop is averaged, not skipped.
        let taps = ((placement.px_per_cm() * CELL_CM).round() as usize).clamp(1, TAPS_MAX);
        let tap_cm = CELL_CM / taps as f32;
        let place = |column: f32, row: f32| {
            placement.to_px(FacePoint { right_cm: LEFT_CM + tap_cm * column, down_cm: TOP_CM + tap_cm * row })
        };
        let (origin, right, below) = (place(0.5, 0.5), place(1.5, 0.5), place(0.5, 1.5));
        let side = CROP_SIDE * taps;
        let mut sums = vec![0.0f32; CROP_SIDE * CROP_SIDE];
        for row in 0..side {
            let start = PointPx {
                x_px: origin.x_px + row as f32 * (below.x_px - origin.x_px),
                y_px: origin.y_px + row as f32 * (below.y_px - origin.y_px),
            };
            let line = &mut sums[row / taps * CROP_SIDE..][..CROP_SIDE];
            for (cell, sum) in line.iter_mut().enumerate() {
                for tap in 0..taps {
                    let column = (cell * taps + tap) as f32;
                    *sum += luma_at(
                        image,
                        PointPx {
                            x_px: start.x_px + column * (right.x_px - origin.x_px),
                            y_px: start.y_px + column * (right.y_px - origin.y_px),
                        },
                    );
                }
            }
        }
        let count = (taps * taps) as f32;
        Self { luma: sums.into_iter().map(|sum| (sum / count + 0.5) as u8).collect() }
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

/// Luma between the four nearest pixels; beyond the frame its edge.
pub(super) fn luma_at(image: &Yuv420, point: PointPx) -> f32 {
    let size = image.size();
    let (width, height) = (size.width_px as usize, size.height_px as usize);
    // Pixel centres lie at halves.
    let x = (point.x_px - 0.5).clamp(0.0, (width - 1) as f32);
    let y = (point.y_px - 0.5).clamp(0.0, (height - 1) as f32);
    let (left, top) = ((x as usize).min(width.saturating_sub(2)), (y as usize).min(height.saturating_sub(2)));
    let (across, down) = (x - left as f32, y - top as f32);
    let mut lines = image.y()[top * width + left..].chunks(width);
    let mut line = || match lines.next() {
        Some([left, right, ..]) => f32::from(*left) + across * (f32::from(*right) - f32::from(*left)),
        Some([left]) => f32::from(*left),
        _ => 0.0,
    };
    let (upper, lower) = (line(), line());
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
const TAPS_MAX: usize = 3;
