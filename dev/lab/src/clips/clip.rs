//! One clip: brought into the form that a browser records, streamed, and its results looked at.

use super::reference;
use anyhow::{Context, Result, ensure};
use catchlight_face::FaceModels;
use catchlight_types::Confidence;
use launch::{OwnServer, catchlight_path};
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Stdio};

/// As long as a check takes.
const SECONDS: &str = "8";

/// What `catchlight check --json` prints, as far as it is looked at here.
#[derive(Debug, Deserialize)]
struct PrintedCheck {
    status: String,
    confidence: Option<f64>,
    reference_bounding_box: Option<reference::BoundingBox>,
}

/// Plays one clip; one line about it, or what does not hold.
pub(crate) fn play(path: &Path, server: &OwnServer, models: &FaceModels, scratch: &Path) -> Result<String> {
    let stem = path.file_stem().context("a clip has a name")?;
    let folder = scratch.join(stem);
    std::fs::create_dir_all(&folder)?;
    let recorded = folder.join("recorded.webm");
    transcode(path, &recorded)?;
    let printed = check(&recorded, server, &folder)?;
    ensure!(printed.status == "SUCCEEDED", "the check is {}", printed.status);
    let confidence = printed.confidence.context("there is no confidence")?;
    let passes = confidence >= f64::from(Confidence::PASS_MARK.percent());
    ensure!(!passes, "confidence {confidence:.1}, although nobody responded to the challenge");
    let told_box = printed.reference_bounding_box.context("there is no reference image")?;
    let seen = reference::look(&folder.join("reference.jpg"), told_box, &recorded, models)?;
    seen.check()?;
    Ok(format!("confidence {confidence:.1}, {seen}"))
}

fn transcode(from: &Path, to: &Path) -> Result<()> {
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-loglevel", "error", "-y", "-i"])
        .arg(from)
        .args([
            "-t",
            SECONDS,
            "-an",
            "-vf",
            "fps=15,scale=480:-2",
            "-c:v",
            "libvpx",
            "-deadline",
            "realtime",
            "-cpu-used",
            "8",
        ])
        .args(["-b:v", "2500k"])
        .arg(to)
        .status()
        .context("cannot start ffmpeg; `make setup` installs it")?;
    ensure!(status.success(), "ffmpeg ended with {status}");
    Ok(())
}

fn check(video: &Path, server: &OwnServer, folder: &Path) -> Result<PrintedCheck> {
    let output = Command::new(catchlight_path())
        .arg("check")
        .arg(video)
        .args(["--json", "--endpoint", &server.https, "--ca-file"])
        .arg(&server.authority)
        .arg("--save-images")
        .arg(folder)
        .env("AWS_ACCESS_KEY_ID", OwnServer::ACCESS_KEY)
        .env("AWS_SECRET_ACCESS_KEY", OwnServer::SECRET_KEY)
        .stderr(Stdio::piped())
        .output()
        .context("cannot start catchlight")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "catchlight check ended with {}: {}", output.status, said.trim());
    serde_json::from_slice(&output.stdout).context("catchlight check printed another document")
}
