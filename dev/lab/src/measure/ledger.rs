//! Compares the answers with the committed table, or writes it.

use crate::output::report;
use anyhow::{Context, Result, bail};
use catchlight_evaluation::{Evaluation, Ledger, TOLERANCE_PERCENT};
use std::path::Path;

/// Fails with one line for each answer that differs from the table; writes the table when asked to.
pub(crate) fn settle(path: &Path, evaluation: &Evaluation, update: bool) -> Result<()> {
    let now = Ledger::of(evaluation);
    let before = match std::fs::read_to_string(path) {
        Ok(text) => Ledger::parse(&text).with_context(|| path.display().to_string())?,
        Err(error) if update && error.kind() == std::io::ErrorKind::NotFound => Ledger::parse("")?,
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let moved = before.differences(&now);
    if update {
        moved.iter().for_each(|line| report(line));
        return std::fs::write(path, format!("{HEAD}{now}"))
            .with_context(|| format!("cannot write {}", path.display()));
    }
    if !moved.is_empty() {
        bail!(
            "{} of {} answers are not those of {} (a confidence may move by less than {TOLERANCE_PERCENT}):\n  {}\n\
             when they are meant to move, write them by `{UPDATE}` and commit the table",
            moved.len(),
            now.len(),
            path.display(),
            moved.join("\n  ")
        );
    }
    Ok(())
}

const UPDATE: &str = "cargo xtask ledger";
const HEAD: &str = "\
# What the engine answers to the tuning set by its built-in calibration: a change that moves scores shows here.
# Compared by `make shared`, where a confidence may move by less than 1.0; written by `cargo xtask ledger`.
# recording, species, status, confidence, readings that were not taken
";
