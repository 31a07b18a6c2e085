//! Analyses the labelled recordings that lie outside of the repository.
//!
//! In: the shared folder, beside the repository when not given. Out: the table of `dev/measure`, or why it failed.

use crate::run_in;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Fails when a recording cannot be analysed or live people do not score above attacks.
pub(crate) fn run(repository: &Path, folder: Option<&str>) -> Result<()> {
    let folder = folder.map_or_else(|| repository.join("../shared"), PathBuf::from);
    let recordings = folder.join("recordings/tuning");
    let recordings =
        recordings.to_str().with_context(|| format!("{} is no plain path", recordings.display()))?;
    run_in(
        repository,
        "cargo",
        &["run", "--quiet", "--release", "--locked", "--package", "measure", "--", recordings],
    )
}
