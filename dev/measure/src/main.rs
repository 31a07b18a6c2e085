//! Analyses every recording of a folder and tables the answers by species.
//!
//! In: a folder of liveness-recording/1 files. Out: a table; readings as JSON lines and images on request.
//! Fails when a recording cannot be analysed or live people do not score above attacks.

mod check;
mod readings;
mod table;

use anyhow::{Context, Result, bail};
use catchlight_engine::{Calibration, Engine};
use catchlight_evaluation::recordings_in;
use catchlight_face::FaceModels;
use check::Check;
use clap::Parser;
use rayon::prelude::*;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Parser)]
struct Arguments {
    /// Folder of recordings, NAME.json with NAME.webm or NAME.mp4 each.
    folder: PathBuf,
    /// Folder of the nets and the inference library.
    #[arg(long, default_value = "assets/models")]
    models: PathBuf,
    /// Calibration file to judge by instead of the built-in one.
    #[arg(long)]
    calibration: Option<PathBuf>,
    /// File for one JSON line per recording with every reading.
    #[arg(long)]
    readings: Option<PathBuf>,
    /// Folder for the reference and audit images.
    #[arg(long)]
    images: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let calibration = match &arguments.calibration {
        Some(path) => Calibration::parse(&std::fs::read_to_string(path).context("calibration")?)?,
        None => Calibration::builtin(),
    };
    let engine = Engine::new(FaceModels::from_dir(&arguments.models)?, calibration);
    let recordings = recordings_in(&arguments.folder)?;
    let checks: Vec<Check> = recordings
        .par_iter()
        .map(|path| Check::of(&engine, path, arguments.images.as_deref()))
        .collect::<Result<_>>()?;
    if let Some(path) = &arguments.readings {
        let lines: String = checks.iter().map(|check| format!("{}\n", readings::of(check))).collect();
        std::fs::write(path, lines).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let table = table::Table::of(&checks);
    print(&table.to_string());
    let failed: Vec<String> = checks.iter().filter_map(Check::complaint).collect();
    if !failed.is_empty() {
        bail!("{} recordings cannot be analysed:\n  {}", failed.len(), failed.join("\n  "));
    }
    table.check()
}

#[expect(clippy::print_stdout, reason = "the table is what the program is for")]
fn print(text: &str) {
    print!("{text}");
}

#[expect(clippy::print_stderr, reason = "a command line program reports on standard error")]
fn complain(text: &str) {
    eprintln!("measure: {text}");
}
