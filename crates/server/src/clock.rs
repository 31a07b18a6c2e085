//! The one place where time enters the server.
//!
//! In: the calendar, or a hand that a test moves. Out: moments as values, and waiting until one.
//! Never: decides what a moment means; deadlines come from the session.

use catchlight_types::EpochMillis;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// A source of moments; cheap to clone, every clone shows the same time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Manual(Arc<watch::Sender<EpochMillis>>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until it is advanced, for tests and for replays.
    #[must_use]
    pub fn manual(start: EpochMillis) -> Self {
        Self(Source::Manual(Arc::new(watch::Sender::new(start))))
    }

    /// Moves a manual clock; the machine's clock cannot be moved and is left alone.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(hand) = &self.0 {
            hand.send_modify(|now| *now = now.plus(by));
        }
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> EpochMillis {
        match &self.0 {
            Source::System => system_now(),
            Source::Manual(hand) => *hand.borrow(),
        }
    }

    /// Waits until `moment`; returns at once when it has passed.
    pub async fn sleep_until(&self, moment: EpochMillis) {
        match &self.0 {
            Source::System => {
                // A timer runs on the monotonic clock, so the wall clock is read again when it fires.
                while let Some(left) = remaining(system_now(), moment) {
                    tokio::time::sleep(left).await;
                }
            }
            Source::Manual(hand) => {
                let reached = hand.subscribe().wait_for(|now| *now >= moment).await.is_ok();
                debug_assert!(reached, "the clock holds its own sender");
            }
        }
    }
}

fn remaining(now: EpochMillis, moment: EpochMillis) -> Option<Duration> {
    let left = moment.as_millis().saturating_sub(now.as_millis());
    u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis)
}

#[expect(clippy::disallowed_methods, reason = "this is the edge where wall time enters")]
fn system_now() -> EpochMillis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    EpochMillis::new(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_clock_wakes_sleepers_when_it_is_advanced() {
        let clock = Clock::manual(EpochMillis::new(1000));
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(EpochMillis::new(3000)).await }
        });
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), EpochMillis::new(2000));
        clock.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
    }

    #[tokio::test]
    async fn the_system_clock_does_not_wait_for_the_past() {
        let clock = Clock::system();
        clock.sleep_until(clock.now()).await;
    }

    #[test]
    fn nothing_remains_at_the_moment_itself() {
        assert_eq!(remaining(EpochMillis::new(5), EpochMillis::new(5)), None);
        assert_eq!(remaining(EpochMillis::new(5), EpochMillis::new(7)), Some(Duration::from_millis(2)));
        assert_eq!(remaining(EpochMillis::new(7), EpochMillis::new(5)), None);
    }
}
