//! Runs what needs the shared folder: recordings and media that are not part of the repository.
//!
//! In: the shared folder, beside the repository when not given. Out: what each step prints, then which steps failed.

use crate::process::{report, run_in};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// One program that is run on a part of the shared folder.
struct Step {
    /// What the step proves, as the last line of its output.
    proves: &'static str,
    /// Experiment of the `lab` program.
    experiment: &'static str,
    /// Folder below the shared one that the program is given.
    folder: &'static str,
    /// Further arguments of the program.
    arguments: &'static [&'static str],
}

const RECORDINGS: &str = "recordings/tuning";
const LEDGER: &str = "crates/evaluation/ledger.txt";

/// Every step, in the order in which they run; a new one is a new line here.
const STEPS: &[Step] = &[
    Step {
        proves: "every recording is answered as the ledger says, to the same bits beside others and alone",
        experiment: "measure",
        folder: RECORDINGS,
        arguments: &["--ledger", LEDGER],
    },
    Step {
        proves: "faces are tracked where they are and not claimed where none is",
        experiment: "faces",
        folder: "media",
        arguments: &["--texture-models", "../models"],
    },
    Step {
        proves: "real people who answer no challenge end with a low confidence and a sharp reference image",
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

/// Answers the labelled recordings and writes the answers down, as what the next change is compared with.
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
        bail!("{} is no folder; `cargo xtask shared FOLDER` names another", folder.display());
    }
    // Programs run in the repository, wherever this one was started.
    Ok(folder.canonicalize()?)
}

fn run_step(repository: &Path, shared: &Path, step: &Step) -> Result<()> {
    let subject = shared.join(step.folder);
    let Some(subject) = subject.to_str() else { bail!("{} is no plain path", subject.display()) };
    let mut arguments =
        vec!["run", "--quiet", "--release", "--locked", "--package", "lab", "--", step.experiment, subject];
    arguments.extend(step.arguments);
    run_in(repository, "cargo", &arguments)
}
