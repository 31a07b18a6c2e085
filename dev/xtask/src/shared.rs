//! Runs what needs the shared folder: recordings and media that are not part of the repository.
//!
//! In: the shared folder, by default the one next to the repository. Out: what each step prints, then which steps failed.

use crate::process::{report, run_in};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// One program that is run on a part of the shared folder.
struct Step {
    /// What the step proves, as the last line of its output.
    proves: &'static str,
    /// Experiment of the `lab` program.
    experiment: &'static str,
    /// Folder below the shared one that the program reads.
    folder: &'static str,
    /// Further arguments of the program.
    arguments: &'static [&'static str],
}

const RECORDINGS: &str = "recordings/tuning";
const LEDGER: &str = "crates/evaluation/ledger.txt";

/// Every step, in the order in which they run; a new one is a new line here.
const STEPS: &[Step] = &[
    Step {
        proves: "every recording scores as the ledger says, with the same bits in parallel and alone",
        experiment: "measure",
        folder: RECORDINGS,
        arguments: &["--ledger", LEDGER],
    },
    Step {
        proves: "faces are tracked where there are faces and nowhere else",
        experiment: "faces",
        folder: "media",
        arguments: &["--texture-models", "../models"],
    },
    Step {
        proves: "real people who ignore the challenge get a low confidence and a sharp reference image",
        experiment: "clips",
        folder: "media/videos",
        arguments: &[],
    },
];

/// Runs every step; fails when one of them failed, after all of them have run.
pub(crate) fn run(repository: &Path, folder: Option<&str>) -> Result<()> {
    let folder = shared_folder(repository, folder)?;
    let mut failed = Vec::new();
    for step in STEPS {
        match run_step(repository, &folder, step) {
            Ok(()) => report(&format!("passed: {}", step.proves)),
            Err(error) => failed.push(format!("{}: {error:#}", step.proves)),
        }
    }
    if !failed.is_empty() {
        bail!("{} of {} steps failed:\n  {}", failed.len(), STEPS.len(), failed.join("\n  "));
    }
    Ok(())
}

/// Scores the labelled recordings and writes the scores to the ledger, which the next change is compared with.
pub(crate) fn write_ledger(repository: &Path, folder: Option<&str>) -> Result<()> {
    let step = Step {
        proves: "",
        experiment: "measure",
        folder: RECORDINGS,
        arguments: &["--ledger", LEDGER, "--update"],
    };
    run_step(repository, &shared_folder(repository, folder)?, &step)
}

fn shared_folder(repository: &Path, folder: Option<&str>) -> Result<PathBuf> {
    let folder = folder.map_or_else(|| repository.join("../shared"), PathBuf::from);
    if !folder.is_dir() {
        bail!("{} is not a folder; name one with `cargo xtask shared FOLDER`", folder.display());
    }
    // Programs run in the repository, wherever this one was started.
    Ok(folder.canonicalize()?)
}

fn run_step(repository: &Path, shared: &Path, step: &Step) -> Result<()> {
    let subject = shared.join(step.folder);
    let Some(subject) = subject.to_str() else { bail!("{} is not valid UTF-8", subject.display()) };
    let mut arguments =
        vec!["run", "--quiet", "--release", "--locked", "--package", "lab", "--", step.experiment, subject];
    arguments.extend(step.arguments);
    run_in(repository, "cargo", &arguments)
}
