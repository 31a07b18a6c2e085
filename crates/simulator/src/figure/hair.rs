//! Hair: where it grows, how thick it lies, and the long hair that hangs next to the face.

use super::field::HeadField;
use super::layout::Layout;
use super::mesh::Grid;
use crate::color::smooth_step;
use crate::noise::{rough_noise, value_noise};
use crate::person::{HairStyle, Person};
use nalgebra::Vector3;

/// The hair of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hair {
    style: HairStyle,
    front_y_cm: f32,
    top_cm: f32,
    sides_cm: f32,
    seed: u32,
}

impl Hair {
    pub(crate) fn of(person: &Person, layout: &Layout) -> Self {
        let lean = (person.paint_seed >> 8) as f32 / 16_777_216.0;
        let (front_cm, top_cm, sides_cm) = match person.hair_style {
            HairStyle::Cropped => (0.4 + 0.8 * lean, 0.30, 0.22),
            HairStyle::Short => (-0.4 + 1.1 * lean, 1.25 + 0.6 * lean, 0.75),
            HairStyle::Long => (-1.1 + 1.5 * lean, 1.15 + 0.4 * lean, 0.95),
        };
        Self {
            style: person.hair_style,
            front_y_cm: layout.hairline_y_cm + front_cm,
            top_cm,
            sides_cm,
            seed: person.paint_seed ^ 0x7a31,
        }
    }

    /// Share of the skin that hair covers at a place of the bare head, 0..=1.
    pub(crate) fn cover(&self, place_cm: Vector3<f32>) -> f32 {
        let line = self.line_y_cm(place_cm);
        let ragged = 0.35 * rough_noise(place_cm * 2.2, self.seed);
        smooth_step(line - 0.4, line + 0.4, place_cm.y + ragged)
    }

    /// How far the hair stands off the bare head.
    pub(crate) fn thickness_cm(&self, place_cm: Vector3<f32>) -> f32 {
        let line = self.line_y_cm(place_cm);
        let rise = smooth_step(line - 0.2, line + 1.8, place_cm.y);
        let height = smooth_step(1.0, 9.0, place_cm.y);
        let thick = self.sides_cm + (self.top_cm - self.sides_cm) * height;
        let tufts = 1.0 + 0.22 * rough_noise(place_cm * 0.9, self.seed ^ 0x11);
        rise * thick * tufts
    }

    /// Lightness of the strands at a place, about 1.
    pub(crate) fn strands(&self, place_cm: Vector3<f32>) -> f32 {
        let around = place_cm.x.atan2(place_cm.z + 3.0);
        let along = Vector3::new(around * 14.0, place_cm.y * 0.35, place_cm.z * 0.25);
        1.0 + 0.42 * value_noise(along, self.seed) + 0.3 * value_noise(along * 3.1, self.seed ^ 0x2f)
    }

    /// Whether the ears lie under the hair.
    pub(crate) fn hides_ears(&self) -> bool {
        self.style == HairStyle::Long
    }

    /// The hair that hangs from the crown to the shoulders, open in front.
    pub(crate) fn curtain(&self, head: &HeadField) -> Option<Grid> {
        if self.style != HairStyle::Long {
            return None;
        }
        let seed = self.seed;
        let crown = Vector3::new(0.0, 0.5, -2.5);
        Some(Grid::build(CURTAIN_COLUMNS, CURTAIN_ROWS, |across, down| {
            // Angle from the back; the curtain begins and ends next to the cheeks.
            let angle = (1.0 - across * 2.0) * CURTAIN_HALF_ANGLE_RAD;
            let y_cm = 7.5 - 25.0 * down;
            let fall = smooth_step(0.0, 0.35, down);
            let direction = Vector3::new(angle.sin(), ((y_cm - 0.5) / 9.5).max(0.0), -angle.cos());
            let near = head.skin_along(crown, direction.normalize());
            let wave = 0.45 * value_noise(Vector3::new(angle * 3.0, y_cm * 0.16, 0.0), seed);
            let (wide, deep) = (8.9 + 0.5 * down + wave, 9.6 + wave);
            let hanging = Vector3::new(wide * angle.sin(), y_cm, -3.6 - deep * angle.cos());
            let lying = near + direction.normalize() * 0.9;
            Vector3::new(lying.x, y_cm, lying.z).lerp(&hanging, fall)
        }))
    }

    /// Height from which hair grows, by the angle from the front.
    fn line_y_cm(&self, place_cm: Vector3<f32>) -> f32 {
        let angle = place_cm.x.abs().atan2(place_cm.z + 2.5).to_degrees();
        let line = [
            (0.0, self.front_y_cm),
            (22.0, self.front_y_cm + 0.1),
            (42.0, self.front_y_cm - 0.5),
            (56.0, 5.3),
            (66.0, 2.6),
            (74.0, 0.2),
            (84.0, -0.6),
            (97.0, 0.4),
            (112.0, -2.0),
            (130.0, -5.5),
            (180.0, -7.0),
        ];
        let after = line.iter().position(|(from, _)| *from > angle).unwrap_or(line.len() - 1).max(1);
        let ((low, low_y), (high, high_y)) = (line[after - 1], line[after]);
        low_y + (high_y - low_y) * smooth_step(low, high, angle)
    }
}

const CURTAIN_COLUMNS: usize = 56;
const CURTAIN_ROWS: usize = 36;
const CURTAIN_HALF_ANGLE_RAD: f32 = 2.12;
