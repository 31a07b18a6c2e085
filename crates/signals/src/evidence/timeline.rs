//! When the client says that it showed which colour, on the clock of the video.
//!
//! In: the claims and the challenge. Out: stages in order of time, how much of the end is lost; colours are the server's,
//! only times the client's.

use super::Intervals;
use crate::Evidence;
use catchlight_types::Rgb8;

/// One stage of the painted screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownColor {
    /// When it began, seconds since the first frame.
    pub from_s: f64,
    /// The entry of the challenge.
    pub step: usize,
    /// How long the colour takes to wipe over the one before; 0 for a stand.
    pub wipe_s: f64,
    /// How long the stage lasts.
    pub lasts_s: f64,
    /// The colour that comes or stands.
    pub color: Rgb8,
    /// The colour before.
    pub before: Rgb8,
}

impl Evidence {
    /// The painted stages; empty when the client told no times or the challenge has no colours.
    #[must_use]
    pub fn shown_colors(&self) -> Vec<ShownColor> {
        let Some(start) = self.claims.iter().find_map(|received| received.claim.video_start) else {
            return Vec::new();
        };
        let steps = &self.challenge.colors;
        let mut shown: Vec<ShownColor> = self
            .claims
            .iter()
            .filter_map(|received| {
                let claim = received.claim.color?;
                let step = usize::from(claim.sequence_number);
                let planned = steps.get(step)?;
                let before = step.checked_sub(1).map_or(planned.color, |before| steps[before].color);
                let wipes = claim.previous.is_some_and(|previous| previous != claim.current)
                    && planned.downscroll_ms > 0.0;
                let lasts_ms = if wipes { planned.downscroll_ms } else { planned.flat_ms };
                Some(ShownColor {
                    from_s: claim.shown_at.seconds_since(start),
                    step,
                    wipe_s: if wipes { f64::from(planned.downscroll_ms) / 1000.0 } else { 0.0 },
                    lasts_s: f64::from(lasts_ms) / 1000.0,
                    color: planned.color,
                    before: if wipes { before } else { planned.color },
                })
            })
            .collect();
        // The challenge has an order, whatever times are claimed: no entry begins after the next, and within one the wipe
        // comes before the stand. Times of two entries that begin together may be claimed some milliseconds apart.
        shown.sort_by(|one, other| {
            let is_stand = |stage: &ShownColor| stage.wipe_s <= 0.0;
            one.step.cmp(&other.step).then(is_stand(one).cmp(&is_stand(other)))
        });
        let mut next_s = f64::INFINITY;
        for stage in shown.iter_mut().rev() {
            stage.from_s = stage.from_s.min(next_s);
            next_s = stage.from_s;
        }
        shown
    }

    /// When the first colour began, seconds since the first frame.
    pub(crate) fn first_color_s(&self) -> Option<f64> {
        self.shown_colors().first().map(|shown| shown.from_s)
    }

    /// Times between the frames that were looked at.
    pub(crate) fn intervals(&self) -> Intervals {
        let times_s: Vec<f64> = self.frames.iter().map(|frame| frame.time_s).collect();
        Intervals::between(&times_s)
    }

    /// How much of the end of the video that the client says it recorded did not come, seconds; below 0 where more came.
    /// `None` when the client told no start or end, or nothing came.
    pub(crate) fn lost_end_s(&self) -> Option<f64> {
        let claims = || self.claims.iter().map(|received| &received.claim);
        let start = claims().find_map(|claim| claim.video_start)?;
        let end = claims().find_map(|claim| claim.video_end)?;
        let lost_s = end.seconds_since(start) - self.frames.last()?.time_s;
        // A starved camera may have missed its last frame by as much as any other.
        let longest = Some(self.intervals().longest_s).filter(|gap_s| !gap_s.is_nan());
        let gap_s = longest.map_or(0.0, |gap_s| gap_s.min(GAP_MAX_S));
        Some(lost_s.signum() * (lost_s.abs() - gap_s).max(0.0))
    }
}

/// A longer gap between frames is no excuse for the length of a video.
const GAP_MAX_S: f64 = 1.0;

#[cfg(test)]
mod tests {
    use crate::testing::{evidence_with_claims, light_challenge};
    use catchlight_types::EpochMillis;

    #[test]
    fn entries_keep_their_order_whatever_times_are_claimed() {
        let on_time = evidence_with_claims(&light_challenge());
        let mut evidence = on_time.clone();
        // The first colour stands for no time, and the client says so some milliseconds after the second began to come.
        let second_at = evidence.claims[2].claim.color.unwrap().shown_at;
        evidence.claims.swap(1, 2);
        let late = evidence.claims[2].claim.color.as_mut().unwrap();
        late.shown_at = EpochMillis::new(second_at.as_millis() + 12);
        let shown = evidence.shown_colors();
        let (expected, steps) = (on_time.shown_colors(), |shown: &[super::ShownColor]| -> Vec<usize> {
            shown.iter().map(|stage| stage.step).collect()
        });
        assert_eq!(steps(&shown), steps(&expected));
        assert_eq!((shown[0].from_s, &shown[1..]), (expected[1].from_s, &expected[1..]));
    }
}
