//! Answers every recording of a folder and checks what must hold of the answers.
//!
//! In: a folder of liveness-recording/1 files. Out: the figures of `catchlight eval`; readings as JSON lines, images and
//! the ledger on request. Never: figures of its own.

mod chance;
mod ledger;
mod must;
mod readings;
mod variation;
mod varied;

use crate::output::print;
use anyhow::{Context, Result};
use catchlight_engine::{Calibration, Engine, Outcome};
use catchlight_evaluation::{Evaluation, Judged, Unanswered, judge, recordings_in};
use catchlight_face::FaceModels;
use catchlight_report::evaluation_text;
use catchlight_types::Confidence;
use clap::Args;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What is measured, and by what.
#[derive(Debug, Args)]
pub(crate) struct MeasureOptions {
    /// Folder of recordings, NAME.json with NAME.webm or NAME.mp4 each.
    folder: PathBuf,
    /// Folder of the models and the inference library.
    #[arg(long, default_value = "assets/models")]
    models: PathBuf,
    /// Calibration file to judge by instead of the built-in one.
    #[arg(long)]
    calibration: Option<PathBuf>,
    /// File for one JSON line per recording with its label and every reading.
    #[arg(long)]
    readings: Option<PathBuf>,
    /// Folder for the reference and audit images.
    #[arg(long)]
    images: Option<PathBuf>,
    /// The committed table of answers; fails when an answer differs from it.
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// Instead of the recordings as they are, answers them as other cameras, encoders and networks would have made them;
    /// names of variations with commas between, or all.
    #[arg(long, value_delimiter = ',', conflicts_with = "ledger", conflicts_with = "images")]
    varied: Vec<String>,
    /// Instead of the answers, how often light_response takes each recording for lit by the colours of so many other
    /// checks, of which it knows nothing.
    #[arg(long, value_name = "COUNT", conflicts_with_all = ["ledger", "images", "readings", "varied"])]
    chance: Option<u32>,
    /// Write the ledger anew instead of comparing with it.
    #[arg(long, requires = "ledger")]
    update: bool,
}

/// Runs the experiment.
pub(crate) fn run(options: &MeasureOptions) -> Result<()> {
    let calibration = match &options.calibration {
        Some(path) => Calibration::parse(&std::fs::read_to_string(path).context("calibration")?)?,
        None => Calibration::builtin(),
    };
    let engine = Engine::new(FaceModels::from_dir(&options.models)?, calibration);
    let recordings = recordings_in(&options.folder)?;
    if let Some(count) = options.chance {
        return chance::table(&engine, &recordings, count);
    }
    let threshold = Confidence::PASS_MARK;
    if !options.varied.is_empty() {
        let variations = varied::chosen(&options.varied)?;
        return varied::table(&engine, &recordings, &variations, threshold, options.readings.as_deref());
    }
    let judged: Vec<Result<Judged, Unanswered>> =
        recordings.par_iter().map(|path| judge(&engine, path)).collect();
    if let Some(path) = &options.readings {
        let lines: String = judged.iter().flatten().map(|one| format!("{}\n", readings::of(one))).collect();
        std::fs::write(path, lines).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if let Some(folder) = &options.images {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for one in judged.iter().flatten() {
            one.outcome.iter().try_for_each(|outcome| write_images(folder, &one.attempt.name, outcome))?;
        }
    }
    let attempts = judged.into_iter().map(|one| one.map(|judged| judged.attempt));
    let evaluation = Evaluation::of(threshold, attempts);
    print(&evaluation_text(&evaluation));
    must::hold(&evaluation)?;
    must::read_alike_alone(&engine, &recordings, &evaluation)?;
    options.ledger.as_ref().map_or(Ok(()), |path| ledger::settle(path, &evaluation, options.update))
}

fn write_images(folder: &Path, name: &str, outcome: &Outcome) -> Result<()> {
    let audit = outcome.audit_images.iter().enumerate();
    let audit = audit.map(|(place, image)| (format!("{name}-audit-{place}.jpg"), image));
    let reference = outcome.reference_image.iter().map(|image| (format!("{name}-reference.jpg"), image));
    for (file, image) in reference.chain(audit) {
        let path = folder.join(file);
        std::fs::write(&path, image.jpeg.as_slice())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
