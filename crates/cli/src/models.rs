//! How the nets become an engine.
//!
//! In: the folder where they lie. Out: an engine, or advice.
//! Never: downloads; `make assets` does.

use crate::default_folders;
use anyhow::Context;
use catchlight_engine::{Calibration, Engine};
use catchlight_face::FaceModels;
use std::path::Path;

/// Loads the nets, with those of the texture pack where there is one, and the built-in calibration.
pub(crate) fn engine(folder: &Path, texture: Option<&Path>) -> anyhow::Result<Engine> {
    Ok(Engine::new(load(folder, texture)?, Calibration::builtin()))
}

/// Loads the nets from the folder that the user named, else from the one here, else from the one above the program.
pub(crate) fn find(named: Option<&Path>, texture: Option<&Path>) -> anyhow::Result<FaceModels> {
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    let program = std::env::current_exe().ok();
    load(&default_folders::models(named.map(Path::to_path_buf), &here, program.as_deref()), texture)
}

/// Loads the nets, with those of the texture pack where there is one.
pub(crate) fn load(folder: &Path, texture: Option<&Path>) -> anyhow::Result<FaceModels> {
    FaceModels::from_dirs(folder, texture).with_context(|| {
        format!("cannot load the nets from {}; run `make assets` or set --models-dir", folder.display())
    })
}
