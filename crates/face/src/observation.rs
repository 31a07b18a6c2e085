//! What one frame shows of the tracked face.

use crate::Mesh;
use catchlight_types::{HeadPose, MediaTime, RectPx};

/// What one frame shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Time of the frame.
    pub time: MediaTime,
    /// Faces that the last search of the whole frame found, the tracked one included.
    pub faces_seen: u32,
    /// The tracked face; `None` while there is none.
    pub face: Option<TrackedFace>,
}

/// The tracked face in one frame.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackedFace {
    /// The 468 points.
    pub mesh: Mesh,
    /// The mesh model's score that its crop shows a face, 0..=1; says nothing about liveness.
    pub presence: f32,
    /// Hairline to chin, ear to ear; may reach beyond the frame.
    pub bounding_box: RectPx,
    /// Rotation of the head.
    pub pose: HeadPose,
    /// Distance of the eye centres, pixels.
    pub inter_eye_px: f32,
    /// How well the image shows the face.
    pub quality: FaceQuality,
    /// Score of the optional models that the image shows skin and not a copy of it, 0..=1; `None` where they did not run.
    pub texture: Option<f32>,
}

/// How well the image shows the face. Measurements, not opinions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FaceQuality {
    /// Mean luma gradient of the face at a fixed face size over its contrast; about 0 blurred, above 1 crisp.
    pub sharpness: f32,
    /// Mean luma of the face, 0..=1.
    pub luminance: f32,
    /// Share of the face's pixels that are at an end of the luma range, 0..=1.
    pub clipped_share: f32,
    /// How unlike bare skin the mouth, nose and eye regions look, 0 free ..= 1 covered; a heuristic.
    pub obstruction: f32,
    /// Gap of the lids over the width of the eye, mean of both eyes; about 0.1 closed, 0.3 open. The model's lids move too little.
    pub eye_openness: f32,
    /// Share of the face's box that lies inside the frame, 0..=1.
    pub visible_share: f32,
}
