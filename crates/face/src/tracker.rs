//! Tracks one face from frame to frame.
//!
//! The mesh of one frame gives the crop of the next. The detector searches the whole frame when there is no face to
//! track, and regularly to count the faces and to notice when the wrong thing is tracked.

use crate::detector::{Detection, PARTS, View, detect_far, detect_near};
use crate::face_box::{bounding_box, visible_share};
use crate::landmarks::{LEFT_EYE_INNER, LEFT_EYE_OUTER, RIGHT_EYE_INNER, RIGHT_EYE_OUTER};
use crate::limits::{
    DOUBTS_MAX, FRAMES_BETWEEN_LOOKS, FRAMES_BETWEEN_TEXTURES, LOOKS_ELSEWHERE_MAX, TEXTURES_MAX, UNSURE_MAX,
};
use crate::mesh_model::{MeshReading, crop_of_detection, crop_of_mesh, read_mesh};
use crate::models::ModelSet;
use crate::pose::head_pose;
use crate::pyramid::{CropSquare, Exposure, Pyramid};
use crate::quality::measure;
use crate::texture::read_texture;
use crate::{FaceError, FaceModels, Observation, TrackedFace};
use catchlight_media::Frame;
use catchlight_types::{FrameSize, RectPx};

/// Tracks one face through one video; frames come in presentation order.
#[derive(Debug)]
pub struct FaceTracker {
    models: FaceModels,
    memory: Memory,
}

#[derive(Debug, Default)]
struct Memory {
    /// Where to look for the tracked face.
    crop: Option<CropSquare>,
    faces_seen: u32,
    frames_since_look: u32,
    looks_elsewhere: u32,
    looks_far: usize,
    /// Frames in a row in which the mesh model was in doubt.
    doubts: u32,
    /// Frames with a face since the texture models last ran.
    frames_since_texture: u32,
    textures: u32,
}

impl FaceTracker {
    /// A tracker without a face yet.
    #[must_use]
    pub fn new(models: FaceModels) -> Self {
        Self { models, memory: Memory::default() }
    }

    /// Analyses the next frame.
    ///
    /// # Errors
    /// [`FaceError`] when a model fails; a frame without a face is an observation without a face.
    pub fn track(&mut self, frame: &Frame) -> Result<Observation, FaceError> {
        let memory = &mut self.memory;
        let face = self.models.with_models(|models| {
            let mut image = Pyramid::new(&frame.image);
            let mut face = memory.follow(models, &mut image)?;
            if let Some(face) = &mut face {
                face.texture = memory.texture(models, &image, face.bounding_box)?;
            }
            Ok(face)
        })?;
        Ok(Observation { time: frame.time, faces_seen: memory.faces_seen, face })
    }
}

impl Memory {
    fn follow(
        &mut self,
        models: &mut ModelSet,
        frame: &mut Pyramid<'_>,
    ) -> Result<Option<TrackedFace>, FaceError> {
        self.frames_since_look += 1;
        let crop = self.crop.take();
        let mut followed = match crop {
            Some(crop) => self.keep(read_again(models, frame, crop)?),
            None => None,
        };
        if followed.is_none() || self.frames_since_look > FRAMES_BETWEEN_LOOKS {
            followed = self.look(models, frame, followed)?;
        }
        let Some(reading) = followed else {
            // A face that is lost for a moment is usually still there in the next frame.
            self.crop = crop.filter(|_| self.doubts <= DOUBTS_MAX);
            return Ok(None);
        };
        self.crop = crop_of_mesh(&reading.mesh);
        self.faces_seen = self.faces_seen.max(1);
        Ok(describe(frame, reading))
    }

    /// The score of the texture models, which run only now and then.
    fn texture(
        &mut self,
        models: &mut ModelSet,
        frame: &Pyramid<'_>,
        face: RectPx,
    ) -> Result<Option<f32>, FaceError> {
        self.frames_since_texture += 1;
        let is_due = self.textures == 0 || self.frames_since_texture >= FRAMES_BETWEEN_TEXTURES;
        if !is_due || self.textures >= TEXTURES_MAX {
            return Ok(None);
        }
        self.frames_since_texture = 0;
        self.textures += 1;
        read_texture(models, frame, face)
    }

    /// A tracked face may be in doubt for some frames, as when someone looks down.
    fn keep(&mut self, reading: Option<MeshReading>) -> Option<MeshReading> {
        let reading = reading?;
        self.doubts = if reading.presence >= PRESENCE_MIN { 0 } else { self.doubts + 1 };
        (self.doubts <= DOUBTS_MAX && reading.presence >= PRESENCE_IN_DOUBT_MIN).then_some(reading)
    }

