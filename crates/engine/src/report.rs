//! What an analysis found besides its verdict; code that stores or prints it uses types of its own.

use catchlight_media::VideoSummary;
use catchlight_signals::{CoursePoint, Landmark, ShownColors, SliceSummary};
use catchlight_types::{FrameSize, Measurement, MediaTime};

/// What an analysis found besides its verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Every signal's reading; the verdict can be computed again from them.
    pub measurements: Vec<Measurement>,
    /// Container, codec, size and length of the video.
    pub video: VideoSummary,
    /// How many frames arrived and how many were analysed.
    pub frames: FrameCounts,
    /// What the images showed, behind the feedback.
    pub view: ViewSummary,
    /// Face and light over time, one point per analysed frame; for drawings.
    pub course: Vec<CoursePoint>,
    /// The colours that the client says it showed.
    pub shown: ShownColors,
    /// How the video arrived.
    pub slices: SliceSummary,
    /// When the face first was large enough for the oval.
    pub oval_reached: Option<MediaTime>,
    /// Time of the reference image.
    pub reference_time: Option<MediaTime>,
    /// Its size.
    pub reference_size: Option<FrameSize>,
    /// The face's mesh in it.
    pub reference_landmarks: Vec<Landmark>,
    /// Times of the audit images.
    pub audit_times: Vec<MediaTime>,
    /// Their sizes.
    pub audit_sizes: Vec<FrameSize>,
}

/// How many frames arrived and how many were analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FrameCounts {
    /// Decoded frames.
    pub decoded: u32,
    /// Analysed frames.
    pub analysed: u32,
    /// Frames in which a face was tracked.
    pub with_face: u32,
}

/// What the analysed images showed: shares of the check, and medians over the frames with a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ViewSummary {
    /// Share of the analysed frames with a face, 0..=1.
    pub face_share: f64,
    /// Share of the analysed frames with more than one face, 0..=1.
    pub several_faces_share: f64,
    /// Analysed frames a second.
    pub frames_per_second: f64,
    /// Best overlap of the face's box and the oval, area over area of the union, 0..=1.
    pub oval_overlap_best: f64,
    /// Angle of the head away from the frontal view, radians.
    pub turn_rad: Option<f64>,
    /// Distance of the eyes, pixels.
    pub inter_eye_px: Option<f64>,
    /// Sharpness, as the face crate measures it.
    pub sharpness: Option<f64>,
    /// Mean luma of the face, 0..=1.
    pub luminance: Option<f64>,
    /// Share of clipped pixels of the face, 0..=1.
    pub clipped_share: Option<f64>,
    /// How covered the face looks, 0 free ..= 1 covered.
    pub obstruction: Option<f64>,
    /// Opening of the eyes, about 0.1 closed, 0.3 open.
    pub eye_openness: Option<f64>,
    /// How dark the irises stand out from the white, shares of the mean luma; about 0 behind closed lids.
    pub iris_contrast: Option<f64>,
}
