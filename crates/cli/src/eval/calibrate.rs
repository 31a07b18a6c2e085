//! `catchlight eval calibrate`: labelled recordings to a calibration file.

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
    /// Name of the new version; every verdict that comes of it carries the name.
    #[arg(long = "as", value_name = "VERSION")]
    version: String,
    /// Species that the fit leaves out; may be repeated. They are still judged.
    #[arg(long, value_name = "SPECIES")]
    without: Vec<String>,
    /// Where to write the calibration file.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Fits on the whole set and writes the file; the figures are those of fits that never saw the person they judge.
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
    print("every figure is of people that the fit had not seen")
}
