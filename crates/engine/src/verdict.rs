//! Fuses readings into the answer of a check.
//!
//! In: measurements, a calibration file, the kind of challenge. Out: a [`Verdict`], the same for the same readings.
//! Never: sees a pixel, a frame or a claim.

mod ceiling;

use crate::Calibration;
use crate::calibration::{Row, UnseenAttacks};
use catchlight_types::{
    ChallengeKind, Confidence, Contribution, Direction, FeedbackCode, Measurement, NotTaken, Reading,
    SignalName, Verdict,
};
use ceiling::{Sum, Unproven};

/// Fuses the readings of one check; `feedback` is what the images themselves gave reason for.
#[must_use]
pub fn decide(
    calibration: &Calibration,
    challenge: ChallengeKind,
    measurements: &[Measurement],
    feedback: &[FeedbackCode],
) -> Verdict {
    let mut contributions = Vec::with_capacity(measurements.len());
    let mut sum = calibration.prior_log_odds;
    let mut evidence = 0.0;
    let mut missing = Vec::new();
    let mut codes = feedback.to_vec();
    for measurement in measurements {
        let Some(row) = calibration.rows.iter().find(|row| row.signal == measurement.signal) else {
            continue;
        };
        let most = row.rests_on.as_ref().map(|name| ratio_for_live(calibration, name, measurements));
        let reading = finite(measurement.reading);
        let contribution = contribution(row, reading, most);
        sum += contribution.added();
        match reading {
            Reading::Raw(_) => evidence += row.evidence,
            Reading::NotTaken(why) => {
                if row.needed_for.contains(&challenge) {
                    missing.push((row.signal.clone(), why));
                    codes.extend(feedback_of(why));
                }
            }
        }
        contributions.push(contribution);
    }
    let unproven = Unproven::find(feedback, missing, evidence < calibration.evidence_min);
    let log_odds = if unproven.is_some() { sum.min(calibration.unproven_log_odds_max) } else { sum };
    let unseen_share = unseen_share(&calibration.unseen_attacks, measurements);
    codes.sort_unstable();
    codes.dedup();
    Verdict {
        confidence: confidence(log_odds, unseen_share),
        prior_log_odds: Some(calibration.prior_log_odds),
        contributions,
        ceiling: ceiling::find(calibration, unproven, &Sum { readings: sum, held: log_odds, unseen_share }),
        feedback: codes,
        calibration: calibration.version.clone(),
    }
}

/// What a signal itself adds for live, 0 where it accuses or was not taken.
fn ratio_for_live(calibration: &Calibration, name: &SignalName, measurements: &[Measurement]) -> f64 {
    let row = calibration.rows.iter().find(|row| row.signal == *name);
    let measured = measurements.iter().find(|measurement| measurement.signal == *name);
    match (row, measured.map(|measurement| finite(measurement.reading))) {
        (Some(row), Some(Reading::Raw(value))) => row.log_likelihood_ratio(value).max(0.0),
        _ => 0.0,
    }
}

/// A reading as it may be counted: no number that is not finite takes part.
const fn finite(reading: Reading) -> Reading {
    match reading {
        Reading::Raw(value) => Reading::of(value),
        Reading::NotTaken(_) => reading,
    }
}

fn contribution(row: &Row, reading: Reading, most: Option<f64>) -> Contribution {
    let log_likelihood_ratio = match reading {
        Reading::Raw(value) => row.log_likelihood_ratio(value).min(most.unwrap_or(f64::INFINITY)),
        Reading::NotTaken(_) => 0.0,
    };
    let reason = match (reading, Direction::of_log_odds(row.weight * log_likelihood_ratio)) {
        (Reading::NotTaken(why), _) => format!("not measured: {}", why.words()),
        (Reading::Raw(_), Some(Direction::Live)) => row.for_live.clone(),
        (Reading::Raw(_), Some(Direction::Attack)) => row.for_attack.clone(),
        (Reading::Raw(_), Some(Direction::Unproven) | None) => SAYS_LITTLE.to_owned(),
    };
    Contribution { signal: row.signal.clone(), reading, log_likelihood_ratio, weight: row.weight, reason }
}

