//! How the log-odds of a live person came about, one row per reading.

use crate::html::{Drawing, at, escape, table};
use crate::words::label;
use catchlight_types::{Direction, Reading, Verdict};

/// A table in which each bar begins where the one above it ended.
pub(super) fn rows(verdict: &Verdict) -> String {
    let prior = verdict.prior_log_odds.unwrap_or(0.0);
    let answer = log_odds_of(f64::from(verdict.confidence.percent()) / 100.0);
    let mut sum = prior;
    let mut ends = vec![sum];
    for one in &verdict.contributions {
        sum += one.added();
        ends.push(sum);
    }
    let reach = ends.iter().chain([&answer]).map(|end| end.abs()).fold(REACH_MIN, f64::max) * 1.08;
    let mut rows = row("", "before any reading", "", &bar(0.0, prior, reach, "other"), "", "");
    for (place, one) in verdict.contributions.iter().enumerate() {
        let (reading, amount) = match one.reading {
            Reading::Raw(value) => (format!("{value:.4}"), format!("{:+.2}", one.added())),
            Reading::NotTaken(_) => ("–".to_owned(), String::new()),
        };
        let side = if one.added() >= 0.0 { Direction::Live } else { Direction::Attack };
        let class = if one.direction().is_none() { "quiet" } else { "" };
        let bar = bar(ends[place], ends[place + 1], reach, side.name());
        rows.push_str(&row(class, &label(&one.signal), &reading, &bar, &amount, &escape(&one.reason)));
    }
    if let Some(ceiling) = &verdict.ceiling {
        let amount = format!("{:+.2}", -ceiling.log_odds_taken);
        let bar = bar(sum, answer, reach, "other");
        rows.push_str(&row("", "held back", "", &bar, &amount, &escape(&ceiling.reason)));
    }
    let side = if verdict.passes() { Direction::Live } else { Direction::Attack };
    let confidence = verdict.confidence.to_string();
    rows.push_str(&row("", "Confidence", &confidence, &bar(0.0, answer, reach, side.name()), "", ""));
    let axis = axis(reach);
    table("waterfall", &["signal", "#reading", &axis, "#adds", "why"], &rows)
}

/// The log-odds behind a share of 1; its ends stand for the largest odds that are drawn.
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
/// Share that stands for certainty.
const SHARE_MIN: f64 = 1e-4;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::{Ceiling, CeilingCause, Confidence, Contribution, SignalName};

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
            prior_log_odds: Some(0.0),
            contributions: vec![contribution],
            ceiling: None,
            feedback: Vec::new(),
            calibration: "test".to_owned(),
        }
    }

    #[test]
    fn reasons_are_escaped_and_weighed() {
        let table = rows(&verdict(73.1));
        assert!(table.contains("+1.00</td><td>the nose &lt;grew&gt;"), "{table}");
        assert!(!table.contains("held back"));
    }

    #[test]
    fn a_ceiling_is_a_row_of_its_own() {
        let ceiling = Ceiling {
            cause: CeilingCause::TooLittleEvidence,
            signals: Vec::new(),
            limit: Confidence::new(40.0).expect("0..=100"),
            without: Confidence::new(73.1).expect("0..=100"),
            log_odds_taken: 1.405,
            reason: "too few <signals>".to_owned(),
        };
        let table = rows(&Verdict { ceiling: Some(ceiling), ..verdict(40.0) });
        assert!(
            table.contains("held back") && table.contains("-1.41</td><td>too few &lt;signals&gt;"),
            "{table}"
        );
    }
}
