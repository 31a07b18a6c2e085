//! The same figures for parts of a set: by circumstances, and by what the attacks are made of.

use crate::{Attempt, Metrics};
use catchlight_types::Confidence;
use std::collections::BTreeMap;

/// What a set is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SplitBy {
    /// Skin group.
    Skin,
    /// Band of the room's illuminance.
    LuxBand,
    /// Kind of screen.
    Device,
    /// With or without glasses.
    Glasses,
    /// Nominal frames per second.
    Fps,
    /// Kind of challenge.
    Challenge,
    /// Family of the attack, each against every bona fide presentation.
    Family,
    /// Species of the attack, each against every bona fide presentation.
    Species,
}

/// One part of a divided set; parts sort as a reader expects them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    place: u32,
    name: String,
}

impl Part {
    fn named(name: impl Into<String>) -> Self {
        Self { place: 0, name: name.into() }
    }

    /// The name in reports.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl SplitBy {
    /// Every division.
    pub const ALL: [Self; 8] = [
        Self::Skin,
        Self::LuxBand,
        Self::Device,
        Self::Glasses,
        Self::Fps,
        Self::Challenge,
        Self::Family,
        Self::Species,
    ];

    /// The divisions by what surrounds a presentation, which have bona fide presentations of their own.
    pub const CIRCUMSTANCES: [Self; 6] =
        [Self::Skin, Self::LuxBand, Self::Device, Self::Glasses, Self::Fps, Self::Challenge];

    /// The name in reports, snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Skin => "skin",
            Self::LuxBand => "lux_band",
            Self::Device => "device",
            Self::Glasses => "glasses",
            Self::Fps => "fps",
            Self::Challenge => "challenge",
            Self::Family => "family",
            Self::Species => "species",
        }
    }

    /// The part that an attempt belongs to; `None` when its label does not tell.
    #[must_use]
    pub fn part_of(self, attempt: &Attempt) -> Option<Part> {
        let circumstances = &attempt.circumstances;
        match self {
            Self::Skin => circumstances.skin.clone().map(Part::named),
            Self::LuxBand => circumstances.lux.map(lux_band),
            Self::Device => circumstances.device.clone().map(Part::named),
            Self::Glasses => {
                circumstances.glasses.map(|worn| Part::named(if worn { "with" } else { "without" }))
            }
            Self::Fps => {
                circumstances.fps.map(|fps| Part { place: fps.max(0.0) as u32, name: format!("{fps:.0}") })
            }
            Self::Challenge => Some(Part::named(attempt.challenge.name())),
            Self::Family => {
                attempt.family().map(|family| Part { place: family as u32, name: family.name().to_owned() })
            }
            Self::Species => attempt.attack_species().map(|species| Part::named(species.as_str())),
        }
    }

    /// Whether a part holds attacks only, and is measured against the bona fide presentations of the whole set.
    const fn is_of_attacks(self) -> bool {
        matches!(self, Self::Family | Self::Species)
    }
}

/// The figures of each part.
#[must_use]
pub fn split(attempts: &[&Attempt], by: SplitBy, threshold: Confidence) -> BTreeMap<Part, Metrics> {
    let mut parts: BTreeMap<Part, Vec<&Attempt>> = BTreeMap::new();
    for &attempt in attempts {
        if let Some(part) = by.part_of(attempt) {
            parts.entry(part).or_default().push(attempt);
        }
    }
    if by.is_of_attacks() {
        let bona_fide: Vec<&Attempt> = attempts.iter().copied().filter(|one| one.is_bona_fide()).collect();
        parts.values_mut().for_each(|members| members.extend(&bona_fide));
    }
    parts.into_iter().map(|(part, members)| (part, Metrics::of(&members, threshold))).collect()
}

/// Ends of the bands, lux: dim room, lit room, bright office, daylight indoors, overcast; sun is above.
const LUX_BAND_ENDS: [u32; 5] = [250, 500, 1200, 4000, 8000];

fn lux_band(lux: f64) -> Part {
    let mut from = 0;
    for end in LUX_BAND_ENDS {
        if lux < f64::from(end) {
            return Part { place: from, name: format!("{from} to {end}") };
        }
        from = end;
    }
    Part { place: from, name: format!("{from} and more") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attack, bona_fide};

    fn check(lux: f64, band: &str) {
        assert_eq!(lux_band(lux).name(), band);
    }

    #[test]
    fn bands_have_names_and_sort_by_their_light() {
        check(0.0, "0 to 250");
        check(249.9, "0 to 250");
        check(250.0, "250 to 500");
        check(7999.0, "4000 to 8000");
        check(50_000.0, "8000 and more");
        assert!(lux_band(300.0) < lux_band(1300.0) && lux_band(1300.0) < lux_band(9000.0));
    }

    #[test]
    fn a_family_is_measured_against_everybody_live() {
        let set = [bona_fide(90.0), bona_fide(40.0), attack("print_flat", 10.0), attack("mask_paper", 60.0)];
        let threshold = Confidence::PASS_MARK;
        let parts = split(&set.iter().collect::<Vec<_>>(), SplitBy::Family, threshold);
        let areas: Vec<_> = parts
            .iter()
            .map(|(part, metrics)| (part.name(), metrics.curve.as_ref().map(crate::ErrorCurve::area)))
            .collect();
        assert_eq!(areas, [("print", Some(1.0)), ("mask", Some(0.5))]);
    }

    #[test]
    fn parts_are_measured_apart() {
        let mut dark = bona_fide(20.0);
        dark.circumstances.skin = Some("dark".to_owned());
        let mut light = bona_fide(90.0);
        light.circumstances.skin = Some("light".to_owned());
        let unlabelled = attack("print_flat", 10.0);
        let threshold = Confidence::PASS_MARK;
        let parts = split(&[&dark, &light, &unlabelled], SplitBy::Skin, threshold);
        let errors: Vec<_> =
            parts.iter().map(|(name, part)| (name.name(), part.bpcer.map(crate::Rate::errors))).collect();
        assert_eq!(errors, [("dark", Some(1)), ("light", Some(0))]);
    }
}
