//! How the programs of this folder start others: cargo, tools, a server of this repository; and how they end.
//!
//! In: what is to run. Out: its end, or a running [`OwnServer`]. Never: what a running service needs.

mod server;

pub use server::OwnServer;

use anyhow::{Context, Result, ensure};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// The folder of the whole repository.
#[must_use]
pub fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// The `catchlight` command as [`build_catchlight`] builds it.
#[must_use]
pub fn catchlight_path() -> PathBuf {
    repository().join("target/release/catchlight")
}

/// Builds the `catchlight` command; quick when nothing has changed.
///
/// # Errors
/// When cargo fails.
pub fn build_catchlight() -> Result<()> {
    let words = ["build", "--quiet", "--release", "--locked", "--package", "catchlight"];
    execute(as_from_a_shell("cargo").args(words).current_dir(repository()))
}

/// What cargo tells a program about its own package. Build scripts that look at these would run again, and all that
/// depends on them be compiled again, each time that cargo is started by another program.
const OF_OUR_PACKAGE: [&str; 8] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_LINKS",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION_MAJOR",
    "CARGO_PKG_VERSION_MINOR",
    "CARGO_PKG_VERSION_PATCH",
    "CARGO_PKG_VERSION_PRE",
];

/// A command that does not know that cargo started us.
#[must_use]
pub fn as_from_a_shell(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in OF_OUR_PACKAGE {
        command.env_remove(name);
    }
    command
}

/// Runs a command whose output goes to standard error, so that standard output stays ours.
///
/// # Errors
/// When it cannot be started or ends badly; the error tells the command.
pub fn execute(command: &mut Command) -> Result<()> {
    command.stdout(Stdio::from(std::io::stderr()));
    let status =
        command.status().with_context(|| format!("cannot start `{}`; is it installed?", line(command)))?;
    ensure!(status.success(), "`{}` ended with {status}", line(command));
    Ok(())
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// The end of a program: what went wrong on standard error, after the program's name, and a status that says so.
#[must_use]
#[expect(clippy::print_stderr, reason = "a command line program reports on standard error")]
pub fn exit_code(program: &str, outcome: Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{program}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_whole_command() {
        let error = execute(as_from_a_shell("false").args(["a", "b"])).unwrap_err().to_string();
        assert_eq!(error, "`false a b` ended with exit status: 1");
    }

    #[test]
    fn nothing_is_told_of_our_package() {
        let output = as_from_a_shell("env").output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(!told.contains("CARGO_MANIFEST_DIR="), "{told}");
    }
}
