//! How the log-odds of a live person came about, one row per reading.

use super::drawing::{Drawing, at, escape};
use catchlight_types::{Contribution, Reading, Verdict};
use std::fmt::Write;

/// A table in which each bar begins where the one above it ended.
pub(super) fn table(verdict: &Verdict, prior_log_odds: f64) -> String {
    let mut sum = prior_log_odds;
    let mut ends = vec![sum];
    for one in &verdict.contributions {
        sum += weighed(one);
        ends.push(sum);
    }
    let answer = log_odds(verdict);
    let reach = ends.iter().chain([&answer]).map(|end| end.abs()).fold(REACH_MIN, f64::max) * 1.08;
    let mut rows = row("before any reading", "", &bar(0.0, prior_log_odds, reach, "other"), "");
    for (place, one) in verdict.contributions.iter().enumerate() {
        let reading = match one.reading {
            Reading::Raw(value) => format!("{value:.4}"),
            Reading::NotTaken(_) => "–".to_owned(),
        };
        let class = if weighed(one) >= 0.0 { "live" } else { "attack" };
        let bar = bar(ends[place], ends[place + 1], reach, class);
        rows.push_str(&row(one.signal.as_str(), &reading, &bar, &reason(one)));
    }
    if (sum - answer).abs() > SAME {
        let why = "too little could be measured for more than this";
        rows.push_str(&row("held back", "", &bar(sum, answer, reach, "other"), why));
    }
    let class = if answer >= 0.0 { "live" } else { "attack" };
    let confidence = format!("<strong>{}</strong>", verdict.confidence);
    rows.push_str(&row("Confidence", &confidence, &bar(0.0, answer, reach, class), ""));
    format!(
        "<div class=\"wide\"><table class=\"waterfall\"><thead><tr><th>signal</th><th class=\"number\">reading</th>\
         <th>&larr; attack &nbsp; log-odds &nbsp; live &rarr;</th><th>why</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

fn weighed(one: &Contribution) -> f64 {
    one.weight * one.log_likelihood_ratio
}

fn reason(one: &Contribution) -> String {
    let amount = weighed(one);
    let mut text = String::new();
    if matches!(one.reading, Reading::Raw(_)) {
        // Writing to a string cannot fail.
        write!(text, "{amount:+.2}: ").unwrap_or_default();
    }
    text.push_str(&escape(&one.reason));
    text
}

/// The log-odds behind a Confidence; its ends stand for the largest odds that are drawn.
fn log_odds(verdict: &Verdict) -> f64 {
    let share = (f64::from(verdict.confidence.percent()) / 100.0).clamp(SHARE_MIN, 1.0 - SHARE_MIN);
    (share / (1.0 - share)).ln()
}

fn row(name: &str, reading: &str, bar: &str, why: &str) -> String {
    format!(
        "<tr><th>{}</th><td class=\"number\">{reading}</td><td>{bar}</td><td>{why}</td></tr>",
        escape(name)
    )
}

fn bar(from: f64, to: f64, reach: f64, class: &str) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT, &format!("from {from:.2} to {to:.2}"));
    let x = |log_odds: f64| WIDTH / 2.0 * (1.0 + (log_odds / reach).clamp(-1.0, 1.0));
    drawing.line("grid", at(WIDTH / 2.0, 0.0), at(WIDTH / 2.0, HEIGHT));
    drawing.bar(class, at(x(from), 4.0), at(x(to), HEIGHT - 4.0));
    drawing.line("end-mark", at(x(to), 0.0), at(x(to), HEIGHT));
    drawing.finish()
}

/// Units of the drawing.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 20.0;
/// Least reach of the scale to either side, log-odds: a Confidence of 95.
const REACH_MIN: f64 = 3.0;
/// Difference of log-odds that a rounded Confidence hides.
const SAME: f64 = 0.02;
/// Share that stands for certainty.
const SHARE_MIN: f64 = 1e-4;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::{Confidence, SignalName};

    fn verdict(percent: f32) -> Verdict {
        let contribution = Contribution {
            signal: SignalName::of("parallax"),
            reading: Reading::Raw(0.02),
            log_likelihood_ratio: 2.0,
            weight: 0.5,
            reason: "the nose <grew>".to_owned(),
        };
        Verdict {
            confidence: Confidence::new(percent).expect("0..=100"),
            contributions: vec![contribution],
            feedback: Vec::new(),
            calibration: "test".to_owned(),
        }
    }

    #[test]
    fn reasons_are_escaped_and_weighed() {
        let table = table(&verdict(73.1), 0.0);
        assert!(table.contains("+1.00: the nose &lt;grew&gt;"), "{table}");
        assert!(!table.contains("held back"));
    }

    #[test]
    fn a_ceiling_is_a_row_of_its_own() {
        assert!(table(&verdict(40.0), 0.0).contains("held back"));
    }
}
