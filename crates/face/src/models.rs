//! The three face models on the CPU backend of ONNX Runtime, one thread each.

use crate::FaceError;
use crate::limits::IDLE_MODEL_SETS_MAX;
use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The model files, and where ONNX Runtime's library lies.
#[derive(Clone)]
pub struct ModelBytes {
    /// BlazeFace for faces near the camera, ONNX.
    pub blazeface_short: Vec<u8>,
    /// BlazeFace for faces far from the camera, ONNX.
    pub blazeface_full: Vec<u8>,
    /// The 468-point mesh, ONNX.
    pub face_mesh: Vec<u8>,
    /// Optional models that distinguish skin from recaptured images of it.
    pub texture: Vec<TextureModel>,
    /// The shared library; a process loads only one, the first that is requested.
    pub runtime_library: PathBuf,
}

/// One model of an optional pack.
#[derive(Clone)]
pub struct TextureModel {
    /// Its name in errors.
    pub name: &'static str,
    /// ONNX, `input` of 3 planes to `logits` of 3 classes.
    pub bytes: Vec<u8>,
    /// Side of the square that it sees, pixels.
    pub side: usize,
    /// Width of what it sees, widths of the face.
    pub faces_wide: f32,
}

impl fmt::Debug for TextureModel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TextureModel({})", self.name)
    }
}

impl fmt::Debug for ModelBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ModelBytes({})", self.runtime_library.display())
    }
}

/// Loaded models that any number of trackers share.
#[derive(Clone)]
pub struct FaceModels {
    shared: Arc<Shared>,
}

struct Shared {
    bytes: ModelBytes,
    runtime: Environment,
    /// A model serves one caller at a time; callers take a set, use it for a frame and return it.
    idle: Mutex<Vec<ModelSet>>,
}

impl fmt::Debug for FaceModels {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("FaceModels").finish_non_exhaustive()
    }
}

impl FaceModels {
    /// Loads the models.
    ///
    /// # Errors
    /// [`FaceError`] when the library or a model cannot be loaded.
    pub fn load(bytes: &ModelBytes) -> Result<Self, FaceError> {
        let runtime = runtime(&bytes.runtime_library)?;
        let first = ModelSet::load(&runtime, bytes)?;
        let shared = Shared { bytes: bytes.clone(), runtime, idle: Mutex::new(vec![first]) };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Loads the models and the library from the folder that `make assets` creates.
    ///
    /// # Errors
    /// [`FaceError`] when a file is missing or cannot be loaded.
    pub fn from_dir(folder: &Path) -> Result<Self, FaceError> {
        Self::from_dirs(folder, None)
    }

    /// The same, with the optional models from a folder of their own: `minifas_v2_27_80.onnx` and `minifas_v1se_40_80.onnx`.
    ///
    /// # Errors
    /// [`FaceError`] when a file is missing or cannot be loaded.
    pub fn from_dirs(folder: &Path, texture: Option<&Path>) -> Result<Self, FaceError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| FaceError::ReadModel { path, source })
        };
        let texture = match texture {
            Some(folder) => TEXTURE_MODELS.iter().map(|file| file.read(folder)).collect::<Result<_, _>>()?,
            None => Vec::new(),
        };
        let library = folder.join("libonnxruntime.so");
        Self::load(&ModelBytes {
            blazeface_short: read("blazeface_short.onnx")?,
            blazeface_full: read("blazeface_full.onnx")?,
            face_mesh: read("face_mesh.onnx")?,
            texture,
            // A relative path would be looked up next to the program.
            runtime_library: std::path::absolute(&library)
                .map_err(|source| FaceError::ReadModel { path: library, source })?,
        })
    }

    /// Runs `work` with its own set of models.
    pub(crate) fn with_models<T>(
        &self,
        work: impl FnOnce(&mut ModelSet) -> Result<T, FaceError>,
    ) -> Result<T, FaceError> {
        let idle = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut models = match idle {
            Some(models) => models,
            None => ModelSet::load(&self.shared.runtime, &self.shared.bytes)?,
        };
        let result = work(&mut models);
        let mut idle = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MODEL_SETS_MAX {
            idle.push(models);
        }
        result
    }
}

/// One set of models.
pub(crate) struct ModelSet {
    pub(crate) short: Model,
    pub(crate) full: Model,
    pub(crate) mesh: Model,
    /// Empty without a pack.
    pub(crate) texture: Vec<LoadedTextureModel>,
}

/// One model of the optional pack.
pub(crate) struct LoadedTextureModel {
    pub(crate) model: Model,
    pub(crate) faces_wide: f32,
}

/// The file of one model of the pack, and how much of the image it sees.
struct TextureFile {
    name: &'static str,
    file: &'static str,
    faces_wide: f32,
}

