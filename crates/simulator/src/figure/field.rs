//! The shape of a bare head as a field of distances: negative inside, positive outside, about centimetres.

use super::layout::{EYEBALL_RADIUS_CM, Layout};
use crate::color::smooth_step;
use crate::person::Shape;
use nalgebra::Vector3;

/// The shape of one head.
#[derive(Debug, Clone)]
pub(crate) struct HeadField {
    layout: Layout,
    nose_radius_cm: f32,
    bumps: Vec<Bump>,
}

/// A soft rise of the front of the head; both sides have it where `x_cm` is not 0.
#[derive(Debug, Clone, Copy)]
struct Bump {
    x_cm: f32,
    y_cm: f32,
    wide_cm: f32,
    high_cm: f32,
    rise_cm: f32,
}

impl HeadField {
    pub(crate) fn new(layout: Layout, shape: &Shape) -> Self {
        Self { layout, nose_radius_cm: 0.82 + 0.1 * shape.nose_width, bumps: bumps(&layout, shape) }
    }

    /// Distance of a place from the skin.
    pub(crate) fn distance_cm(&self, place_cm: Vector3<f32>) -> f32 {
        let layout = &self.layout;
        let side = Vector3::new(place_cm.x.abs(), place_cm.y, place_cm.z);
        let skull = ellipsoid(
            side - Vector3::new(0.0, 4.2, -4.0),
            Vector3::new(layout.skull_half_width_cm, 8.7, 9.6),
        );
        let middle = ellipsoid(
            side - Vector3::new(0.0, -0.6, -2.2),
            Vector3::new(layout.skull_half_width_cm - 0.7, 7.7, 7.1),
        );
        let chin_drop = layout.chin_y_cm + 9.2;
        let jaw = ellipsoid(
            side - Vector3::new(0.0, -6.1 + 0.5 * chin_drop, 0.3),
            Vector3::new(layout.jaw_half_width_cm, 3.3 - 0.5 * chin_drop, 4.1),
        );
        let mut distance = smooth_union(smooth_union(skull, middle, 2.2), jaw, 2.4);
        distance -= self.rise_cm(side);
        distance = smooth_union(distance, self.nose_cm(side), 0.75);
        let eye = Vector3::new(layout.eye_x_cm, layout.eye_y_cm, layout.eye_z_cm);
        smooth_union(distance, (side - eye).norm() - EYEBALL_RADIUS_CM, 0.3)
    }

    /// The skin on a ray from `from_cm` outwards.
    pub(crate) fn skin_along(&self, from_cm: Vector3<f32>, direction: Vector3<f32>) -> Vector3<f32> {
        let mut reach_cm = FARTHEST_SKIN_CM;
        for _ in 0..SKIN_STEPS {
            reach_cm -= 0.85 * self.distance_cm(from_cm + direction * reach_cm);
        }
        from_cm + direction * reach_cm
    }

    /// The skin in front of a place of the frontal view.
    pub(crate) fn skin_at(&self, x_cm: f32, y_cm: f32) -> Vector3<f32> {
        self.skin_along(Vector3::new(x_cm, y_cm, -2.0), Vector3::z())
    }

    /// Share of the surroundings that a place on the skin sees, 0..=1.
    pub(crate) fn openness(&self, place_cm: Vector3<f32>, normal: Vector3<f32>) -> f32 {
        let mut hidden = 0.0;
        let mut weight = 0.5;
        for height_cm in [0.25, 0.6, 1.2, 2.2] {
            hidden += weight * (1.0 - self.distance_cm(place_cm + normal * height_cm) / height_cm).max(0.0);
            weight *= 0.7;
        }
        (1.0 - 0.55 * hidden).clamp(0.3, 1.0)
    }

    /// Share of a wide lamp in this direction that a place on the skin sees past the rest of the head.
    pub(crate) fn sight(&self, place_cm: Vector3<f32>, normal: Vector3<f32>, direction: Vector3<f32>) -> f32 {
        let start_cm = place_cm + normal * 0.12;
        let mut seen: f32 = 1.0;
        let mut reach_cm = 0.25;
        while reach_cm < 7.0 {
            let distance_cm = self.distance_cm(start_cm + direction * reach_cm);
            seen = seen.min(0.5 + LAMP_SHARPNESS * distance_cm / reach_cm);
            reach_cm += distance_cm.clamp(0.2, 1.0);
        }
        smooth_step(0.0, 1.0, seen)
    }

    fn rise_cm(&self, side: Vector3<f32>) -> f32 {
        let front = smooth_step(-1.5, 2.0, side.z);
        if front == 0.0 {
            return 0.0;
        }
        let rise = |bump: &Bump| {
            let across = (side.x - bump.x_cm) / bump.wide_cm;
            let up = (side.y - bump.y_cm) / bump.high_cm;
            let squared = across * across + up * up;
            if squared > 9.0 { 0.0 } else { bump.rise_cm * (-squared).exp() }
        };
        front * self.bumps.iter().map(rise).sum::<f32>()
    }

