//! Fetches the pinned packages, makes the nets from them, and proves each net against stored reference answers.
//!
//! In: `assets/package-lock.json`. Out: `assets/models/` with nets, inference library and canonical face.
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
use packages::{NETS, Net};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Makes whatever `assets/models` still lacks.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let assets = repository.join("assets");
    let models = assets.join("models");
    let stamp = stamp()?;
    if is_complete(&models, &stamp) {
        return Ok(());
    }
    packages::install(&assets)?;
    fs::create_dir_all(models.join("tfjs")).context("cannot make assets/models")?;
    packages::copy_library(&assets, &models)?;
    for net in &NETS {
        make_net(&assets, &models, net).with_context(|| format!("net {}", net.name))?;
    }
    let mesh = packages::CANONICAL_FACE.read(&assets)?;
    write(&models.join(canonical::FILE), &canonical::convert(&mesh)?)?;
    let runtime = proof::runtime(&models)?;
    for net in &NETS {
        proof::prove(&runtime, repository, &models, net).with_context(|| format!("net {}", net.name))?;
    }
    // Written last: a run that was cut short starts again.
    write(&models.join(DONE), stamp.as_bytes())
}

fn make_net(assets: &Path, models: &Path, net: &Net) -> Result<()> {
    let graph = Graph::read(&net.source.read(assets)?)?;
    let bytes = to_onnx::convert(&graph, &net.outputs)?;
    expect_sha256(&bytes, net.onnx_sha256)?;
    write(&models.join(net.file_name()), &bytes)?;
    if net.for_browsers {
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
    let net = |net: &Net| format!("{} {} {}\n", net.name, net.source.sha256, net.onnx_sha256);
    let library = format!("libonnxruntime {}\n", packages::library()?.sha256);
    Ok(NETS.iter().map(net).chain([library]).collect())
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
