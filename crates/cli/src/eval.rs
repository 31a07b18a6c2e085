//! `catchlight eval`: a folder of recordings to figures, a page and a document.

use anyhow::Context;
use catchlight_engine::{Calibration, Engine};
use catchlight_evaluation::{Evaluation, Metrics, Rate, evaluate, recordings_in, to_html, to_json};
use catchlight_face::FaceModels;
use catchlight_types::Confidence;
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;

/// Options of `catchlight eval`.
#[derive(Debug, Args)]
pub(crate) struct EvalOptions {
    /// Folder of recordings, each NAME.json with NAME.webm or NAME.mp4 beside it.
    dir: PathBuf,
    /// Write every answer, every reading and all figures as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a page with charts and tables.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Confidence from which a check is taken for live, 0 to 100.
    #[arg(long, default_value = "50", value_parser = percent)]
    threshold: Confidence,
    /// Folder of the nets.
    #[arg(long, env = "CATCHLIGHT_MODELS_DIR", default_value = "assets/models")]
    models_dir: PathBuf,
}

fn percent(text: &str) -> Result<Confidence, String> {
    let number: f32 =
        text.parse().map_err(|_not_a_number: std::num::ParseFloatError| "not a number".to_owned())?;
    Confidence::new(number).ok_or_else(|| "must be 0 to 100".to_owned())
}

/// Judges every recording and prints the figures; writes the files that were asked for.
pub(crate) fn run(options: &EvalOptions) -> anyhow::Result<()> {
    let recordings = recordings_in(&options.dir)?;
    let models = FaceModels::from_dir(&options.models_dir)
        .context("set --models-dir to the folder that `make assets` made")?;
    let engine = Engine::new(models, Calibration::builtin());
    let progress = progress_bar(recordings.len())?;
    let evaluation = evaluate(&engine, &recordings, options.threshold, || progress.inc(1))?;
    progress.finish_and_clear();
    if let Some(path) = &options.json {
        let text = serde_json::to_string_pretty(&to_json(&evaluation))?;
        std::fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(path) = &options.html {
        let title = format!("Evaluation of {}", options.dir.display());
        std::fs::write(path, to_html(&evaluation, &title))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    match evaluation.metrics() {
        Some(metrics) => print(&figures(&evaluation, &metrics)),
        None => print(&rows(&evaluation)),
    }
    Ok(())
}

fn progress_bar(length: usize) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} recordings, {eta} left")?;
    Ok(ProgressBar::new(length as u64).with_style(style))
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
            catchlight_evaluation::Answer::Scored(confidence) => confidence.to_string(),
            catchlight_evaluation::Answer::Failed => "failed".to_owned(),
        };
        let feedback: Vec<_> = attempt.feedback.iter().map(|code| code.name()).collect();
        table.add_row([attempt.name.clone(), answer, feedback.join(" ")]);
    }
    align(&mut table);
    format!("{table}\nno recording has a label, so there are no figures")
}

fn align(table: &mut Table) {
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn share(value: f64) -> String {
    format!("{:.1} %", 100.0 * value)
}

#[expect(clippy::print_stdout, reason = "the figures are what the command is for")]
fn print(text: &str) {
    println!("{text}");
}
