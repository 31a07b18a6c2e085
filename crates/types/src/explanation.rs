//! Why an answer is what it is: what each signal added, the ceiling that held it back, and which of these to name first.
//!
//! In: log-odds. Out: reasons in order. Never: computes a Confidence; the engine does.

use crate::{Confidence, Reading, SignalName, Verdict};
use std::cmp::Ordering;

/// Which way something moved an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Towards a live person.
    Live,
    /// Towards an attack.
    Attack,
    /// Towards a refusal that accuses nobody: too little was proven.
    Unproven,
}

impl Direction {
    /// Every direction, for tables and tests.
    pub const ALL: [Self; 3] = [Self::Live, Self::Attack, Self::Unproven];

    /// The way that an amount of log-odds points; `None` when it says little either way.
    #[must_use]
    pub fn of_log_odds(added: f64) -> Option<Self> {
        match added {
            added if added >= NOTEWORTHY_LOG_ODDS => Some(Self::Live),
            added if added <= -NOTEWORTHY_LOG_ODDS => Some(Self::Attack),
            _ => None,
        }
    }

    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Attack => "attack",
            Self::Unproven => "unproven",
        }
    }

    /// The direction with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.name() == name)
    }
}

/// What one signal added to the verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Which signal.
    pub signal: SignalName,
    /// What it measured.
    pub reading: Reading,
    /// Natural logarithm of P(reading | bona fide) / P(reading | attack), 0 when not taken.
    pub log_likelihood_ratio: f64,
    /// Factor by which the ratio counted.
    pub weight: f64,
    /// The contribution in plain words.
    pub reason: String,
}

impl Contribution {
    /// What it added to the log-odds of a live person.
    #[must_use]
    pub fn added(&self) -> f64 {
        self.weight * self.log_likelihood_ratio
    }

    /// Which way it moved the answer; `None` when it says little either way.
    #[must_use]
    pub fn direction(&self) -> Option<Direction> {
        Direction::of_log_odds(self.added())
    }
}

/// What can hold an answer below what its readings add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CeilingCause {
    /// The images do not show the person, so that nothing read from them is proof.
    PersonHidden,
    /// A reading that the challenge needs could not be taken.
    NeededReadingMissing,
    /// Too few signals could be measured.
    TooLittleEvidence,
    /// Some attacks look live to every signal, and the reading that rules them out did not.
    UnseenAttacks,
}

impl CeilingCause {
    /// Every cause, for tables and tests.
    pub const ALL: [Self; 4] =
        [Self::PersonHidden, Self::NeededReadingMissing, Self::TooLittleEvidence, Self::UnseenAttacks];

    /// The name in reports, snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PersonHidden => "person_hidden",
            Self::NeededReadingMissing => "needed_reading_missing",
            Self::TooLittleEvidence => "too_little_evidence",
            Self::UnseenAttacks => "unseen_attacks",
        }
    }

    /// The cause with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }
}

/// The ceiling that held an answer below what its readings add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Ceiling {
    /// What set it.
    pub cause: CeilingCause,
    /// The signals whose readings would have lifted it; empty when no single reading would.
    pub signals: Vec<SignalName>,
    /// The highest Confidence that it lets through.
    pub limit: Confidence,
    /// The Confidence that the readings add up to without it.
    pub without: Confidence,
    /// Log-odds that it took off, above 0.
    pub log_odds_taken: f64,
    /// The ceiling in plain words.
    pub reason: String,
}

/// One of the reasons to name for an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MainReason<'a> {
    /// The signal that it comes from; `None` for a ceiling that belongs to no single signal.
    pub signal: Option<&'a SignalName>,
    /// Which way it moved the answer.
    pub direction: Direction,
    /// By how many log-odds; negative against a live person.
    pub log_odds: f64,
    /// The reason in plain words.
    pub words: &'a str,
}

impl Verdict {
    /// The contributions, the one that moved the answer most first.
    #[must_use]
    pub fn by_strength(&self) -> Vec<&Contribution> {
        let mut contributions: Vec<&Contribution> = self.contributions.iter().collect();
        contributions.sort_by(|one, other| stronger_first(one.added(), other.added()));
        contributions
    }

