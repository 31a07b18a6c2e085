//! Neck, shoulders and ears.

use super::layout::Layout;
use super::mesh::Grid;
use nalgebra::Vector3;
use std::f32::consts::{PI, TAU};

/// A flat ring of a body, seen from above.
#[derive(Debug, Clone, Copy)]
struct Ring {
    y_cm: f32,
    z_cm: f32,
    wide_cm: f32,
    deep_cm: f32,
}

const fn ring(y_cm: f32, z_cm: f32, wide_cm: f32, deep_cm: f32) -> Ring {
    Ring { y_cm, z_cm, wide_cm, deep_cm }
}

/// The neck down to where the shirt hides it.
pub(crate) fn neck(layout: &Layout) -> Grid {
    let slim = 0.62 + 0.38 * layout.jaw_half_width_cm / 4.15;
    let rings = [
        ring(-2.0, -3.6, 5.4, 5.6),
        ring(-6.5, -3.6, 5.3, 5.3),
        ring(-10.0, -4.0, 5.3, 5.3),
        ring(-12.5, -4.5, 5.9, 5.7),
        ring(-14.0, -4.9, 7.6, 6.3),
        ring(-15.5, -5.2, 11.0, 7.2),
    ]
    .map(|ring| Ring { wide_cm: ring.wide_cm * slim, ..ring });
    loft(48, 28, &rings, 2.1)
}

/// The shirt over shoulders and chest.
pub(crate) fn shirt() -> Grid {
    let rings = [
        ring(-12.9, -4.6, 6.5, 6.2),
        ring(-13.6, -4.8, 8.0, 6.9),
        ring(-14.7, -5.1, 11.5, 7.9),
        ring(-16.2, -5.4, 16.0, 9.0),
        ring(-18.5, -5.6, 19.3, 10.0),
        ring(-22.0, -5.7, 21.4, 10.8),
        ring(-30.0, -5.7, 22.0, 11.6),
        ring(-60.0, -5.7, 21.0, 12.5),
    ];
    loft(64, 56, &rings, 2.4)
}

/// One ear; `side` is 1 at positive x and -1 at negative x.
pub(crate) fn ear(layout: &Layout, side: f32) -> Grid {
    let center = Vector3::new(layout.skull_half_width_cm - 0.35, 1.3, -2.7);
    Grid::build(20, 20, |across, down| {
        // Around the axis that points away from the head, from its middle to its rim.
        let (angle, reach) = (-side * across * TAU, down * PI);
        let rim = reach.sin();
        // The rim of an ear curls: its outer face is a bowl.
        let bowl = 0.35 * (rim * 1.6).min(1.0) - 0.55 * smooth_bowl(reach);
        let out = 0.75 * reach.cos().max(-0.2) + bowl;
        let along = Vector3::new(
            out,
            3.05 * rim * angle.sin(),
            1.65 * rim * angle.cos() * (1.0 + 0.25 * angle.sin()),
        );
        // The ear leans back and stands off.
        let leaned = Vector3::new(along.x + 0.35 * along.z.min(0.0).abs(), along.y, along.z - 0.18 * along.y);
        let place = center + leaned;
        Vector3::new(side * place.x, place.y, place.z)
    })
}

/// How deep the bowl is at an angle from the middle of the ear.
fn smooth_bowl(reach: f32) -> f32 {
    (1.0 - reach / (0.35 * PI)).clamp(0.0, 1.0)
}

fn loft(columns: usize, rows: usize, rings: &[Ring], squareness: f32) -> Grid {
    Grid::build(columns, rows, |across, down| {
        let place = down * (rings.len() - 1) as f32;
        let index = (place as usize).min(rings.len() - 2);
        let (from, to) = (rings[index], rings[index + 1]);
        let share = place - index as f32;
        let blend = |from: f32, to: f32| from + (to - from) * share;
        // Columns run from the back over the left of the image to the front.
        let angle = (across * 2.0 - 1.0) * PI;
        let round = |value: f32| value.signum() * value.abs().powf(2.0 / squareness);
        Vector3::new(
            blend(from.wide_cm, to.wide_cm) * round(angle.sin()),
            blend(from.y_cm, to.y_cm),
            blend(from.z_cm, to.z_cm) + blend(from.deep_cm, to.deep_cm) * round(angle.cos()),
        )
    })
}
