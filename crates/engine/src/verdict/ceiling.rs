//! What holds an answer below what its readings add up to, and how that is said.
//!
//! In: the sum of the readings, what could not be measured. Out: the [`Ceiling`] that bound, if one did.
//! Never: changes an answer; it names what the fusion did.

use super::confidence;
use crate::Calibration;
use catchlight_types::{Ceiling, CeilingCause, FeedbackCode, NotTaken, SignalName};

/// The log-odds of one check.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    /// What the prior and the readings add up to.
    pub(super) readings: f64,
    /// The same, held at the ceiling of an unproven check.
    pub(super) held: f64,
    /// Share of attacks among what looks as live as this check.
    pub(super) unseen_share: f64,
}

/// Why a check cannot prove a live person, whatever its readings say.
#[derive(Debug)]
pub(super) enum Unproven {
    /// The images do not show the person.
    PersonHidden(FeedbackCode),
    /// Readings that the challenge needs could not be taken; at least one.
    NeededReadingMissing(Vec<(SignalName, NotTaken)>),
    /// Too few signals could be measured.
    TooLittleEvidence,
}

impl Unproven {
    pub(super) fn find(
        feedback: &[FeedbackCode],
        missing: Vec<(SignalName, NotTaken)>,
        has_little_evidence: bool,
    ) -> Option<Self> {
        let hiding = feedback.iter().copied().find(|&code| hides_the_person(code)).map(Self::PersonHidden);
        hiding
            .or_else(|| (!missing.is_empty()).then_some(Self::NeededReadingMissing(missing)))
            .or_else(|| has_little_evidence.then_some(Self::TooLittleEvidence))
    }

    fn cause(&self) -> CeilingCause {
        match self {
            Self::PersonHidden(_) => CeilingCause::PersonHidden,
            Self::NeededReadingMissing(_) => CeilingCause::NeededReadingMissing,
            Self::TooLittleEvidence => CeilingCause::TooLittleEvidence,
        }
    }

    fn reason(&self) -> String {
        match self {
            Self::PersonHidden(FeedbackCode::LowLightingDetected) => {
                "the images are too dark to prove that a person was there".to_owned()
            }
            Self::PersonHidden(_) => "the images do not show the face".to_owned(),
            Self::NeededReadingMissing(missing) => {
                let named = missing.iter().map(|(signal, why)| {
                    let label =
                        catchlight_signals::describe(signal).map_or(signal.as_str(), |words| words.label);
                    format!("{label} could not be measured, and this challenge needs it: {}", why.words())
                });
                named.collect::<Vec<_>>().join("; ")
            }
            Self::TooLittleEvidence => "too few signals could be measured".to_owned(),
        }
    }

    fn signals(self) -> Vec<SignalName> {
        match self {
            Self::NeededReadingMissing(missing) => missing.into_iter().map(|(signal, _)| signal).collect(),
            Self::PersonHidden(_) | Self::TooLittleEvidence => Vec::new(),
        }
    }
}

/// The ceiling that lowered an answer; `None` when the readings alone decided it.
pub(super) fn find(calibration: &Calibration, unproven: Option<Unproven>, sum: &Sum) -> Option<Ceiling> {
    let share_of = |log_odds: f64| 1.0 / (1.0 + (-log_odds).exp());
    let answer = (1.0 - sum.unseen_share) * share_of(sum.held);
    let without = confidence(sum.readings, 0.0);
    let log_odds_taken = sum.readings - (answer / (1.0 - answer)).ln();
    if let Some(unproven) = unproven.filter(|_| sum.held < sum.readings) {
        return Some(Ceiling {
            cause: unproven.cause(),
            reason: unproven.reason(),
            signals: unproven.signals(),
            limit: confidence(calibration.unproven_log_odds_max, sum.unseen_share),
            without,
            log_odds_taken,
        });
    }
    // A share taken off an answer that is low anyway adds next to nothing to the doubt.
    let doubt_grew_by = (1.0 - answer) / (1.0 - share_of(sum.readings));
    (doubt_grew_by >= NAMED_FROM).then(|| Ceiling {
        cause: CeilingCause::UnseenAttacks,
        reason: calibration.unseen_attacks.reason.clone(),
        signals: vec![calibration.unseen_attacks.ruled_out_by.clone()],
        limit: confidence(f64::INFINITY, sum.unseen_share),
        without,
        log_odds_taken,
    })
}

/// Whether images with this fault cannot prove that somebody was there, whatever was read from them.
const fn hides_the_person(code: FeedbackCode) -> bool {
    matches!(code, FeedbackCode::FaceNotVisible | FeedbackCode::LowLightingDetected)
}

/// Growth of the doubt from which the unseen attacks are named as what held an answer back.
const NAMED_FROM: f64 = 1.05;
