//! Everything that must pass before a change is reviewed.

use crate::process::run_in;
use crate::{dependencies, layers, must_list, pages, tidy};
use anyhow::Result;
use std::path::Path;

/// Runs the checks in the order in which they are cheapest to fail.
pub(crate) fn run(repository: &Path) -> Result<()> {
    run_in(repository, "cargo", &["fmt", "--all", "--check"])?;
    tidy::run(repository)?;
    layers::run(repository)?;
    must_list::run(repository)?;
    dependencies::run(repository)?;
    pages::run(repository)?;
    let clippy = ["clippy", "--release", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    run_in(repository, "cargo", &clippy)?;
    let doc = ["doc", "--release", "--workspace", "--no-deps", "--locked", "--config", DENY_DOC_WARNINGS];
    run_in(repository, "cargo", &doc)
}

const DENY_DOC_WARNINGS: &str = "build.rustdocflags=['-D','warnings']";
