//! The evaluation as one self-contained HTML page: charts first, then tables.
//!
//! In: an evaluation. Out: HTML that loads nothing. Never: a name that is not escaped, a script.

mod charts;
mod det;
mod tables;

use crate::html::{chart, document, escape, section, tile};
use catchlight_evaluation::{Evaluation, Metrics, Rate};

/// Draws the page; `title` names the set.
#[must_use]
pub fn evaluation_page(evaluation: &Evaluation, title: &str) -> String {
    let metrics = evaluation.metrics();
    let mut body = String::new();
    body.push_str(&header(evaluation, title));
    if let Some(metrics) = &metrics {
        body.push_str(&headline(metrics));
        body.push_str(&section(
            "Confidence of every presentation",
            STRIP_NOTE,
            &chart(&charts::strip(evaluation)),
        ));
        body.push_str("<div class=\"pair\">");
        if let Some(curve) = &metrics.curve {
            body.push_str(&section("Detection error trade-off", DET_NOTE, &det::draw(metrics, curve)));
        }
        if let Some(reliability) = &metrics.reliability {
            let content = charts::reliability(reliability) + &tables::reliability(reliability);
            body.push_str(&section("Is 80 really 80 of 100?", RELIABILITY_NOTE, &content));
        }
        body.push_str("</div>");
        body.push_str(&section(
            "Where the scores lie",
            HISTOGRAM_NOTE,
            &chart(&charts::histogram(evaluation)),
        ));
        body.push_str(&section("Figures", FIGURES_NOTE, &tables::figures(metrics)));
        body.push_str(&section("Attacks by species", SPECIES_NOTE, &tables::species(metrics)));
        body.push_str(&section("Attacks by family", FAMILY_NOTE, &tables::families(evaluation)));
        body.push_str(&section(
            "Bona fide presentations and attacks in parts of the set",
            SPLIT_NOTE,
            &tables::splits(evaluation),
        ));
    }
    if evaluation.non_responses().next().is_some() {
        let table = tables::non_responses(evaluation);
        body.push_str(&section("Non-responses", NON_RESPONSE_NOTE, &table));
    }
    if !evaluation.unanswered.is_empty() {
        body.push_str(&section("Not read", UNANSWERED_NOTE, &tables::unanswered(evaluation)));
    }
    body.push_str(&section("Every recording", RECORDINGS_NOTE, &tables::recordings(evaluation)));
    document(title, &body)
}

const STRIP_NOTE: &str = "One mark a recording: bona fide green, attacks red, hollow a failed check. A mark on the wrong \
    side of the line is an error.";
const DET_NOTE: &str = "Both error rates over all thresholds, attacks pooled; lower left is better. The dot is the \
    threshold of this page. Axes are normal deviates.";
const RELIABILITY_NOTE: &str = "Share that was bona fide among checks of about this confidence; on the diagonal, \
    confidences are probabilities. Larger marks stand for more checks.";
const HISTOGRAM_NOTE: &str = "Bona fide upwards, attacks downwards.";
const FIGURES_NOTE: &str = "BPCER20 and BPCER100 are read off where APCER, all attacks pooled, is 5 % and 1 %. ACER is half \
    the sum of the worst APCER and BPCER.";
const SPECIES_NOTE: &str = "APCER at the threshold with its exact 95 % interval: the bar is what the number of \
    presentations leaves possible.";
const FAMILY_NOTE: &str = "Similar species, pooled, so that the intervals are narrower; AUC is against every \
    bona fide presentation. The standard reports species, not families.";
const NON_RESPONSE_NOTE: &str = "Broken on purpose: an empty room, black frames, a video that ends too early. They count \
    in no error rate; right is a failed check, or a confidence below the threshold with a code that says what to do.";
const UNANSWERED_NOTE: &str = "These files could not be read and count nowhere.";
const SPLIT_NOTE: &str = "The same threshold for every part.";
const RECORDINGS_NOTE: &str = "Wrong answers first.";

fn header(evaluation: &Evaluation, title: &str) -> String {
    let labelled = evaluation.attempts.iter().filter(|attempt| attempt.presentation.is_some()).count();
    format!(
        "<header><h1>{}</h1><p>{} recordings, {labelled} with a label; a check counts as live from Confidence {} upwards. \
         Measures of ISO/IEC 30107-3; this page certifies nothing.</p></header>",
        escape(title),
        evaluation.attempts.len(),
        evaluation.threshold
    )
}

fn headline(metrics: &Metrics) -> String {
    let curve = metrics.curve.as_ref();
    let worst = metrics.apcer_ap();
    let name = worst.map_or_else(String::new, |(species, _)| format!(" · {}", escape(species.as_str())));
    let unmasked = metrics.curve_without_masks.as_ref();
    let unmasked = unmasked.map(|curve| format!("{:.4} without masks", curve.area())).unwrap_or_default();
    let error =
        metrics.reliability.as_ref().map(catchlight_evaluation::Reliability::expected_calibration_error);
    let tiles = [
        rate_tile(&format!("APCER, worst species{name}"), worst.map(|(_, rate)| rate)),
        rate_tile("BPCER", metrics.bpcer),
        rate_tile("Bona fide without a response", metrics.bpnrr),
        number_tile("EER", curve.map(|curve| percent(curve.equal_error_rate())), "attacks pooled"),
        number_tile("AUC", curve.map(|curve| format!("{:.4}", curve.area())), &unmasked),
        number_tile("ECE", error.map(percent), "confidence against truth, ten bins"),
    ];
    format!("<section class=\"tiles\">{}</section>", tiles.concat())
}

fn rate_tile(name: &str, rate: Option<Rate>) -> String {
    let below = rate.map(|rate| {
        let interval = rate.interval();
        let (low, high) = (percent(interval.low), percent(interval.high));
        format!("{} of {}<br>95 %: {low} to {high}", rate.errors(), rate.trials())
    });
    number_tile(name, rate.map(|rate| percent(rate.value())), &below.unwrap_or_default())
}

fn number_tile(name: &str, value: Option<String>, below: &str) -> String {
    tile(name, &value.unwrap_or_else(|| "–".to_owned()), "", below)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attack, bona_fide, failed_attack};
    use catchlight_evaluation::Attempt;
    use catchlight_types::Confidence;

    fn page(attempts: Vec<Attempt>) -> String {
        let threshold = Confidence::PASS_MARK;
        evaluation_page(&Evaluation::of(threshold, attempts.into_iter().map(Ok)), "A <set>")
    }

    #[test]
    fn the_page_loads_nothing_and_escapes_names() {
        let mut hostile = attack("<script>alert(1)</script>", 60.0);
        hostile.name = "\"><img src=x>".to_owned();
        let html = page(vec![bona_fide(90.0), hostile, failed_attack("print_flat")]);
        for forbidden in ["<script", "<img", "http://", "https://", "A <set>"] {
            assert_eq!(html.find(forbidden), None, "{forbidden}");
        }
    }

    #[test]
    fn the_worst_species_is_the_headline() {
        let html = page(vec![bona_fide(90.0), attack("print_flat", 10.0), attack("mask_paper", 80.0)]);
        assert!(html.contains("APCER, worst species · mask_paper"));
        assert!(html.contains("1 of 1<br>95 %: 2.5 % to 100.0 %"));
    }

    #[test]
    fn a_set_without_labels_has_rows_only() {
        let mut unlabelled = bona_fide(90.0);
        unlabelled.presentation = None;
        let html = page(vec![unlabelled]);
        assert!(html.contains("Every recording") && !html.contains("Detection error"));
    }
}
