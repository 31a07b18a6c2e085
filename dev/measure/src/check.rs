//! One recording and what the engine answered.

use anyhow::{Context, Result};
use catchlight_engine::{Engine, EngineError, Outcome};
use catchlight_evaluation::answer;
use catchlight_recording::{Label, Recording};
use std::path::Path;

/// One recording and what the engine answered.
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) label: Option<Label>,
    pub(crate) answer: Result<Outcome, EngineError>,
}

impl Check {
    /// Reads and analyses one recording; an analysis that fails is an answer too.
    pub(crate) fn of(engine: &Engine, path: &Path, images: Option<&Path>) -> Result<Self> {
        let recording = Recording::read(path)?;
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let answer = answer(engine, &recording);
        if let (Some(folder), Ok(outcome)) = (images, &answer) {
            write_images(folder, &name, outcome)?;
        }
        Ok(Self { name, label: recording.label, answer })
    }

    /// The species, or `unlabelled`.
    pub(crate) fn species(&self) -> &str {
        self.label.as_ref().map_or("unlabelled", |label| label.species.as_str())
    }

    /// What went wrong, unless the recording is one that is broken on purpose and its video is at fault.
    pub(crate) fn complaint(&self) -> Option<String> {
        let error = self.answer.as_ref().err()?;
        let on_purpose = self.label.as_ref().is_some_and(Label::is_non_response);
        if on_purpose && error.is_bad_video() {
            return None;
        }
        let cause = std::error::Error::source(error).map_or_else(String::new, |cause| format!(": {cause}"));
        Some(format!("{}: {error}{cause}", self.name))
    }
}

fn write_images(folder: &Path, name: &str, outcome: &Outcome) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let audit = outcome.audit_images.iter().enumerate();
    let audit = audit.map(|(place, image)| (format!("{name}-audit-{place}.jpg"), image));
    let reference = outcome.reference_image.iter().map(|image| (format!("{name}-reference.jpg"), image));
    for (file, image) in reference.chain(audit) {
        let path = folder.join(file);
        std::fs::write(&path, image.jpeg.as_slice())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
