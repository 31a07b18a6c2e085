//! What is stored about one check: numbers, never frames.
//!
//! In: frames with their observations, claims and slices in order of arrival. Out: bounded lists for the signals.

mod color;
mod course;
mod crop;
mod edge;
mod eyes;
mod intervals;
mod patches;
mod placement;
mod ripple;
mod shown;
mod thumbnail;
mod timeline;

pub use color::LinearRgb;
pub use course::{CoursePoint, Landmark, SliceSummary};
pub(crate) use crop::{CELL_CM, CROP_SIDE, FaceCrop, LEFT_CM, TOP_CM, cell_center};
#[cfg(test)]
pub(crate) use eyes::EYE_CELL;
pub(crate) use eyes::{EYE_COLUMNS, EyePair, EyeView};
pub(crate) use intervals::Intervals;
pub(crate) use patches::{PATCHES, Patch};
pub(crate) use placement::{FacePoint, Placement};
pub(crate) use ripple::Ripple;
pub use shown::{ShownColor, ShownColors};
pub(crate) use thumbnail::Thumbnail;

use crate::limits::{CROP_SPACING_S, LOOK_SPACING_S, MAX_CLAIMS, MAX_CROPS, MAX_FRAMES, MAX_SLICES};
use catchlight_face::{FaceQuality, Mesh, Observation, TrackedFace};
use catchlight_media::Frame;
use catchlight_types::{Challenge, ClientClaim, EpochMillis, FrameSize, HeadPose, RectPx};
use color::ColorSampler;
use ripple::RippleFinder;
use std::fmt;

/// What is stored about one check; `Debug` prints only counts.
#[derive(Clone)]
pub struct Evidence {
    pub(crate) challenge: Challenge,
    /// Size of the video's frames.
    pub(crate) frame_size: Option<FrameSize>,
    pub(crate) frames: Vec<FrameEvidence>,
    pub(crate) crops: Vec<CropEvidence>,
    pub(crate) claims: Vec<ReceivedClaim>,
    pub(crate) slices: Vec<ReceivedSlice>,
    shown: ShownColors,
    next_look_s: f64,
    sampler: ColorSampler,
    ripples: RippleFinder,
}

/// What is stored about one frame.
#[derive(Clone)]
pub(crate) struct FrameEvidence {
    /// Time since the first frame, seconds.
    pub(crate) time_s: f64,
    /// Faces that the last search of the whole frame found.
    pub(crate) faces_seen: u32,
    /// The tracked face.
    pub(crate) face: Option<FaceEvidence>,
    /// Mean light of the image away from the face; `None` when the face fills the frame.
    pub(crate) surroundings: Option<LinearRgb>,
    /// Share of the width that the straightest edge below the face follows; `None` where it was not measured.
    pub(crate) edge_below: Option<f32>,
    /// The sharpest ripple over the face; `None` where it was not measured or the face is too small.
    pub(crate) ripple: Option<Ripple>,
    /// The whole image, coarse; `None` where no face was tracked.
    pub(crate) thumbnail: Option<Thumbnail>,
}

/// What is stored about the tracked face in one frame.
#[derive(Clone)]
pub(crate) struct FaceEvidence {
    pub(crate) mesh: Mesh,
    pub(crate) presence: f32,
    pub(crate) bounds: RectPx,
    pub(crate) pose: HeadPose,
    pub(crate) inter_eye_px: f32,
    pub(crate) quality: FaceQuality,
    /// Mean light of each patch of [`PATCHES`]; `None` where the patch lies outside the frame.
    pub(crate) patches: Vec<Option<LinearRgb>>,
    /// Mean light of the middle of the face; `None` where much of it lies outside the frame.
    pub(crate) middle: Option<LinearRgb>,
    /// Both eyes; `None` for a mesh without eyes.
    pub(crate) eyes: Option<EyePair>,
    /// Score of the optional texture models; `None` where they did not run.
    pub(crate) texture: Option<f32>,
}

/// A small image of the tracked face.
#[derive(Clone)]
pub(crate) struct CropEvidence {
    /// Its place in the list of frames.
    pub(crate) frame: usize,
    /// Time since the first frame, seconds.
    pub(crate) time_s: f64,
    pub(crate) inter_eye_px: f32,
    pub(crate) placement: Placement,
    pub(crate) crop: FaceCrop,
}

/// One claim and when it arrived.
#[derive(Clone)]
pub(crate) struct ReceivedClaim {
    pub(crate) claim: ClientClaim,
    pub(crate) received_at: EpochMillis,
}

/// Times of one video slice.
#[derive(Clone, Copy)]
pub(crate) struct ReceivedSlice {
    pub(crate) len_bytes: usize,
    pub(crate) claimed_at: Option<EpochMillis>,
    pub(crate) received_at: EpochMillis,
}

