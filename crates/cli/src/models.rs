//! Loads the models.
//!
//! In: the folder of the models. Out: an engine, or advice.
//! Never: downloads; `make assets` does.

use crate::default_folders;
use anyhow::Context;
use catchlight_engine::{Calibration, Engine};
use catchlight_face::FaceModels;
use std::path::Path;

/// Loads the models, with the texture models where there are any, and the built-in calibration.
pub(crate) fn engine(folder: &Path, texture: Option<&Path>) -> anyhow::Result<Engine> {
    Ok(Engine::new(load(folder, texture)?, Calibration::builtin()))
}

/// Loads the models from the given folder, else from the current folder, else from above the program.
pub(crate) fn find(named: Option<&Path>, texture: Option<&Path>) -> anyhow::Result<FaceModels> {
    let here = std::env::current_dir().context("cannot read the current folder")?;
    let program = std::env::current_exe().ok();
    load(&default_folders::models(named.map(Path::to_path_buf), &here, program.as_deref()), texture)
}

/// Loads the models, with the texture models where there are any.
pub(crate) fn load(folder: &Path, texture: Option<&Path>) -> anyhow::Result<FaceModels> {
    FaceModels::from_dirs(folder, texture).with_context(|| {
        format!("cannot load the models from {}; run `make assets` or set --models-dir", folder.display())
    })
}