    fn nose_cm(&self, side: Vector3<f32>) -> f32 {
        let layout = &self.layout;
        let root = Vector3::new(0.0, 3.3, 4.35);
        let tip = Vector3::new(0.0, layout.nose_tip_y_cm, layout.nose_tip_z_cm - self.nose_radius_cm);
        let ridge = cone(side, root, tip, 0.72, self.nose_radius_cm);
        let wing_x_cm = layout.nose_half_width_cm - 0.62;
        let wing = Vector3::new(wing_x_cm, layout.nose_tip_y_cm - 0.25, layout.nose_tip_z_cm - 1.75);
        let wing = (side - wing).norm() - 0.66;
        let column = Vector3::new(0.0, layout.nose_tip_y_cm - 0.55, layout.nose_tip_z_cm - 1.5);
        let column = (side - column).norm() - 0.5;
        smooth_union(smooth_union(ridge, wing, 0.55), column, 0.5)
    }
}

fn bumps(layout: &Layout, shape: &Shape) -> Vec<Bump> {
    let bump = |x_cm, y_cm, wide_cm, high_cm, rise_cm| Bump { x_cm, y_cm, wide_cm, high_cm, rise_cm };
    let (eye, mouth, chin) = (layout.eye_x_cm, layout.mouth_y_cm, layout.chin_y_cm);
    let lips = 1.0 + 0.3 * shape.lips;
    vec![
        bump(eye - 0.2, layout.eye_y_cm - 0.1, 1.9, 1.15, -1.05),
        bump(1.35, 2.5, 0.8, 1.1, -0.45),
        bump(2.7, layout.brow_y_cm + 0.1, 2.1, 0.75, 0.38 + 0.14 * shape.brow),
        bump(0.0, 4.2, 1.1, 0.8, 0.12 + 0.1 * shape.brow),
        bump(4.7, -0.2, 1.7, 1.4, 0.45 + 0.15 * shape.cheeks),
        bump(4.1, -4.0, 1.5, 1.7, -0.12 + 0.18 * shape.cheeks),
        bump(2.35, -2.5, 0.55, 1.3, -0.13),
        bump(1.15, mouth + 0.45, 1.1, 0.55, 0.30 * lips),
        bump(0.0, mouth + 0.62, 0.5, 0.4, 0.16 * lips),
        bump(0.0, mouth - 0.55, 1.55, 0.55, 0.55 * lips),
        bump(0.0, mouth - 0.02, 2.1, 0.16, -0.28),
        bump(layout.mouth_half_width_cm, mouth, 0.4, 0.4, -0.22),
        bump(0.0, mouth + 1.25, 0.28, 0.5, -0.13),
        bump(0.0, mouth - 1.75, 1.6, 0.5, -0.42),
        bump(0.0, chin + 1.4, 1.7, 1.15, 0.75 + 0.25 * shape.chin),
        bump(5.6, -6.2, 1.2, 1.3, 0.25 * shape.jaw),
        bump(6.3, 4.8, 1.3, 1.8, -0.25),
    ]
}

fn smooth_union(one: f32, other: f32, reach: f32) -> f32 {
    let blend = (reach - (one - other).abs()).max(0.0) / reach;
    one.min(other) - blend * blend * reach * 0.25
}

fn ellipsoid(from_center: Vector3<f32>, radii: Vector3<f32>) -> f32 {
    let scaled = from_center.component_div(&radii);
    let slope = scaled.component_div(&radii).norm();
    let level = scaled.norm();
    if slope < 1e-6 { -radii.min() } else { level * (level - 1.0) / slope }
}

/// Balls along a line whose radius grows evenly.
fn cone(place: Vector3<f32>, from: Vector3<f32>, to: Vector3<f32>, from_radius: f32, to_radius: f32) -> f32 {
    let axis = to - from;
    let share = ((place - from).dot(&axis) / axis.norm_squared()).clamp(0.0, 1.0);
    (place - from - axis * share).norm() - (from_radius + (to_radius - from_radius) * share)
}

const FARTHEST_SKIN_CM: f32 = 17.0;
const SKIN_STEPS: usize = 22;
/// The larger, the smaller the lamp and the harder the shadow's edge.
const LAMP_SHARPNESS: f32 = 1.6;

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_head() -> HeadField {
        let shape = Shape::default();
        HeadField::new(Layout::of(&shape), &shape)
    }

    #[test]
    fn the_mean_head_has_the_depths_of_a_head() {
        let head = mean_head();
        let depth = |x_cm, y_cm| head.skin_at(x_cm, y_cm).z;
        let nose = depth(0.0, -1.0);
        assert!((6.3..7.4).contains(&nose), "{nose}");
        for (name, depth, least, most) in [
            ("forehead", depth(0.0, 7.5), 4.2, 5.6),
            ("eye", depth(3.15, 2.6), 3.3, 4.4),
            ("cheek", depth(4.7, -0.5), 2.8, 4.4),
            ("mouth", depth(0.0, -4.15), 4.2, 5.6),
            ("chin", depth(0.0, -8.0), 3.6, 5.2),
        ] {
            assert!((least..most).contains(&depth), "{name} {depth}");
        }
    }

    #[test]
    fn what_lies_deep_sees_less() {
        let head = mean_head();
        let openness = |x_cm, y_cm| head.openness(head.skin_at(x_cm, y_cm), Vector3::z());
        assert!(openness(1.5, 2.4) < openness(0.0, 6.5));
        let under_nose = head.skin_at(0.3, -2.3);
        let from = |y, z| head.sight(under_nose, Vector3::z(), Vector3::new(0.0, y, z).normalize());
        let (from_above, from_below) = (from(0.9, 0.4), from(-0.4, 0.9));
        assert!(from_above < 0.4 && from_below > 0.7, "{from_above} {from_below}");
    }
}
