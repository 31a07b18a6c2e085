//! A share of trials with its exact confidence interval.

/// Errors among trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    errors: u32,
    trials: u32,
}

/// The two-sided 95 % interval of a rate, each end 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Each tail of the two-sided 95 % interval.
const TAIL: f64 = 0.025;
/// Halvings of the search for an end; the error is then below the resolution of the type.
const HALVINGS: u32 = 60;

impl Rate {
    /// Counts how many of the trials are errors; `None` without a trial.
    #[must_use]
    pub fn of(trials: impl IntoIterator<Item = bool>) -> Option<Self> {
        let mut rate = Self { errors: 0, trials: 0 };
        for error in trials {
            rate.trials += 1;
            rate.errors += u32::from(error);
        }
        (rate.trials > 0).then_some(rate)
    }

    /// Errors.
    #[must_use]
    pub const fn errors(self) -> u32 {
        self.errors
    }

    /// Trials, at least 1.
    #[must_use]
    pub const fn trials(self) -> u32 {
        self.trials
    }

    /// Errors over trials, 0..=1.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.errors) / f64::from(self.trials)
    }

    /// The exact binomial interval of Clopper and Pearson (Biometrika 26, 1934), 95 %, two-sided.
    #[must_use]
    pub fn interval(self) -> Interval {
        let low = match self.errors {
            0 => 0.0,
            errors => bisect(|share| 1.0 - probability_of_at_most(errors - 1, self.trials, share) >= TAIL),
        };
        let high = if self.errors == self.trials {
            1.0
        } else {
            bisect(|share| probability_of_at_most(self.errors, self.trials, share) <= TAIL)
        };
        Interval { low, high }
    }
}

/// The least share for which `holds`, which is false below it and true above it.
fn bisect(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

/// Sum of the binomial probabilities of 0..=`errors`, in logarithms so that many trials do not underflow.
fn probability_of_at_most(errors: u32, trials: u32, share: f64) -> f64 {
    if share <= 0.0 {
        return 1.0;
    }
    if share >= 1.0 {
        return if errors >= trials { 1.0 } else { 0.0 };
    }
    let (ln_hit, ln_miss) = (share.ln(), (-share).ln_1p());
    let mut ln_ways = 0.0;
    let mut sum = 0.0;
    for count in 0..=errors {
        if count > 0 {
            ln_ways += f64::from(trials - count + 1).ln() - f64::from(count).ln();
        }
        sum += (ln_ways + f64::from(count) * ln_hit + f64::from(trials - count) * ln_miss).exp();
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(errors: u32, trials: u32, low: f64, high: f64) {
        let interval = Rate { errors, trials }.interval();
        assert!((interval.low - low).abs() < 5e-5, "{errors}/{trials}: low {}", interval.low);
        assert!((interval.high - high).abs() < 5e-5, "{errors}/{trials}: high {}", interval.high);
    }

    #[test]
    fn intervals_are_those_of_the_tables() {
        check(0, 10, 0.0, 0.30850);
        check(1, 10, 0.00253, 0.44502);
        check(5, 10, 0.18709, 0.81291);
        check(10, 10, 0.69150, 1.0);
        check(0, 150, 0.0, 0.02429);
        check(30, 1000, 0.02034, 0.04257);
    }

    #[test]
    fn many_trials_do_not_underflow() {
        let interval = Rate { errors: 4000, trials: 8000 }.interval();
        assert!(interval.low > 0.48 && interval.high < 0.52, "{interval:?}");
    }

    #[test]
    fn no_trials_have_no_rate() {
        assert_eq!(Rate::of([]), None);
        assert_eq!(Rate::of([true, false]).map(Rate::value), Some(0.5));
    }
}