/// Share of attacks among what looks as live as this check; 0 where a reading rules them out.
fn unseen_share(unseen: &UnseenAttacks, measurements: &[Measurement]) -> f64 {
    let ruled_out = measurements.iter().any(|measurement| {
        let reading = finite(measurement.reading);
        measurement.signal == unseen.ruled_out_by
            && matches!(reading, Reading::Raw(value) if value >= unseen.ruled_out_from)
    });
    if ruled_out { 0.0 } else { unseen.share }
}

/// What the readings say, less the share of what looks just as live and is an attack that none of them tells.
fn confidence(log_odds: f64, unseen_share: f64) -> Confidence {
    let percent = 100.0 * (1.0 - unseen_share) / (1.0 + (-log_odds).exp());
    Confidence::new(percent as f32).unwrap_or_else(|| Confidence::new(0.0).expect("0 is a percentage"))
}

/// What the person could do about a needed signal that could not be measured.
const fn feedback_of(why: NotTaken) -> Option<FeedbackCode> {
    match why {
        NotTaken::NoFace => Some(FeedbackCode::FaceNotVisible),
        NotTaken::TooFewFrames | NotTaken::TooCoarse => Some(FeedbackCode::LowVideoQualityDetected),
        NotTaken::TooLittleMotion | NotTaken::FaceTooSmall => Some(FeedbackCode::FaceNotAligned),
        NotTaken::TooMuchAmbientLight => Some(FeedbackCode::HighLightingDetected),
        NotTaken::TooLittleLight => Some(FeedbackCode::LowLightingDetected),
        NotTaken::NotInChallenge
        | NotTaken::MissingClientReport
        | NotTaken::ModelNotConfigured
        | NotTaken::NotFinite => None,
    }
}

