//! `catchlight eval`: metrics of a folder of recordings, as text, a page and a JSON document.

mod calibrate;

use crate::output::print;
use crate::{atomic_file, models};
use anyhow::{Context, bail};
use calibrate::CalibrateOptions;
use catchlight_engine::{Calibration, Engine};
use catchlight_evaluation::{Evaluation, evaluate, recordings_in};
use catchlight_report::{evaluation_json, evaluation_page, evaluation_text};
use catchlight_types::Confidence;
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};

/// Options of `catchlight eval`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct EvalOptions {
    // Not optional as a whole: a variable of the environment would count as a part of it that is there.
    #[command(flatten)]
    set: SetOptions,
    #[command(subcommand)]
    task: Option<EvalTask>,
}

#[derive(Debug, Subcommand)]
enum EvalTask {
    /// Fit a calibration to labelled recordings and evaluate it on people that the fit has not seen.
    Calibrate(CalibrateOptions),
}

/// What to evaluate, and where the figures go.
#[derive(Debug, Args)]
struct SetOptions {
    /// Folder of recordings (NAME.json next to NAME.webm or NAME.mp4).
    #[arg(required = true)]
    dir: Option<PathBuf>,
    /// Write every verdict, every reading and all metrics as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a page with charts and tables.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Lowest Confidence that counts as live, 0 to 100.
    #[arg(long, default_value_t = Confidence::PASS_MARK, value_parser = percent)]
    threshold: Confidence,
    /// Calibration file to use instead of the built-in one.
    #[arg(long, value_name = "FILE")]
    calibration: Option<PathBuf>,
    /// Folder of the models and the ONNX runtime [default: assets/models in the current folder or above the program].
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_MODELS_DIR")]
    models_dir: Option<PathBuf>,
    /// Folder of the optional texture models.
    #[arg(long, env = "CATCHLIGHT_TEXTURE_MODELS_DIR", value_name = "DIR")]
    texture_models_dir: Option<PathBuf>,
}

fn percent(text: &str) -> Result<Confidence, String> {
    let number: f32 =
        text.parse().map_err(|_not_a_number: std::num::ParseFloatError| "not a number".to_owned())?;
    Confidence::new(number).ok_or_else(|| "must be 0 to 100".to_owned())
}

/// Evaluates every recording, prints the metrics and writes the requested files.
///
/// Fails at the end when a recording could not be read.
pub(crate) fn run(options: &EvalOptions) -> anyhow::Result<()> {
    let EvalOptions { set, task } = options;
    match task {
        Some(EvalTask::Calibrate(calibrate)) => calibrate::run(calibrate),
        None => set.publish(&set.evaluate(&set.calibration_text()?)?),
    }
}

impl SetOptions {
    fn dir(&self) -> anyhow::Result<&Path> {
        self.dir.as_deref().context("give the folder of the recordings")
    }

    fn calibration_text(&self) -> anyhow::Result<String> {
        match &self.calibration {
            None => Ok(Calibration::builtin_text().to_owned()),
            Some(path) => {
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
            }
        }
    }

    fn evaluate(&self, calibration: &str) -> anyhow::Result<Evaluation> {
        let recordings = recordings_in(self.dir()?)?;
        let models = models::find(self.models_dir.as_deref(), self.texture_models_dir.as_deref())?;
        let engine = Engine::new(models, Calibration::parse(calibration)?);
        let progress = progress_bar(recordings.len())?;
        let evaluation = evaluate(&engine, &recordings, self.threshold, || progress.inc(1));
        progress.finish_and_clear();
        Ok(evaluation)
    }

    fn publish(&self, evaluation: &Evaluation) -> anyhow::Result<()> {
        if let Some(path) = &self.json {
            let text = serde_json::to_string_pretty(&evaluation_json(evaluation))? + "\n";
            atomic_file::write(path, text.as_bytes())?;
        }
        if let Some(path) = &self.html {
            let page = evaluation_page(evaluation, &format!("Evaluation of {}", self.dir()?.display()));
            atomic_file::write(path, page.as_bytes())?;
        }
        print(&evaluation_text(evaluation))?;
        complain_of_unanswered(evaluation)
    }
}

/// Fails last: the metrics of the other recordings are printed, but the set was not complete.
fn complain_of_unanswered(evaluation: &Evaluation) -> anyhow::Result<()> {
    let reasons: Vec<String> =
        evaluation.unanswered.iter().map(|one| format!("{}: {}", one.name, one.reason)).collect();
    if !reasons.is_empty() {
        let all = evaluation.attempts.len() + reasons.len();
        bail!("{} of {all} recordings could not be evaluated:\n  {}", reasons.len(), reasons.join("\n  "));
    }
    Ok(())
}

fn progress_bar(length: usize) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} recordings, {eta} left")?;
    Ok(ProgressBar::new(length as u64).with_style(style))
}
