//! How many requests a second one access key may make.
//!
//! In: the key of a request whose signature was right, and `now`. Out: that it may go on, or the error of AWS.
//! Never: counts unknown keys; no caller can use up the requests of another, and the table has one row per key at most.

use catchlight_types::EpochMillis;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

/// A bucket for each key. It holds the requests of two seconds, so that a burst passes, and is filled all the time.
#[derive(Debug)]
pub(crate) struct Throttle {
    per_second: Option<NonZeroU32>,
    buckets: Mutex<HashMap<String, Bucket>>,
}

/// What is left, in thousandths of a request, so that a millisecond fills whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bucket {
    left: u64,
    at: EpochMillis,
}

impl Throttle {
    /// Lets so many requests a second pass; `None` lets all pass.
    pub(crate) fn new(per_second: Option<NonZeroU32>) -> Self {
        Self { per_second, buckets: Mutex::default() }
    }

    /// Takes one request of this key.
    ///
    /// # Errors
    /// The throttling of AWS when none is left.
    pub(crate) fn admit(&self, key: &str, now: EpochMillis) -> Result<(), AwsError> {
        let Some(per_second) = self.per_second else { return Ok(()) };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full = Bucket { left: capacity(per_second), at: now };
        let bucket = match buckets.get_mut(key) {
            Some(bucket) => bucket,
            None => buckets.entry(key.to_owned()).or_insert(full),
        };
        *bucket = bucket.filled(per_second, now);
        match bucket.left.checked_sub(REQUEST) {
            Some(left) => {
                bucket.left = left;
                Ok(())
            }
            None => Err(AwsErrorKind::Throttling.into()),
        }
    }
}

impl Bucket {
    /// The bucket at `now`; a clock that goes back adds nothing.
    fn filled(self, per_second: NonZeroU32, now: EpochMillis) -> Self {
        let passed_ms = now.as_millis().saturating_sub(self.at.as_millis());
        let passed_ms = u64::try_from(passed_ms).unwrap_or(0);
        let left = self.left.saturating_add(passed_ms.saturating_mul(per_second.get().into()));
        Self { left: left.min(capacity(per_second)), at: self.at.max(now) }
    }
}

fn capacity(per_second: NonZeroU32) -> u64 {
    BURST_SECONDS * u64::from(per_second.get()) * REQUEST
}

const BURST_SECONDS: u64 = 2;
const REQUEST: u64 = 1000;

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const START: EpochMillis = EpochMillis::new(1_700_000_000_000);

    fn after(millis: u64) -> EpochMillis {
        START.plus(Duration::from_millis(millis))
    }

    /// How many of these requests pass.
    fn passed(throttle: &Throttle, key: &str, requests: usize, now: EpochMillis) -> usize {
        (0..requests).filter(|_| throttle.admit(key, now).is_ok()).count()
    }

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let throttle = Throttle::new(NonZeroU32::new(10));
        assert_eq!(passed(&throttle, "A", 30, START), 20);
        assert_eq!(passed(&throttle, "A", 30, after(99)), 0);
        assert_eq!(passed(&throttle, "A", 30, after(100)), 1);
        assert_eq!(passed(&throttle, "A", 30, after(1100)), 10);
        assert_eq!(passed(&throttle, "A", 30, after(3_600_000)), 20);
    }

    #[test]
    fn one_key_takes_nothing_from_another() {
        let throttle = Throttle::new(NonZeroU32::new(1));
        assert_eq!(passed(&throttle, "A", 9, START), 2);
        assert_eq!(passed(&throttle, "B", 9, START), 2);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let throttle = Throttle::new(NonZeroU32::new(1));
        assert_eq!(passed(&throttle, "A", 9, after(10_000)), 2);
        assert_eq!(passed(&throttle, "A", 9, START), 0);
        assert_eq!(passed(&throttle, "A", 9, after(10_500)), 0);
        assert_eq!(passed(&throttle, "A", 9, after(11_000)), 1);
    }

    #[test]
    fn without_a_rate_all_pass() {
        assert_eq!(passed(&Throttle::new(None), "A", 10_000, START), 10_000);
        let most = Throttle::new(NonZeroU32::new(u32::MAX));
        assert_eq!(passed(&most, "A", 10_000, START), 10_000);
        assert_eq!(passed(&most, "A", 10_000, EpochMillis::new(i64::MAX)), 10_000);
    }

    #[test]
    fn who_is_throttled_reads_the_words_of_aws() {
        let throttle = Throttle::new(NonZeroU32::new(1));
        passed(&throttle, "A", 2, START);
        let error = throttle.admit("A", START).unwrap_err();
        assert_eq!((error.kind(), error.message()), (AwsErrorKind::Throttling, "Rate exceeded"));
    }
}
