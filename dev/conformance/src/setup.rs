//! Installs what a client needs, exactly as its lock file says; quick when it is there already.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of this crate.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Python that has boto3 and the aws command.
pub(crate) fn python() -> Result<PathBuf> {
    let venv = root().join(".venv");
    let requirements = root().join("requirements.txt");
    let python = venv.join("bin/python");
    unless_stamped(&venv, &requirements, || {
        execute(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
        execute(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
                .arg(&requirements),
        )
    })?;
    Ok(python)
}

/// Installs the npm packages of `folder`.
pub(crate) fn npm_packages(folder: &Path) -> Result<()> {
    unless_stamped(&folder.join("node_modules"), &folder.join("package-lock.json"), || {
        execute(Command::new("npm").args(["ci", "--silent"]).current_dir(folder))
    })
}

/// Builds the page with the component.
pub(crate) fn check_page() -> Result<()> {
    let web = root().join("../../web");
    npm_packages(&web)?;
    execute(Command::new("npm").args(["run", "--silent", "build"]).current_dir(&web))
}

/// Runs `install` unless `installed` carries a copy of `lock`, which is then left there.
fn unless_stamped(installed: &Path, lock: &Path, install: impl FnOnce() -> Result<()>) -> Result<()> {
    let wanted = fs::read(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = installed.join(".installed-from");
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    install()?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Runs a command whose output goes to standard error, so that standard output stays ours.
pub(crate) fn execute(command: &mut Command) -> Result<()> {
    let status = command
        .stdout(Stdio::from(std::io::stderr()))
        .status()
        .with_context(|| format!("cannot run {}", command.get_program().display()))?;
    ensure!(status.success(), "{} ended with {status}", command.get_program().display());
    Ok(())
}