impl Evidence {
    /// Starts without any evidence.
    #[must_use]
    pub fn new(challenge: &Challenge) -> Self {
        Self {
            challenge: challenge.clone(),
            frame_size: None,
            frames: Vec::new(),
            crops: Vec::new(),
            claims: Vec::new(),
            slices: Vec::new(),
            shown: ShownColors::default(),
            next_look_s: 0.0,
            sampler: ColorSampler::new(),
            ripples: RippleFinder::new(),
        }
    }

    /// Presents the same frames as evidence of another check, for which the client has reported nothing yet.
    ///
    /// For measuring how often frames match colours that never lit them.
    pub fn put_to(&mut self, challenge: &Challenge) {
        self.challenge = challenge.clone();
        self.claims.clear();
        self.shown = ShownColors::default();
    }

    /// Stores the numbers of the next frame.
    pub fn observe(&mut self, frame: &Frame, observation: &Observation) {
        if self.frames.len() >= MAX_FRAMES {
            return;
        }
        let image = &frame.image;
        self.frame_size = Some(image.size());
        let face = observation.face.as_ref();
        let surroundings = self.sampler.surroundings(image, face.map(|face| face.bounding_box));
        self.keep_crop(frame, face);
        let is_due = self.is_look_due(frame);
        let look_at = face.filter(|_| is_due).map(|face| face.bounding_box);
        let edge_below = look_at.and_then(|bounds| edge::straight_edge_below(image, bounds));
        let ripple = look_at.and_then(|bounds| self.ripples.look(image, bounds));
        let face = face.map(|face| FaceEvidence {
            mesh: face.mesh.clone(),
            presence: face.presence,
            bounds: face.bounding_box,
            pose: face.pose,
            inter_eye_px: face.inter_eye_px,
            quality: face.quality,
            patches: PATCHES
                .iter()
                .map(|patch| {
                    self.sampler.disc(image, patch.center(&face.mesh), Patch::radius_px(face.inter_eye_px))
                })
                .collect(),
            middle: Placement::of(&face.mesh)
                .and_then(|placement| self.sampler.middle_of_face(image, placement)),
            eyes: EyePair::cut(image, &face.mesh),
            texture: face.texture,
        });
        let thumbnail = face.is_some().then(|| Thumbnail::of(image));
        self.frames.push(FrameEvidence {
            time_s: frame.time.as_secs_f64(),
            faces_seen: observation.faces_seen,
            face,
            surroundings,
            edge_below,
            ripple,
            thumbnail,
        });
    }

    fn is_look_due(&mut self, frame: &Frame) -> bool {
        let time_s = frame.time.as_secs_f64();
        let is_due = time_s >= self.next_look_s;
        if is_due {
            self.next_look_s = time_s + LOOK_SPACING_S;
        }
        is_due
    }

    fn keep_crop(&mut self, frame: &Frame, face: Option<&TrackedFace>) {
        let time_s = frame.time.as_secs_f64();
        let due = self.crops.last().is_none_or(|last| time_s - last.time_s >= CROP_SPACING_S);
        // Colours change what the images of a face have in common; only those before them are compared.
        let is_lit = || self.shown.begin_s().is_some_and(|begin_s| time_s > begin_s);
        if !due || self.crops.len() >= MAX_CROPS || is_lit() {
            return;
        }
        let Some(face) = face else { return };
        let Some(placement) = Placement::of(&face.mesh) else { return };
        self.crops.push(CropEvidence {
            frame: self.frames.len(),
            time_s,
            inter_eye_px: face.inter_eye_px,
            placement,
            crop: FaceCrop::cut(&frame.image, placement),
        });
    }

    /// Stores what the client reported and when it arrived.
    pub fn claim(&mut self, claim: ClientClaim, received_at: EpochMillis) {
        if self.claims.len() < MAX_CLAIMS {
            self.claims.push(ReceivedClaim { claim, received_at });
            self.shown = ShownColors::reported(&self.challenge, &self.claims);
        }
    }

    /// The colours that the client says it showed.
    #[must_use]
    pub const fn shown_colors(&self) -> &ShownColors {
        &self.shown
    }

    /// Changes what was claimed.
    #[cfg(test)]
    pub(crate) fn amend_claims(&mut self, amend: impl FnOnce(&mut [ReceivedClaim])) {
        amend(&mut self.claims);
        self.shown = ShownColors::reported(&self.challenge, &self.claims);
    }

    /// Stores when a slice of the video was sent, as the client says, and when it arrived.
    pub fn slice(&mut self, len_bytes: usize, claimed_at: Option<EpochMillis>, received_at: EpochMillis) {
        if self.slices.len() < MAX_SLICES {
            self.slices.push(ReceivedSlice { len_bytes, claimed_at, received_at });
        }
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Evidence({} frames, {} claims, {} slices)",
            self.frames.len(),
            self.claims.len(),
            self.slices.len()
        )
    }
}
