//! Patches of skin that are tracked through a check.
//!
//! Each is a disc around a landmark of the mesh; its size follows the distance of the eyes. Places are those of
//! MediaPipe's canonical face (Apache-2.0). Eyes, brows, nostrils, lips and the rim of the mesh are left out.

use super::FacePoint;
use catchlight_face::Mesh;
use catchlight_types::PointPx;

/// A disc of skin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch {
    landmark: usize,
    place: FacePoint,
}

impl Patch {
    const fn new(landmark: usize, right_cm: f32, down_cm: f32) -> Self {
        Self { landmark, place: FacePoint { right_cm, down_cm } }
    }

    /// Its middle in the frame.
    pub(crate) fn center(&self, mesh: &Mesh) -> PointPx {
        mesh.at(self.landmark)
    }

    /// Its middle on the mean face.
    pub(crate) const fn place(&self) -> FacePoint {
        self.place
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
    Patch::new(69, -3.06, -6.57),
    Patch::new(299, 3.06, -6.57),
    Patch::new(151, 0.00, -6.55),
    Patch::new(68, -5.60, -5.72),
    Patch::new(298, 5.60, -5.72),
    Patch::new(9, 0.00, -4.89),
    Patch::new(139, -6.85, -3.66),
    Patch::new(368, 6.85, -3.66),
    Patch::new(6, 0.00, -2.47),
    Patch::new(35, -5.80, -2.35),
    Patch::new(265, 5.80, -2.35),
    Patch::new(47, -1.72, -0.97),
    Patch::new(277, 1.72, -0.97),
    Patch::new(117, -5.26, -0.95),
    Patch::new(346, 5.26, -0.95),
    Patch::new(119, -3.30, -0.86),
    Patch::new(348, 3.30, -0.86),
    Patch::new(227, -7.30, -0.76),
    Patch::new(447, 7.30, -0.76),
    Patch::new(236, -0.88, -0.66),
    Patch::new(456, 0.88, -0.66),
    Patch::new(50, -4.77, 0.70),
    Patch::new(280, 4.77, 0.70),
    Patch::new(102, -1.73, 0.92),
    Patch::new(331, 1.73, 0.92),
    Patch::new(1, 0.00, 1.13),
    Patch::new(147, -6.23, 1.94),
    Patch::new(376, 6.23, 1.94),
    Patch::new(165, -1.78, 2.68),
    Patch::new(391, 1.78, 2.68),
    Patch::new(216, -3.49, 3.20),
    Patch::new(436, 3.49, 3.20),
    Patch::new(215, -6.58, 3.94),
    Patch::new(435, 6.58, 3.94),
    Patch::new(192, -5.44, 4.03),
    Patch::new(416, 5.44, 4.03),
    Patch::new(202, -3.29, 5.38),
    Patch::new(422, 3.29, 5.38),
    Patch::new(135, -5.00, 6.14),
    Patch::new(364, 5.00, 6.14),
    Patch::new(18, 0.00, 6.15),
    Patch::new(170, -3.31, 7.66),
    Patch::new(395, 3.31, 7.66),
    Patch::new(208, -1.22, 7.83),
    Patch::new(428, 1.22, 7.83),
];
