//! The mesh model: 468 points on the face inside a crop.

use crate::detector::{Detection, sigmoid};
use crate::landmarks::{LEFT_EYE_OUTER, RIGHT_EYE_OUTER};
use crate::models::ModelSet;
use crate::pyramid::{CropSquare, LumaCrop, Pyramid};
use crate::{FaceError, Mesh, MeshPoint};
use catchlight_types::PointPx;

/// What the model finds in one crop.
pub(crate) struct MeshReading {
    /// The mesh in pixels of the frame.
    pub(crate) mesh: Mesh,
    /// The mesh in pixels of the crop.
    pub(crate) in_crop: Mesh,
    pub(crate) crop: LumaCrop,
    pub(crate) presence: f32,
}

/// Places the mesh in one crop; `None` when the model's numbers are not finite.
pub(crate) fn read_mesh(
    models: &mut ModelSet,
    frame: &mut Pyramid<'_>,
    square: CropSquare,
) -> Result<Option<MeshReading>, FaceError> {
    let side = models.mesh.side;
    let crop = frame.luma_crop(square, side);
    let (numbers, presence) = models.mesh.run(&brightened(&crop.values).repeat(3))?;
    let side_px = side as f32;
    let scale = square.side_px / side_px;
    let place = |numbers: &[f32; 3]| MeshPoint {
        at: PointPx { x_px: numbers[0], y_px: numbers[1] },
        depth_px: numbers[2],
    };
    let in_frame = |numbers: &[f32; 3]| MeshPoint {
        at: square.to_frame(numbers[0] / side_px, numbers[1] / side_px),
        depth_px: numbers[2] * scale,
    };
    let triples = numbers.as_chunks::<3>().0;
    let mesh = Mesh::new(triples.iter().map(in_frame).collect());
    let in_crop = Mesh::new(triples.iter().map(place).collect());
    let (Some(mesh), Some(in_crop), Some(&logit)) = (mesh, in_crop, presence.first()) else {
        return Ok(None);
    };
    Ok(Some(MeshReading { mesh, in_crop, crop, presence: sigmoid(logit) }))
}

/// A dark crop, brightened to what the model was trained on; others stay as they are, so that flashes do not move the mesh.
fn brightened(values: &[f32]) -> Vec<f32> {
    let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
    let gain = (DARK_MEAN / mean.max(DARK_MEAN / GAIN_MAX)).max(1.0);
    values.iter().map(|value| (value * gain).min(1.0)).collect()
}

/// The crop for a face that the detector found.
pub(crate) fn crop_of_detection(face: &Detection) -> CropSquare {
    CropSquare {
        center: face.bounds.center(),
        side_px: face.bounds.width_px.max(face.bounds.height_px) * CROP_OVER_FACE,
        turn_rad: turn(face.right_eye, face.left_eye),
    }
}

/// The crop for a face whose mesh is known from the frame before; `None` when the mesh has collapsed.
pub(crate) fn crop_of_mesh(mesh: &Mesh) -> Option<CropSquare> {
    let turn_rad = turn(mesh.at(RIGHT_EYE_OUTER), mesh.at(LEFT_EYE_OUTER));
    let (sin, cos) = turn_rad.sin_cos();
    let upright = mesh.points().iter().map(|point| PointPx {
        x_px: point.at.x_px * cos + point.at.y_px * sin,
        y_px: point.at.y_px * cos - point.at.x_px * sin,
    });
    let bounds = catchlight_types::RectPx::around(upright)?;
    let middle = bounds.center();
    let side_px = bounds.width_px.max(bounds.height_px) * CROP_OVER_FACE;
    (side_px >= CROP_SIDE_MIN_PX).then_some(CropSquare {
        center: PointPx {
            x_px: middle.x_px * cos - middle.y_px * sin,
            y_px: middle.x_px * sin + middle.y_px * cos,
        },
        side_px,
        turn_rad,
    })
}

fn turn(right_eye: PointPx, left_eye: PointPx) -> f32 {
    (left_eye.y_px - right_eye.y_px).atan2(left_eye.x_px - right_eye.x_px)
}

/// Side of the crop over the longer side of the face, as the model was trained.
const CROP_OVER_FACE: f32 = 1.5;
/// A smaller crop holds no face that the model could find.
const CROP_SIDE_MIN_PX: f32 = 16.0;
/// Mean luma below which a crop is brightened, 0..=1.
const DARK_MEAN: f32 = 0.15;
/// Largest brightening; beyond it a crop is noise.
const GAIN_MAX: f32 = 8.0;
