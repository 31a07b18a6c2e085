//! A set of attempts under one threshold.

use crate::{Attempt, Metrics, Part, SplitBy, Unanswered, split};
use catchlight_types::Confidence;
use std::collections::BTreeMap;

/// A set of attempts under one threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Confidence from which a check is taken for live.
    pub threshold: Confidence,
    /// The attempts, in the order of their names.
    pub attempts: Vec<Attempt>,
    /// Recordings that count nowhere since nothing was answered, in the order of their names.
    pub unanswered: Vec<Unanswered>,
}

impl Evaluation {
    /// Parts what was answered from what was not.
    #[must_use]
    pub fn of(threshold: Confidence, judged: impl IntoIterator<Item = Result<Attempt, Unanswered>>) -> Self {
        let mut evaluation = Self { threshold, attempts: Vec::new(), unanswered: Vec::new() };
        for one in judged {
            match one {
                Ok(attempt) => evaluation.attempts.push(attempt),
                Err(unanswered) => evaluation.unanswered.push(unanswered),
            }
        }
        evaluation
    }

    /// The figures over all attempts; `None` when none has a label that counts.
    #[must_use]
    pub fn metrics(&self) -> Option<Metrics> {
        let counted: Vec<&Attempt> = self.attempts.iter().collect();
        let any = counted.iter().any(|one| one.is_bona_fide() || one.attack_species().is_some());
        any.then(|| Metrics::of(&counted, self.threshold))
    }

    /// The attempts at what nothing can answer, such as an empty room.
    pub fn non_responses(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.is_non_response())
    }

    /// The figures of each part of the set.
    #[must_use]
    pub fn split(&self, by: SplitBy) -> BTreeMap<Part, Metrics> {
        split(&self.attempts.iter().collect::<Vec<_>>(), by, self.threshold)
    }
}
