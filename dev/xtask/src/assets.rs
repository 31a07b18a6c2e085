//! Fetches the pinned packages, converts the models, and compares each with stored reference outputs.
//!
//! In: `assets/package-lock.json`. Out: `assets/models/` with the models, the inference library and canonical face.
//! Never: runs a script of a package, accepts a file whose SHA-256 is not the pinned one.

mod canonical;
mod flatbuffer;
mod graph;
mod onnx;
mod packages;
mod proof;
mod to_onnx;
mod to_tfjs;

use anyhow::{Context, Result, bail};
use graph::Graph;
use packages::{MODELS, Model};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Adds what `assets/models` still lacks.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let assets = repository.join("assets");
    let models = assets.join("models");
    let stamp = stamp()?;
    if is_complete(&models, &stamp) {
        return Ok(());
    }
    packages::install(&assets)?;
    fs::create_dir_all(models.join("tfjs")).context("cannot create assets/models")?;
    packages::copy_library(&assets, &models)?;
    for model in &MODELS {
        make_model(&assets, &models, model).with_context(|| format!("model {}", model.name))?;
    }
    let mesh = packages::CANONICAL_FACE.read(&assets)?;
    write(&models.join(canonical::FILE), &canonical::convert(&mesh)?)?;
    let runtime = proof::runtime(&models)?;
    for model in &MODELS {
        proof::prove(&runtime, repository, &models, model)
            .with_context(|| format!("model {}", model.name))?;
    }
    // Written last: a run that was cut short starts again.
    write(&models.join(DONE), stamp.as_bytes())
}

fn make_model(assets: &Path, models: &Path, model: &Model) -> Result<()> {
    let graph = Graph::read(&model.source.read(assets)?)?;
    let bytes = to_onnx::convert(&graph, &model.outputs)?;
    expect_sha256(&bytes, model.onnx_sha256)?;
    write(&models.join(model.file_name()), &bytes)?;
    if model.for_browsers {
        let tfjs = to_tfjs::convert(&graph)?;
        write(&models.join("tfjs/model.json"), &tfjs.topology)?;
        write(&models.join("tfjs").join(to_tfjs::WEIGHTS_FILE), &tfjs.weights)?;
    }
    Ok(())
}

fn is_complete(models: &Path, stamp: &str) -> bool {
    fs::read_to_string(models.join(DONE)).is_ok_and(|found| found == stamp)
}

/// Changes whenever a pinned file or the converter's result changes.
fn stamp() -> Result<String> {
    let model = |model: &Model| format!("{} {} {}\n", model.name, model.source.sha256, model.onnx_sha256);
    let library = format!("libonnxruntime {}\n", packages::library()?.sha256);
    Ok(MODELS.iter().map(model).chain([library]).collect())
}

fn expect_sha256(bytes: &[u8], expected: &str) -> Result<()> {
    let found = hex::encode(Sha256::digest(bytes));
    if found != expected {
        bail!("SHA-256 is {found}, expected {expected}");
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

const DONE: &str = "made-from.txt";
