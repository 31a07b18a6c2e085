//! Other programs, and what this one says next to them.

use anyhow::Result;
use std::path::Path;

/// Runs a program in a folder and turns a non-zero exit into an error that names the command.
pub(crate) fn run_in(folder: &Path, program: &str, arguments: &[&str]) -> Result<()> {
    launch::execute(launch::as_from_a_shell(program).args(arguments).current_dir(folder))
}

/// Writes a line to standard error.
#[expect(clippy::print_stderr, reason = "a command line program reports on standard error")]
pub(crate) fn report(text: &str) {
    eprintln!("{text}");
}
