//! The box of a face as face APIs draw it: hairline to chin, ear to ear.
//!
//! In: a mesh, which ends at the upper forehead and in front of the ears. Out: an upright rectangle.

use crate::Mesh;
use crate::landmarks::FACE_OVAL;
use catchlight_types::{PointPx, RectPx};

/// The box of a face.
pub(crate) fn bounding_box(mesh: &Mesh) -> RectPx {
    let oval = RectPx::around(FACE_OVAL.iter().map(|&landmark| mesh.at(landmark)));
    let oval = oval.unwrap_or_default();
    RectPx {
        left_px: oval.left_px - SIDE_MARGIN * oval.width_px,
        top_px: oval.top_px - TOP_MARGIN * oval.height_px,
        width_px: oval.width_px * (1.0 + 2.0 * SIDE_MARGIN),
        height_px: oval.height_px * (1.0 + TOP_MARGIN + BOTTOM_MARGIN),
    }
}

/// Share of a box that lies inside the frame, 0..=1.
pub(crate) fn visible_share(bounds: RectPx, width_px: f32, height_px: f32) -> f32 {
    let bottom_right =
        PointPx { x_px: bounds.left_px + bounds.width_px, y_px: bounds.top_px + bounds.height_px };
    let across = (bottom_right.x_px.min(width_px) - bounds.left_px.max(0.0)).max(0.0);
    let down = (bottom_right.y_px.min(height_px) - bounds.top_px.max(0.0)).max(0.0);
    let area = bounds.width_px * bounds.height_px;
    if area > 0.0 { (across * down / area).clamp(0.0, 1.0) } else { 0.0 }
}

/// Share of the mesh's width on each side.
const SIDE_MARGIN: f32 = 0.0;
/// Share of the mesh's height between its top and the hairline.
const TOP_MARGIN: f32 = 0.10;
/// Share of the mesh's height below the chin.
const BOTTOM_MARGIN: f32 = 0.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visible_share_is_what_the_frame_holds() {
        let half_out = RectPx { left_px: -50.0, top_px: 0.0, width_px: 100.0, height_px: 100.0 };
        assert!((visible_share(half_out, 640.0, 480.0) - 0.5).abs() < 1e-6);
        let outside = RectPx { left_px: 700.0, ..half_out };
        assert!(visible_share(outside, 640.0, 480.0).abs() < 1e-6);
    }
}