    /// The reasons for the answer, the strongest first; empty when nothing measured was decisive.
    ///
    /// They only ever argue for what the answer is: those of a pass for a live person, those of a refusal against one or
    /// that too little was proven. A ceiling without which the check had passed leads, since it alone decided.
    #[must_use]
    pub fn main_reasons(&self) -> Vec<MainReason<'_>> {
        let wanted = if self.passes() { Direction::Live } else { Direction::Attack };
        let of_signals = self.contributions.iter().filter(|one| one.direction() == Some(wanted));
        let mut reasons: Vec<MainReason<'_>> = of_signals
            .map(|one| MainReason {
                signal: Some(&one.signal),
                direction: wanted,
                log_odds: one.added(),
                words: &one.reason,
            })
            .collect();
        let ceiling = self.ceiling.as_ref().filter(|_| !self.passes());
        reasons.extend(ceiling.map(Ceiling::as_reason));
        let decided = ceiling.is_some_and(|ceiling| ceiling.without.passes());
        let leads = |one: &MainReason<'_>| decided && one.direction == Direction::Unproven;
        reasons.sort_by(|one, other| {
            leads(other).cmp(&leads(one)).then(stronger_first(one.log_odds, other.log_odds))
        });
        reasons
    }
}

impl Ceiling {
    fn as_reason(&self) -> MainReason<'_> {
        MainReason {
            signal: self.signals.first(),
            direction: Direction::Unproven,
            log_odds: -self.log_odds_taken,
            words: &self.reason,
        }
    }
}

fn stronger_first(one: f64, other: f64) -> Ordering {
    other.abs().total_cmp(&one.abs())
}

/// Log-odds from which something says anything; below, the odds change by less than a fifth.
const NOTEWORTHY_LOG_ODDS: f64 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NotTaken;

    fn contribution(name: &'static str, added: f64) -> Contribution {
        let reading = if added == 0.0 { Reading::NotTaken(NotTaken::NoFace) } else { Reading::Raw(added) };
        Contribution {
            signal: SignalName::of(name),
            reading,
            log_likelihood_ratio: added * 2.0,
            weight: 0.5,
            reason: format!("{name} says so"),
        }
    }

    fn percent(percent: f32) -> Confidence {
        Confidence::new(percent).expect("0..=100")
    }

    fn ceiling(without: f32) -> Option<Ceiling> {
        Some(Ceiling {
            cause: CeilingCause::NeededReadingMissing,
            signals: vec![SignalName::of("parallax")],
            limit: percent(33.0),
            without: percent(without),
            log_odds_taken: 1.0,
            reason: "too little moved".to_owned(),
        })
    }

    fn check(confidence: f32, ceiling: Option<Ceiling>, expected: &[&str]) {
        let added =
            [("small", 0.1), ("light", 2.0), ("sheet", -0.5), ("loop", -3.0), ("gone", 0.0), ("eyes", 0.3)];
        let verdict = Verdict {
            confidence: percent(confidence),
            prior_log_odds: Some(0.0),
            contributions: added.map(|(name, added)| contribution(name, added)).to_vec(),
            ceiling,
            feedback: Vec::new(),
            calibration: "test".to_owned(),
        };
        let reasons = verdict.main_reasons();
        let told: Vec<String> =
            reasons.iter().map(|one| format!("{} {}", one.direction.name(), one.words)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_pass_names_what_speaks_for_it_and_a_refusal_what_does_not() {
        check(73.0, None, &["live light says so", "live eyes says so"]);
        check(73.0, ceiling(90.0), &["live light says so", "live eyes says so"]);
        check(49.9, None, &["attack loop says so", "attack sheet says so"]);
    }

    #[test]
    fn a_ceiling_leads_only_where_it_decided() {
        check(
            33.0,
            ceiling(90.0),
            &["unproven too little moved", "attack loop says so", "attack sheet says so"],
        );
        check(
            33.0,
            ceiling(45.0),
            &["attack loop says so", "unproven too little moved", "attack sheet says so"],
        );
    }

    #[test]
    fn names_are_read_back() {
        for direction in Direction::ALL {
            assert_eq!(Direction::from_name(direction.name()), Some(direction));
        }
        for cause in CeilingCause::ALL {
            assert_eq!(CeilingCause::from_name(cause.name()), Some(cause));
        }
    }
}
