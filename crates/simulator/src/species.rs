//! What is played to the camera. Each species but the live person stands in its own file below this one.

use crate::motion::FaceMeasures;
use crate::person::Person;
use crate::scene::{FaceMarks, Moment, Scene, Shot, Surroundings};
use crate::screen::ScreenState;
use crate::seed::Seed;
use catchlight_types::{PointPx, RectPx};
use nalgebra::Vector3;

/// What is played to the camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Species {
    /// A living person in front of the screen.
    Live,
    /// A flat matt print of the person, held in front of the screen.
    PrintFlat,
    /// An old video of the person, made without colours, in place of the camera.
    InjectPlain,
}

impl Species {
    /// Every species.
    pub const ALL: [Self; 3] = [Self::Live, Self::PrintFlat, Self::InjectPlain];

    /// The name in recordings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::PrintFlat => "print_flat",
            Self::InjectPlain => "inject_plain",
        }
    }

    /// The species with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|species| species.name() == name)
    }

    /// Whether the check should pass.
    #[must_use]
    pub fn is_bona_fide(self) -> bool {
        self == Self::Live
    }
}

/// The scene of one species and how it is lit.
pub(crate) struct Cast {
    pub(crate) scene: Box<dyn Scene>,
    pub(crate) measures: FaceMeasures,
    sees_screen: bool,
}

impl Cast {
    pub(crate) fn call(species: Species, _person: &Person, _seed: Seed, _around: Surroundings<'_>) -> Self {
        let measures =
            FaceMeasures { eye_distance_cm: 6.3, eye_to_mouth_cm: 7.0, aim_cm: Vector3::new(0.0, 0.75, 4.4) };
        Self { scene: Box::new(EmptyRoom), measures, sees_screen: species != Species::InjectPlain }
    }

    /// The light that falls on the scene while the client shows this.
    pub(crate) fn lit_by(&self, shown: ScreenState) -> ScreenState {
        if self.sees_screen { shown } else { ScreenState::PAGE }
    }
}

struct EmptyRoom;

impl Scene for EmptyRoom {
    fn shoot(&self, moment: &Moment, around: Surroundings<'_>) -> Shot {
        let light = around.panel.light(moment.screen);
        let forward = Vector3::new(0.0, 0.0, 1.0);
        let image = around.room.wall(light.on(Vector3::new(0.0, 0.0, -100.0), forward));
        let point = around.lens.project(moment.placement.place_cm);
        let marks = FaceMarks {
            face_box: RectPx::default(),
            left_eye: point,
            right_eye: point,
            nose_tip: point,
            mouth_left: point,
            mouth_right: PointPx::default(),
            chin: point,
            eyes_depth_cm: -moment.placement.place_cm.z,
        };
        Shot { image, marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_species() {
        for species in Species::ALL {
            assert_eq!(Species::from_name(species.name()), Some(species));
        }
        assert_eq!(Species::from_name("Live"), None);
    }
}