/// The margins are those used in training, as the names of the published weights say.
const TEXTURE_MODELS: [TextureFile; 2] = [
    TextureFile { name: "minifas_v2", file: "minifas_v2_27_80.onnx", faces_wide: 2.7 },
    TextureFile { name: "minifas_v1se", file: "minifas_v1se_40_80.onnx", faces_wide: 4.0 },
];

impl TextureFile {
    fn read(&self, folder: &Path) -> Result<TextureModel, FaceError> {
        let path = folder.join(self.file);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(source) => return Err(FaceError::ReadTextureModel { path, source }),
        };
        Ok(TextureModel { name: self.name, bytes, side: 80, faces_wide: self.faces_wide })
    }
}

impl ModelSet {
    fn load(runtime: &Environment, bytes: &ModelBytes) -> Result<Self, FaceError> {
        let texture = |file: &TextureModel| {
            let logits = vec![ModelOutput { name: "logits", count: 3 }];
            let model = Model::load(runtime, file.name, &file.bytes, file.side, logits)?;
            Ok(LoadedTextureModel { model, faces_wide: file.faces_wide })
        };
        let detector = |name, bytes, side, boxes| {
            let results = vec![
                ModelOutput { name: "boxes", count: boxes * 16 },
                ModelOutput { name: "scores", count: boxes },
            ];
            Model::load(runtime, name, bytes, side, results)
        };
        let mesh =
            vec![ModelOutput { name: "mesh", count: 468 * 3 }, ModelOutput { name: "presence", count: 1 }];
        Ok(Self {
            short: detector("blazeface_short", &bytes.blazeface_short, 128, 896)?,
            full: detector("blazeface_full", &bytes.blazeface_full, 192, 2304)?,
            mesh: Model::load(runtime, "face_mesh", &bytes.face_mesh, 192, mesh)?,
            texture: bytes.texture.iter().map(texture).collect::<Result<_, FaceError>>()?,
        })
    }
}

/// A model with a square input.
pub(crate) struct Model {
    name: &'static str,
    session: Session,
    pub(crate) side: usize,
    results: Vec<ModelOutput>,
}

struct ModelOutput {
    name: &'static str,
    count: usize,
}

impl Model {
    fn load(
        runtime: &Environment,
        name: &'static str,
        bytes: &[u8],
        side: usize,
        results: Vec<ModelOutput>,
    ) -> Result<Self, FaceError> {
        let failed = |source| FaceError::Model { model: name, source };
        let session = Session::builder(runtime)
            .and_then(|builder| Ok(builder.with_optimization_level(GraphOptimizationLevel::All)?))
            .and_then(|builder| Ok(builder.with_intra_threads(1)?))
            .and_then(|builder| Ok(builder.with_inter_threads(1)?))
            .and_then(|mut builder| builder.commit_from_memory(bytes))
            .map_err(failed)?;
        Ok(Self { name, session, side, results })
    }

    /// Both results of a model that has two, for three planes of `side` x `side` values.
    pub(crate) fn run(&mut self, planes: &[f32]) -> Result<(Vec<f32>, Vec<f32>), FaceError> {
        let [first, second] = self.outputs(planes)?;
        Ok((first, second))
    }

    /// The result of a model that has one.
    pub(crate) fn run_one(&mut self, planes: &[f32]) -> Result<Vec<f32>, FaceError> {
        let [only] = self.outputs(planes)?;
        Ok(only)
    }

    fn outputs<const COUNT: usize>(&mut self, planes: &[f32]) -> Result<[Vec<f32>; COUNT], FaceError> {
        let name = self.name;
        let failed = |source| FaceError::Model { model: name, source };
        let input = TensorRef::from_array_view(([1, 3, self.side, self.side], planes)).map_err(failed)?;
        let output = self.session.run(ort::inputs!["input" => input]).map_err(failed)?;
        let results = self.results.iter().map(|result| {
            let (_, values) = output[result.name].try_extract_tensor::<f32>().map_err(failed)?;
            if values.len() == result.count {
                Ok(values.to_vec())
            } else {
                Err(FaceError::UnexpectedOutput { model: name, found: values.len(), expected: result.count })
            }
        });
        let results = results.collect::<Result<Vec<_>, _>>()?;
        results.try_into().map_err(|results: Vec<_>| FaceError::UnexpectedOutput {
            model: name,
            found: results.len(),
            expected: COUNT,
        })
    }
}

/// The one ONNX Runtime of the process.
fn runtime(library: &Path) -> Result<Environment, FaceError> {
    static RUNTIME: OnceLock<Environment> = OnceLock::new();
    static LOADING: Mutex<()> = Mutex::new(());
    let guard = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime.clone());
    }
    let runtime = ort::init_from(library)
        .map_err(|source| FaceError::LoadRuntime { path: library.to_path_buf(), source })?
        .with_name("catchlight")
        .with_telemetry(false)
        .build()
        .map_err(|source| FaceError::Model { model: "runtime", source })?;
    let kept = RUNTIME.get_or_init(|| runtime).clone();
    drop(guard);
    Ok(kept)
}
