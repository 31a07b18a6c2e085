//! One recording and what the engine answered.

use anyhow::{anyhow, bail};
use catchlight_engine::{Engine, Outcome};
use catchlight_evaluation::{Judged, judge};
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
        refuse_bare_video(path)?;
        let Judged { recording, attempt, outcome } =
            judge(engine, path).map_err(|unanswered| anyhow!(unanswered.reason))?;
        let answer = outcome.ok_or_else(|| attempt.failure.unwrap_or_default());
        Ok(Self { name: attempt.name, recording, answer })
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
