//! The same figures for parts of a set: by skin, by light, by device.

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
}

impl SplitBy {
    /// Every division.
    pub const ALL: [Self; 3] = [Self::Skin, Self::LuxBand, Self::Device];

    /// The name in reports, snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Skin => "skin",
            Self::LuxBand => "lux_band",
            Self::Device => "device",
        }
    }

    /// The part that an attempt belongs to; `None` when its label does not tell.
    #[must_use]
    pub fn part_of(self, attempt: &Attempt) -> Option<String> {
        let circumstances = &attempt.circumstances;
        match self {
            Self::Skin => circumstances.skin.clone(),
            Self::LuxBand => circumstances.lux.map(lux_band),
            Self::Device => circumstances.device.clone(),
        }
    }
}

/// The figures of each part, by its name.
#[must_use]
pub fn split(attempts: &[&Attempt], by: SplitBy, threshold: Confidence) -> BTreeMap<String, Metrics> {
    let mut parts: BTreeMap<String, Vec<&Attempt>> = BTreeMap::new();
    for &attempt in attempts {
        if let Some(part) = by.part_of(attempt) {
            parts.entry(part).or_default().push(attempt);
        }
    }
    parts.into_iter().map(|(part, members)| (part, Metrics::of(&members, threshold))).collect()
}

/// Ends of the bands, lux: dim room, lit room, bright office, daylight indoors, overcast; sun is above.
const LUX_BAND_ENDS: [u32; 5] = [250, 500, 1200, 4000, 8000];

fn lux_band(lux: f64) -> String {
    let mut from = 0;
    for end in LUX_BAND_ENDS {
        if lux < f64::from(end) {
            return format!("{from:05}-{end:05}");
        }
        from = end;
    }
    format!("{from:05}+")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attack, bona_fide};

    fn check(lux: f64, band: &str) {
        assert_eq!(lux_band(lux), band);
    }

    #[test]
    fn bands_sort_by_their_light() {
        check(0.0, "00000-00250");
        check(249.9, "00000-00250");
        check(250.0, "00250-00500");
        check(7999.0, "04000-08000");
        check(50_000.0, "08000+");
    }

    #[test]
    fn parts_are_measured_apart() {
        let mut dark = bona_fide(20.0);
        dark.circumstances.skin = Some("dark".to_owned());
        let mut light = bona_fide(90.0);
        light.circumstances.skin = Some("light".to_owned());
        let unlabelled = attack("print_flat", 10.0);
        let threshold = Confidence::new(50.0).expect("0..=100");
        let parts = split(&[&dark, &light, &unlabelled], SplitBy::Skin, threshold);
        let errors: Vec<_> =
            parts.iter().map(|(name, part)| (name.as_str(), part.bpcer.map(crate::Rate::errors))).collect();
        assert_eq!(errors, [("dark", Some(1)), ("light", Some(0))]);
    }
}
