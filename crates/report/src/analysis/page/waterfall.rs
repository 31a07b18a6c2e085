//! How the log-odds of a live person came about, one row per reading.

use crate::html::{Drawing, at, escape, table};
use catchlight_types::{Contribution, Reading, Verdict};

/// A table in which each bar begins where the one above it ended.
pub(super) fn rows(verdict: &Verdict, prior_log_odds: f64) -> String {
    let mut sum = prior_log_odds;
    let mut ends = vec![sum];
    for one in &verdict.contributions {
        sum += weighed(one);
        ends.push(sum);
    }
    let answer = log_odds(verdict);
    let reach = ends.iter().chain([&answer]).map(|end| end.abs()).fold(REACH_MIN, f64::max) * 1.08;
    let mut rows = row("", "before any reading", "", &bar(0.0, prior_log_odds, reach, "other"), "", "");
    for (place, one) in verdict.contributions.iter().enumerate() {
        let (reading, amount) = match one.reading {
            Reading::Raw(value) => (format!("{value:.4}"), format!("{:+.2}", weighed(one))),
            Reading::NotTaken(_) => ("–".to_owned(), String::new()),
        };
        let side = if weighed(one) >= 0.0 { "live" } else { "attack" };
        let class = if weighed(one).abs() < NOTEWORTHY { "quiet" } else { "" };
        let bar = bar(ends[place], ends[place + 1], reach, side);
        let name = one.signal.as_str().replace('_', " ");
        rows.push_str(&row(class, &name, &reading, &bar, &amount, &escape(&one.reason)));
    }
    if (sum - answer).abs() > SAME {
        let amount = format!("{:+.2}", answer - sum);
        let bar = bar(sum, answer, reach, "other");
        let why = if answer < 0.0 {
            "too little could be measured for more than this"
        } else {
            "the eyes were not seen to close, and a mask does not blink"
        };
        rows.push_str(&row("", "held back", "", &bar, &amount, why));
    }
    let side = if answer >= 0.0 { "live" } else { "attack" };
    rows.push_str(&row(
        "",
        "Confidence",
        &verdict.confidence.to_string(),
        &bar(0.0, answer, reach, side),
        "",
        "",
    ));
    let axis = axis(reach);
    table("waterfall", &["signal", "#reading", &axis, "#adds", "why"], &rows)
}

/// The reasons that moved the answer most in its direction, strongest first.
pub(super) fn strongest(verdict: &Verdict) -> Vec<&str> {
    let towards = if log_odds(verdict) >= 0.0 { 1.0 } else { -1.0 };
    let mut moved: Vec<&Contribution> =
        verdict.contributions.iter().filter(|one| towards * weighed(one) >= NOTEWORTHY).collect();
    moved.sort_by(|one, other| weighed(other).abs().total_cmp(&weighed(one).abs()));
    moved.into_iter().take(REASONS).map(|one| one.reason.as_str()).collect()
}

fn weighed(one: &Contribution) -> f64 {
    one.weight * one.log_likelihood_ratio
}

/// The log-odds behind a Confidence; its ends stand for the largest odds that are drawn.
fn log_odds(verdict: &Verdict) -> f64 {
    log_odds_of(f64::from(verdict.confidence.percent()) / 100.0)
}

fn log_odds_of(share: f64) -> f64 {
    let share = share.clamp(SHARE_MIN, 1.0 - SHARE_MIN);
    (share / (1.0 - share)).ln()
}

fn row(class: &str, name: &str, reading: &str, bar: &str, adds: &str, why: &str) -> String {
    format!(
        "<tr class=\"{class}\"><th>{}</th><td class=\"number\">{reading}</td><td class=\"scale\">{bar}</td>\
         <td class=\"number\">{adds}</td><td>{why}</td></tr>",
        escape(name)
    )
}

/// The scale above the bars, in Confidences, which more people read than log-odds.
fn axis(reach: f64) -> String {
    let mut drawing = Drawing::new(WIDTH, AXIS_HEIGHT, "Confidence from 0, attack, to 100, live");
    drawing.text("attack", at(0.0, 12.0), "attack");
    drawing.text("live end", at(WIDTH, 12.0), "live");
    for percent in TICKS {
        let log_odds = log_odds_of(percent / 100.0);
        if log_odds.abs() <= reach {
            drawing.text("middle", at(across(log_odds, reach), AXIS_HEIGHT - 4.0), &format!("{percent}"));
        }
    }
    drawing.finish()
}

fn bar(from: f64, to: f64, reach: f64, class: &str) -> String {
    let mut drawing = Drawing::new(WIDTH, HEIGHT, &format!("from {from:.2} to {to:.2}"));
    for percent in TICKS {
        let log_odds = log_odds_of(percent / 100.0);
        if log_odds.abs() <= reach {
            let x = across(log_odds, reach);
            drawing.line("grid", at(x, -4.0), at(x, HEIGHT + 4.0));
        }
    }
    drawing.bar(class, at(across(from, reach), 5.0), at(across(to, reach), HEIGHT - 5.0));
    drawing.line("end-mark", at(across(to, reach), 1.0), at(across(to, reach), HEIGHT - 1.0));
    drawing.finish()
}

fn across(log_odds: f64, reach: f64) -> f64 {
    WIDTH / 2.0 * (1.0 + (log_odds / reach).clamp(-1.0, 1.0))
}

/// Units of the drawing.
const WIDTH: f64 = 324.0;
const HEIGHT: f64 = 22.0;
const AXIS_HEIGHT: f64 = 34.0;
/// Confidences that are marked, percent.
const TICKS: [f64; 7] = [0.1, 1.0, 10.0, 50.0, 90.0, 99.0, 99.9];
/// Least reach of the scale to either side, log-odds: a Confidence of 99.
const REACH_MIN: f64 = 4.6;
/// Difference of log-odds that deserves no row: rounding, and what unseen attacks take off an answer that is low anyway.
const SAME: f64 = 0.25;
/// Share that stands for certainty.
const SHARE_MIN: f64 = 1e-4;
/// Log-odds from which a reading is worth a word.
const NOTEWORTHY: f64 = 0.2;
/// Reasons in the sentence above the figures.
const REASONS: usize = 2;

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
        let table = rows(&verdict(73.1), 0.0);
        assert!(table.contains("+1.00</td><td>the nose &lt;grew&gt;"), "{table}");
        assert!(!table.contains("held back"));
    }

    #[test]
    fn a_ceiling_is_a_row_of_its_own() {
        assert!(rows(&verdict(40.0), 0.0).contains("held back"));
    }

    #[test]
    fn only_reasons_for_the_answer_are_named() {
        assert_eq!(strongest(&verdict(73.1)), ["the nose <grew>"]);
        assert!(strongest(&verdict(40.0)).is_empty());
    }
}
