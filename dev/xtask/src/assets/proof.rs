//! Runs a converted model on a drawn image and compares its outputs with those of the reference runtime.
//!
//! In: a model and `dev/xtask/fixtures/models/NAME.f32`, which holds every n-th number of each result as the
//! reference runtime (ai-edge-litert) gave it for [`picture`]. Out: an error when a number is off.

use super::packages::Model;
use anyhow::{Context, Result, ensure};
use ort::environment::Environment;
use ort::session::Session;
use ort::value::Tensor;
use std::fs;
use std::path::Path;

/// Fails if the outputs of the model in `models` differ from those of the reference runtime.
pub(super) fn prove(runtime: &Environment, repository: &Path, models: &Path, model: &Model) -> Result<()> {
    let fixture = repository.join(format!("dev/xtask/fixtures/models/{}.f32", model.name));
    let stored = fs::read(&fixture).with_context(|| format!("cannot read {}", fixture.display()))?;
    let expected: Vec<f32> = stored.as_chunks().0.iter().map(|word| f32::from_le_bytes(*word)).collect();
    let found = answer(runtime, models, model)?;
    ensure!(found.len() == expected.len(), "{} numbers, expected {}", found.len(), expected.len());
    let error =
        found.iter().zip(&expected).map(|(found, expected)| (found - expected).abs()).fold(0.0, f32::max);
    ensure!(error <= MAX_ERROR, "answer is off by {error}, allowed {MAX_ERROR}");
    Ok(())
}

/// Loads ONNX Runtime; once a process.
pub(super) fn runtime(models: &Path) -> Result<Environment> {
    let library = models.join("libonnxruntime.so").canonicalize()?;
    Ok(ort::init_from(library)?.with_name("catchlight").with_telemetry(false).build()?)
}

fn answer(runtime: &Environment, models: &Path, model: &Model) -> Result<Vec<f32>> {
    let bytes = fs::read(models.join(model.file_name()))?;
    let mut session = Session::builder(runtime)?.commit_from_memory(&bytes)?;
    let shape = session.inputs()[0].dtype().tensor_shape().context("input is no tensor")?.to_vec();
    let side = usize::try_from(*shape.get(2).context("input needs 4 axes")?)?;
    let input = Tensor::from_array(([1, 3, side, side], picture(side, model.signed_input)))?;
    let results = session.run(ort::inputs!["input" => input])?;
    let mut kept = Vec::new();
    for name in model.outputs {
        let (_, values) = results[name].try_extract_tensor::<f32>()?;
        kept.extend(values.iter().step_by(values.len().div_ceil(KEPT_MAX)));
    }
    Ok(kept)
}

/// Slanted stripes with a curl, a different phase in each channel, channels first.
fn picture(side: usize, signed: bool) -> Vec<f32> {
    let mut values = Vec::with_capacity(3 * side * side);
    for channel in 0..3 {
        for y in 0..side {
            for x in 0..side {
                let level = ((3 * x + 5 * y + x * y / 16 + 40 * channel) % 256) as f32 / 255.0;
                values.push(if signed { level * 2.0 - 1.0 } else { level });
            }
        }
    }
    values
}

/// Absolute; the results reach 240.
const MAX_ERROR: f32 = 1e-3;
/// Numbers kept of one result.
const KEPT_MAX: usize = 1404;
