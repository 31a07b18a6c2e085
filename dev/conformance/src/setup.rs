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

/// Where the light of synthetic persons lies as it is filmed by [`film_light`].
pub(crate) fn light_folder() -> PathBuf {
    output_folder().join("light")
}

/// What a run wants beside that which its clients need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wishes {
    /// The `catchlight` command.
    pub(crate) command: bool,
    /// What the examples of docs/embedding.md are built with.
    pub(crate) frameworks: bool,
}

/// Installs and builds all that `clients` need and what else is wanted, side by side.
pub(crate) fn prepare(clients: &[&Client], wishes: Wishes) -> Result<()> {
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
    if wishes.frameworks {
        steps.push(frameworks);
    }
    // The server carries the page within itself, so the page comes before everything that may build the server.
    if needs(|kind| matches!(kind, Kind::Browser(_))) {
        check_page()?;
    }
    if needs(|kind| kind == Kind::RustDriver) {
        steps.push(rust_client);
    }
    if wishes.command || needs(|kind| matches!(kind, Kind::Python(_))) {
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
    install_locked(&root().join("clients"))
}

/// What the examples of docs/embedding.md are built with.
fn frameworks() -> Result<()> {
    install_locked(&root().join("frameworks"))
}

fn install_locked(folder: &Path) -> Result<()> {
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
    film(&clip_path(), "--camera", &["--seed", CLIP_SEED])
}

/// Films the light of synthetic persons, unless that was done since the simulator changed; in a quick run only of the
/// first.
pub(crate) fn film_light(quick: bool) -> Result<()> {
    let folder = light_folder();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for (species, shape, size) in LIT.iter().take(if quick { 1 } else { LIT.len() }) {
        let words = [
            "--species",
            species,
            "--size",
            size,
            "--seed",
            CLIP_SEED,
            "--lux",
            ROOM_LUX,
            "--nits",
            SCREEN_NITS,
        ];
        film(&folder.join(format!("{species}-{shape}.basis")), "--light-basis", &words)?;
    }
    Ok(())
}

fn film(file: &Path, form: &str, words: &[&str]) -> Result<()> {
    let newest = newest_change(&repository().join("crates/simulator/src"))?;
    if file.metadata().and_then(|file| file.modified()).is_ok_and(|filmed| filmed > newest) {
        return Ok(());
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = file.with_file_name(format!("unfinished-{name}"));
    execute(as_from_a_shell(catchlight_path()).arg("simulate").args(words).arg(form).arg(&unfinished))?;
    fs::rename(&unfinished, file).with_context(|| format!("cannot write {}", file.display()))
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
/// Who is filmed for cameras that answer: species, how the camera is held, and its picture.
const LIT: [(&str, &str, &str); 3] =
    [("live", "level", "640x480"), ("live", "upright", "480x640"), ("print_flat", "level", "640x480")];
/// A living room in the evening.
const ROOM_LUX: &str = "150";
/// A usual screen at its brightest.
const SCREEN_NITS: &str = "350";
