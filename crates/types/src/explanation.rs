//! What an answer is made of: what each signal added, and the ceiling that held it back.
//!
//! In: log-odds. Out: the same with a direction. Never: computes a Confidence; the engine does.

use crate::{Confidence, Reading, SignalName};

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

/// Log-odds from which something says anything; below, the odds change by less than a fifth.
const NOTEWORTHY_LOG_ODDS: f64 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;

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
