//! What can go wrong between a frame and an observation.

use std::path::PathBuf;

/// Failure of the models or the inference library; a frame without a face is not an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaceError {
    /// A model file cannot be read.
    #[error("cannot read model {}; run `make assets` to create the models folder", path.display())]
    ReadModel {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the optional texture pack cannot be read.
    #[error("cannot read texture model {}; give the folder that holds the texture pack, or leave the option out", path.display())]
    ReadTextureModel {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// ONNX Runtime cannot be loaded.
    #[error("cannot load ONNX Runtime from {}; run `make assets` to install it", path.display())]
    LoadRuntime {
        /// The library.
        path: PathBuf,
        /// Why.
        source: ort::LoadDynamicError,
    },
    /// A model cannot be loaded or run.
    #[error("model {model} failed")]
    Model {
        /// Which model.
        model: &'static str,
        /// Why.
        source: ort::Error,
    },
    /// A model returned output of an unexpected shape.
    #[error("model {model} returned {found} numbers, expected {expected}")]
    UnexpectedOutput {
        /// Which model.
        model: &'static str,
        /// Numbers in the output.
        found: usize,
        /// Numbers that the model should return.
        expected: usize,
    },
}
