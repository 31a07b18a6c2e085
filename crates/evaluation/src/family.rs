//! Attack species that are made in the same way, pooled so that their rates rest on more than a few recordings.

use crate::Species;

/// What an attack is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Video that never came from a camera.
    Injection,
    /// A screen that plays a video or shows a photo.
    Replay,
    /// Paper.
    Print,
    /// A video that a program lights with the colours of the check.
    Relighting,
    /// Something worn on a head.
    Mask,
    /// A species whose name tells no family.
    Other,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 6] =
        [Self::Injection, Self::Replay, Self::Print, Self::Relighting, Self::Mask, Self::Other];

    /// The family of a species, by its name.
    #[must_use]
    pub fn of(species: &Species) -> Self {
        let name = species.as_str();
        let named = |&(known, _): &&(&str, Self)| name.starts_with(known);
        BY_PREFIX.iter().find(named).map_or(Self::Other, |&(_, family)| family)
    }

    /// The name in reports, snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Injection => "injection",
            Self::Replay => "replay",
            Self::Print => "print",
            Self::Relighting => "relighting",
            Self::Mask => "mask",
            Self::Other => "other",
        }
    }
}

/// How the names of the species of each family begin.
const BY_PREFIX: [(&str, Family); 7] = [
    ("inject_", Family::Injection),
    ("photo_replay", Family::Replay),
    ("replay_", Family::Replay),
    ("photo_print", Family::Print),
    ("print_", Family::Print),
    ("deepfake_", Family::Relighting),
    ("mask_", Family::Mask),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(species: &str, family: Family) {
        assert_eq!(Family::of(&Species::new(species)), family, "{species}");
    }

    #[test]
    fn a_name_tells_the_family() {
        check("inject_wrong_nonce", Family::Injection);
        check("photo_replay", Family::Replay);
        check("photo_print", Family::Print);
        check("deepfake_tint", Family::Relighting);
        check("mask_paper", Family::Mask);
    }

    #[test]
    fn every_simulated_attack_has_a_family() {
        for attack in catchlight_simulator::Species::ALL.iter().filter(|species| !species.is_bona_fide()) {
            assert_ne!(Family::of(&Species::new(attack.name())), Family::Other, "{}", attack.name());
        }
    }

    #[test]
    fn an_unknown_species_is_in_no_known_family() {
        check("hologram", Family::Other);
        check("", Family::Other);
    }
}
