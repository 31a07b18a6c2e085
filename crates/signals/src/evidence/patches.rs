//! Patches of skin that are followed through a check.
//!
//! Each is a disc around a landmark of the mesh; its size follows the distance of the eyes. Places and normals are
//! those of MediaPipe's canonical face (Apache-2.0): centimetres, x to the right of an unmirrored picture, y up,
//! z towards the viewer. Eyes, brows, nostrils, lips and the rim of the mesh are left out.

use super::FacePoint;
use catchlight_face::Mesh;
use catchlight_types::PointPx;
use nalgebra::Vector3;

/// A disc of skin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch {
    landmark: usize,
    place_cm: Vector3<f32>,
    normal: Vector3<f32>,
}

impl Patch {
    const fn new(landmark: usize, x_cm: f32, y_cm: f32, z_cm: f32, right: f32, up: f32, out: f32) -> Self {
        Self { landmark, place_cm: Vector3::new(x_cm, y_cm, z_cm), normal: Vector3::new(right, up, out) }
    }

    /// Its middle in the frame.
    pub(crate) fn center(&self, mesh: &Mesh) -> PointPx {
        mesh.at(self.landmark)
    }

    /// Its middle on the mean face.
    pub(crate) fn place(&self) -> FacePoint {
        FacePoint { right_cm: self.place_cm.x, down_cm: -self.place_cm.y }
    }

    /// The way its skin looks on the mean face: to the right, up and towards the viewer.
    #[cfg(test)]
    pub(crate) const fn normal(&self) -> Vector3<f32> {
        self.normal
    }

    /// Its radius in the frame, pixels.
    pub(crate) fn radius_px(inter_eye_px: f32) -> f32 {
        RADIUS_INTER_EYE * inter_eye_px
    }
}

/// Radius of a patch, distances of the eyes: neighbours hardly overlap.
const RADIUS_INTER_EYE: f32 = 0.11;

/// The patches, from the forehead down, chosen as far from each other as possible.
pub(crate) const PATCHES: [Patch; 45] = [
    Patch::new(69, -3.06, 6.57, 4.53, -0.38, 0.26, 0.89),
    Patch::new(299, 3.06, 6.57, 4.53, 0.38, 0.26, 0.89),
    Patch::new(151, 0.00, 6.55, 5.03, 0.00, 0.24, 0.97),
    Patch::new(68, -5.60, 5.72, 2.72, -0.78, 0.13, 0.61),
    Patch::new(298, 5.60, 5.72, 2.72, 0.78, 0.13, 0.61),
    Patch::new(9, 0.00, 4.89, 5.39, 0.00, -0.05, 1.00),
    Patch::new(139, -6.85, 3.66, 0.72, -0.89, 0.02, 0.45),
    Patch::new(368, 6.85, 3.66, 0.72, 0.89, 0.02, 0.45),
    Patch::new(6, 0.00, 2.47, 5.79, 0.00, 0.47, 0.88),
    Patch::new(35, -5.80, 2.35, 2.20, -0.68, -0.07, 0.73),
    Patch::new(265, 5.80, 2.35, 2.20, 0.68, -0.07, 0.73),
    Patch::new(47, -1.72, 0.97, 4.56, -0.61, 0.27, 0.75),
    Patch::new(277, 1.72, 0.97, 4.56, 0.61, 0.27, 0.75),
    Patch::new(117, -5.26, 0.95, 2.97, -0.59, 0.08, 0.81),
    Patch::new(346, 5.26, 0.95, 2.97, 0.59, 0.08, 0.81),
    Patch::new(119, -3.30, 0.86, 3.87, -0.34, 0.14, 0.93),
    Patch::new(348, 3.30, 0.86, 3.87, 0.34, 0.14, 0.93),
    Patch::new(227, -7.30, 0.76, -0.05, -0.95, -0.04, 0.31),
    Patch::new(447, 7.30, 0.76, -0.05, 0.95, -0.04, 0.31),
    Patch::new(236, -0.88, 0.66, 6.23, -0.68, 0.31, 0.66),
    Patch::new(456, 0.88, 0.66, 6.23, 0.68, 0.31, 0.66),
    Patch::new(50, -4.77, -0.70, 3.53, -0.58, 0.04, 0.82),
    Patch::new(280, 4.77, -0.70, 3.53, 0.58, 0.04, 0.82),
    Patch::new(102, -1.73, -0.92, 5.27, -0.78, -0.23, 0.59),
    Patch::new(331, 1.73, -0.92, 5.27, 0.78, -0.23, 0.59),
    Patch::new(1, 0.00, -1.13, 7.48, 0.00, -0.63, 0.77),
    Patch::new(147, -6.23, -1.94, 1.66, -0.85, -0.15, 0.50),
    Patch::new(376, 6.23, -1.94, 1.66, 0.85, -0.15, 0.50),
    Patch::new(165, -1.78, -2.68, 5.21, -0.51, -0.26, 0.82),
    Patch::new(391, 1.78, -2.68, 5.21, 0.51, -0.26, 0.82),
    Patch::new(216, -3.49, -3.20, 4.13, -0.47, -0.15, 0.87),
    Patch::new(436, 3.49, -3.20, 4.13, 0.47, -0.15, 0.87),
    Patch::new(215, -6.58, -3.94, 0.07, -0.91, -0.25, 0.33),
    Patch::new(435, 6.58, -3.94, 0.07, 0.91, -0.25, 0.33),
    Patch::new(192, -5.44, -4.03, 2.11, -0.80, -0.21, 0.56),
    Patch::new(416, 5.44, -4.03, 2.11, 0.80, -0.21, 0.56),
    Patch::new(202, -3.29, -5.38, 3.80, -0.48, -0.11, 0.87),
    Patch::new(422, 3.29, -5.38, 3.80, 0.48, -0.11, 0.87),
    Patch::new(135, -5.00, -6.14, 1.89, -0.80, -0.30, 0.51),
    Patch::new(364, 5.00, -6.14, 1.89, 0.80, -0.30, 0.51),
    Patch::new(18, 0.00, -6.15, 5.07, 0.00, -0.10, 0.99),
    Patch::new(170, -3.31, -7.66, 3.38, -0.69, -0.27, 0.67),
    Patch::new(395, 3.31, -7.66, 3.38, 0.69, -0.27, 0.67),
    Patch::new(208, -1.22, -7.83, 4.97, -0.32, -0.20, 0.93),
    Patch::new(428, 1.22, -7.83, 4.97, 0.32, -0.20, 0.93),
];
