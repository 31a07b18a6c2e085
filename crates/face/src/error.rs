//! What can go wrong between a frame and an observation.

use std::path::PathBuf;

/// Failure of the models or the inference library; a frame without a face is no error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaceError {
    /// A model file cannot be read.
    #[error("cannot read model {}; `make assets` makes the models folder", path.display())]
    ReadModel {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file of the optional texture pack cannot be read.
    #[error("cannot read texture model {}; leave the pack out or give its folder", path.display())]
    ReadTextureModel {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// ONNX Runtime cannot be loaded.
    #[error("cannot load onnx runtime from {}; `make assets` puts it there", path.display())]
    LoadRuntime {
        /// The library.
        path: PathBuf,
        /// Why.
        source: ort::LoadDynamicError,
    },
    /// A net cannot be loaded or run.
    #[error("net {net} failed")]
    Net {
        /// Which net.
        net: &'static str,
        /// Why.
        source: ort::Error,
    },
    /// A net answered in another shape than the one it is known for.
    #[error("net {net} answered {found} numbers, expected {expected}")]
    UnexpectedAnswer {
        /// Which net.
        net: &'static str,
        /// Numbers in the answer.
        found: usize,
        /// Numbers of the known net.
        expected: usize,
    },
}
