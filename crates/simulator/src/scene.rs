//! What is in front of the camera at one moment.

use crate::lens::Lens;
use crate::motion::Placement;
use crate::room::{LightImage, Room};
use crate::screen::{Panel, ScreenState};
use catchlight_types::{PointPx, RectPx};

/// Everything that changes from frame to frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    /// Time of the frame, seconds of the video.
    pub(crate) time_s: f32,
    pub(crate) placement: Placement,
    pub(crate) blink: f32,
    /// What lights the scene: the screen of this check, or that of an old video.
    pub(crate) screen: ScreenState,
    /// What the screen of this check shows.
    pub(crate) client_screen: ScreenState,
}

/// What screens show at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Screens {
    /// To the scene.
    pub(crate) scene: ScreenState,
    /// In this check.
    pub(crate) client: ScreenState,
}

/// Where a scene is: the room, the screen and the lens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    pub(crate) room: &'a Room,
    pub(crate) panel: &'a Panel,
    pub(crate) lens: Lens,
}

/// Light in the image, and where the parts of the face are in it.
#[derive(Debug, Clone)]
pub(crate) struct Shot {
    pub(crate) image: LightImage,
    pub(crate) marks: FaceMarks,
}

/// Where the parts of the face are in the image; left and right are the subject's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FaceMarks {
    pub(crate) face_box: RectPx,
    pub(crate) left_eye: PointPx,
    pub(crate) right_eye: PointPx,
    pub(crate) nose_tip: PointPx,
    pub(crate) mouth_left: PointPx,
    pub(crate) mouth_right: PointPx,
    pub(crate) chin: PointPx,
    /// From the lens to the eyes, along the axis.
    pub(crate) eyes_depth_cm: f32,
}

/// Something that can be filmed; frames may be drawn in any order and in parallel.
pub(crate) trait Scene: Sync {
    fn shoot(&self, moment: &Moment, around: Surroundings<'_>) -> Shot;
}
