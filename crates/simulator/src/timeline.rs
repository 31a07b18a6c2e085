//! When the client shows which colour, as the web client paces itself.

use crate::screen::ScreenState;
use crate::seed::{Seed, Topic};
use catchlight_types::{Challenge, Rgb8};
use rand::RngExt;

/// One stage of the colours: a wipe, a stand, or the opening that the client skips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ColorPhase {
    pub(crate) step: u8,
    pub(crate) color: Rgb8,
    pub(crate) previous: Rgb8,
    /// Start on the client's clock, seconds of the video.
    pub(crate) from_s: f32,
    pub(crate) lasts_s: f32,
    pub(crate) wipes: bool,
}

/// When things happen, seconds of the video.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Timeline {
    /// The client sees the face in the oval.
    pub(crate) match_s: f32,
    /// Empty for a challenge without colours.
    pub(crate) stages: Vec<ColorPhase>,
    /// The recorder stops.
    pub(crate) end_s: f32,
    /// From the client's clock to light on the face and on to the time of the frame that holds it.
    pub(crate) display_lag_s: f32,
}

impl Timeline {
    pub(crate) fn plan(challenge: &Challenge, seed: Seed, match_s: f32) -> Self {
        let mut random = seed.stream(Topic::Timeline);
        let display_lag_s = random.random_range(0.03..0.075);
        let colors_start_s = match_s + HOLD_S + random.random_range(0.0..0.03);
        let stages = plan_stages(challenge, colors_start_s, || random.random_range(0.0..CLIENT_TICK_S));
        let end_s = match stages.last() {
            Some(last) => last.from_s + last.lasts_s + AFTER_COLORS_S,
            None => match_s + AFTER_MATCH_S,
        };
        Self { match_s, stages, end_s, display_lag_s }
    }

    pub(crate) fn colors_start_s(&self) -> Option<f32> {
        self.stages.first().map(|stage| stage.from_s)
    }

    /// What lights the face in a frame of this time.
    pub(crate) fn screen_at(&self, frame_s: f32) -> ScreenState {
        let client_s = frame_s - self.display_lag_s;
        let begun = self.stages.iter().rev().find(|stage| stage.from_s <= client_s);
        match begun {
            None => ScreenState::PAGE,
            Some(stage) if stage.wipes && stage.lasts_s > 0.0 => ScreenState {
                new: stage.color,
                old: stage.previous,
                wiped: ((client_s - stage.from_s) / stage.lasts_s).min(1.0),
            },
            Some(stage) => ScreenState::still(stage.color),
        }
    }
}

/// The web client leaves entry 0 at its first tick; every later entry wipes, then stands if it is meant to.
fn plan_stages(challenge: &Challenge, start_s: f32, mut overrun_s: impl FnMut() -> f32) -> Vec<ColorPhase> {
    let mut stages = Vec::new();
    let mut from_s = start_s;
    let mut previous = None;
    for (number, step) in (0_u8..).zip(&challenge.colors) {
        let stage = |color, previous, from_s, lasts_s, wipes| ColorPhase {
            step: number,
            color,
            previous,
            from_s,
            lasts_s,
            wipes,
        };
        let Some(before) = previous.replace(step.color) else {
            stages.push(stage(step.color, step.color, from_s, 0.0, false));
            continue;
        };
        if step.downscroll_ms > 0.0 {
            let lasts_s = step.downscroll_ms / 1000.0 + overrun_s();
            stages.push(stage(step.color, before, from_s, lasts_s, true));
            from_s += lasts_s;
        }
        if step.flat_ms > 0.0 {
            let lasts_s = step.flat_ms / 1000.0 + overrun_s();
            stages.push(stage(step.color, step.color, from_s, lasts_s, false));
            from_s += lasts_s;
        }
    }
    stages
}

/// The client waits a second between the match and the colours.
const HOLD_S: f32 = 1.0;
/// The client looks at its clock at every repaint.
const CLIENT_TICK_S: f32 = 0.016;
/// The recorder continues for a moment after the last colour.
const AFTER_COLORS_S: f32 = 0.25;
const AFTER_MATCH_S: f32 = 0.6;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::ChallengeKind;
    use testkit::{BLACK, GREEN, RED, VGA, challenge};

    #[test]
    fn colors_follow_the_web_client() {
        let planned = challenge(ChallengeKind::FaceMovementAndLight, VGA);
        let timeline = Timeline::plan(&planned, Seed::new(1), 3.0);
        let shown: Vec<_> =
            timeline.stages.iter().map(|stage| (stage.step, stage.wipes, stage.previous)).collect();
        let expected = [(0, false, BLACK), (1, true, BLACK), (2, true, RED), (2, false, GREEN)];
        assert_eq!(shown, expected);
        assert_eq!(timeline.stages[0].from_s, timeline.stages[1].from_s);
        let half = timeline.stages[1].from_s + timeline.stages[1].lasts_s / 2.0 + timeline.display_lag_s;
        let state = timeline.screen_at(half);
        assert!(state.new == RED && state.old == BLACK && (state.wiped - 0.5).abs() < 0.01);
        assert_eq!(timeline.screen_at(1.0), ScreenState::PAGE);
    }

    #[test]
    fn without_colors_the_check_ends_after_the_match() {
        let planned = challenge(ChallengeKind::FaceMovement, VGA);
        let timeline = Timeline::plan(&planned, Seed::new(1), 3.0);
        assert!(timeline.stages.is_empty() && (timeline.end_s - 3.6).abs() < 1e-3);
    }
}
