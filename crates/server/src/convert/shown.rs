//! The timeline of the colours shown: to what is stored, back from there, and to what the console draws.
//!
//! In: the engine's timeline or the store's facts. Out: facts in milliseconds, the timeline, JSON.
//! Never: a time of its own; the engine's timeline decides what began when.

use catchlight_engine::{ShownColor, ShownColors};
use catchlight_store::ShownFacts;
use catchlight_types::Rgb8;
use serde_json::{Value, json};

/// The timeline as it is stored.
pub(crate) fn facts(colors: &ShownColors) -> Vec<ShownFacts> {
    let duration_ms = |seconds: f64| millis(seconds).max(0).try_into().unwrap_or(u32::MAX);
    colors
        .iter()
        .map(|shown| ShownFacts {
            from_ms: millis(shown.from_s),
            wipe_ms: duration_ms(shown.wipe_s),
            lasts_ms: duration_ms(shown.planned_s),
            step: u32::try_from(shown.step).unwrap_or(u32::MAX),
            rgb: rgb(shown.color),
            before: rgb(shown.before),
        })
        .collect()
}

/// The timeline of a stored check.
pub(crate) fn colors(facts: &[ShownFacts]) -> ShownColors {
    let seconds = |millis: f64| millis / 1000.0;
    let color = |[red, green, blue]: [u8; 3]| Rgb8 { red, green, blue };
    let colors = facts.iter().map(|fact| ShownColor {
        from_s: seconds(fact.from_ms as f64),
        until_s: f64::INFINITY,
        step: usize::try_from(fact.step).unwrap_or(usize::MAX),
        wipe_s: seconds(f64::from(fact.wipe_ms)),
        planned_s: seconds(f64::from(fact.lasts_ms)),
        color: color(fact.rgb),
        before: color(fact.before),
    });
    ShownColors::in_order(colors.collect())
}

/// The timeline for drawings, one entry per colour of the challenge; `None` when the client reported none.
pub(crate) fn to_json(colors: &ShownColors) -> Option<Value> {
    let (begin_ms, end_ms) = (begin_ms(colors)?, end_ms(colors)?);
    let entries = colors.chunk_by(|one, next| one.step == next.step).filter_map(|entry| {
        let (first, last) = entry.first().zip(entry.last())?;
        Some(json!({
            "step": first.step,
            "rgb": rgb(first.color),
            "fromMs": millis(first.from_s),
            "coveredMs": millis(first.from_s + first.wipe_s),
            "untilMs": millis(last.until_s),
        }))
    });
    Some(json!({ "beginMs": begin_ms, "endMs": end_ms, "colors": entries.collect::<Vec<_>>() }))
}

/// When the first colour began, milliseconds of the video.
pub(crate) fn begin_ms(colors: &ShownColors) -> Option<i64> {
    colors.begin_s().map(millis)
}

/// When the last colour should end, milliseconds of the video.
pub(crate) fn end_ms(colors: &ShownColors) -> Option<i64> {
    colors.end_s().map(millis)
}

/// What the screen showed at a time of the video; `None` before the first and after the last colour.
pub(crate) fn at(colors: &ShownColors, video_ms: u32) -> Option<Value> {
    let time_s = f64::from(video_ms) / 1000.0;
    let shown = colors.at(time_s)?;
    // The new colour comes down from the top.
    Some(json!({
        "upper": rgb(shown.color),
        "lower": rgb(shown.before),
        "share": shown.covered(time_s),
    }))
}

fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0).round() as i64
}

const fn rgb(color: Rgb8) -> [u8; 3] {
    [color.red, color.green, color.blue]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(step: u32, from_ms: i64, wipe_ms: u32, lasts_ms: u32) -> ShownFacts {
        ShownFacts { step, from_ms, wipe_ms, lasts_ms, rgb: [0, 0, 255], before: [255, 0, 0] }
    }

    #[test]
    fn stored_facts_lead_back_to_the_same_timeline() {
        let stored =
            [stage(0, -12, 0, 90), stage(1, 78, 400, 400), stage(1, 478, 0, 317), stage(2, 795, 333, 333)];
        assert_eq!(facts(&colors(&stored)), stored);
    }

    #[test]
    fn each_colour_is_drawn_once_until_the_next_begins() {
        let stored = [stage(1, 1000, 400, 400), stage(1, 1410, 0, 300), stage(2, 1700, 0, 250)];
        let entry = |step: u32, from: i64, covered: i64, until: i64| json!({"step": step, "rgb": [0, 0, 255], "fromMs": from, "coveredMs": covered, "untilMs": until});
        assert_eq!(
            to_json(&colors(&stored)),
            Some(json!({
                "beginMs": 1000,
                "endMs": 1950,
                "colors": [entry(1, 1000, 1400, 1700), entry(2, 1700, 1700, 1950)],
            }))
        );
        assert_eq!(to_json(&colors(&[])), None);
    }

    #[test]
    fn a_wipe_covers_the_screen_from_the_top() {
        let shown = colors(&[stage(0, 1000, 0, 400), stage(1, 1400, 500, 500)]);
        let check = |video_ms: u32, share: Option<f64>| {
            let found = at(&shown, video_ms).map(|screen| screen["share"].as_f64().unwrap());
            assert_eq!(found.is_some(), share.is_some(), "{video_ms}");
            let apart = found.unwrap_or_default() - share.unwrap_or_default();
            assert!(apart.abs() < 1e-9, "{video_ms}: {found:?}");
        };
        check(999, None);
        check(1000, Some(1.0));
        check(1400, Some(0.0));
        check(1650, Some(0.5));
        check(1900, None);
    }
}
