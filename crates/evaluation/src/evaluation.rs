//! A set of attempts under one threshold.

use crate::{Attempt, Metrics, SplitBy, split};
use catchlight_types::Confidence;
use std::collections::BTreeMap;

/// A set of attempts under one threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Confidence from which a check is taken for live.
    pub threshold: Confidence,
    /// The attempts, in the order of their names.
    pub attempts: Vec<Attempt>,
}

impl Evaluation {
    /// The figures over all attempts; `None` when none has a label that counts.
    #[must_use]
    pub fn metrics(&self) -> Option<Metrics> {
        let counted: Vec<&Attempt> = self.attempts.iter().collect();
        let any = counted.iter().any(|one| one.is_bona_fide() || one.attack_species().is_some());
        any.then(|| Metrics::of(&counted, self.threshold))
    }

    /// The figures of each part of the set.
    #[must_use]
    pub fn split(&self, by: SplitBy) -> BTreeMap<String, Metrics> {
        split(&self.attempts.iter().collect::<Vec<_>>(), by, self.threshold)
    }
}
