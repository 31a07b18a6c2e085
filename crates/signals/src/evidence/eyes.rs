//! Small grey images of both eyes, upright, all of one size.
//!
//! In: a frame and a mesh. Out: luma on a grid that is laid between the corners of each eye.

use super::color::linear;
use super::crop::luma_at;
use catchlight_face::{Mesh, landmarks};
use catchlight_media::{ColorRange, Yuv420};
use catchlight_types::PointPx;

/// Both eyes of one frame; the eye on the left of the image first.
#[derive(Clone)]
pub(crate) struct EyePair {
    views: [EyeView; 2],
}

/// One eye and the skin below it.
#[derive(Clone)]
pub(crate) struct EyeView {
    /// Distance of its corners, pixels.
    pub(crate) width_px: f32,
    luma: Box<[u8]>,
}

impl EyePair {
    /// Cuts both eyes out; `None` when the corners of an eye lie on each other.
    pub(crate) fn cut(image: &Yuv420, mesh: &Mesh) -> Option<Self> {
        let eye = |one, other| EyeView::cut(image, mesh.at(one), mesh.at(other));
        Some(Self {
            views: [
                eye(landmarks::RIGHT_EYE_OUTER, landmarks::RIGHT_EYE_INNER)?,
                eye(landmarks::LEFT_EYE_INNER, landmarks::LEFT_EYE_OUTER)?,
            ],
        })
    }

    pub(crate) const fn views(&self) -> &[EyeView; 2] {
        &self.views
    }

    #[cfg(test)]
    pub(crate) fn drawn(width_px: f32, luma_of: impl Fn(usize, f32, f32) -> f32) -> Self {
        let view = |eye: usize| {
            let cells = (0..EYE_COLUMNS * EYE_ROWS)
                .map(|cell| eye_cell_center(cell % EYE_COLUMNS, cell / EYE_COLUMNS));
            let luma = cells.map(|(right, down)| luma_of(eye, right, down).clamp(0.0, 255.0) as u8).collect();
            EyeView { width_px, luma }
        };
        Self { views: [view(0), view(1)] }
    }
}

impl EyeView {
    fn cut(image: &Yuv420, left: PointPx, right: PointPx) -> Option<Self> {
        let width_px = left.distance_px(right);
        if width_px < WIDTH_MIN_PX {
            return None;
        }
        let middle = PointPx {
            x_px: f32::midpoint(left.x_px, right.x_px),
            y_px: f32::midpoint(left.y_px, right.y_px),
        };
        let (along_x, along_y) = (right.x_px - left.x_px, right.y_px - left.y_px);
        let place = |across: f32, down: f32| PointPx {
            x_px: middle.x_px + along_x * across - along_y * down,
            y_px: middle.y_px + along_y * across + along_x * down,
        };
        // An eye that is larger in the frame than in the grid is averaged, not skipped.
        let taps = ((width_px * EYE_CELL).ceil() as usize).clamp(1, TAPS_MAX);
        let (black, span) = match image.range() {
            ColorRange::Limited => (16.0, 219.0),
            ColorRange::Full => (0.0, 255.0),
        };
        let cell = |cell: usize| {
            let (across, down) = eye_cell_center(cell % EYE_COLUMNS, cell / EYE_COLUMNS);
            let offset = |tap: usize| EYE_CELL * ((tap as f32 + 0.5) / taps as f32 - 0.5);
            let samples = (0..taps * taps)
                .map(|tap| luma_at(image, place(across + offset(tap % taps), down + offset(tap / taps))));
            let mean = samples.sum::<f32>() / (taps * taps) as f32;
            (255.0 * (mean - black) / span).round().clamp(0.0, 255.0) as u8
        };
        Some(Self { width_px, luma: (0..EYE_COLUMNS * EYE_ROWS).map(cell).collect() })
    }

    /// Linear light of every cell, row by row from the top.
    pub(crate) fn light(&self) -> impl Iterator<Item = f32> {
        self.luma.iter().map(|&luma| linear(f32::from(luma) / 255.0))
    }
}

/// The middle of a cell, widths of the eye to the right and down from the middle of the eye.
fn eye_cell_center(column: usize, row: usize) -> (f32, f32) {
    (EYE_CELL * (column as f32 + 0.5) - 0.5, EYE_CELL * (row as f32 + 0.5) + TOP)
}

/// Cells from a little beyond one corner to a little beyond the other.
pub(crate) const EYE_COLUMNS: usize = 20;
/// Cells from the fold of the upper lid to the cheek.
const EYE_ROWS: usize = 18;
/// Side of a cell, widths of the eye.
pub(crate) const EYE_CELL: f32 = 0.05;
/// Upper edge of the grid, widths of the eye.
const TOP: f32 = -0.35;
/// A narrower eye is no eye.
const WIDTH_MIN_PX: f32 = 2.0;
/// Most samples along one side of a cell.
const TAPS_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_face::MeshPoint;
    use catchlight_types::FrameSize;

    #[test]
    fn a_turned_eye_is_cut_upright() {
        let size = FrameSize { width_px: 200, height_px: 200 };
        // Dark below the line through (100, 100) that falls to the right by a half.
        let is_below = |x: f32, y: f32| y - 100.0 > 0.5 * (x - 100.0);
        let pixels = (0..200 * 200).map(|place| {
            if is_below((place % 200) as f32 + 0.5, (place / 200) as f32 + 0.5) { 16 } else { 235 }
        });
        let gray = vec![128; 100 * 100];
        let image =
            Yuv420::from_planes(size, ColorRange::Limited, pixels.collect(), gray.clone(), gray).unwrap();
        let mut points = vec![MeshPoint::default(); 468];
        let mut put = |landmark: usize, x_px: f32, y_px: f32| points[landmark].at = PointPx { x_px, y_px };
        put(landmarks::RIGHT_EYE_OUTER, 60.0, 80.0);
        put(landmarks::RIGHT_EYE_INNER, 140.0, 120.0);
        put(landmarks::LEFT_EYE_INNER, 60.0, 80.0);
        put(landmarks::LEFT_EYE_OUTER, 140.0, 120.0);
        let eyes = EyePair::cut(&image, &Mesh::new(points).unwrap()).unwrap();
        for view in eyes.views() {
            assert!((view.width_px - 89.4).abs() < 0.1);
            for (cell, light) in view.light().enumerate() {
                let (_, down) = eye_cell_center(cell % EYE_COLUMNS, cell / EYE_COLUMNS);
                let expected = if down < 0.0 { 1.0 } else { 0.0 };
                assert!((light - expected).abs() < 0.01 || down.abs() < 0.06, "{down} {light}");
            }
        }
    }

    #[test]
    fn a_collapsed_mesh_has_no_eyes() {
        let size = FrameSize { width_px: 16, height_px: 16 };
        let image =
            Yuv420::from_planes(size, ColorRange::Full, vec![0; 256], vec![128; 64], vec![128; 64]).unwrap();
        let mesh = Mesh::new(vec![MeshPoint::default(); 468]).unwrap();
        assert!(EyePair::cut(&image, &mesh).is_none());
    }
}
