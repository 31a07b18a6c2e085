//! Two clocks that must never be mixed: the video's own and the calendar's.

use std::fmt;
use std::time::Duration;

/// Time since the first frame of a video.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MediaTime(Duration);

impl MediaTime {
    /// The first frame.
    pub const ZERO: Self = Self(Duration::ZERO);

    /// Wraps a duration since the first frame.
    #[must_use]
    pub const fn new(since_start: Duration) -> Self {
        Self(since_start)
    }

    /// Milliseconds since the first frame.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }

    /// `ticks` of a clock that ticks `per_second` times a second; `None` for a clock that does not tick.
    #[must_use]
    pub fn from_ticks(ticks: u64, per_second: u64) -> Option<Self> {
        if per_second == 0 {
            return None;
        }
        let nanos = u128::from(ticks) * 1_000_000_000 / u128::from(per_second);
        u64::try_from(nanos).ok().map(|nanos| Self(Duration::from_nanos(nanos)))
    }

    /// The duration since the first frame.
    #[must_use]
    pub const fn since_start(self) -> Duration {
        self.0
    }

    /// Seconds since the first frame.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        self.0.as_secs_f64()
    }
}

impl fmt::Debug for MediaTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MediaTime({:?})", self.0)
    }
}

/// Milliseconds since 1970-01-01 UTC, as the clients and the server's wall clock report them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EpochMillis(i64);

impl EpochMillis {
    /// Wraps a count of milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn new(millis: i64) -> Self {
        Self(millis)
    }

    /// The count of milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01 UTC.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Seconds from `earlier` to `self`; negative when `self` lies before `earlier`.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / 1000.0
    }

    /// This moment moved by `later`, held at the end of the range.
    #[must_use]
    pub fn plus(self, later: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(later.as_millis()).unwrap_or(i64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(ticks: u64, per_second: u64, expected: &Expect) {
        expected.assert_eq(&format!("{:?}", MediaTime::from_ticks(ticks, per_second)));
    }

    #[test]
    fn ticks_become_time() {
        check(90_000, 90_000, &expect!["Some(MediaTime(1s))"]);
        check(1, 0, &expect!["None"]);
        check(u64::MAX, 1, &expect!["None"]);
    }
}
