//! Head pose: the rotation of the canonical head that best explains where the rigid landmarks lie.
//!
//! In: a mesh, x and y only. Out: named angles. The model's own depth is not used: it is only a guess.
//! Canonical coordinates: centimetres, x to the right of an unmirrored image, y up, z towards the viewer.

use crate::Mesh;
use catchlight_types::{HeadPose, PointPx};
use nalgebra::{Matrix2x3, Matrix3, SVD, Vector3};

/// The pose of a face; `None` when the points do not span a plane.
///
/// Scaled orthographic view: angles are relative to the ray through the face, so 0 looks into the lens.
pub(crate) fn head_pose(mesh: &Mesh) -> Option<HeadPose> {
    let seen: Vec<PointPx> = RIGID.iter().map(|point| mesh.at(point.landmark)).collect();
    pose_of(&seen)
}

fn pose_of(seen: &[PointPx]) -> Option<HeadPose> {
    let count = RIGID.len() as f32;
    let middle = RIGID.iter().map(RigidPoint::place).sum::<Vector3<f32>>() / count;
    let seen_middle_x = seen.iter().map(|point| point.x_px).sum::<f32>() / count;
    let seen_middle_y = seen.iter().map(|point| point.y_px).sum::<f32>() / count;
    let mut spread = Matrix3::zeros();
    let mut product = Matrix2x3::zeros();
    for (point, seen) in RIGID.iter().zip(seen) {
        let place = point.place() - middle;
        let (x, y) = (seen.x_px - seen_middle_x, seen_middle_y - seen.y_px);
        spread += place * place.transpose();
        product +=
            Matrix2x3::new(x * place.x, x * place.y, x * place.z, y * place.x, y * place.y, y * place.z);
    }
    // Rows of the least-squares view matrix, then the nearest pair of orthonormal rows.
    let view = product * spread.try_inverse()?;
    let svd = SVD::new(view, true, true);
    if svd.singular_values[1] <= f32::EPSILON * svd.singular_values[0] {
        return None;
    }
    let rows = svd.u? * svd.v_t?;
    let (right, up) = (rows.row(0).transpose(), rows.row(1).transpose());
    Some(angles(Matrix3::from_rows(&[right.transpose(), up.transpose(), right.cross(&up).transpose()])))
}

/// Takes a head rotation apart: roll first, then pitch, then yaw.
fn angles(rotation: Matrix3<f32>) -> HeadPose {
    let forward = rotation * Vector3::z();
    let yaw_rad = forward.x.atan2(forward.z);
    let pitch_rad = forward.y.clamp(-1.0, 1.0).asin();
    // The up direction that the head would have without roll, and the one to its side.
    let level_up =
        Vector3::new(-pitch_rad.sin() * yaw_rad.sin(), pitch_rad.cos(), -pitch_rad.sin() * yaw_rad.cos());
    let level_right = level_up.cross(&forward);
    let up = rotation * Vector3::y();
    HeadPose { yaw_rad, pitch_rad, roll_rad: up.dot(&level_right).atan2(up.dot(&level_up)) }
}

struct RigidPoint {
    landmark: usize,
    x_cm: f32,
    y_cm: f32,
    z_cm: f32,
}

impl RigidPoint {
    const fn new(landmark: usize, x_cm: f32, y_cm: f32, z_cm: f32) -> Self {
        Self { landmark, x_cm, y_cm, z_cm }
    }

    fn place(&self) -> Vector3<f32> {
        Vector3::new(self.x_cm, self.y_cm, self.z_cm)
    }
}

/// Landmarks that expressions hardly move, from MediaPipe's canonical face (Apache-2.0).
const RIGID: [RigidPoint; 18] = [
    RigidPoint::new(33, -4.446, 2.664, 3.173),
    RigidPoint::new(133, -1.856, 2.585, 3.758),
    RigidPoint::new(362, 1.856, 2.585, 3.758),
    RigidPoint::new(263, 4.446, 2.664, 3.173),
    RigidPoint::new(168, 0.0, 3.271, 5.236),
    RigidPoint::new(6, 0.0, 2.473, 5.789),
    RigidPoint::new(1, 0.0, -1.127, 7.476),
    RigidPoint::new(2, 0.0, -2.089, 6.058),
    RigidPoint::new(98, -1.406, -1.714, 5.241),
    RigidPoint::new(327, 1.406, -1.714, 5.241),
    RigidPoint::new(9, 0.0, 4.886, 5.385),
    RigidPoint::new(151, 0.0, 6.545, 5.027),
    RigidPoint::new(50, -4.766, -0.702, 3.535),
    RigidPoint::new(280, 4.766, -0.702, 3.535),
    RigidPoint::new(234, -7.664, 0.673, -2.436),
    RigidPoint::new(454, 7.664, 0.673, -2.436),
    RigidPoint::new(127, -7.743, 2.365, -2.005),
    RigidPoint::new(356, 7.743, 2.365, -2.005),
];

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Rotation3;

    fn check(rotation: Rotation3<f32>, expected: HeadPose) {
        let seen: Vec<PointPx> = RIGID
            .iter()
            .map(|point| rotation * point.place())
            .map(|place| PointPx { x_px: 320.0 + 20.0 * place.x, y_px: 240.0 - 20.0 * place.y })
            .collect();
        let found = pose_of(&seen).unwrap();
        let close = |one: f32, other: f32| (one - other).abs() < 1e-3;
        assert!(
            close(found.yaw_rad, expected.yaw_rad)
                && close(found.pitch_rad, expected.pitch_rad)
                && close(found.roll_rad, expected.roll_rad),
            "{found:?} for {expected:?}"
        );
    }

    #[test]
    fn looking_into_the_lens_is_zero() {
        check(Rotation3::identity(), HeadPose::default());
    }

    #[test]
    fn turning_to_the_own_left_is_positive_yaw() {
        // The nose moves to the right of an unmirrored image.
        let turn = Rotation3::from_axis_angle(&Vector3::y_axis(), 0.4);
        assert!((turn * Vector3::z()).x > 0.0);
        check(turn, HeadPose { yaw_rad: 0.4, ..HeadPose::default() });
    }

    #[test]
    fn chin_up_is_positive_pitch() {
        let turn = Rotation3::from_axis_angle(&Vector3::x_axis(), -0.3);
        assert!((turn * Vector3::z()).y > 0.0);
        check(turn, HeadPose { pitch_rad: 0.3, ..HeadPose::default() });
    }

    #[test]
    fn leaning_clockwise_in_the_picture_is_positive_roll() {
        let turn = Rotation3::from_axis_angle(&Vector3::z_axis(), -0.5);
        assert!((turn * Vector3::y()).x > 0.0);
        check(turn, HeadPose { roll_rad: 0.5, ..HeadPose::default() });
    }

    #[test]
    fn the_three_angles_come_apart() {
        let yaw = Rotation3::from_axis_angle(&Vector3::y_axis(), -0.5);
        let pitch = Rotation3::from_axis_angle(&Vector3::x_axis(), -0.2);
        let roll = Rotation3::from_axis_angle(&Vector3::z_axis(), 0.3);
        check(yaw * pitch * roll, HeadPose { yaw_rad: -0.5, pitch_rad: 0.2, roll_rad: -0.3 });
    }

    #[test]
    fn a_single_point_has_no_pose() {
        assert_eq!(pose_of(&[PointPx::default(); 18]), None);
    }
}
