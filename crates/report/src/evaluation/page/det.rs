//! Detection error trade-off on normal deviate axes (Martin and others, Eurospeech 1997).

use crate::html::{Area, Drawing, Place, at};
use catchlight_evaluation::{ErrorCurve, Metrics};

const AREA: Area = Area { left: 64.0, top: 34.0, width: 400.0, height: 400.0 };
/// Ends of both axes, share; rates outside are drawn on the edge.
const LOWEST: f64 = 0.002;
const HIGHEST: f64 = 0.8;
const TICKS: [f64; 9] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];

pub(super) fn draw(metrics: &Metrics, curve: &ErrorCurve) -> String {
    let mut drawing = Drawing::new(490.0, 488.0, "BPCER against APCER over all thresholds");
    for tick in TICKS {
        let along = share_of_axis(tick);
        drawing.line("grid", at(AREA.x(along), AREA.top), at(AREA.x(along), AREA.bottom()));
        drawing.line("grid", at(AREA.left, AREA.y(along)), at(AREA.right(), AREA.y(along)));
        let name = format!("{}", 100.0 * tick);
        drawing.text("tick middle", at(AREA.x(along), AREA.bottom() + 18.0), &name);
        drawing.text("tick end", at(AREA.left - 8.0, AREA.y(along) + 4.0), &name);
    }
    drawing.text("axis middle", at(AREA.x(0.5), AREA.bottom() + 40.0), "APCER, %, attacks pooled");
    drawing.text("axis end", at(AREA.left + 10.0, AREA.top - 18.0), "BPCER, %");
    drawing.line("diagonal", at(AREA.left, AREA.bottom()), at(AREA.right(), AREA.top));
    if let Some(unmasked) = &metrics.curve_without_masks {
        drawing.curve("det-unmasked", points(unmasked));
        drawing.text("live", at(AREA.left + 12.0, AREA.bottom() - 10.0), "without masks");
    }
    drawing.curve("det", points(curve));
    drawing.text("skin end", at(AREA.right() - 8.0, AREA.top + 16.0), "all attacks");
    if let Some(here) = curve.points().iter().find(|one| one.threshold_percent >= metrics.threshold.percent())
    {
        let title = format!("at {}: APCER {:.3}, BPCER {:.3}", metrics.threshold, here.apcer, here.bpcer);
        drawing.named_dot("here", place(here.apcer, here.bpcer), 6.0, &title);
    }
    drawing.finish()
}

/// Recordings with the same confidence pass a threshold together. The line between such points is straight: a corner
/// would show an operating point that no threshold gives.
fn points(curve: &ErrorCurve) -> impl Iterator<Item = Place> {
    curve.points().iter().map(|one| place(one.apcer, one.bpcer))
}

fn place(apcer: f64, bpcer: f64) -> Place {
    at(AREA.x(share_of_axis(apcer)), AREA.y(share_of_axis(bpcer)))
}

fn share_of_axis(rate: f64) -> f64 {
    let from = normal_deviate(LOWEST);
    let to = normal_deviate(HIGHEST);
    (normal_deviate(rate.clamp(LOWEST, HIGHEST)) - from) / (to - from)
}

/// The value that a normal variable stays below with this probability, 0 < probability < 1.
fn normal_deviate(probability: f64) -> f64 {
    let mut low = -8.0;
    let mut high = 8.0;
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if normal_share_below(middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Abramowitz and Stegun 26.2.17; off by at most 7.5e-8, far below what a chart shows.
fn normal_share_below(deviate: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * deviate.abs());
    let series = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let sum = t * series.iter().rev().fold(0.0, |sum, factor| sum * t + factor);
    let density = (-0.5 * deviate * deviate).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if deviate >= 0.0 { 1.0 - density * sum } else { density * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(probability: f64, deviate: f64) {
        assert!((normal_deviate(probability) - deviate).abs() < 1e-4, "{}", normal_deviate(probability));
    }

    #[test]
    fn deviates_are_those_of_the_tables() {
        check(0.5, 0.0);
        check(0.975, 1.959_964);
        check(0.025, -1.959_964);
        check(0.001, -3.090_232);
    }

    #[test]
    fn rates_stay_inside_the_axes() {
        assert!(share_of_axis(0.0).abs() < 1e-9);
        assert!((share_of_axis(1.0) - 1.0).abs() < 1e-9);
    }
}
