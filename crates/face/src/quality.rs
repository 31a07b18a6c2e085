//! How well an image shows a face, measured on the crop that the mesh model saw.
//!
//! In: a crop in which every face has the same size, and the mesh in its pixels. Out: numbers, no opinions.

use crate::landmarks::{
    FACE_OVAL, LEFT_CHEEK_PATCH, LEFT_EYE_INNER, LEFT_EYE_LOWER, LEFT_EYE_OUTER, LEFT_EYE_RING,
    LEFT_EYE_UPPER, LIPS_OUTER, RIGHT_CHEEK_PATCH, RIGHT_EYE_INNER, RIGHT_EYE_LOWER, RIGHT_EYE_OUTER,
    RIGHT_EYE_RING, RIGHT_EYE_UPPER,
};
use crate::pyramid::LumaCrop;
use crate::{FaceQuality, Mesh};
use catchlight_types::{PointPx, RectPx};

/// Measures a face; `in_crop` is its mesh in pixels of the crop.
pub(crate) fn measure(crop: &LumaCrop, in_crop: &Mesh, visible_share: f32) -> FaceQuality {
    let face = ellipse_of(in_crop);
    let skin = Levels::inside(crop, face);
    FaceQuality {
        sharpness: sharpness(crop, face, skin.deviation),
        luminance: skin.mean,
        clipped_share: skin.clipped_share,
        obstruction: obstruction(crop, in_crop),
        eye_openness: eye_openness(in_crop),
        visible_share,
    }
}

/// The rectangle around the mesh; the ellipse in it stands for the face.
fn ellipse_of(mesh: &Mesh) -> RectPx {
    RectPx::around(FACE_OVAL.iter().map(|&landmark| mesh.at(landmark))).unwrap_or_default()
}

#[derive(Clone, Copy, Default)]
struct Levels {
    mean: f32,
    deviation: f32,
    clipped_share: f32,
}

impl Levels {
    fn inside(crop: &LumaCrop, face: RectPx) -> Self {
        let (mut count, mut sum, mut squares, mut clipped) = (0.0f32, 0.0f32, 0.0f32, 0.0f32);
        for_each_inside(crop.side, face, |place| {
            let value = crop.values[place];
            count += 1.0;
            sum += value;
            squares += value * value;
            if !(CLIPPED_BELOW..=CLIPPED_ABOVE).contains(&value) {
                clipped += 1.0;
            }
        });
        if count < 1.0 {
            return Self::default();
        }
        let mean = sum / count;
        let deviation = (squares / count - mean * mean).max(0.0).sqrt();
        Self { mean, deviation, clipped_share: clipped / count }
    }
}

fn for_each_inside(side: usize, face: RectPx, mut visit: impl FnMut(usize)) {
    let center = face.center();
    let (half_width, half_height) = (face.width_px.max(1.0) / 2.0, face.height_px.max(1.0) / 2.0);
    for row in 1..side.saturating_sub(1) {
        let down = (row as f32 + 0.5 - center.y_px) / half_height;
        for column in 1..side.saturating_sub(1) {
            let across = (column as f32 + 0.5 - center.x_px) / half_width;
            if across * across + down * down <= 1.0 {
                visit(row * side + column);
            }
        }
    }
}

/// Root mean square of the Laplacian over the deviation of luma: detail for the contrast that the light gives.
fn sharpness(crop: &LumaCrop, face: RectPx, deviation: f32) -> f32 {
    let (mut count, mut squares) = (0.0f32, 0.0f32);
    let values = &crop.values;
    for_each_inside(crop.side, face, |place| {
        let around =
            values[place - 1] + values[place + 1] + values[place - crop.side] + values[place + crop.side];
        let laplacian = around - 4.0 * values[place];
        count += 1.0;
        squares += laplacian * laplacian;
    });
    if count < 1.0 || deviation < DEVIATION_MIN {
        return 0.0;
    }
    (squares / count).sqrt() / deviation
}

/// Free eyes and lips have more edges than the cheeks next to them; a hand, mask or dark glasses do not.
fn obstruction(crop: &LumaCrop, mesh: &Mesh) -> f32 {
    let edges = |ring: &[usize]| {
        RectPx::around(ring.iter().map(|&landmark| mesh.at(landmark)))
            .map_or(0.0, |area| edge_level(crop, area))
    };
    let cheeks = edges(&RIGHT_CHEEK_PATCH).min(edges(&LEFT_CHEEK_PATCH));
    let eyes = edges(&RIGHT_EYE_RING).min(edges(&LEFT_EYE_RING));
    let lips = edges(&LIPS_OUTER);
    let free = |feature: f32, expected: f32| {
        (feature / (expected * cheeks.max(EDGE_FLOOR)).max(EDGE_FLOOR)).clamp(0.0, 1.0)
    };
    1.0 - free(eyes, EYES_OVER_CHEEKS).min(free(lips, LIPS_OVER_CHEEKS))
}

