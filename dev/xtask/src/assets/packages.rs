//! Which files of which packages are used, with their SHA-256.

use super::expect_sha256;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// A file, or a part of one, in an installed package.
pub(super) struct Source {
    path: &'static str,
    /// First byte and the byte after the last; the whole file when `None`.
    bytes: Option<Span>,
    pub(super) sha256: &'static str,
}

struct Span {
    first: usize,
    end: usize,
}

/// One model and its source.
pub(super) struct Model {
    pub(super) name: &'static str,
    pub(super) source: Source,
    /// Names of the results, in the order of the model.
    pub(super) outputs: [&'static str; 2],
    pub(super) onnx_sha256: &'static str,
    /// Inputs run from -1 to 1 rather than from 0 to 1.
    pub(super) signed_input: bool,
    /// Browser clients load this model too.
    pub(super) for_browsers: bool,
}

impl Model {
    pub(super) fn file_name(&self) -> String {
        format!("{}.onnx", self.name)
    }
}

impl Source {
    /// The bytes, checked.
    pub(super) fn read(&self, assets: &Path) -> Result<Vec<u8>> {
        let path = assets.join("node_modules").join(self.path);
        let all = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let part = match &self.bytes {
            Some(span) => all.get(span.first..span.end).context("file is too short")?.to_vec(),
            None => all,
        };
        expect_sha256(&part, self.sha256).with_context(|| path.display().to_string())?;
        Ok(part)
    }
}

/// Installs exactly what the lock file names.
pub(super) fn install(assets: &Path) -> Result<()> {
    let unpacked = MODELS.iter().all(|model| model.source.read(assets).is_ok());
    if unpacked && library()?.read(assets).is_ok() {
        return Ok(());
    }
    crate::process::run_in(assets, "npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
}

/// Copies ONNX Runtime for this processor.
///
/// Fails on a build that reports to its maker: from 1.29 on those for Linux start a collector as they load, before a
/// program can decline, and leave its files in the folder for temporary ones.
pub(super) fn copy_library(assets: &Path, models: &Path) -> Result<()> {
    let library = library()?.read(assets)?;
    if reports_home(&library) {
        bail!(
            "this build of ONNX Runtime reports to its maker; pin one that does not in assets/package.json"
        );
    }
    super::write(&models.join("libonnxruntime.so"), &library)
}

fn reports_home(library: &[u8]) -> bool {
    library.windows(COLLECTOR.len()).any(|window| window == COLLECTOR)
}

const COLLECTOR: &[u8] = b"events.data.microsoft.com";

/// ONNX Runtime for this processor.
pub(super) fn library() -> Result<&'static Source> {
    match std::env::consts::ARCH {
        "x86_64" => Ok(&LIBRARY_X64),
        "aarch64" => Ok(&LIBRARY_ARM64),
        other => {
            bail!("ONNX Runtime is not packaged for {other}; put libonnxruntime.so into the models folder")
        }
    }
}

/// The models of the default installation.
pub(super) const MODELS: [Model; 3] = [
    Model {
        name: "blazeface_short",
        source: Source {
            path: "@mediapipe/face_detection/face_detection_short_range.tflite",
            bytes: None,
            sha256: "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
        },
        outputs: ["boxes", "scores"],
        onnx_sha256: "eb68fe8c14b9836d0918a0e594bd4b2d36354f22df1cbcab89e242fc4c05e795",
        signed_input: true,
        for_browsers: true,
    },
    Model {
        name: "blazeface_full",
        source: Source {
            path: "@mediapipe/face_detection/face_detection_full_range.tflite",
            bytes: None,
            sha256: "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
        },
        outputs: ["boxes", "scores"],
        onnx_sha256: "3f0bcc70e9339e79937b52bc74c94db40a658afa9b9a2aa5b0d53b5d978ec5ad",
        signed_input: true,
        for_browsers: false,
    },
    Model {
        name: "face_mesh",
        source: Source {
            path: PACKED,
            bytes: Some(Span { first: 2_495_952, end: 3_737_848 }),
            sha256: "c603fa6149219a3e9487dc9abd7a0c24474c77263273d24868378cdf40aa26d1",
        },
        outputs: ["mesh", "presence"],
        onnx_sha256: "49a82552733825fe5dd05fbcbf12ec1309c315d860a7aba8f26312d67318d727",
        signed_input: false,
        for_browsers: false,
    },
];

/// The face in centimetres whose points the mesh model numbers.
pub(super) const CANONICAL_FACE: Source = Source {
    path: PACKED,
    bytes: Some(Span { first: 3_737_848, end: 3_757_224 }),
    sha256: "bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4",
};

const PACKED: &str = "@mediapipe/face_mesh/face_mesh_solution_packed_assets.data";

const LIBRARY_X64: Source = Source {
    path: "onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1",
    bytes: None,
    sha256: "d8aff4aa8abee8fb2abb2f2f2459ffc94461e781e41b9f7c072829dd0d470221",
};

const LIBRARY_ARM64: Source = Source {
    path: "onnxruntime-node/bin/napi-v6/linux/arm64/libonnxruntime.so.1",
    bytes: None,
    sha256: "c36bc200e7e6c093b8abb0b34590fbdd8c52fd3fb5e33795b9523ffdde2fce0f",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_that_reports_to_its_maker_is_known() {
        assert!(reports_home(b"\0https://mobile.events.data.microsoft.com/OneCollector/1.0\0"));
        assert!(!reports_home(b"\0session.use_deterministic_compute\0"));
    }
}
