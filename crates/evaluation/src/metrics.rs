//! The figures of ISO/IEC 30107-3 at one threshold.

use crate::{Attempt, ErrorCurve, Family, Rate, Reliability, Response, Species};
use catchlight_types::Confidence;
use std::collections::BTreeMap;

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
    /// The same for families of species, attacks pooled; no measure of the standard, but one with narrower bounds.
    pub apcer_pooled: BTreeMap<Family, Rate>,
    /// Share of bona fide presentations that is answered, and not as live.
    pub bpcer: Option<Rate>,
    /// Share of attacks without an answer.
    pub apnrr: Option<Rate>,
    /// The same for each species.
    pub apnrr_by_species: BTreeMap<Species, Rate>,
    /// Share of bona fide presentations without an answer.
    pub bpnrr: Option<Rate>,
    /// Share of recordings that nothing could answer, such as an empty room, that is taken for live all the same.
    pub non_response_accepted: Option<Rate>,
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
        let failed = |attempt: &Attempt| attempt.response == Response::Failed;
        let accepted = |attempt: &Attempt| attempt.response.is_accepted(threshold);
        let bona_fide: Vec<&Attempt> = attempts.iter().copied().filter(|one| one.is_bona_fide()).collect();
        let attacks: Vec<&Attempt> =
            attempts.iter().copied().filter(|one| one.attack_species().is_some()).collect();
        let non_responses = attempts.iter().copied().filter(|one| one.is_non_response());
        let unmasked = attempts.iter().copied().filter(|one| one.family() != Some(Family::Mask));
        Self {
            threshold,
            apcer: rates(&attacks, |one| one.attack_species().cloned(), accepted),
            apcer_pooled: rates(&attacks, Attempt::family, accepted),
            bpcer: Rate::of(bona_fide.iter().map(|one| !failed(one) && !accepted(one))),
            apnrr: Rate::of(attacks.iter().copied().map(failed)),
            apnrr_by_species: rates(&attacks, |one| one.attack_species().cloned(), failed),
            bpnrr: Rate::of(bona_fide.iter().copied().map(failed)),
            non_response_accepted: Rate::of(non_responses.map(accepted)),
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

/// The share of errors in each group of attempts.
fn rates<Group: Ord>(
    attempts: &[&Attempt],
    group_of: impl Fn(&Attempt) -> Option<Group>,
    is_error: impl Fn(&Attempt) -> bool,
) -> BTreeMap<Group, Rate> {
    let mut groups: BTreeMap<Group, Vec<bool>> = BTreeMap::new();
    for attempt in attempts {
        if let Some(group) = group_of(attempt) {
            groups.entry(group).or_default().push(is_error(attempt));
        }
    }
    groups.into_iter().filter_map(|(group, trials)| Some((group, Rate::of(trials)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Presentation;
    use crate::testing::{attack, attempt, bona_fide, failed_attack, failed_bona_fide};

    fn metrics(attempts: &[Attempt]) -> Metrics {
        let threshold = Confidence::PASS_MARK;
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
    fn families_pool_their_species_and_keep_the_unknown_apart() {
        let found =
            metrics(&[attack("print_flat", 10.0), attack("photo_print", 60.0), attack("hologram", 70.0)]);
        check(found.apcer_pooled.get(&Family::Print).copied(), 1, 2);
        check(found.apcer_pooled.get(&Family::Other).copied(), 1, 1);
        check(found.apcer.get(&Species::new("hologram")).copied(), 1, 1);
        check(found.apnrr_by_species.get(&Species::new("hologram")).copied(), 0, 1);
    }

    #[test]
    fn masks_can_be_left_out() {
        let found = metrics(&[bona_fide(90.0), attack("mask_paper", 95.0), attack("print_flat", 5.0)]);
        assert_eq!(found.curve.map(|curve| curve.area()), Some(0.5));
        assert_eq!(found.curve_without_masks.map(|curve| curve.area()), Some(1.0));
    }

    #[test]
    fn non_responses_count_nowhere() {
        let empty_room = attempt(Presentation::NonResponse, Response::Failed);
        let found = metrics(&[empty_room]);
        check(found.non_response_accepted, 0, 1);
        assert_eq!((found.bpcer, found.apnrr, found.bpnrr), (None, None, None));
        assert_eq!(found.acer(), None);
    }
}
