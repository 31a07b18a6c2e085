//! The figures of an evaluation as tables for a terminal.

use catchlight_evaluation::{Answer, Evaluation, Metrics, Rate, SplitBy};
use comfy_table::{CellAlignment, Table, presets};

/// The figures, then BPCER and APCER for each part of the set.
pub(super) fn tables(evaluation: &Evaluation) -> String {
    match evaluation.metrics() {
        Some(metrics) => format!("{}\n{}", figures(evaluation, &metrics), parts(evaluation)),
        None => rows(evaluation),
    }
}

fn figures(evaluation: &Evaluation, metrics: &Metrics) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["figure", "value", "errors", "95 %"]);
    for (species, &rate) in &metrics.apcer {
        add_rate(&mut table, &format!("APCER {species}"), Some(rate));
    }
    if let Some((species, rate)) = metrics.apcer_ap() {
        add_rate(&mut table, &format!("APCER_AP ({species})"), Some(rate));
    }
    add_rate(&mut table, "BPCER", metrics.bpcer);
    add_rate(&mut table, "APNRR", metrics.apnrr);
    add_rate(&mut table, "BPNRR", metrics.bpnrr);
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
        table.add_row([
            name.to_owned(),
            value.unwrap_or_else(|| "-".to_owned()),
            String::new(),
            String::new(),
        ]);
    }
    align(&mut table);
    let recordings = evaluation.attempts.len();
    format!("{table}\n{recordings} recordings, live from confidence {} on", metrics.threshold)
}

fn add_rate(table: &mut Table, name: &str, rate: Option<Rate>) {
    let cells = match rate {
        None => ["-".to_owned(), String::new(), String::new()],
        Some(rate) => {
            let interval = rate.interval();
            let errors = format!("{} of {}", rate.errors(), rate.trials());
            [share(rate.value()), errors, format!("{} to {}", share(interval.low), share(interval.high))]
        }
    };
    table.add_row([name.to_owned()].into_iter().chain(cells));
}

fn rows(evaluation: &Evaluation) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["recording", "confidence", "feedback"]);
    for attempt in &evaluation.attempts {
        let answer = match attempt.answer {
            Answer::Scored(confidence) => confidence.to_string(),
            Answer::Failed => "failed".to_owned(),
        };
        let feedback: Vec<_> = attempt.feedback.iter().map(|code| code.name()).collect();
        table.add_row([attempt.name.clone(), answer, feedback.join(" ")]);
    }
    align(&mut table);
    format!("{table}\nno recording has a label, so there are no figures")
}

fn parts(evaluation: &Evaluation) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["part", "BPCER", "errors", "mean APCER"]);
    for by in SplitBy::ALL {
        for (part, metrics) in evaluation.split(by) {
            let species = metrics.apcer.len() as f64;
            let attacks: f64 = metrics.apcer.values().map(|rate| rate.value()).sum();
            table.add_row([
                format!("{} {part}", by.name()),
                metrics.bpcer.map_or_else(|| "-".to_owned(), |rate| share(rate.value())),
                metrics
                    .bpcer
                    .map(|rate| format!("{} of {}", rate.errors(), rate.trials()))
                    .unwrap_or_default(),
                if species > 0.0 { share(attacks / species) } else { "-".to_owned() },
            ]);
        }
    }
    align(&mut table);
    table.to_string()
}

fn align(table: &mut Table) {
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn share(value: f64) -> String {
    format!("{:.1} %", 100.0 * value)
}
