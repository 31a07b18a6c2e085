//! Patches of skin that are followed through a check.
//!
//! Each is a disc around a landmark of the mesh; its size follows the distance of the eyes.

use catchlight_face::Mesh;
use catchlight_types::PointPx;

/// A disc of skin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patch {
    landmark: usize,
}

impl Patch {
    /// Its middle in the frame.
    pub(crate) fn center(self, mesh: &Mesh) -> PointPx {
        mesh.at(self.landmark)
    }

    /// Its radius in the frame, pixels.
    pub(crate) fn radius_px(self, inter_eye_px: f32) -> f32 {
        RADIUS_INTER_EYE * inter_eye_px
    }
}

/// Radius of a patch, distances of the eyes.
const RADIUS_INTER_EYE: f32 = 0.11;

/// The patches.
pub(crate) const PATCHES: [Patch; 2] = [Patch { landmark: 50 }, Patch { landmark: 280 }];
