//! Installs what a client needs, exactly as its lock file says; quick when it is there already.

use crate::clients::{Client, Kind};
use anyhow::{Context, Result};
use launch::{as_from_a_shell, catchlight_path, execute, repository};
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The folder of this crate.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where a run leaves its logs.
pub(crate) fn output_folder() -> PathBuf {
    repository().join("target/conformance")
}

/// The client on the AWS SDK for Rust as it is built.
pub(crate) fn rust_client_path() -> PathBuf {
    output_folder().join("rust-sdk/release/rust-sdk-cases")
}

/// The Python that has boto3 and the aws command.
pub(crate) fn python_path() -> PathBuf {
    root().join(".venv/bin/python")
}

/// The clip for cameras as it is filmed by [`film_clip`].
pub(crate) fn clip_path() -> PathBuf {
    output_folder().join("camera.mjpeg")
}

/// Installs and builds all that `clients` need, side by side, and the `catchlight` command where it is wanted.
pub(crate) fn prepare(clients: &[&Client], command_wanted: bool) -> Result<()> {
    let needs = |wanted: fn(Kind) -> bool| clients.iter().any(|client| wanted(client.kind));
    let mut steps: Vec<fn() -> Result<()>> = Vec::new();
    // The component's cases read the results through the aws command; Ruby takes the service model from botocore.
    let python_wanted = |kind| {
        matches!(kind, Kind::PythonDriver(_) | Kind::Python(_) | Kind::RubyDriver(_) | Kind::Browser(_))
    };
    if needs(python_wanted) {
        steps.push(python);
    }
    if needs(|kind| matches!(kind, Kind::NodeDriver(_) | Kind::Node(_) | Kind::Browser(_))) {
        steps.push(npm_packages);
    }
    // The server carries the page within itself, so the page comes before everything that may build the server.
    if needs(|kind| matches!(kind, Kind::Browser(_))) {
        check_page()?;
    }
    if needs(|kind| kind == Kind::RustDriver) {
        steps.push(rust_client);
    }
    if command_wanted || needs(|kind| matches!(kind, Kind::Python(_))) {
        steps.push(launch::build_catchlight);
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = steps.into_iter().map(|step| scope.spawn(step)).collect();
        running.into_iter().try_for_each(|step| step.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn python() -> Result<()> {
    let venv = root().join(".venv");
    let requirements = root().join("requirements.txt");
    unless_stamped(&venv, &requirements, || {
        execute(as_from_a_shell("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
        execute(
            as_from_a_shell(python_path())
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"])
                .arg("--requirement")
                .arg(&requirements),
        )
    })
}

fn npm_packages() -> Result<()> {
    let folder = root().join("clients");
    unless_stamped(&folder.join("node_modules"), &folder.join("package-lock.json"), || {
        execute(as_from_a_shell("npm").args(["ci", "--silent", "--ignore-scripts"]).current_dir(folder))
    })
}

/// Builds the page with the component, unless nothing has changed.
fn check_page() -> Result<()> {
    execute(as_from_a_shell("cargo").args(["xtask", "web"]).current_dir(repository()))
}

/// Films a synthetic person with the built command, unless that was done since the simulator changed.
pub(crate) fn film_clip() -> Result<()> {
    let clip = clip_path();
    let newest = newest_change(&repository().join("crates/simulator/src"))?;
    if clip.metadata().and_then(|clip| clip.modified()).is_ok_and(|filmed| filmed > newest) {
        return Ok(());
    }
    let unfinished = clip.with_extension("unfinished.mjpeg");
    execute(
        as_from_a_shell(catchlight_path())
            .args(["simulate", "--seed", CLIP_SEED, "--camera"])
            .arg(&unfinished),
    )?;
    fs::rename(&unfinished, &clip).with_context(|| format!("cannot write {}", clip.display()))
}

fn newest_change(folder: &Path) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let entry = entry?;
        let changed = if entry.file_type()?.is_dir() {
            newest_change(&entry.path())?
        } else {
            entry.metadata()?.modified()?
        };
        newest = newest.max(changed);
    }
    Ok(newest)
}

/// The SDK takes a minute to compile and only this program needs it, so it stands outside the workspace.
fn rust_client() -> Result<()> {
    let words = ["build", "--quiet", "--release", "--locked", "--target-dir"];
    let folder = root().join("clients/rust-sdk");
    execute(as_from_a_shell("cargo").args(words).arg(output_folder().join("rust-sdk")).current_dir(folder))
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

/// A person whom the component's own detector finds, far and near.
const CLIP_SEED: &str = "7";
