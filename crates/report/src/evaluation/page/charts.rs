//! Charts of the scores themselves.

use crate::html::{Area, Drawing, Place, at};
use catchlight_evaluation::{Attempt, Evaluation, Family, Presentation, Reliability, Response};
use std::collections::BTreeMap;

const ROW_HEIGHT: f64 = 26.0;
/// Names stand left of the rows.
const NAMES_WIDTH: f64 = 170.0;
const CHART_WIDTH: f64 = 960.0;

/// One row a species, one mark a recording.
pub(super) fn strip(evaluation: &Evaluation) -> String {
    let rows = rows(evaluation);
    let height = ROW_HEIGHT * rows.len() as f64;
    let area = Area { left: NAMES_WIDTH, top: 24.0, width: CHART_WIDTH - NAMES_WIDTH - 30.0, height };
    let mut drawing = Drawing::new(CHART_WIDTH, height + 64.0, "Confidence of every recording by species");
    confidence_axis(&mut drawing, &area);
    for (row, ((_, _, name), members)) in rows.iter().enumerate() {
        let y = area.top + ROW_HEIGHT * (row as f64 + 0.5);
        drawing.text("name end", at(area.left - 14.0, y + 4.0), &format!("{name} · {}", members.len()));
        for (place, attempt) in members.iter().enumerate() {
            let offset = STAGGER[place % STAGGER.len()];
            let class = mark_class(attempt);
            let title = format!("{} {}", attempt.name, percent_of(attempt.response));
            let x = area.x(f64::from(attempt.response.percent()) / 100.0);
            drawing.named_dot(class, at(x, y + offset), 4.0, &title);
        }
    }
    threshold_line(&mut drawing, &area, evaluation);
    drawing.finish()
}

/// Marks of one row stand a little apart, so that equal scores stay visible.
const STAGGER: [f64; 5] = [0.0, -5.0, 5.0, -2.5, 2.5];

/// Bona fide first, then attacks by family and name, then what cannot be answered.
fn rows(evaluation: &Evaluation) -> BTreeMap<(u8, Option<Family>, String), Vec<&Attempt>> {
    let mut rows: BTreeMap<(u8, Option<Family>, String), Vec<&Attempt>> = BTreeMap::new();
    for attempt in &evaluation.attempts {
        let key = match &attempt.presentation {
            Some(Presentation::BonaFide) => (0, None, "live".to_owned()),
            Some(Presentation::Attack(species)) => (1, attempt.family(), species.to_string()),
            Some(Presentation::NonResponse) => (2, None, "non-response".to_owned()),
            None => (3, None, "no label".to_owned()),
        };
        rows.entry(key).or_default().push(attempt);
    }
    rows
}

fn mark_class(attempt: &Attempt) -> &'static str {
    match (&attempt.presentation, attempt.response) {
        (Some(Presentation::BonaFide), Response::Scored(_)) => "live",
        (Some(Presentation::BonaFide), Response::Failed) => "live hollow",
        (Some(Presentation::Attack(_)), Response::Scored(_)) => "attack",
        (Some(Presentation::Attack(_)), Response::Failed) => "attack hollow",
        (_, Response::Scored(_)) => "other",
        (_, Response::Failed) => "other hollow",
    }
}

fn percent_of(response: Response) -> String {
    match response {
        Response::Scored(confidence) => confidence.to_string(),
        Response::Failed => "failed".to_owned(),
    }
}

const HISTOGRAM_BINS: usize = 20;

