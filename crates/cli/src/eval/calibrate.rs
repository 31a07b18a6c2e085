//! `catchlight eval calibrate`: fits a calibration file to labelled recordings.

use super::SetOptions;
use crate::atomic_file;
use crate::output::print;
use catchlight_evaluation::{Attempt, FitSettings, Species, fit_calibration, judge_unseen};
use clap::Args;
use std::path::PathBuf;

/// Options of `catchlight eval calibrate`.
#[derive(Debug, Args)]
pub(super) struct CalibrateOptions {
    #[command(flatten)]
    set: SetOptions,
    /// Version name of the new calibration; every verdict carries it.
    #[arg(long = "as", value_name = "VERSION")]
    version: String,
    /// Species to leave out of the fit; may be repeated. They are still evaluated.
    #[arg(long, value_name = "SPECIES")]
    without: Vec<String>,
    /// Where to write the calibration file.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Fits to the whole set and writes the file. The metrics come from fits that never saw the person they evaluate.
pub(super) fn run(options: &CalibrateOptions) -> anyhow::Result<()> {
    let before = options.set.calibration_text()?;
    let evaluation = options.set.evaluate(&before)?;
    let attempts: Vec<&Attempt> = evaluation.attempts.iter().collect();
    let settings = FitSettings {
        version: options.version.clone(),
        without: options.without.iter().map(Species::new).collect(),
    };
    atomic_file::write(&options.out, fit_calibration(&before, &settings, &attempts)?.as_bytes())?;
    options.set.publish(&judge_unseen(&before, &settings, &evaluation)?)?;
    print("Each person was evaluated by a fit without their recordings.")
}
