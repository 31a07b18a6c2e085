//! The figures of ISO/IEC 30107-3 at one threshold.

use crate::{Answer, Attempt, ErrorCurve, Rate, Reliability, Species};
use catchlight_types::Confidence;
use std::collections::BTreeMap;

/// Species that are worn on a head; the hardest to tell from a face, so reported apart as well.
const MASK_PREFIX: &str = "mask_";
/// BPCER20 is read off where APCER is 5 %.
const APCER_OF_BPCER20: f64 = 0.05;
/// BPCER100 is read off where APCER is 1 %.
const APCER_OF_BPCER100: f64 = 0.01;

/// The figures of one set of attempts; a figure whose kind of presentation is absent is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    /// Confidence from which a check is taken for live.
    pub threshold: Confidence,
    /// Share of each species' attacks that is taken for live.
    pub apcer: BTreeMap<Species, Rate>,
    /// Share of bona fide presentations that is answered, and not as live.
    pub bpcer: Option<Rate>,
    /// Share of attacks without an answer.
    pub apnrr: Option<Rate>,
    /// Share of bona fide presentations without an answer.
    pub bpnrr: Option<Rate>,
    /// The trade-off over all thresholds.
    pub curve: Option<ErrorCurve>,
    /// The same without masks.
    pub curve_without_masks: Option<ErrorCurve>,
    /// Whether confidences are probabilities.
    pub reliability: Option<Reliability>,
}

impl Metrics {
    /// Takes the figures of labelled attempts; those without a label and non-responses count nowhere.
    #[must_use]
    pub fn of(attempts: &[&Attempt], threshold: Confidence) -> Self {
        let failed = |attempt: &&Attempt| attempt.answer == Answer::Failed;
        let bona_fide: Vec<&Attempt> = attempts.iter().copied().filter(|one| one.is_bona_fide()).collect();
        let attacks: Vec<&Attempt> =
            attempts.iter().copied().filter(|one| one.attack_species().is_some()).collect();
        let unmasked = attempts.iter().copied().filter(|one| !is_mask(one));
        Self {
            threshold,
            apcer: apcer_by_species(&attacks, threshold),
            bpcer: Rate::of(bona_fide.iter().map(|one| !failed(one) && !one.answer.is_accepted(threshold))),
            apnrr: Rate::of(attacks.iter().map(failed)),
            bpnrr: Rate::of(bona_fide.iter().map(failed)),
            curve: ErrorCurve::of(attempts.iter().copied()),
            curve_without_masks: ErrorCurve::of(unmasked),
            reliability: Reliability::of(attempts.iter().copied()),
        }
    }

    /// The species that is taken for live most often, with its rate.
    #[must_use]
    pub fn apcer_ap(&self) -> Option<(&Species, Rate)> {
        self.apcer
            .iter()
            .map(|(species, &rate)| (species, rate))
            .max_by(|(_, left), (_, right)| left.value().total_cmp(&right.value()))
    }

    /// Half the sum of the worst APCER and BPCER; seen in papers, never a headline.
    #[must_use]
    pub fn acer(&self) -> Option<f64> {
        Some(0.5 * (self.apcer_ap()?.1.value() + self.bpcer?.value()))
    }

    /// BPCER where APCER, all species pooled, is at most 5 %.
    #[must_use]
    pub fn bpcer20(&self) -> Option<f64> {
        self.curve.as_ref().map(|curve| curve.bpcer_at_apcer(APCER_OF_BPCER20))
    }

    /// BPCER where APCER, all species pooled, is at most 1 %.
    #[must_use]
    pub fn bpcer100(&self) -> Option<f64> {
        self.curve.as_ref().map(|curve| curve.bpcer_at_apcer(APCER_OF_BPCER100))
    }
}

fn apcer_by_species(attacks: &[&Attempt], threshold: Confidence) -> BTreeMap<Species, Rate> {
    let mut accepted: BTreeMap<Species, Vec<bool>> = BTreeMap::new();
    for attack in attacks {
        if let Some(species) = attack.attack_species() {
            accepted.entry(species.clone()).or_default().push(attack.answer.is_accepted(threshold));
        }
    }
    accepted.into_iter().filter_map(|(species, trials)| Some((species, Rate::of(trials)?))).collect()
}

fn is_mask(attempt: &Attempt) -> bool {
    attempt.attack_species().is_some_and(|species| species.as_str().starts_with(MASK_PREFIX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Presentation;
    use crate::testing::{attack, attempt, bona_fide, failed_attack, failed_bona_fide};

    fn metrics(attempts: &[Attempt]) -> Metrics {
        let threshold = Confidence::new(50.0).expect("0..=100");
        Metrics::of(&attempts.iter().collect::<Vec<_>>(), threshold)
    }

    fn check(rate: Option<Rate>, errors: u32, trials: u32) {
        assert_eq!(rate.map(|rate| (rate.errors(), rate.trials())), Some((errors, trials)));
    }

    #[test]
    fn the_worst_species_is_the_headline() {
        let found = metrics(&[
            attack("print_flat", 10.0),
            attack("print_flat", 20.0),
            attack("replay_tablet", 80.0),
            attack("replay_tablet", 10.0),
        ]);
        let (species, rate) = found.apcer_ap().expect("attacks");
        assert_eq!(species.as_str(), "replay_tablet");
        check(Some(rate), 1, 2);
        check(found.apcer.get(&Species::new("print_flat")).copied(), 0, 2);
    }

    #[test]
    fn the_threshold_itself_is_live() {
        check(metrics(&[bona_fide(50.0), bona_fide(49.9)]).bpcer, 1, 2);
    }

    #[test]
    fn a_failed_check_is_no_answer_and_no_error() {
        let found = metrics(&[
            bona_fide(90.0),
            failed_bona_fide(),
            attack("mask_paper", 90.0),
            failed_attack("mask_paper"),
        ]);
        check(found.bpcer, 0, 2);
        check(found.bpnrr, 1, 2);
        check(found.apnrr, 1, 2);
        check(found.apcer.get(&Species::new("mask_paper")).copied(), 1, 2);
    }

    #[test]
    fn masks_can_be_left_out() {
        let found = metrics(&[bona_fide(90.0), attack("mask_paper", 95.0), attack("print_flat", 5.0)]);
        assert_eq!(found.curve.map(|curve| curve.area()), Some(0.5));
        assert_eq!(found.curve_without_masks.map(|curve| curve.area()), Some(1.0));
    }

    #[test]
    fn non_responses_count_nowhere() {
        let empty_room = attempt(Presentation::NonResponse, Answer::Failed);
        let found = metrics(&[empty_room]);
        assert_eq!((found.bpcer, found.apnrr, found.bpnrr), (None, None, None));
        assert_eq!(found.acer(), None);
    }
}
