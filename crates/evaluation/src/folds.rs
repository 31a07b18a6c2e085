//! Which attempts a calibration may be fitted on, and which it is then judged by.

use crate::Attempt;
use std::collections::BTreeMap;

/// One division of a set; both halves are places in the list of attempts, in rising order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fold {
    /// To fit on.
    pub fit: Vec<usize>,
    /// To judge by: nobody in here is in `fit`.
    pub judge: Vec<usize>,
}

/// Holds out each subject once; an attempt whose subject is unknown is a subject of its own.
#[must_use]
pub fn leave_subjects_out(attempts: &[Attempt]) -> Vec<Fold> {
    let mut subjects: BTreeMap<(Option<&str>, usize), Vec<usize>> = BTreeMap::new();
    for (place, attempt) in attempts.iter().enumerate() {
        let key = match &attempt.circumstances.subject {
            Some(subject) => (Some(subject.as_str()), 0),
            None => (None, place),
        };
        subjects.entry(key).or_default().push(place);
    }
    subjects
        .into_values()
        .map(|judge| Fold {
            fit: (0..attempts.len()).filter(|place| judge.binary_search(place).is_err()).collect(),
            judge,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::bona_fide;

    fn of(subject: Option<&str>) -> Attempt {
        let mut attempt = bona_fide(50.0);
        attempt.circumstances.subject = subject.map(str::to_owned);
        attempt
    }

    #[test]
    fn nobody_is_on_both_sides() {
        let attempts = [of(Some("anna")), of(Some("ben")), of(Some("anna")), of(None), of(None)];
        let folds = leave_subjects_out(&attempts);
        let judged: Vec<_> = folds.iter().map(|fold| fold.judge.clone()).collect();
        assert_eq!(judged, [vec![3], vec![4], vec![0, 2], vec![1]]);
        for fold in folds {
            assert!(fold.fit.iter().all(|place| !fold.judge.contains(place)));
            assert_eq!(fold.fit.len() + fold.judge.len(), attempts.len());
        }
    }
}
