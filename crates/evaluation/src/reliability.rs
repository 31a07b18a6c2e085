//! Whether a confidence of 80 means that 80 of 100 such checks are live.

use crate::{Attempt, Response};

/// Bins of equal width over 0..=100.
pub const BINS: usize = 10;

/// The checks whose confidence lies in one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ReliabilityBin {
    /// How many.
    pub count: u32,
    /// Their mean confidence, 0..=1.
    pub mean_confidence: f64,
    /// Share of them that is bona fide, 0..=1.
    pub bona_fide_share: f64,
}

/// The table of all bins, lowest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    bins: [ReliabilityBin; BINS],
}

impl Reliability {
    /// Sorts every scored bona fide presentation and attack into its bin; `None` when there is none.
    #[must_use]
    pub fn of<'a>(attempts: impl IntoIterator<Item = &'a Attempt>) -> Option<Self> {
        let mut bins = [ReliabilityBin::default(); BINS];
        let mut any = false;
        for attempt in attempts {
            let (Response::Scored(confidence), true) =
                (attempt.response, attempt.is_bona_fide() || attempt.attack_species().is_some())
            else {
                continue;
            };
            any = true;
            let share = f64::from(confidence.percent()) / 100.0;
            let bin = &mut bins[((share * BINS as f64) as usize).min(BINS - 1)];
            bin.count += 1;
            bin.mean_confidence += share;
            bin.bona_fide_share += f64::from(u8::from(attempt.is_bona_fide()));
        }
        for bin in bins.iter_mut().filter(|bin| bin.count > 0) {
            bin.mean_confidence /= f64::from(bin.count);
            bin.bona_fide_share /= f64::from(bin.count);
        }
        any.then_some(Self { bins })
    }

    /// The bins, lowest confidence first.
    #[must_use]
    pub const fn bins(&self) -> &[ReliabilityBin; BINS] {
        &self.bins
    }

    /// Expected calibration error: mean distance of confidence and truth, weighted by bin, 0..=1
    /// (Naeini, Cooper and Hauskrecht, AAAI 2015).
    #[must_use]
    pub fn expected_calibration_error(&self) -> f64 {
        let total: f64 = self.bins.iter().map(|bin| f64::from(bin.count)).sum();
        let distance =
            |bin: &ReliabilityBin| f64::from(bin.count) * (bin.mean_confidence - bin.bona_fide_share).abs();
        self.bins.iter().map(distance).sum::<f64>() / total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attack, bona_fide, failed_bona_fide};

    fn check(attempts: &[Attempt], expected: f64) {
        let error = Reliability::of(attempts).expect("scored").expected_calibration_error();
        assert!((error - expected).abs() < 1e-6, "{error}");
    }

    #[test]
    fn a_true_confidence_has_no_error() {
        check(&[bona_fide(100.0), attack("print_flat", 0.0)], 0.0);
        check(&[bona_fide(55.0), attack("print_flat", 55.0)], 0.05);
    }

    #[test]
    fn a_sure_mistake_counts_whole() {
        check(&[attack("print_flat", 100.0)], 1.0);
        check(&[attack("print_flat", 100.0), bona_fide(100.0), bona_fide(100.0), bona_fide(100.0)], 0.25);
    }

    #[test]
    fn failed_checks_have_no_confidence() {
        assert_eq!(Reliability::of(&[failed_bona_fide()]), None);
    }
}
