//! How often one person may try.
//!
//! In: when the attempts that failed were asked for. Out: from when on the next one is allowed.
//! Never: whether an attempt failed.

use crate::limits::{ATTEMPT_BACK_OFF, ATTEMPT_WINDOW, MAX_BACK_OFF_DOUBLINGS, MAX_FAILED_ATTEMPTS};
use catchlight_types::EpochMillis;

/// The moment before which no further attempt is allowed; `None` when no pause was earned yet. `failures` are in
/// order. Each time that [`MAX_FAILED_ATTEMPTS`] fall into one [`ATTEMPT_WINDOW`] the pause doubles, and counting
/// starts again.
#[must_use]
pub fn pause_after(failures: &[EpochMillis]) -> Option<EpochMillis> {
    let mut pause_ends = None;
    let mut pauses = 0;
    let mut counted_from = 0;
    for (place, &at) in failures.iter().enumerate() {
        let recent = failures[counted_from..=place].iter().filter(|begun| at < begun.plus(ATTEMPT_WINDOW));
        if recent.count() >= MAX_FAILED_ATTEMPTS {
            pause_ends = Some(at.plus(ATTEMPT_BACK_OFF * (1 << pauses)));
            pauses = (pauses + 1).min(MAX_BACK_OFF_DOUBLINGS);
            counted_from = place + 1;
        }
    }
    pause_ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(failures_s: &[i64], expected_s: Option<i64>) {
        let at = |seconds: i64| EpochMillis::new(seconds * 1000);
        let failures: Vec<_> = failures_s.iter().copied().map(at).collect();
        assert_eq!(pause_after(&failures), expected_s.map(at), "{failures_s:?}");
    }

    #[test]
    fn five_failures_in_three_minutes_earn_a_pause() {
        check(&[], None);
        check(&[0, 40, 80, 120], None);
        check(&[0, 40, 80, 120, 179], Some(179 + 300));
        check(&[0, 40, 80, 120, 180], None);
        check(&[0, 150, 160, 170, 181, 190], Some(190 + 300));
    }

    #[test]
    fn the_pause_doubles_and_counting_begins_anew() {
        let five_at = |start: i64| (start..start + 5).collect::<Vec<_>>();
        check(&[five_at(0), five_at(1000)].concat(), Some(1004 + 600));
        check(&[five_at(0), vec![1000]].concat(), Some(4 + 300));
        let many: Vec<i64> = (0..20).flat_map(|round| five_at(round * 10_000)).collect();
        check(&many, Some(190_004 + 300 * 8));
    }
}