/// The reason of a reading that moves the answer neither way.
const SAYS_LITTLE: &str = "no strong evidence either way";

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::CeilingCause;
    use proptest::prelude::*;

    const KINDS: [ChallengeKind; 2] = [ChallengeKind::FaceMovementAndLight, ChallengeKind::FaceMovement];

    fn reading() -> impl Strategy<Value = Reading> {
        prop_oneof![
            3 => (-100.0..100.0f64).prop_map(Reading::Raw),
            1 => proptest::sample::select(NotTaken::ALL.to_vec()).prop_map(Reading::NotTaken),
        ]
    }

    /// One reading for each row of the built-in file.
    fn readings() -> impl Strategy<Value = Vec<Measurement>> {
        let rows = Calibration::builtin().rows;
        proptest::collection::vec(reading(), rows.len()).prop_map(move |readings| {
            let named = rows.iter().zip(readings);
            named
                .map(|(row, reading)| Measurement {
                    signal: row.signal.clone(),
                    reading,
                    details: Vec::new(),
                })
                .collect()
        })
    }

    fn percent(calibration: &Calibration, kind: ChallengeKind, measurements: &[Measurement]) -> f32 {
        decide(calibration, kind, measurements, &[]).confidence.percent()
    }

    proptest! {
        #[test]
        fn more_for_live_is_never_less_in_the_answer(
            measurements in readings(),
            place in 0usize..64,
            more in 0.0..10.0f64,
            kind in proptest::sample::select(&KINDS),
        ) {
            let calibration = Calibration::builtin();
            let mut raised = calibration.clone();
            let row = place % raised.rows.len();
            for point in &mut raised.rows[row].points {
                point.llr += more;
            }
            prop_assert!(percent(&raised, kind, &measurements) >= percent(&calibration, kind, &measurements));
        }

        #[test]
        fn what_was_not_measured_never_accuses(
            measurements in readings(),
            place in 0usize..64,
            why in proptest::sample::select(NotTaken::ALL.to_vec()),
            kind in proptest::sample::select(&KINDS),
        ) {
            let calibration = Calibration::builtin();
            let place = place % measurements.len();
            let mut without = measurements.clone();
            without[place].reading = Reading::NotTaken(why);
            let verdict = decide(&calibration, kind, &without, &[]);
            prop_assert!(verdict.contributions[place].log_likelihood_ratio.abs() < f64::EPSILON);
            // The missing reading may lift an accusation or take a proof away; it adds no doubt below the ceiling.
            let ceiling = confidence(calibration.unproven_log_odds_max, calibration.unseen_attacks.share).percent();
            let counted = row_ratio(&calibration, &measurements[place]);
            let before = percent(&calibration, kind, &measurements);
            if counted <= 0.0 {
                prop_assert!(verdict.confidence.percent() >= before.min(ceiling));
            }
        }

        #[test]
        fn a_needed_reading_that_is_missing_keeps_the_answer_below_the_middle(
            measurements in readings(),
            why in proptest::sample::select(NotTaken::ALL.to_vec()),
            kind in proptest::sample::select(&KINDS),
        ) {
            let calibration = Calibration::builtin();
            for row in calibration.rows.iter().filter(|row| row.needed_for.contains(&kind)) {
                let mut without = measurements.clone();
                for measurement in without.iter_mut().filter(|one| one.signal == row.signal) {
                    measurement.reading = Reading::NotTaken(why);
                }
                let verdict = decide(&calibration, kind, &without, &[]);
                prop_assert!(!verdict.passes());
            }
        }

        #[test]
        fn the_reasons_of_a_refusal_never_argue_for_live_and_those_of_a_pass_never_against(
            measurements in readings(),
            codes in proptest::sample::subsequence(FeedbackCode::ALL.to_vec(), 0..=2),
            kind in proptest::sample::select(&KINDS),
            lifted in 0.0..12.0f64,
        ) {
            let mut calibration = Calibration::builtin();
            // Random readings accuse; a higher start makes passes and ceilings as frequent as refusals.
            calibration.prior_log_odds += lifted;
            let verdict = decide(&calibration, kind, &measurements, &codes);
            let for_live = |words: &str| calibration.rows.iter().any(|row| row.for_live == words);
            for reason in verdict.main_reasons() {
                prop_assert_eq!(reason.direction == Direction::Live, verdict.passes());
                prop_assert_eq!(reason.log_odds > 0.0, verdict.passes());
                prop_assert_eq!(for_live(reason.words), verdict.passes());
            }
            if verdict.ceiling.as_ref().is_some_and(|ceiling| ceiling.without.passes()) && !verdict.passes() {
                let first = verdict.main_reasons()[0].direction;
                prop_assert_eq!(first, Direction::Unproven);
            }
        }

        #[test]
        fn prior_contributions_and_ceiling_add_up_to_the_answer(
            measurements in readings(),
            kind in proptest::sample::select(&KINDS),
            lifted in 0.0..12.0f64,
        ) {
            let mut calibration = Calibration::builtin();
            calibration.prior_log_odds += lifted;
            let verdict = decide(&calibration, kind, &measurements, &[]);
            let added: f64 = verdict.contributions.iter().map(Contribution::added).sum();
            let taken = verdict.ceiling.as_ref().map_or(0.0, |ceiling| ceiling.log_odds_taken);
            let explained = verdict.prior_log_odds.unwrap() + added - taken;
            let answer = f64::from(verdict.confidence.percent()) / 100.0;
            let difference = (1.0 / (1.0 + (-explained).exp()) - answer).abs();
            // Where no ceiling is named, the unseen attacks took at most a twentieth of the doubt.
            prop_assert!(difference < 0.05, "{explained} explains {answer}");
            if verdict.ceiling.is_some() {
                prop_assert!(difference < 1e-6, "{explained} explains {answer}");
            }
        }

        #[test]
        fn the_same_readings_give_the_same_verdict(measurements in readings()) {
            let calibration = Calibration::builtin();
            let one = decide(&calibration, ChallengeKind::FaceMovementAndLight, &measurements, &[]);
            let other = decide(&calibration, ChallengeKind::FaceMovementAndLight, &measurements, &[]);
            prop_assert_eq!(one, other);
        }
    }

    fn row_ratio(calibration: &Calibration, measurement: &Measurement) -> f64 {
        let row = calibration.rows.iter().find(|row| row.signal == measurement.signal);
        match (row, measurement.reading) {
            (Some(row), Reading::Raw(value)) => row.weight * row.log_likelihood_ratio(value),
            _ => 0.0,
        }
    }

    #[test]
    fn a_chance_answer_to_the_light_does_not_count_thrice() {
        let calibration = Calibration::builtin();
        let ratios = |light: f64| -> Vec<f64> {
            let measured = [("light_response", light), ("light_relief", 0.25), ("light_background", 0.1)];
            let measured = measured.map(|(name, value)| Measurement {
                signal: SignalName::of(name),
                reading: Reading::Raw(value),
                details: Vec::new(),
            });
            let verdict = decide(&calibration, ChallengeKind::FaceMovementAndLight, &measured, &[]);
            verdict.contributions.iter().map(|one| one.log_likelihood_ratio).collect()
        };
        assert!(ratios(2.0).iter().all(|&ratio| ratio > 0.1), "{:?}", ratios(2.0));
        assert_eq!(ratios(-0.5)[1..], [0.0, 0.0]);
    }

    #[test]
    fn a_number_that_is_not_finite_counts_as_not_measured() {
        let calibration = Calibration::builtin();
        for row in &calibration.rows {
            for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                let measured = |reading: Reading| {
                    let signal = row.signal.clone();
                    let measurement = Measurement { signal, reading, details: Vec::new() };
                    decide(&calibration, ChallengeKind::FaceMovementAndLight, &[measurement], &[])
                };
                let verdict = measured(Reading::Raw(value));
                assert_eq!(verdict, measured(Reading::NotTaken(NotTaken::NotFinite)));
                let contribution = &verdict.contributions[0];
                assert_eq!(contribution.reading, Reading::NotTaken(NotTaken::NotFinite));
                assert_eq!(contribution.reason, "not measured: the calculation gave no usable number");
            }
        }
    }

    #[test]
    fn pictures_that_hide_the_person_prove_nothing() {
        let mut calibration = Calibration::builtin();
        calibration.prior_log_odds = 5.0;
        calibration.evidence_min = 0.0;
        for row in &mut calibration.rows {
            row.needed_for.clear();
        }
        let answer = |codes: &[FeedbackCode]| {
            decide(&calibration, ChallengeKind::FaceMovement, &[], codes).confidence.percent()
        };
        let most = 100.0 * (1.0 - calibration.unseen_attacks.share as f32);
        assert!((most - 1.0..most).contains(&answer(&[])));
        assert!(answer(&[FeedbackCode::HighLightingDetected]) > most - 1.0);
        let hidden = |code| decide(&calibration, ChallengeKind::FaceMovement, &[], &[code]);
        for code in [FeedbackCode::LowLightingDetected, FeedbackCode::FaceNotVisible] {
            assert!(!hidden(code).passes());
            assert_eq!(hidden(code).ceiling.map(|ceiling| ceiling.cause), Some(CeilingCause::PersonHidden));
        }
    }

    #[test]
    fn a_check_without_any_reading_is_doubted_but_not_accused() {
        let calibration = Calibration::builtin();
        let none: Vec<Measurement> = calibration
            .rows
            .iter()
            .map(|row| Measurement {
                signal: row.signal.clone(),
                reading: Reading::NotTaken(NotTaken::TooMuchAmbientLight),
                details: Vec::new(),
            })
            .collect();
        let verdict = decide(&calibration, ChallengeKind::FaceMovementAndLight, &none, &[]);
        assert!(!verdict.passes() && verdict.confidence.percent() >= 25.0, "{}", verdict.confidence);
        assert_eq!(verdict.main_reasons()[0].direction, Direction::Unproven);
        assert_eq!(verdict.feedback, [FeedbackCode::HighLightingDetected]);
    }
}