/// Shares of bona fide presentations upwards and of attacks downwards.
pub(super) fn histogram(evaluation: &Evaluation) -> String {
    let area = Area { left: 50.0, top: 24.0, width: CHART_WIDTH - 80.0, height: 220.0 };
    let mut drawing = Drawing::new(CHART_WIDTH, 290.0, "Shares of scores, bona fide against attacks");
    confidence_axis(&mut drawing, &area);
    let live = shares(evaluation.attempts.iter().filter(|one| one.is_bona_fide()));
    let attacks = shares(evaluation.attempts.iter().filter(|one| one.attack_species().is_some()));
    let tallest = live.iter().chain(&attacks).copied().fold(1e-9, f64::max);
    for bin in 0..HISTOGRAM_BINS {
        let left = area.x(bin as f64 / HISTOGRAM_BINS as f64) + 1.5;
        let right = area.x((bin + 1) as f64 / HISTOGRAM_BINS as f64) - 1.5;
        let half = |share: f64| 0.5 * share / tallest;
        drawing.bar("live", at(left, area.y(0.5)), at(right, area.y(0.5 + half(live[bin]))));
        drawing.bar("attack", at(left, area.y(0.5)), at(right, area.y(0.5 - half(attacks[bin]))));
    }
    threshold_line(&mut drawing, &area, evaluation);
    drawing.text("live end", at(area.left - 6.0, area.y(0.75)), "live");
    drawing.text("attack end", at(area.left - 6.0, area.y(0.25)), "attack");
    drawing.finish()
}

fn shares<'a>(attempts: impl Iterator<Item = &'a Attempt>) -> [f64; HISTOGRAM_BINS] {
    let mut counts = [0.0; HISTOGRAM_BINS];
    let mut total = 0.0_f64;
    for attempt in attempts {
        let share = f64::from(attempt.response.percent()) / 100.0;
        counts[((share * HISTOGRAM_BINS as f64) as usize).min(HISTOGRAM_BINS - 1)] += 1.0;
        total += 1.0;
    }
    counts.map(|count: f64| count / total.max(1.0))
}

/// Share of bona fide presentations against confidence.
pub(super) fn reliability(reliability: &Reliability) -> String {
    let area = Area { left: 64.0, top: 34.0, width: 400.0, height: 400.0 };
    let mut drawing = Drawing::new(490.0, 488.0, "Share of bona fide presentations against confidence");
    for tick in 0..=5 {
        let share = f64::from(tick) / 5.0;
        let name = format!("{}", tick * 20);
        drawing.line("grid", at(area.x(share), area.top), at(area.x(share), area.bottom()));
        drawing.line("grid", at(area.left, area.y(share)), at(area.right(), area.y(share)));
        drawing.text("tick middle", at(area.x(share), area.bottom() + 18.0), &name);
        drawing.text("tick end", at(area.left - 8.0, area.y(share) + 4.0), &name);
    }
    drawing.text("axis middle", at(area.x(0.5), area.bottom() + 40.0), "Confidence");
    drawing.text("axis end", at(area.left + 10.0, area.top - 18.0), "live, %");
    drawing.line("diagonal", at(area.left, area.bottom()), at(area.right(), area.top));
    let filled = || reliability.bins().iter().filter(|bin| bin.count > 0);
    let place = |confidence: f64, share: f64| -> Place { at(area.x(confidence), area.y(share)) };
    for bin in filled() {
        let radius = 3.0 + 1.2 * f64::from(bin.count).sqrt();
        let title =
            format!("{} checks: {:.2} said, {:.2} true", bin.count, bin.mean_confidence, bin.bona_fide_share);
        drawing.named_dot("here", place(bin.mean_confidence, bin.bona_fide_share), radius, &title);
    }
    drawing.finish()
}

fn confidence_axis(drawing: &mut Drawing, area: &Area) {
    for tick in 0..=10 {
        let x = area.x(f64::from(tick) / 10.0);
        drawing.line("grid", at(x, area.top), at(x, area.bottom()));
        drawing.text("tick middle", at(x, area.bottom() + 18.0), &format!("{}", tick * 10));
    }
    drawing.text("axis middle", at(area.x(0.5), area.bottom() + 36.0), "Confidence");
}

fn threshold_line(drawing: &mut Drawing, area: &Area, evaluation: &Evaluation) {
    let x = area.x(f64::from(evaluation.threshold.percent()) / 100.0);
    drawing.line("threshold", at(x, area.top - 18.0), at(x, area.bottom()));
    drawing.text("end", at(x - 8.0, area.top - 8.0), "refused");
    drawing.text("", at(x + 8.0, area.top - 8.0), "accepted as live");
}
