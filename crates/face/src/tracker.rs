//! Follows one face from frame to frame.
//!
//! The mesh of one frame gives the crop of the next. The detector looks at the whole frame when there is no
//! face to follow, and now and then to count the faces and to notice that the wrong thing is followed.

use crate::detector::{Border, Detection, detect_far, detect_near};
use crate::face_box::{bounding_box, visible_share};
use crate::landmarks::{LEFT_EYE_INNER, LEFT_EYE_OUTER, RIGHT_EYE_INNER, RIGHT_EYE_OUTER};
use crate::limits::{FRAMES_BETWEEN_LOOKS, LOOKS_ELSEWHERE_MAX};
use crate::mesh_net::{MeshReading, crop_of_detection, crop_of_mesh, read_mesh};
use crate::nets::Nets;
use crate::picture::{CropSquare, Pyramid};
use crate::pose::head_pose;
use crate::quality::measure;
use crate::{FaceError, FaceModels, Observation, TrackedFace};
use catchlight_media::Frame;

/// Follows one face through one video; frames come in presentation order.
#[derive(Debug)]
pub struct FaceTracker {
    models: FaceModels,
    memory: Memory,
}

#[derive(Debug, Default)]
struct Memory {
    /// Where the followed face will be looked for.
    crop: Option<CropSquare>,
    faces_seen: u32,
    frames_since_look: u32,
    looks_elsewhere: u32,
    far_looks: u32,
}

impl FaceTracker {
    /// A tracker that follows nothing yet.
    #[must_use]
    pub fn new(models: FaceModels) -> Self {
        Self { models, memory: Memory::default() }
    }

    /// Looks at the next frame.
    ///
    /// # Errors
    /// [`FaceError`] when a net fails; a frame without a face is an observation without a face.
    pub fn track(&mut self, frame: &Frame) -> Result<Observation, FaceError> {
        let memory = &mut self.memory;
        let face = self.models.with_nets(|nets| {
            let mut picture = Pyramid::new(&frame.image);
            memory.follow(nets, &mut picture)
        })?;
        Ok(Observation { time: frame.time, faces_seen: memory.faces_seen, face })
    }
}

impl Memory {
    fn follow(&mut self, nets: &mut Nets, frame: &mut Pyramid<'_>) -> Result<Option<TrackedFace>, FaceError> {
        self.frames_since_look += 1;
        let mut followed = match self.crop.take() {
            Some(crop) => present(read_mesh(nets, frame, crop)?),
            None => None,
        };
        if followed.is_none() || self.frames_since_look > FRAMES_BETWEEN_LOOKS {
            followed = self.look(nets, frame, followed)?;
        }
        let Some(reading) = followed else { return Ok(None) };
        self.crop = crop_of_mesh(&reading.mesh);
        self.faces_seen = self.faces_seen.max(1);
        Ok(describe(frame, reading))
    }

    /// Looks at the whole frame: counts the faces, and finds one when none is followed or the wrong thing is.
    fn look(
        &mut self,
        nets: &mut Nets,
        frame: &mut Pyramid<'_>,
        followed: Option<MeshReading>,
    ) -> Result<Option<MeshReading>, FaceError> {
        self.frames_since_look = 0;
        let near = detect_near(nets, frame)?;
        self.faces_seen = near.len() as u32;
        if followed.is_some() && !self.is_elsewhere(followed.as_ref(), &near) {
            return Ok(followed);
        }
        self.looks_elsewhere = 0;
        let found = acquire(nets, frame, &near)?;
        if found.is_some() {
            return Ok(found);
        }
        // Small faces and cut faces take turns, so that a video without a face costs no more than needed.
        let border = if self.far_looks.is_multiple_of(2) { Border::None } else { Border::Wide };
        self.far_looks = self.far_looks.wrapping_add(1);
        let far = detect_far(nets, frame, border)?;
        self.faces_seen = far.len() as u32;
        acquire(nets, frame, &far)
    }

    /// Whether several looks in a row found faces, but none where the followed one should be.
    fn is_elsewhere(&mut self, followed: Option<&MeshReading>, found: &[Detection]) -> bool {
        let Some(reading) = followed else { return false };
        let here = bounding_box(&reading.mesh);
        let overlaps = |face: &Detection| face.bounds.intersection_over_union(here) > SAME_PLACE_OVERLAP;
        if found.is_empty() || found.iter().any(overlaps) {
            self.looks_elsewhere = 0;
        } else {
            self.looks_elsewhere += 1;
        }
        self.looks_elsewhere >= LOOKS_ELSEWHERE_MAX
    }
}

/// The largest face in which the mesh net believes, its mesh placed once more on its own crop.
fn acquire(
    nets: &mut Nets,
    frame: &mut Pyramid<'_>,
    found: &[Detection],
) -> Result<Option<MeshReading>, FaceError> {
    let mut by_size: Vec<&Detection> = found.iter().collect();
    by_size.sort_by(|one, other| other.bounds.width_px.total_cmp(&one.bounds.width_px));
    for face in by_size {
        let Some(first) = present(read_mesh(nets, frame, crop_of_detection(face))?) else { continue };
        let Some(crop) = crop_of_mesh(&first.mesh) else { continue };
        let refined = present(read_mesh(nets, frame, crop)?);
        return Ok(Some(refined.unwrap_or(first)));
    }
    Ok(None)
}

fn present(reading: Option<MeshReading>) -> Option<MeshReading> {
    reading.filter(|reading| reading.presence >= PRESENCE_MIN)
}

fn describe(frame: &Pyramid<'_>, reading: MeshReading) -> Option<TrackedFace> {
    let size = frame.size();
    let mesh = reading.mesh;
    let pose = head_pose(&mesh)?;
    let bounding_box = bounding_box(&mesh);
    let visible = visible_share(bounding_box, size.width_px as f32, size.height_px as f32);
    let right_eye = mesh.center_of(&[RIGHT_EYE_OUTER, RIGHT_EYE_INNER]);
    let left_eye = mesh.center_of(&[LEFT_EYE_OUTER, LEFT_EYE_INNER]);
    Some(TrackedFace {
        presence: reading.presence,
        bounding_box,
        pose,
        inter_eye_px: right_eye.distance_px(left_eye),
        quality: measure(&reading.crop, &reading.in_crop, visible),
        mesh,
    })
}

/// The net's own even chance.
const PRESENCE_MIN: f32 = 0.5;
/// Overlap from which a detection and the followed face are in the same place.
const SAME_PLACE_OVERLAP: f32 = 0.1;
