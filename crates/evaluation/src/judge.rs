//! Recordings through the engine, side by side.

use crate::{Answer, Attempt, Circumstances, Evaluation, EvaluationError, Presentation, Species};
use catchlight_engine::{AuditImagesLimit, Engine, EngineError, Outcome};
use catchlight_recording::{Label, PlayedEvent, Recording};
use catchlight_types::{Confidence, MAX_AUDIT_IMAGES};
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};
use std::path::{Path, PathBuf};

/// The recordings of a folder, in the order of their names.
///
/// # Errors
/// [`EvaluationError::Folder`], [`EvaluationError::Empty`].
pub fn recordings_in(folder: &Path) -> Result<Vec<PathBuf>, EvaluationError> {
    let failed = |source| EvaluationError::Folder { path: folder.to_path_buf(), source };
    let mut videos = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "webm" || extension == "mp4") {
            videos.push(path);
        }
    }
    if videos.is_empty() {
        return Err(EvaluationError::Empty { path: folder.to_path_buf() });
    }
    videos.sort();
    Ok(videos)
}

/// Lets the engine answer every recording, on all threads of the current pool; `answered` is called after each.
///
/// # Errors
/// [`EvaluationError::Recording`] when a file cannot be read, [`EvaluationError::Engine`] when the engine itself fails.
/// A video that cannot be used is no error but a failed check.
pub fn evaluate(
    engine: &Engine,
    recordings: &[PathBuf],
    threshold: Confidence,
    answered: impl Fn() + Sync,
) -> Result<Evaluation, EvaluationError> {
    let attempts = recordings
        .par_iter()
        .map(|path| {
            let attempt = judge(engine, &Recording::read(path)?, name_of(path));
            answered();
            attempt
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Evaluation { threshold, attempts })
}

fn judge(engine: &Engine, recording: &Recording, name: String) -> Result<Attempt, EvaluationError> {
    let begun_ms = cpu_time_ms();
    let outcome = match answer(engine, recording) {
        Ok(outcome) => Some(outcome),
        Err(error) if error.is_bad_video() => None,
        Err(source) => return Err(EvaluationError::Engine { name, source }),
    };
    let cpu_ms = cpu_time_ms() - begun_ms;
    let label = recording.label.as_ref();
    Ok(Attempt {
        name,
        presentation: label.map(presentation),
        circumstances: label.map(circumstances).unwrap_or_default(),
        challenge: recording.challenge.kind,
        answer: outcome.as_ref().map_or(Answer::Failed, |outcome| Answer::Scored(outcome.verdict.confidence)),
        feedback: outcome.as_ref().map(|outcome| outcome.verdict.feedback.clone()).unwrap_or_default(),
        measurements: outcome.map(|outcome| outcome.report.measurements).unwrap_or_default(),
        cpu_ms,
    })
}

/// What the engine answers to a recording, with all audit images that the API knows.
///
/// The engine sees the challenge and the client's events; neither label nor truth.
///
/// # Errors
/// Those of the engine, whether the video or the engine itself is at fault.
pub fn answer(engine: &Engine, recording: &Recording) -> Result<Outcome, EngineError> {
    let mut analysis = engine.begin(&recording.challenge, AuditImagesLimit::clamped(MAX_AUDIT_IMAGES));
    for event in recording.play() {
        match event {
            PlayedEvent::Video { slice, claimed_at, received_at } => {
                analysis.push_video(slice, claimed_at, received_at)?;
            }
            PlayedEvent::Claim { claim, received_at } => analysis.push_claim(claim.clone(), received_at),
        }
    }
    analysis.finish()
}

fn presentation(label: &Label) -> Presentation {
    if label.is_non_response() {
        Presentation::NonResponse
    } else if label.bona_fide {
        Presentation::BonaFide
    } else {
        Presentation::Attack(Species::new(label.species.clone()))
    }
}

fn circumstances(label: &Label) -> Circumstances {
    Circumstances {
        subject: label.subject.clone(),
        skin: label.skin.clone(),
        device: label.device.clone(),
        lux: label.lux,
    }
}

fn name_of(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Time that this thread has computed; the nets run on the thread that calls them.
fn cpu_time_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_recordings_says_what_one_is() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("index.json"), "[]").expect("a file");
        let error = recordings_in(folder.path()).expect_err("no video");
        assert!(error.to_string().ends_with("NAME.webm or NAME.mp4 with NAME.json beside it"), "{error}");
    }

    #[test]
    fn recordings_come_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.webm", "a.mp4", "a.json", "index.json"] {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        let names: Vec<_> =
            recordings_in(folder.path()).expect("two").iter().map(|path| name_of(path)).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
