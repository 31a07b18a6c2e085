//! One recording and what the engine answered.

use anyhow::{Context, bail};
use catchlight_engine::{Engine, EngineError, Outcome};
use catchlight_evaluation::answer;
use catchlight_recording::Recording;
use catchlight_types::SessionStatus;
use std::path::Path;

/// One recording and what the engine answered.
#[derive(Debug)]
pub(crate) struct Check {
    /// Name of the file without its ending.
    pub(crate) name: String,
    pub(crate) recording: Recording,
    /// The outcome, or in words why the video cannot be used.
    pub(crate) answer: Result<Outcome, String>,
}

impl Check {
    /// Reads and analyses one recording. A video that cannot be used is a failed check, not an error.
    pub(crate) fn of(engine: &Engine, path: &Path) -> anyhow::Result<Self> {
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        refuse_bare_video(path)?;
        let recording = Recording::read(path)?;
        let answer = match answer(engine, &recording) {
            Ok(outcome) => Ok(outcome),
            Err(error) if error.is_bad_video() => Err(reason(&error)),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        Ok(Self { name, recording, answer })
    }

    /// The status that a server would give the session.
    pub(crate) const fn status(&self) -> SessionStatus {
        if self.answer.is_ok() { SessionStatus::Succeeded } else { SessionStatus::Failed }
    }
}

/// Nobody asked anything of the person in a bare video, so nothing in it can be an answer.
fn refuse_bare_video(path: &Path) -> anyhow::Result<()> {
    let json = path.with_extension("json");
    if path.is_file() && !json.is_file() {
        bail!(
            "{} is a video without a challenge: a recording has {} beside it; \
             `catchlight check` plays a bare video to a server that gives it a challenge",
            path.display(),
            json.display()
        );
    }
    Ok(())
}

/// The error and what is behind it, as one line.
fn reason(error: &EngineError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_video_is_refused_with_the_name_of_what_is_missing() {
        let folder = tempfile::tempdir().expect("a folder");
        let video = folder.path().join("bare.webm");
        std::fs::write(&video, "").expect("a file");
        let error = refuse_bare_video(&video).expect_err("no challenge");
        assert!(error.to_string().contains("bare.json"), "{error}");
        std::fs::write(folder.path().join("bare.json"), "{}").expect("a file");
        refuse_bare_video(&video).expect("a recording");
    }
}
