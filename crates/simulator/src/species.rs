//! What is presented to the camera. A species is one file below this one and one line in the list; docs/howto/add-a-species.md.

mod deepfake_tint;
mod inject_plain;
mod live;
mod print_bent;
mod print_flat;
mod replay_flash;
mod sheet;

use crate::motion::FaceMeasures;
use crate::person::Person;
use crate::scene::{Scene, Surroundings};
use crate::seed::Seed;
use catchlight_types::{Challenge, ColorStep};

/// The list: a variant with its documentation, and the file that plays it.
macro_rules! species {
    ($($(#[$doc:meta])+ $variant:ident => $file:ident,)+) => {
        /// What is presented to the camera: a bona fide person or a presentation attack (PAI species).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Species {
            $($(#[$doc])+ $variant,)+
        }

        impl Species {
            /// Every species, the bona fide person first.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            const fn part(self) -> &'static Part {
                match self {
                    $(Self::$variant => &$file::PART,)+
                }
            }
        }
    };
}

species! {
    /// A living person in front of the screen.
    Live => live,
    /// A flat matt print of a photo of the person, held and moved in front of the screen.
    PrintFlat => print_flat,
    /// The same print, bent around an upright axis as a face is round.
    PrintBent => print_bent,
    /// A tablet in front of the camera that replays an earlier check with its old colours.
    ReplayFlash => replay_flash,
    /// An old video of the person in place of the camera: without colours, or with those of another check.
    InjectPlain => inject_plain,
    /// A live face without colours in place of the camera, tinted in step with the colours of the check.
    DeepfakeTint => deepfake_tint,
}

/// What a species' file says about it.
struct Part {
    /// In recordings and on the command line; the same as the name of the file. Attacks begin with the prefix of their
    /// family, such as `print_`, by which the evaluation pools them.
    name: &'static str,
    /// In running text.
    title: &'static str,
    /// Whether it is a bona fide presentation.
    is_bona_fide: bool,
    /// Whether nothing but the screen of the check changes the light that falls on it.
    is_lit_by_screen: bool,
    play: fn(&Casting<'_>) -> Cast,
}

impl Species {
    /// The name in recordings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.part().name
    }

    /// The species with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|species| species.name() == name)
    }

    /// What it is, in running text: "a flat print".
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.part().title
    }

    /// Whether it is a bona fide presentation, so that the check should pass.
    #[must_use]
    pub const fn is_bona_fide(self) -> bool {
        self.part().is_bona_fide
    }

    /// Whether nothing but the screen of the check changes the light that falls on it.
    pub(crate) const fn is_lit_by_screen(self) -> bool {
        self.part().is_lit_by_screen
    }
}

/// What a species is played with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Casting<'a> {
    pub(crate) person: &'a Person,
    pub(crate) challenge: &'a Challenge,
    pub(crate) seed: Seed,
    pub(crate) around: Surroundings<'a>,
}

/// What is filmed in one check, and under which light.
pub(crate) struct Cast {
    pub(crate) scene: Box<dyn Scene>,
    pub(crate) measures: FaceMeasures,
    /// Colours under which an old video was recorded; `None` when the screen of this check lights the scene.
    pub(crate) earlier_colors: Option<Vec<ColorStep>>,
    /// How much later than the screen the scene takes its colours, seconds.
    pub(crate) lag_s: f32,
}

impl Cast {
    pub(crate) fn call(species: Species, casting: &Casting<'_>) -> Self {
        (species.part().play)(casting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn names_lead_back_to_their_species() {
        for species in Species::ALL {
            assert_eq!(Species::from_name(species.name()), Some(*species));
        }
        assert_eq!(Species::from_name("Live"), None);
    }

    #[test]
    fn only_the_living_should_pass() {
        let passing: Vec<_> = Species::ALL.iter().filter(|species| species.is_bona_fide()).collect();
        assert_eq!(passing, [&Species::Live]);
    }

    #[test]
    fn titles_can_be_told_apart() {
        let titles: BTreeSet<&str> = Species::ALL.iter().map(|species| species.title()).collect();
        assert_eq!(titles.len(), Species::ALL.len());
        assert!(titles.iter().all(|title| title.starts_with("a ") || title.starts_with("an ")), "{titles:?}");
    }

    /// Names of the files that hold a species.
    fn files() -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/species");
        let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let holds_a_species =
            |path: &Path| std::fs::read_to_string(path).unwrap().contains("const PART: Part");
        let species = paths.filter(|path| holds_a_species(path));
        species.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn every_file_stands_in_the_list_under_its_own_name() {
        let listed: BTreeSet<String> = Species::ALL.iter().map(|species| species.name().to_owned()).collect();
        assert_eq!(files(), listed);
    }

    #[test]
    fn every_species_has_its_row_in_the_documentation() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/simulator.md");
        let page = std::fs::read_to_string(page).unwrap();
        for species in Species::ALL {
            let row = format!("\n| {} | ", species.name());
            assert!(page.contains(&row), "docs/simulator.md has no row for {}", species.name());
        }
    }
}
