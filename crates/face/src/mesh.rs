//! The 468 points that the mesh model places on a face.

use crate::landmarks::POINT_COUNT;
use catchlight_types::PointPx;
use std::fmt;

/// One point of the mesh.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MeshPoint {
    /// Where it lies in the frame.
    pub at: PointPx,
    /// Depth relative to the middle of the head in frame pixels, smaller towards the camera; a guess of the model, not evidence.
    pub depth_px: f32,
}

/// The points of one face in one frame, numbered as in [`crate::landmarks`]; `Debug` prints only the count.
#[derive(Clone, PartialEq)]
pub struct Mesh {
    points: Vec<MeshPoint>,
}

impl Mesh {
    /// Wraps exactly 468 points with finite values; `None` otherwise.
    #[must_use]
    pub fn new(points: Vec<MeshPoint>) -> Option<Self> {
        let finite = |point: &MeshPoint| {
            point.at.x_px.is_finite() && point.at.y_px.is_finite() && point.depth_px.is_finite()
        };
        (points.len() == POINT_COUNT && points.iter().all(finite)).then_some(Self { points })
    }

    /// Every point, in the order of the model.
    #[must_use]
    pub fn points(&self) -> &[MeshPoint] {
        &self.points
    }

    /// The place of one landmark, pixels of the frame.
    ///
    /// # Panics
    /// When `landmark` is not below 468.
    #[must_use]
    pub fn at(&self, landmark: usize) -> PointPx {
        self.points[landmark].at
    }

    /// The mean place of several landmarks; the origin for an empty list.
    #[must_use]
    pub fn center_of(&self, landmarks: &[usize]) -> PointPx {
        let count = landmarks.len().max(1) as f32;
        let sum =
            landmarks.iter().map(|&landmark| self.at(landmark)).fold(PointPx::default(), |sum, point| {
                PointPx { x_px: sum.x_px + point.x_px, y_px: sum.y_px + point.y_px }
            });
        PointPx { x_px: sum.x_px / count, y_px: sum.y_px / count }
    }
}

impl fmt::Debug for Mesh {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Mesh({} points)", self.points.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mesh_has_468_finite_points() {
        assert!(Mesh::new(vec![MeshPoint::default(); 468]).is_some());
        assert!(Mesh::new(vec![MeshPoint::default(); 467]).is_none());
        let mut points = vec![MeshPoint::default(); 468];
        points[3].depth_px = f32::NAN;
        assert!(Mesh::new(points).is_none());
    }
}
