//! Fuses readings into the answer of a check.
//!
//! In: measurements, a calibration file, the kind of challenge. Out: a [`Verdict`], the same for the same readings.
//! Never: sees a pixel, a frame or a claim.

use crate::Calibration;
use crate::calibration::{Row, UnseenAttacks};
use catchlight_types::{
    ChallengeKind, Confidence, Contribution, FeedbackCode, Measurement, NotTaken, Reading, SignalName,
    Verdict,
};

/// Fuses the readings of one check; `feedback` is what the pictures themselves gave reason for.
#[must_use]
pub fn decide(
    calibration: &Calibration,
    challenge: ChallengeKind,
    measurements: &[Measurement],
    feedback: &[FeedbackCode],
) -> Verdict {
    let mut contributions = Vec::with_capacity(measurements.len());
    let mut log_odds = calibration.prior_log_odds;
    let mut evidence = 0.0;
    let mut unproven = feedback.iter().any(|&code| hides_the_person(code));
    let mut codes = feedback.to_vec();
    for measurement in measurements {
        let Some(row) = calibration.rows.iter().find(|row| row.signal == measurement.signal) else {
            continue;
        };
        let most = row.rests_on.as_ref().map(|name| ratio_for_live(calibration, name, measurements));
        let reading = finite(measurement.reading);
        let contribution = contribution(row, reading, most);
        log_odds += contribution.added();
        match reading {
            Reading::Raw(_) => evidence += row.evidence,
            Reading::NotTaken(why) => {
                if row.needed_for.contains(&challenge) {
                    unproven = true;
                    codes.extend(feedback_of(why));
                }
            }
        }
        contributions.push(contribution);
    }
    if unproven || evidence < calibration.evidence_min {
        log_odds = log_odds.min(calibration.unproven_log_odds_max);
    }
    codes.sort_unstable();
    codes.dedup();
    Verdict {
        confidence: confidence(log_odds, unseen_share(&calibration.unseen_attacks, measurements)),
        contributions,
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
    let (log_likelihood_ratio, reason) = match reading {
        Reading::Raw(value) => {
            let ratio = row.log_likelihood_ratio(value).min(most.unwrap_or(f64::INFINITY));
            let reason = if ratio >= NOTEWORTHY {
                row.for_live.clone()
            } else if ratio <= -NOTEWORTHY {
                row.for_attack.clone()
            } else {
                "says little either way".to_owned()
            };
            (ratio, reason)
        }
        Reading::NotTaken(why) => (0.0, format!("not measured: {}", words(why))),
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

/// Whether pictures with this fault cannot prove that somebody was there, whatever was read from them.
const fn hides_the_person(code: FeedbackCode) -> bool {
    matches!(code, FeedbackCode::FaceNotVisible | FeedbackCode::LowLightingDetected)
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

const fn words(why: NotTaken) -> &'static str {
    match why {
        NotTaken::NotInChallenge => "this challenge does not ask for it",
        NotTaken::NoFace => "no face was followed",
        NotTaken::FaceTooSmall => "the face is too small in the picture",
        NotTaken::TooFewFrames => "too few frames",
        NotTaken::TooLittleMotion => "the face moved too little",
        NotTaken::TooMuchAmbientLight => {
            "the light of the screen did not show on the face: the surroundings are too bright, or it never fell on it"
        }
        NotTaken::TooLittleLight => "the picture is too dark or too noisy",
        NotTaken::TooCoarse => "the video is compressed too much to be clear",
        NotTaken::MissingClientReport => "the client did not report it",
        NotTaken::ModelNotConfigured => "its model is not configured",
        NotTaken::NotFinite => "the calculation gave no usable number",
    }
}

/// Log-likelihood ratio from which a reading says something; below, odds change by less than a fifth.
const NOTEWORTHY: f64 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;
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
                prop_assert!(percent(&calibration, kind, &without) < 50.0);
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
        assert!(answer(&[FeedbackCode::LowLightingDetected]) < 50.0);
        assert!(answer(&[FeedbackCode::FaceNotVisible]) < 50.0);
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
        assert!((25.0..50.0).contains(&verdict.confidence.percent()), "{}", verdict.confidence);
        assert_eq!(verdict.feedback, [FeedbackCode::HighLightingDetected]);
    }
}
