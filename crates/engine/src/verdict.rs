//! Fuses readings into the answer of a check.
//!
//! In: measurements, a calibration file, the kind of challenge. Out: a [`Verdict`], the same for the same readings.
//! Never: sees a pixel, a frame or a claim.

use crate::Calibration;
use crate::calibration::Row;
use catchlight_types::{
    ChallengeKind, Confidence, Contribution, FeedbackCode, Measurement, NotTaken, Reading, Verdict,
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
    let mut unproven = false;
    let mut codes = feedback.to_vec();
    for measurement in measurements {
        let Some(row) = calibration.rows.iter().find(|row| row.signal == measurement.signal) else {
            continue;
        };
        let contribution = contribution(row, measurement.reading);
        log_odds += contribution.weight * contribution.log_likelihood_ratio;
        match measurement.reading {
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
        confidence: confidence(log_odds),
        contributions,
        feedback: codes,
        calibration: calibration.version.clone(),
    }
}

fn contribution(row: &Row, reading: Reading) -> Contribution {
    let (log_likelihood_ratio, reason) = match reading {
        Reading::Raw(value) => {
            let ratio = row.log_likelihood_ratio(value);
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

fn confidence(log_odds: f64) -> Confidence {
    let percent = 100.0 / (1.0 + (-log_odds).exp());
    Confidence::new(percent as f32).unwrap_or_else(|| Confidence::new(0.0).expect("0 is a percentage"))
}

/// What the person could do about a needed signal that could not be measured.
const fn feedback_of(why: NotTaken) -> Option<FeedbackCode> {
    match why {
        NotTaken::NoFace => Some(FeedbackCode::FaceNotVisible),
        NotTaken::TooFewFrames => Some(FeedbackCode::LowVideoQualityDetected),
        NotTaken::TooLittleMotion => Some(FeedbackCode::FaceNotAligned),
        NotTaken::TooMuchAmbientLight => Some(FeedbackCode::HighLightingDetected),
        NotTaken::TooLittleLight => Some(FeedbackCode::LowLightingDetected),
        NotTaken::NotInChallenge | NotTaken::MissingClientReport | NotTaken::ModelNotConfigured => None,
    }
}

const fn words(why: NotTaken) -> &'static str {
    match why {
        NotTaken::NotInChallenge => "this challenge does not ask for it",
        NotTaken::NoFace => "no face was followed",
        NotTaken::TooFewFrames => "too few frames",
        NotTaken::TooLittleMotion => "the face moved too little",
        NotTaken::TooMuchAmbientLight => "the surroundings are too bright",
        NotTaken::TooLittleLight => "the picture is too dark or too noisy",
        NotTaken::MissingClientReport => "the client did not report it",
        NotTaken::ModelNotConfigured => "its net is not configured",
    }
}

/// Log-likelihood ratio from which a reading says something; below, odds change by less than a fifth.
const NOTEWORTHY: f64 = 0.2;
