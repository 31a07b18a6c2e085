//! `catchlight analyze`: recordings through the engine on this machine, without a server.

use crate::output::print;
use crate::{atomic_file, models};
use anyhow::{Context, anyhow, bail};
use catchlight_engine::{Calibration, Engine};
use catchlight_evaluation::{judge, recordings_in};
use catchlight_report::{AnalysedRecording, analysis_json, analysis_page, analysis_text};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Options of `catchlight analyze`.
#[derive(Debug, Args)]
pub(crate) struct AnalyzeOptions {
    /// Recordings (NAME.json next to NAME.webm or NAME.mp4), or folders of recordings.
    #[arg(required = true, value_name = "FILE_OR_DIR")]
    paths: Vec<PathBuf>,
    /// Write every verdict with its readings as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a page with images, the light over time and an explanation of each verdict. It shows the person.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Calibration file to use instead of the built-in one.
    #[arg(long, value_name = "FILE")]
    calibration: Option<PathBuf>,
    /// Folder of the models and the ONNX runtime [default: assets/models in the current folder or above the program].
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_MODELS_DIR")]
    models_dir: Option<PathBuf>,
    /// Folder of the optional texture models.
    #[arg(long, env = "CATCHLIGHT_TEXTURE_MODELS_DIR", value_name = "DIR")]
    texture_models_dir: Option<PathBuf>,
}

/// Analyses every recording, prints the verdicts and writes the requested files.
///
/// Fails at the end when a recording could not be read.
pub(crate) fn run(options: &AnalyzeOptions) -> anyhow::Result<()> {
    let paths = recordings_of(&options.paths)?;
    let calibration = calibration(options.calibration.as_deref())?;
    let models = models::find(options.models_dir.as_deref(), options.texture_models_dir.as_deref())?;
    let engine = Engine::new(models.clone(), calibration.clone());
    let progress = progress_bar(paths.len())?;
    let results: Vec<anyhow::Result<AnalysedRecording>> = paths
        .par_iter()
        .map(|path| {
            let check = analyse(&engine, path);
            progress.inc(1);
            check
        })
        .collect();
    progress.finish_and_clear();
    let (mut checks, mut unread) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(check) => checks.push(check),
            Err(error) => unread.push(format!("{error:#}")),
        }
    }
    print(&analysis_text(&checks))?;
    if let Some(path) = &options.json {
        let document = analysis_json(&checks, calibration.version());
        atomic_file::write(path, (serde_json::to_string_pretty(&document)? + "\n").as_bytes())?;
    }
    if let Some(path) = &options.html {
        atomic_file::write(path, analysis_page(&checks, &calibration, &models)?.as_bytes())?;
    }
    if !unread.is_empty() {
        bail!("{} of {} recordings could not be read:\n  {}", unread.len(), paths.len(), unread.join("\n  "));
    }
    Ok(())
}

/// Reads and analyses one recording. A video that cannot be used is a failed check, not an error.
fn analyse(engine: &Engine, path: &Path) -> anyhow::Result<AnalysedRecording> {
    refuse_bare_video(path)?;
    Ok(judge(engine, path).map_err(|unanswered| anyhow!(unanswered.reason))?.into())
}

/// A bare video has no challenge, so nothing in it can be a response.
fn refuse_bare_video(path: &Path) -> anyhow::Result<()> {
    let json = path.with_extension("json");
    if path.is_file() && !json.is_file() {
        bail!(
            "{} is a video without a challenge; analyze needs a recording, with {} next to it. \
             Use `catchlight check` to play a bare video to a server",
            path.display(),
            json.display()
        );
    }
    Ok(())
}

/// The given files, and the recordings of the given folders, in the given order.
fn recordings_of(given: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for path in given {
        if path.is_dir() {
            paths.extend(recordings_in(path)?);
        } else {
            paths.push(path.clone());
        }
    }
    Ok(paths)
}

fn calibration(path: Option<&Path>) -> anyhow::Result<Calibration> {
    let Some(path) = path else { return Ok(Calibration::builtin()) };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Calibration::parse(&text).with_context(|| path.display().to_string())
}

fn progress_bar(length: usize) -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} recordings, {eta} left")?;
    Ok(ProgressBar::new(length as u64).with_style(style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_video_is_refused_with_the_name_of_what_is_missing() {
        let folder = tempfile::tempdir().expect("a folder");
        let video = folder.path().join("bare.webm");
        std::fs::write(&video, "").expect("a file");
        let error = refuse_bare_video(&video).expect_err("no challenge");
        assert!(error.to_string().contains("bare.json"), "{error}");
        std::fs::write(folder.path().join("bare.json"), "{}").expect("a file");
        refuse_bare_video(&video).expect("a recording");
    }
}
