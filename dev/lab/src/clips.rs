//! Streams clips of real people through `catchlight check` against `catchlight serve`, both as they are built.
//!
//! In: a folder of videos. Out: a line each; nobody in them answered a challenge, so each check must succeed with a
//! confidence below 50 and a sharp reference image whose box holds the face. Never: a clip of our own making.

mod clip;
mod reference;

use crate::output::{print, report};
use anyhow::{Context, Result, bail, ensure};
use catchlight_face::FaceModels;
use clap::Args;
use launch::OwnServer;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What is measured, and by what.
#[derive(Debug, Args)]
pub(crate) struct ClipsOptions {
    /// Folder of videos that ffmpeg reads.
    folder: PathBuf,
    /// Folder of the models and the inference library.
    #[arg(long, default_value = "assets/models")]
    models: PathBuf,
}

/// Runs the experiment.
pub(crate) fn run(options: &ClipsOptions) -> Result<()> {
    let clips = videos_in(&options.folder)?;
    launch::build_catchlight()?;
    let models = FaceModels::from_dir(&options.models)?;
    let scratch = tempfile::tempdir()?;
    let server = OwnServer::start(scratch.path(), &scratch.path().join("server.log"))?;
    // A check at the pace of a camera waits more than it computes, so all clips play at once.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(clips.len()).build()?;
    let ended: Vec<Result<String>> = pool.install(|| {
        clips.par_iter().map(|path| clip::play(path, &server, &models, scratch.path())).collect()
    });
    let mut failed = 0;
    for (path, line) in clips.iter().zip(ended) {
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        match line {
            Ok(line) => print(&format!("{name}: {line}")),
            Err(error) => {
                failed += 1;
                report(&format!("{name}: {error:#}"));
            }
        }
    }
    ensure!(failed == 0, "{failed} of {} clips", clips.len());
    Ok(())
}

fn videos_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut videos = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "mp4" || ending == "webm") {
            videos.push(path);
        }
    }
    videos.sort();
    if videos.is_empty() {
        bail!("{} holds no videos", folder.display());
    }
    Ok(videos)
}
