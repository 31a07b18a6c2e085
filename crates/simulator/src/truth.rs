//! What really was in front of the camera. Code that decides a check must never see it.

use catchlight_types::{HeadPose, MediaTime, PointPx, RectPx, Rgb8};

/// The truth about a whole check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckTruth {
    /// What stays the same during the check.
    pub scene: SceneTruth,
    /// How much later the first frame was than the claimed start of the video, milliseconds.
    pub video_start_error_ms: f32,
    /// When the face filled the oval, seconds of the video.
    pub match_s: f32,
    /// When the first colour appeared, seconds of the video; `None` without colours.
    pub colors_start_s: Option<f32>,
    /// One entry a frame.
    pub frames: Vec<FrameTruth>,
}

/// What stays the same during a check.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SceneTruth {
    /// Darkness of the skin, 0 the lightest and 1 the darkest.
    pub melanin: f32,
    /// Light of the room on the face, lux.
    pub ambient_lux: f32,
    /// Colour temperature of that light, kelvin.
    pub kelvin: f32,
    /// Luminance of the white screen, candela per square metre.
    pub screen_nits: f32,
    /// Which screen lit the face.
    pub device: &'static str,
    /// Focal length of the camera, pixels.
    pub focal_px: f32,
    /// Distance to the face at the end over that at the beginning, inverted: 2 means twice as large.
    pub zoom_ratio: f32,
}

/// The truth about one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FrameTruth {
    /// Time of the frame.
    pub time: MediaTime,
    /// The face from the hairline to the chin and from ear to ear; of the image on a print.
    pub face_box: RectPx,
    /// Its subject's left eye, at the right of the image.
    pub left_eye: PointPx,
    /// Its subject's right eye.
    pub right_eye: PointPx,
    /// The tip of the nose.
    pub nose_tip: PointPx,
    /// The left corner of the mouth.
    pub mouth_left: PointPx,
    /// The right corner of the mouth.
    pub mouth_right: PointPx,
    /// The lowest point of the chin.
    pub chin: PointPx,
    /// Rotation of the head or of the print.
    pub pose: HeadPose,
    /// Distance from the lens to the eyes, metres.
    pub distance_m: f32,
    /// Share of the eyes that the lids cover, 0 open, 1 closed.
    pub blink: f32,
    /// Colour that wipes down the screen.
    pub screen_new: Rgb8,
    /// Colour below it.
    pub screen_old: Rgb8,
    /// Share of the screen, from the top, that shows the new colour.
    pub wiped: f32,
}
