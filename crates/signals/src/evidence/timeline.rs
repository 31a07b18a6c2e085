//! When the client says that it showed which colour, on the clock of the video.
//!
//! In: the claims and the challenge. Out: stages in order of time; colours are the server's, only times the client's.

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
        // A stage without length is followed at once by the next: the entry decides, then the wipe comes first.
        shown.sort_by(|one, other| {
            let is_stand = |stage: &ShownColor| stage.wipe_s <= 0.0;
            one.from_s
                .total_cmp(&other.from_s)
                .then(one.step.cmp(&other.step))
                .then(is_stand(one).cmp(&is_stand(other)))
        });
        shown
    }

    /// When the first colour began, seconds since the first frame.
    pub(crate) fn first_color_s(&self) -> Option<f64> {
        self.shown_colors().first().map(|shown| shown.from_s)
    }
}
