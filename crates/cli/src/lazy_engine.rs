//! An engine that loads its models when the first check needs them.
//!
//! In: folders of models. Out: analyses, or why there is none. Never: a result of its own.

use crate::models::engine;
use catchlight_engine::{Calibration, Engine};
use catchlight_server::{AnalysisError, Analyzer, RunningAnalysis};
use catchlight_store::CheckResult;
use catchlight_types::{Challenge, ClientClaim, EpochMillis};
use std::path::PathBuf;
use std::sync::OnceLock;

/// An engine that is loaded when the first check needs it. The test mode starts at once, and without models it still
/// returns the results that tokens select.
#[derive(Debug)]
pub(crate) struct LazyEngine {
    folder: PathBuf,
    texture: Option<PathBuf>,
    engine: OnceLock<Result<Engine, String>>,
}

impl LazyEngine {
    pub(crate) const fn new(folder: PathBuf, texture: Option<PathBuf>) -> Self {
        Self { folder, texture, engine: OnceLock::new() }
    }
}

impl Analyzer for LazyEngine {
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
