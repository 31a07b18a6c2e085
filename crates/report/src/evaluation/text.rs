//! The evaluation as tables for a terminal.

use catchlight_evaluation::{Attempt, Evaluation, Metrics, Rate, Response, SplitBy, Unanswered};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// The figures, then the parts of the set; the answers themselves when nothing has a label.
#[must_use]
pub fn evaluation_text(evaluation: &Evaluation) -> String {
    let Some(metrics) = evaluation.metrics() else {
        let rows: Vec<&Attempt> = evaluation.attempts.iter().collect();
        let rows = answers(&rows, &evaluation.unanswered);
        return format!("{rows}\nno recording has a label that counts, so there are no figures");
    };
    let mut text =
        format!("{}\n{}\n{}", figures(evaluation, &metrics), attacks(evaluation), parts(evaluation));
    let broken: Vec<&Attempt> = evaluation.non_responses().collect();
    if !broken.is_empty() {
        text.push_str(&format!("\nnon-responses, which count in no error rate\n{}", answers(&broken, &[])));
    }
    text
}

fn figures(evaluation: &Evaluation, metrics: &Metrics) -> String {
    let mut table = table(["figure", "value", "errors", "95 %"]);
    for (species, &rate) in &metrics.apcer {
        add_rate(&mut table, &format!("APCER {species}"), Some(rate));
    }
    if let Some((species, rate)) = metrics.apcer_ap() {
        add_rate(&mut table, &format!("APCER_AP ({species})"), Some(rate));
    }
    add_rate(&mut table, "BPCER", metrics.bpcer);
    add_rate(&mut table, "APNRR", metrics.apnrr);
    add_rate(&mut table, "BPNRR", metrics.bpnrr);
    add_rate(&mut table, "non-responses accepted as live", metrics.non_response_accepted);
    let curve = metrics.curve.as_ref();
    let unmasked = metrics.curve_without_masks.as_ref();
    let reliability = metrics.reliability.as_ref();
    let numbers = [
        ("ACER", metrics.acer().map(share)),
        ("EER", curve.map(|curve| share(curve.equal_error_rate()))),
        ("BPCER20", metrics.bpcer20().map(share)),
        ("BPCER100", metrics.bpcer100().map(share)),
        ("AUC", curve.map(|curve| format!("{:.4}", curve.area()))),
        ("AUC without masks", unmasked.map(|curve| format!("{:.4}", curve.area()))),
        ("ECE", reliability.map(|one| share(one.expected_calibration_error()))),
    ];
    for (name, value) in numbers {
        let value = value.unwrap_or_else(|| NONE.to_owned());
        table.add_row([name.to_owned(), value, String::new(), String::new()]);
    }
    align(&mut table);
    let recordings = evaluation.attempts.len();
    format!("{table}\n{recordings} recordings, live from confidence {} on", metrics.threshold)
}

/// Species that are made alike, pooled; each against every bona fide presentation.
fn attacks(evaluation: &Evaluation) -> String {
    let mut table = table(["attacks", "pooled APCER", "errors", "95 %", "AUC against live"]);
    for (family, metrics) in evaluation.split(SplitBy::Family) {
        let pooled = metrics.apcer_pooled.values().next().copied();
        let area = metrics.curve.map_or_else(|| NONE.to_owned(), |curve| format!("{:.4}", curve.area()));
        let name = if family.name() == "other" { "of no known family" } else { family.name() };
        table.add_row([name.to_owned()].into_iter().chain(rate_cells(pooled)).chain([area]));
    }
    align(&mut table);
    table.to_string()
}

fn parts(evaluation: &Evaluation) -> String {
    let mut table = table(["part", "BPCER", "errors", "95 %", "worst APCER", "species"]);
    for by in SplitBy::CIRCUMSTANCES {
        for (part, metrics) in evaluation.split(by) {
            let name = format!("{} {}", by.name().replace('_', " "), part.name());
            let worst = metrics.apcer_ap();
            let species = worst.map_or_else(String::new, |(species, _)| species.to_string());
            let rate = worst.map_or_else(|| NONE.to_owned(), |(_, rate)| share(rate.value()));
            table.add_row([name].into_iter().chain(rate_cells(metrics.bpcer)).chain([rate, species]));
        }
    }
    align(&mut table);
    table.to_string()
}

fn answers(attempts: &[&Attempt], unanswered: &[Unanswered]) -> String {
    let labelled = attempts.iter().any(|attempt| attempt.circumstances.reason.is_some());
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    let what = labelled.then_some("what is wrong");
    table.set_header(
        ["recording", "confidence", "status"].into_iter().chain(what).chain(["feedback or reason"]),
    );
    for attempt in attempts {
        let (confidence, status) = match attempt.response {
            Response::Scored(confidence) => (confidence.to_string(), "SUCCEEDED"),
            Response::Failed => (NONE.to_owned(), "FAILED"),
        };
        let codes: Vec<_> = attempt.feedback.iter().map(|code| code.name()).collect();
        let remark = attempt.failure.clone().unwrap_or_else(|| codes.join(" "));
        let what = labelled.then(|| attempt.circumstances.reason.clone().unwrap_or_default());
        let first = [attempt.name.clone(), confidence, status.to_owned()];
        table.add_row(first.into_iter().chain(what).chain([remark]));
    }
    for one in unanswered {
        let first = [one.name.clone(), NONE.to_owned(), "not read".to_owned()];
        table.add_row(first.into_iter().chain(labelled.then(String::new)).chain([one.reason.clone()]));
    }
    align(&mut table);
    table.to_string()
}

fn table<const COLUMNS: usize>(header: [&str; COLUMNS]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(header);
    table
}

fn add_rate(table: &mut Table, name: &str, rate: Option<Rate>) {
    table.add_row([name.to_owned()].into_iter().chain(rate_cells(rate)));
}

fn rate_cells(rate: Option<Rate>) -> [String; 3] {
    let Some(rate) = rate else { return [NONE.to_owned(), String::new(), String::new()] };
    let interval = rate.interval();
    let errors = format!("{} of {}", rate.errors(), rate.trials());
    [share(rate.value()), errors, format!("{} to {}", share(interval.low), share(interval.high))]
}

fn align(table: &mut Table) {
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn share(value: f64) -> String {
    format!("{:.1} %", 100.0 * value)
}

/// What stands where there is no value.
const NONE: &str = "-";
