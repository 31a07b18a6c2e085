//! Where the parts of one face are, seen from the front.
//!
//! Lengths in centimetres from the origin of the head, between the ears: x to the right of the image, y up,
//! z towards the viewer. The measures of the mean face are those of an adult.

use crate::person::Shape;

/// Places of the parts of a face; what comes in pairs is given for positive x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Layout {
    pub(crate) eye_x_cm: f32,
    pub(crate) eye_y_cm: f32,
    /// Centre of the eyeball.
    pub(crate) eye_z_cm: f32,
    pub(crate) eye_half_width_cm: f32,
    pub(crate) brow_y_cm: f32,
    pub(crate) nose_tip_y_cm: f32,
    pub(crate) nose_tip_z_cm: f32,
    pub(crate) nose_half_width_cm: f32,
    pub(crate) mouth_y_cm: f32,
    pub(crate) mouth_half_width_cm: f32,
    pub(crate) upper_lip_cm: f32,
    pub(crate) lower_lip_cm: f32,
    pub(crate) chin_y_cm: f32,
    pub(crate) hairline_y_cm: f32,
    /// Half width of the skull at the ears.
    pub(crate) skull_half_width_cm: f32,
    pub(crate) jaw_half_width_cm: f32,
}

pub(crate) const EYEBALL_RADIUS_CM: f32 = 1.24;

impl Layout {
    pub(crate) fn of(shape: &Shape) -> Self {
        let width = 1.0 + 0.035 * shape.width;
        let nose_tip_y_cm = -1.0 - 0.30 * shape.nose_length;
        Self {
            eye_x_cm: 3.15 * width,
            eye_y_cm: 2.6,
            eye_z_cm: 2.75,
            eye_half_width_cm: 1.45 + 0.10 * shape.eyes,
            brow_y_cm: 4.35 - 0.15 * shape.brow,
            nose_tip_y_cm,
            nose_tip_z_cm: 6.75 + 0.3 * shape.nose_length,
            nose_half_width_cm: 1.65 + 0.25 * shape.nose_width,
            mouth_y_cm: -4.15 - 0.2 * shape.length,
            mouth_half_width_cm: 2.45 * width + 0.12 * shape.lips,
            upper_lip_cm: 0.68 + 0.20 * shape.lips,
            lower_lip_cm: 0.88 + 0.24 * shape.lips,
            chin_y_cm: -9.2 - 0.55 * shape.length,
            hairline_y_cm: 7.9,
            skull_half_width_cm: 7.45 * width,
            jaw_half_width_cm: (4.15 + 0.45 * shape.jaw) * width,
        }
    }
}
