//! What each threshold would give on a set whose answers are in a ledger.
//!
//! In: a ledger. Out: error rates at whole percents. Never: a recommendation; who chooses a threshold on a set must not
//! report it on the same one.

use crate::{Ledger, Rate};
use std::collections::BTreeSet;

/// The error rates of a set at thresholds of 0 to 100 percent.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdTable {
    /// One point for each whole percent, 0 to 100.
    pub points: Vec<ThresholdPoint>,
    /// The attacks by what was presented, by name.
    pub species: Vec<SpeciesColumn>,
}

/// The error rates at one threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdPoint {
    /// Confidence from which a check passes, percent.
    pub threshold: u8,
    /// Attacks of every species together that pass; `None` without an attack.
    pub attacks: Option<Rate>,
    /// The species that passes most often, and how often.
    pub worst: Option<(String, Rate)>,
    /// Bona fide presentations that were answered and do not pass; `None` without one.
    pub bona_fide: Option<Rate>,
}

/// One species over all thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeciesColumn {
    /// Its name.
    pub name: String,
    /// How many attacks of it the set holds.
    pub attempts: u32,
    /// How many of them pass, at each threshold of the points.
    pub passing: Vec<Rate>,
}

impl ThresholdTable {
    /// The rates of the answers in a ledger; non-responses count in none.
    #[must_use]
    pub fn of(ledger: &Ledger) -> Self {
        let answers: Vec<(&str, Option<f64>)> = ledger.answers().collect();
        let names: BTreeSet<&str> =
            answers.iter().map(|(name, _)| *name).filter(|name| !NO_ATTACKS.contains(name)).collect();
        let species: Vec<SpeciesColumn> = names.iter().filter_map(|name| column(name, &answers)).collect();
        let points = (0..=100).map(|threshold| point(threshold, &answers, &species)).collect();
        Self { points, species }
    }
}

fn column(name: &str, answers: &[(&str, Option<f64>)]) -> Option<SpeciesColumn> {
    let of_species = || answers.iter().filter(|(species, _)| *species == name).map(|(_, percent)| *percent);
    let passing: Option<Vec<Rate>> =
        (0..=100).map(|threshold| Rate::of(of_species().map(|percent| passes(percent, threshold)))).collect();
    let passing = passing?;
    Some(SpeciesColumn { name: name.to_owned(), attempts: passing.first()?.trials(), passing })
}

fn point(threshold: u8, answers: &[(&str, Option<f64>)], species: &[SpeciesColumn]) -> ThresholdPoint {
    let attacks = answers.iter().filter(|(name, _)| !NO_ATTACKS.contains(name));
    let bona_fide = answers.iter().filter(|(name, _)| *name == BONA_FIDE);
    let at = usize::from(threshold);
    let mut worst: Option<(String, Rate)> = None;
    for one in species {
        let rate = one.passing[at];
        if worst.as_ref().is_none_or(|(_, most)| rate.value() > most.value()) {
            worst = Some((one.name.clone(), rate));
        }
    }
    ThresholdPoint {
        threshold,
        attacks: Rate::of(attacks.map(|(_, percent)| passes(*percent, threshold))),
        worst,
        bona_fide: Rate::of(bona_fide.map(|(_, percent)| percent.is_some() && !passes(*percent, threshold))),
    }
}

/// A check that failed passes no threshold.
fn passes(percent: Option<f64>, threshold: u8) -> bool {
    percent.is_some_and(|percent| percent >= f64::from(threshold))
}

const BONA_FIDE: &str = "live";
/// What is no attack: bona fide presentations, non-responses, recordings without a label.
const NO_ATTACKS: [&str; 3] = [BONA_FIDE, "non_response", "-"];

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> ThresholdTable {
        let ledger = "a live SUCCEEDED 90.0 -\nb live SUCCEEDED 40.0 -\nc live FAILED - -\n\
                      d print SUCCEEDED 10.0 -\ne print SUCCEEDED 60.0 -\nf mask FAILED - -\n\
                      g non_response SUCCEEDED 99.0 -\nh - UNREAD - -\n";
        ThresholdTable::of(&Ledger::parse(ledger).unwrap())
    }

    fn check(threshold: u8, expected: &str) {
        let table = table();
        let point = &table.points[usize::from(threshold)];
        let told = |rate: Rate| format!("{}/{}", rate.errors(), rate.trials());
        let (worst, worst_rate) = point.worst.clone().unwrap();
        let text = format!(
            "{}: attacks {}, {worst} {}, bona fide {}",
            point.threshold,
            told(point.attacks.unwrap()),
            told(worst_rate),
            told(point.bona_fide.unwrap())
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn each_threshold_has_its_errors() {
        check(0, "0: attacks 2/3, print 2/2, bona fide 0/3");
        check(10, "10: attacks 2/3, print 2/2, bona fide 0/3");
        check(50, "50: attacks 1/3, print 1/2, bona fide 1/3");
        check(100, "100: attacks 0/3, mask 0/1, bona fide 2/3");
    }

    #[test]
    fn species_are_attacks_only() {
        let names: Vec<String> =
            table().species.iter().map(|one| format!("{} {}", one.name, one.attempts)).collect();
        assert_eq!(names, ["mask 1", "print 2"]);
    }
}
