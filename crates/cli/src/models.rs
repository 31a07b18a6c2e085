//! How the nets become an engine.
//!
//! In: the folder where they lie. Out: an engine, or advice.
//! Never: downloads; `make assets` does.

use crate::folders;
use anyhow::Context;
use catchlight_engine::{Calibration, Engine};
use catchlight_face::FaceModels;
use catchlight_server::{AnalysisError, Analyzer, RunningAnalysis};
use catchlight_store::CheckResult;
use catchlight_types::{Challenge, ClientClaim, EpochMillis};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Loads the nets, with those of the texture pack where there is one, and the built-in calibration.
pub(crate) fn engine(folder: &Path, texture: Option<&Path>) -> anyhow::Result<Engine> {
    Ok(Engine::new(load(folder, texture)?, Calibration::builtin()))
}

/// Loads the nets from the folder that the user named, else from the one here, else from the one above the program.
pub(crate) fn find(named: Option<&Path>, texture: Option<&Path>) -> anyhow::Result<FaceModels> {
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    let program = std::env::current_exe().ok();
    load(&folders::models(named.map(Path::to_path_buf), &here, program.as_deref()), texture)
}

/// Loads the nets, with those of the texture pack where there is one.
pub(crate) fn load(folder: &Path, texture: Option<&Path>) -> anyhow::Result<FaceModels> {
    FaceModels::from_dirs(folder, texture).with_context(|| {
        format!("cannot load the nets from {}; run `make assets` or set --models-dir", folder.display())
    })
}

/// An engine that is loaded when the first check needs it: the test mode starts at once, and without nets it still
/// gives the results that tokens choose.
#[derive(Debug)]
pub(crate) struct LateEngine {
    folder: PathBuf,
    texture: Option<PathBuf>,
    engine: OnceLock<Result<Engine, String>>,
}

impl LateEngine {
    pub(crate) const fn new(folder: PathBuf, texture: Option<PathBuf>) -> Self {
        Self { folder, texture, engine: OnceLock::new() }
    }
}

impl Analyzer for LateEngine {
    fn begin(&self, challenge: &Challenge, audit_images: u8) -> Box<dyn RunningAnalysis> {
        let load = || engine(&self.folder, self.texture.as_deref()).map_err(|error| format!("{error:#}"));
        match self.engine.get_or_init(load) {
            Ok(engine) => Analyzer::begin(engine, challenge, audit_images),
            Err(problem) => Box::new(Impossible { problem: problem.clone() }),
        }
    }

    fn calibration(&self) -> Option<String> {
        Some(Calibration::builtin().version().to_owned())
    }

    fn state(&self) -> Result<String, String> {
        match self.engine.get() {
            None => Ok("loaded when the first check needs them".to_owned()),
            Some(Ok(_)) => Ok("loaded".to_owned()),
            Some(Err(problem)) => Err(problem.clone()),
        }
    }
}

/// A check that cannot be analysed.
struct Impossible {
    problem: String,
}

impl Impossible {
    fn error(&self) -> AnalysisError {
        AnalysisError::Internal { source: self.problem.clone().into() }
    }
}

impl RunningAnalysis for Impossible {
    fn push_video(&mut self, _: &[u8], _: Option<EpochMillis>, _: EpochMillis) -> Result<(), AnalysisError> {
        Err(self.error())
    }

    fn push_claim(&mut self, _: ClientClaim, _: EpochMillis) {}

    fn finish(self: Box<Self>) -> Result<CheckResult, AnalysisError> {
        Err(self.error())
    }
}
