//! Contrast between the iris and the white of the eye: it falls when the lids close.
//!
//! In: luma and a mesh. Out: a contrast to compare with the same person's other frames.
//! The mesh model's own lids hardly move. On rendered blinks, lids more than half closed against open: area under the
//! curve 0.90 for the mesh's gap, 0.99 for this contrast over its median of the check.

use catchlight_face::{Mesh, TrackedFace, landmarks};
use catchlight_media::Yuv420;
use catchlight_types::RectPx;

/// Luma of the sides of both eyes less that of their middles, shares of the mean luma; about 0 when the lids are closed.
pub(crate) fn iris_contrast(image: &Yuv420, face: &TrackedFace) -> f32 {
    let right = of_eye(image, &face.mesh, &landmarks::RIGHT_EYE_RING);
    let left = of_eye(image, &face.mesh, &landmarks::LEFT_EYE_RING);
    f32::midpoint(right, left)
}

fn of_eye(image: &Yuv420, mesh: &Mesh, ring: &[usize]) -> f32 {
    let bounds = RectPx::around(ring.iter().map(|&landmark| mesh.at(landmark))).unwrap_or_default();
    let center = bounds.center();
    let (width_px, height_px) = (bounds.width_px * BAND_WIDTH, bounds.width_px * BAND_HEIGHT);
    let (left_px, top_px) = (center.x_px - width_px / 2.0, center.y_px - height_px / 2.0);
    let column = |place: usize| {
        let x_px = left_px + width_px * (place as f32 + 0.5) / COLUMNS as f32;
        let rows = (0..ROWS).map(|row| {
            let y_px = top_px + height_px * (row as f32 + 0.5) / ROWS as f32;
            luma(image, x_px, y_px)
        });
        rows.sum::<f32>() / ROWS as f32
    };
    let columns: [f32; COLUMNS] = std::array::from_fn(column);
    let mean = |from: usize, until: usize| columns[from..until].iter().sum::<f32>() / (until - from) as f32;
    let middle = mean(COLUMNS * 3 / 8, COLUMNS * 5 / 8);
    let sides = f32::midpoint(mean(COLUMNS / 8, COLUMNS * 3 / 8), mean(COLUMNS * 5 / 8, COLUMNS * 7 / 8));
    (sides - middle) / mean(0, COLUMNS).max(1.0)
}

/// The nearest pixel; the frame's edge stands for what lies beyond it.
fn luma(image: &Yuv420, x_px: f32, y_px: f32) -> f32 {
    let size = image.size();
    let column = (x_px.max(0.0) as usize).min(size.width_px as usize - 1);
    let row = (y_px.max(0.0) as usize).min(size.height_px as usize - 1);
    f32::from(image.y()[row * size.width_px as usize + column])
}

/// Samples across an eye and down it.
const COLUMNS: usize = 24;
const ROWS: usize = 8;
/// Width and height of the sampled band, widths of the eye.
const BAND_WIDTH: f32 = 0.9;
const BAND_HEIGHT: f32 = 0.24;
