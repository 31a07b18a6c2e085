//! The camera as a pinhole: places in front of it and points of the image.

use catchlight_types::{FrameSize, PointPx};
use nalgebra::Vector3;

/// A pinhole at the origin that looks along -z; x to the right of the image, y up, centimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lens {
    pub(crate) size: FrameSize,
    pub(crate) focal_px: f32,
}

impl Lens {
    pub(crate) fn project(&self, place_cm: Vector3<f32>) -> PointPx {
        let scale = self.focal_px / (-place_cm.z).max(NEAREST_CM);
        let center = self.center();
        PointPx { x_px: center.x_px + place_cm.x * scale, y_px: center.y_px - place_cm.y * scale }
    }

    /// The place that this point of the image shows, at a depth.
    pub(crate) fn place_behind(&self, point: PointPx, depth_cm: f32) -> Vector3<f32> {
        let center = self.center();
        let scale = depth_cm / self.focal_px;
        Vector3::new((point.x_px - center.x_px) * scale, (center.y_px - point.y_px) * scale, -depth_cm)
    }

    fn center(&self) -> PointPx {
        PointPx { x_px: self.size.width_px as f32 / 2.0, y_px: self.size.height_px as f32 / 2.0 }
    }
}

/// Nothing comes nearer to the lens, so that nothing is divided by zero.
pub(crate) const NEAREST_CM: f32 = 4.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_the_picture_leads_back_to_itself() {
        let lens = Lens { size: FrameSize { width_px: 640, height_px: 480 }, focal_px: 600.0 };
        let point = PointPx { x_px: 500.0, y_px: 100.0 };
        let back = lens.project(lens.place_behind(point, 37.0));
        assert!(back.distance_px(point) < 1e-3);
    }
}
