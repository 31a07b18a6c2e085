//! The conditions under which a face must still be found.

use super::picture::Picture;
use catchlight_types::{FrameSize, PointPx, RectPx};
use std::fmt;

/// What happens to a picture before it is tracked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Variant {
    AsItIs,
    /// Every value times 0.2.
    Dark,
    /// Turned by this angle, clockwise.
    Turned {
        degrees: f32,
    },
    /// Put into a frame of a web camera, the face as high as this share of it.
    Sized {
        percent: f32,
    },
}

impl Variant {
    pub(crate) const ALL: [Self; 9] = [
        Self::AsItIs,
        Self::Dark,
        Self::Turned { degrees: 20.0 },
        Self::Turned { degrees: -20.0 },
        Self::Sized { percent: 25.0 },
        Self::Sized { percent: 40.0 },
        Self::Sized { percent: 60.0 },
        Self::Sized { percent: 80.0 },
        Self::Sized { percent: 95.0 },
    ];

    /// The changed picture and where its face is.
    pub(crate) fn apply(self, picture: &Picture, face: RectPx) -> (Picture, RectPx) {
        match self {
            Self::AsItIs => (picture.clone(), face),
            Self::Dark => (picture.darkened(DARK_GAIN), face),
            Self::Turned { degrees } => turned(picture, face, degrees.to_radians()),
            Self::Sized { percent } => sized(picture, face, percent / 100.0),
        }
    }
}

fn turned(picture: &Picture, face: RectPx, angle_rad: f32) -> (Picture, RectPx) {
    let size = picture.size();
    let middle = PointPx { x_px: size.width_px as f32 / 2.0, y_px: size.height_px as f32 / 2.0 };
    let turn = |point: PointPx, angle_rad: f32| {
        let (sin, cos) = angle_rad.sin_cos();
        let (x, y) = (point.x_px - middle.x_px, point.y_px - middle.y_px);
        PointPx { x_px: middle.x_px + x * cos - y * sin, y_px: middle.y_px + x * sin + y * cos }
    };
    let changed = picture.resampled(size, 1.0, |point| turn(point, -angle_rad));
    // A face fills about the ellipse inside its box: the box of the turned ellipse.
    let (sin, cos) = angle_rad.sin_cos();
    let width_px = (face.width_px * cos).hypot(face.height_px * sin);
    let height_px = (face.width_px * sin).hypot(face.height_px * cos);
    let center = turn(face.center(), angle_rad);
    (changed, around(center, width_px, height_px))
}

fn sized(picture: &Picture, face: RectPx, share: f32) -> (Picture, RectPx) {
    let wanted_px = share * CAMERA.height_px as f32;
    let pixel_px = face.height_px / wanted_px;
    let center = face.center();
    let middle = PointPx { x_px: CAMERA.width_px as f32 / 2.0, y_px: CAMERA.height_px as f32 / 2.0 };
    let changed = picture.resampled(CAMERA, pixel_px, |point| PointPx {
        x_px: center.x_px + (point.x_px - middle.x_px) * pixel_px,
        y_px: center.y_px + (point.y_px - middle.y_px) * pixel_px,
    });
    (changed, around(middle, face.width_px / pixel_px, wanted_px))
}

fn around(center: PointPx, width_px: f32, height_px: f32) -> RectPx {
    RectPx {
        left_px: center.x_px - width_px / 2.0,
        top_px: center.y_px - height_px / 2.0,
        width_px,
        height_px,
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsItIs => formatter.write_str("as it is"),
            Self::Dark => write!(formatter, "darkened to {DARK_GAIN}"),
            Self::Turned { degrees } => write!(formatter, "turned by {degrees} degrees"),
            Self::Sized { percent } => write!(formatter, "face {percent} % of the height"),
        }
    }
}

const DARK_GAIN: f32 = 0.2;
const CAMERA: FrameSize = FrameSize { width_px: 640, height_px: 480 };