    /// Searches the whole frame: counts the faces, and finds one when none is tracked or the wrong thing is.
    fn look(
        &mut self,
        models: &mut ModelSet,
        frame: &mut Pyramid<'_>,
        followed: Option<MeshReading>,
    ) -> Result<Option<MeshReading>, FaceError> {
        self.frames_since_look = 0;
        let size = frame.size();
        let near = detect_near(models, frame, View::with_border(size, Exposure::Highlights))?;
        self.faces_seen = sure(&near).count() as u32;
        if followed.is_some() && !self.is_elsewhere(followed.as_ref(), &near) {
            return Ok(followed);
        }
        self.looks_elsewhere = 0;
        let mut found = acquire(models, frame, &near)?;
        // The first frame is searched thoroughly; later the views take turns, so that a video without a face costs
        // no more than needed.
        let views = if self.looks_far == 0 { FAR_VIEWS } else { 1 };
        for _ in 0..views {
            if found.is_some() {
                break;
            }
            let far = detect_far(models, frame, far_view(size, self.looks_far))?;
            self.looks_far += 1;
            self.faces_seen = self.faces_seen.max(sure(&far).count() as u32);
            found = acquire(models, frame, &far)?;
        }
        if found.is_some() {
            self.doubts = 0;
        }
        Ok(found)
    }

    /// Whether several searches in a row found faces, but none where the tracked one should be.
    fn is_elsewhere(&mut self, followed: Option<&MeshReading>, found: &[Detection]) -> bool {
        let Some(reading) = followed else { return false };
        let here = bounding_box(&reading.mesh);
        let overlaps = |face: &Detection| face.bounds.intersection_over_union(here) > SAME_PLACE_OVERLAP;
        if sure(found).next().is_none() || found.iter().any(overlaps) {
            self.looks_elsewhere = 0;
        } else {
            self.looks_elsewhere += 1;
        }
        self.looks_elsewhere >= LOOKS_ELSEWHERE_MAX
    }
}

/// The mesh in a crop of the frame before; where the head has moved on, in a crop around that mesh.
fn read_again(
    models: &mut ModelSet,
    frame: &mut Pyramid<'_>,
    crop: CropSquare,
) -> Result<Option<MeshReading>, FaceError> {
    let first = read_mesh(models, frame, crop)?;
    let moved = first.as_ref().filter(|reading| reading.presence < PRESENCE_MIN);
    let Some(crop) = moved.and_then(|reading| crop_of_mesh(&reading.mesh)) else { return Ok(first) };
    let second = read_mesh(models, frame, crop)?;
    let presence = |reading: &Option<MeshReading>| reading.as_ref().map_or(0.0, |reading| reading.presence);
    Ok(if presence(&second) > presence(&first) { second } else { first })
}

fn sure(found: &[Detection]) -> impl Iterator<Item = &Detection> {
    found.iter().filter(|face| face.is_sure())
}

fn far_view(size: FrameSize, turn: usize) -> View {
    match turn % FAR_VIEWS {
        0 => View::whole(size, Exposure::Highlights),
        1 => View::with_border(size, Exposure::Mean),
        part => View::part(size, part - 2),
    }
}

/// The largest face that the mesh model accepts, its mesh placed once more on its own crop.
fn acquire(
    models: &mut ModelSet,
    frame: &mut Pyramid<'_>,
    found: &[Detection],
) -> Result<Option<MeshReading>, FaceError> {
    let mut by_size: Vec<&Detection> = sure(found).collect();
    by_size.sort_by(|one, other| other.bounds.width_px.total_cmp(&one.bounds.width_px));
    by_size.extend(found.iter().filter(|face| !face.is_sure()).take(UNSURE_MAX));
    for face in by_size {
        let direct = if face.is_sure() { place_mesh(models, frame, face, PRESENCE_MIN)? } else { None };
        let reading = match direct {
            Some(reading) => Some(reading),
            None => confirm(models, frame, face)?,
        };
        if reading.is_some() {
            return Ok(reading);
        }
    }
    Ok(None)
}

/// A closer look at candidates that the mesh model did not accept or did not examine.
fn confirm(
    models: &mut ModelSet,
    frame: &mut Pyramid<'_>,
    face: &Detection,
) -> Result<Option<MeshReading>, FaceError> {
    let closer = detect_near(models, frame, View::closer(face))?;
    match closer.first().filter(|face| face.score >= CONFIRMED_SCORE_MIN) {
        Some(face) => place_mesh(models, frame, face, CONFIRMED_PRESENCE_MIN),
        None => Ok(None),
    }
}

fn place_mesh(
    models: &mut ModelSet,
    frame: &mut Pyramid<'_>,
    face: &Detection,
    presence_min: f32,
) -> Result<Option<MeshReading>, FaceError> {
    let is_face = |reading: &MeshReading| reading.presence >= presence_min;
    let Some(first) = read_mesh(models, frame, crop_of_detection(face))?.filter(is_face) else {
        return Ok(None);
    };
    let Some(crop) = crop_of_mesh(&first.mesh) else { return Ok(None) };
    Ok(read_mesh(models, frame, crop)?.filter(is_face))
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
        texture: None,
    })
}

/// The score at which the model is undecided.
const PRESENCE_MIN: f32 = 0.5;
/// Score that a face reaches in a closer look; dogs and drawings usually do not.
const CONFIRMED_SCORE_MIN: f32 = 0.7;
/// Least presence of a face that was uncertain at first.
const CONFIRMED_PRESENCE_MIN: f32 = 0.9;
/// Least presence of a face that is tracked already.
const PRESENCE_IN_DOUBT_MIN: f32 = 0.02;
/// The whole frame, the frame with a border, and its parts.
const FAR_VIEWS: usize = 2 + PARTS;
/// Overlap from which a detection and the tracked face are in the same place.
const SAME_PLACE_OVERLAP: f32 = 0.1;