/// Mean length of the luma gradient inside a rectangle.
fn edge_level(crop: &LumaCrop, area: RectPx) -> f32 {
    let last = crop.side.saturating_sub(2);
    let index = |place: f32| (place.max(1.0) as usize).min(last);
    let (left, right) = (index(area.left_px), index(area.left_px + area.width_px));
    let (top, bottom) = (index(area.top_px), index(area.top_px + area.height_px));
    let (mut count, mut sum) = (0.0f32, 0.0f32);
    for row in top..=bottom {
        for column in left..=right {
            let place = row * crop.side + column;
            let across = crop.values[place + 1] - crop.values[place - 1];
            let down = crop.values[place + crop.side] - crop.values[place - crop.side];
            count += 1.0;
            sum += across.hypot(down) / 2.0;
        }
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

fn eye_openness(mesh: &Mesh) -> f32 {
    let one = |upper, lower, outer, inner| {
        let width = distance(mesh, outer, inner);
        if width > 0.0 { distance(mesh, upper, lower) / width } else { 0.0 }
    };
    let right = one(RIGHT_EYE_UPPER, RIGHT_EYE_LOWER, RIGHT_EYE_OUTER, RIGHT_EYE_INNER);
    let left = one(LEFT_EYE_UPPER, LEFT_EYE_LOWER, LEFT_EYE_OUTER, LEFT_EYE_INNER);
    f32::midpoint(right, left)
}

fn distance(mesh: &Mesh, one: usize, other: usize) -> f32 {
    PointPx::distance_px(mesh.at(one), mesh.at(other))
}

/// Luma below which a pixel holds no more detail, 0..=1.
const CLIPPED_BELOW: f32 = 0.02;
/// Luma above which a pixel holds no more detail, 0..=1.
const CLIPPED_ABOVE: f32 = 0.98;
/// Deviation of luma below which a face is a flat patch: less than one step of 8-bit video.
const DEVIATION_MIN: f32 = 0.004;
/// Gradient that noise alone reaches.
const EDGE_FLOOR: f32 = 0.004;
/// Edges of a free eye over those of the cheeks.
const EYES_OVER_CHEEKS: f32 = 2.0;
/// Edges of free lips over those of the cheeks.
const LIPS_OVER_CHEEKS: f32 = 1.5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MeshPoint;

    const SIDE: usize = 64;

    fn round_face() -> Mesh {
        let mut points = vec![MeshPoint { at: PointPx { x_px: 32.0, y_px: 32.0 }, depth_px: 0.0 }; 468];
        for (step, &landmark) in FACE_OVAL.iter().enumerate() {
            let turn = step as f32 / 36.0 * std::f32::consts::TAU;
            points[landmark].at = PointPx { x_px: 32.0 + 20.0 * turn.sin(), y_px: 32.0 - 20.0 * turn.cos() };
        }
        Mesh::new(points).unwrap()
    }

    fn crop(value: impl Fn(usize, usize) -> f32) -> LumaCrop {
        let values = (0..SIDE * SIDE).map(|place| value(place % SIDE, place / SIDE)).collect();
        LumaCrop { side: SIDE, values }
    }

    #[test]
    fn luminance_and_clipping_follow_the_picture() {
        let grey = measure(&crop(|_, _| 0.4), &round_face(), 1.0);
        assert!((grey.luminance - 0.4).abs() < 1e-3);
        assert!(grey.clipped_share.abs() < 1e-6);
        let blown = measure(&crop(|x, _| if x < 32 { 1.0 } else { 0.5 }), &round_face(), 1.0);
        assert!((blown.clipped_share - 0.5).abs() < 0.05, "{blown:?}");
    }

    #[test]
    fn blur_lowers_sharpness_and_brightness_does_not() {
        let stripes = |period: f32, gain: f32| {
            crop(move |x, _| 0.5 + gain * (x as f32 / period * std::f32::consts::TAU).sin())
        };
        let fine = measure(&stripes(4.0, 0.3), &round_face(), 1.0).sharpness;
        let coarse = measure(&stripes(16.0, 0.3), &round_face(), 1.0).sharpness;
        let dim = measure(&stripes(4.0, 0.1), &round_face(), 1.0).sharpness;
        assert!(fine > 4.0 * coarse, "{fine} {coarse}");
        assert!((fine - dim).abs() < 0.05 * fine, "{fine} {dim}");
    }

    #[test]
    fn a_flat_patch_has_no_sharpness_and_is_covered() {
        let flat = measure(&crop(|_, _| 0.5), &round_face(), 1.0);
        assert!(flat.sharpness.abs() < 1e-6);
        assert!((flat.obstruction - 1.0).abs() < 1e-6);
    }
}
