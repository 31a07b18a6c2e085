//! The timeline of the colours: when the client says that it showed which colour, on the clock of the video.
//!
//! In: the claims and the challenge. Out: the shown colours in order of time. Colours are the server's, only times the
//! client's. Whatever needs to know when the colours began, ended or changed asks this timeline.

use super::{LinearRgb, ReceivedClaim};
use catchlight_types::{Challenge, Rgb8};
use std::ops::Deref;

/// The colours that the client says it showed, in order of time; empty when the client reported no times or the
/// challenge has no colours.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ShownColors(Vec<ShownColor>);

/// A colour that comes down over the one before, or that stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownColor {
    /// When it began, seconds since the first frame.
    pub from_s: f64,
    /// When the next began; for the last one when it should end.
    pub until_s: f64,
    /// The entry of the challenge.
    pub step: usize,
    /// How long the colour takes to wipe over the one before; 0 for a stand.
    pub wipe_s: f64,
    /// How long it should last.
    pub planned_s: f64,
    /// The colour that comes or stands.
    pub color: Rgb8,
    /// The colour before.
    pub before: Rgb8,
}

impl ShownColors {
    /// The timeline of colours whose beginnings are in order; sets when each ends.
    #[must_use]
    pub fn in_order(mut colors: Vec<ShownColor>) -> Self {
        let mut next_s = None;
        for shown in colors.iter_mut().rev() {
            shown.until_s = next_s.unwrap_or(shown.from_s + shown.planned_s);
            next_s = Some(shown.from_s);
        }
        Self(colors)
    }

    pub(super) fn reported(challenge: &Challenge, claims: &[ReceivedClaim]) -> Self {
        let Some(start) = claims.iter().find_map(|received| received.claim.video_start) else {
            return Self::default();
        };
        let steps = &challenge.colors;
        let mut shown: Vec<ShownColor> = claims
            .iter()
            .filter_map(|received| {
                let claim = received.claim.color?;
                let step = usize::from(claim.step);
                let planned = steps.get(step)?;
                let before = step.checked_sub(1).map_or(planned.color, |before| steps[before].color);
                let wipes = claim.previous.is_some_and(|previous| previous != claim.current)
                    && planned.downscroll_ms > 0.0;
                let planned_ms = if wipes { planned.downscroll_ms } else { planned.flat_ms };
                Some(ShownColor {
                    from_s: claim.shown_at.seconds_since(start),
                    until_s: f64::INFINITY,
                    step,
                    wipe_s: if wipes { f64::from(planned.downscroll_ms) / 1000.0 } else { 0.0 },
                    planned_s: f64::from(planned_ms) / 1000.0,
                    color: planned.color,
                    before: if wipes { before } else { planned.color },
                })
            })
            .collect();
        // The challenge has an order, whatever times are claimed: no entry begins after the next, and within one the wipe
        // comes before the stand. Times of two entries that begin together may be claimed some milliseconds apart.
        shown.sort_by(|one, other| {
            let is_stand = |shown: &ShownColor| shown.wipe_s <= 0.0;
            one.step.cmp(&other.step).then(is_stand(one).cmp(&is_stand(other)))
        });
        let mut next_s = f64::INFINITY;
        for shown in shown.iter_mut().rev() {
            shown.from_s = shown.from_s.min(next_s);
            next_s = shown.from_s;
        }
        Self::in_order(shown)
    }

    /// When the first colour began, seconds since the first frame.
    #[must_use]
    pub fn begin_s(&self) -> Option<f64> {
        self.first().map(|shown| shown.from_s)
    }

    /// When the last colour should end, seconds since the first frame.
    #[must_use]
    pub fn end_s(&self) -> Option<f64> {
        self.last().map(|shown| shown.until_s)
    }

    /// When the first colour after the opening one began, seconds since the first frame.
    pub(crate) fn after_opening_s(&self) -> Option<f64> {
        self.iter().find(|shown| shown.step > 0).map(|shown| shown.from_s)
    }

    /// Mean light of the whole screen at a time; `None` before the first and after the last colour.
    #[must_use]
    pub fn light_at(&self, time_s: f64) -> Option<LinearRgb> {
        let shown = self.at(time_s)?;
        let before = LinearRgb::of_screen(shown.before);
        Some(before.mixed(LinearRgb::of_screen(shown.color), shown.covered(time_s) as f32))
    }

    /// What was shown at a time; `None` before the first and after the last colour.
    #[must_use]
    pub fn at(&self, time_s: f64) -> Option<&ShownColor> {
        self.iter().find(|shown| (shown.from_s..shown.until_s).contains(&time_s))
    }
}

impl ShownColor {
    /// Share of the screen that the colour covers, from the top, 0..=1.
    #[must_use]
    pub fn covered(&self, time_s: f64) -> f64 {
        if self.wipe_s <= 0.0 { 1.0 } else { ((time_s - self.from_s) / self.wipe_s).clamp(0.0, 1.0) }
    }
}

impl Deref for ShownColors {
    type Target = [ShownColor];

    fn deref(&self) -> &[ShownColor] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{COLORS_FROM_S, evidence_with_claims, light_challenge};
    use catchlight_types::EpochMillis;

    #[test]
    fn entries_keep_their_order_whatever_times_are_claimed() {
        let on_time = evidence_with_claims(&light_challenge());
        let mut claims = on_time.claims.clone();
        // The first colour stands for no time, and the client says so some milliseconds after the second began to come.
        let second_at = claims[2].claim.color.unwrap().shown_at;
        claims.swap(1, 2);
        let late = claims[2].claim.color.as_mut().unwrap();
        late.shown_at = EpochMillis::new(second_at.as_millis() + 12);
        let shown = ShownColors::reported(&light_challenge(), &claims);
        let expected = on_time.shown_colors();
        let steps = |shown: &ShownColors| -> Vec<usize> { shown.iter().map(|shown| shown.step).collect() };
        assert_eq!(steps(&shown), steps(expected));
        assert_eq!((shown[0].from_s, &shown[1..]), (expected[1].from_s, &expected[1..]));
    }

    #[test]
    fn each_colour_lasts_until_the_next_and_the_last_as_long_as_planned() {
        let evidence = evidence_with_claims(&light_challenge());
        let shown = evidence.shown_colors();
        assert!(shown.windows(2).all(|pair| pair[0].until_s.to_bits() == pair[1].from_s.to_bits()));
        assert_eq!(shown.begin_s(), Some(COLORS_FROM_S));
        let last = shown.last().unwrap();
        assert_eq!(shown.end_s(), Some(last.from_s + last.planned_s));
        assert_eq!(ShownColors::in_order(shown.to_vec()), *shown);
    }

    #[test]
    fn a_time_has_the_colour_that_was_shown_then() {
        let evidence = evidence_with_claims(&light_challenge());
        let shown = evidence.shown_colors();
        let check = |time_s: f64, step: Option<usize>| {
            assert_eq!(shown.at(time_s).map(|shown| shown.step), step, "{time_s}");
        };
        check(COLORS_FROM_S - 0.01, None);
        check(COLORS_FROM_S, Some(0));
        check(COLORS_FROM_S + 0.1, Some(1));
        check(shown.end_s().unwrap() - 0.01, Some(7));
        check(shown.end_s().unwrap(), None);
        let red = shown[1];
        let quarter_s = red.from_s + red.wipe_s / 4.0;
        assert!((red.covered(quarter_s) - 0.25).abs() < 1e-9);
        let light = shown.light_at(quarter_s).unwrap();
        assert!((light.red - 0.25).abs() < 1e-6 && light.green.abs() < 1e-6, "{light:?}");
    }

    #[test]
    fn a_client_that_reports_no_start_of_its_video_has_no_timeline() {
        let claims = &evidence_with_claims(&light_challenge()).claims[1..];
        assert!(ShownColors::reported(&light_challenge(), claims).is_empty());
    }
}
