//! Recordings through the engine, side by side.

use crate::{Attempt, Circumstances, Evaluation, Presentation, Response, Species, Unanswered};
use catchlight_engine::{Analysis, AuditImagesLimit, Engine, EngineError, Outcome};
use catchlight_recording::{Label, PlayedEvent, Recording};
use catchlight_types::{Confidence, MAX_AUDIT_IMAGES};
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};
use std::error::Error;
use std::path::{Path, PathBuf};

/// Lets the engine answer every recording, on all threads of the current pool; `done` is called after each.
///
/// A recording that cannot be read is listed as unanswered and keeps no other from its answer.
pub fn evaluate(
    engine: &Engine,
    recordings: &[PathBuf],
    threshold: Confidence,
    done: impl Fn() + Sync,
) -> Evaluation {
    let judged: Vec<_> = recordings
        .par_iter()
        .map(|path| {
            let attempt = judge(engine, path).map(|judged| judged.attempt);
            done();
            attempt
        })
        .collect();
    Evaluation::of(threshold, judged)
}

/// One recording with everything that the engine found in it, images included.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The recording.
    pub recording: Recording,
    /// What counts in the figures.
    pub attempt: Attempt,
    /// The outcome; `None` when the video cannot be used.
    pub outcome: Option<Outcome>,
}

/// Reads one recording and lets the engine answer it. A video that cannot be used is a failed check, not an error.
///
/// # Errors
/// [`Unanswered`] when a file cannot be read or the engine itself fails.
pub fn judge(engine: &Engine, path: &Path) -> Result<Judged, Unanswered> {
    let name = name_of(path);
    match Recording::read(path) {
        Ok(recording) => judge_recording(engine, name, recording),
        Err(error) => Err(Unanswered { name, reason: in_words(&error) }),
    }
}

/// Lets the engine answer a recording that has been read already.
///
/// # Errors
/// [`Unanswered`] when the engine itself fails.
pub fn judge_recording(engine: &Engine, name: String, recording: Recording) -> Result<Judged, Unanswered> {
    let unanswered = |error: &dyn Error| Unanswered { name: name.clone(), reason: in_words(error) };
    let begun_ms = cpu_time_ms();
    let (outcome, failure) = match answer(engine, &recording) {
        Ok(outcome) => (Some(outcome), None),
        Err(error) if error.is_bad_video() => (None, Some(in_words(&error))),
        Err(error) => return Err(unanswered(&error)),
    };
    let cpu_ms = cpu_time_ms() - begun_ms;
    let label = recording.label.as_ref();
    let attempt = Attempt {
        name,
        presentation: label.map(presentation),
        circumstances: label.map(circumstances).unwrap_or_default(),
        challenge: recording.challenge.kind,
        response: outcome
            .as_ref()
            .map_or(Response::Failed, |outcome| Response::Scored(outcome.verdict.confidence)),
        failure,
        feedback: outcome.as_ref().map(|outcome| outcome.verdict.feedback.clone()).unwrap_or_default(),
        measurements: outcome.as_ref().map(|outcome| outcome.report.measurements.clone()).unwrap_or_default(),
        cpu_ms,
    };
    Ok(Judged { recording, attempt, outcome })
}

/// What the engine answers to a recording, with all audit images that the API knows.
///
/// The engine sees the challenge and the client's events; neither label nor truth.
///
/// # Errors
/// Those of the engine, whether the video or the engine itself is at fault.
pub fn answer(engine: &Engine, recording: &Recording) -> Result<Outcome, EngineError> {
    played(engine, recording)?.finish()
}

/// The analysis of a recording, up to its last event.
///
/// # Errors
/// Those of the engine, whether the video or the engine itself is at fault.
pub fn played(engine: &Engine, recording: &Recording) -> Result<Analysis, EngineError> {
    let mut analysis = engine.begin(&recording.challenge, AuditImagesLimit::clamped(MAX_AUDIT_IMAGES));
    for event in recording.play() {
        match event {
            PlayedEvent::Video { slice, claimed_at, received_at } => {
                analysis.push_video(slice, claimed_at, received_at)?;
            }
            PlayedEvent::Claim { claim, received_at } => analysis.push_claim(claim.clone(), received_at),
        }
    }
    Ok(analysis)
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
        glasses: label.glasses,
        fps: label.fps,
        reason: label.reason.clone(),
    }
}

/// The error and everything behind it, as one line.
fn in_words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        words.push_str(": ");
        words.push_str(&next.to_string());
        cause = next.source();
    }
    words
}

fn name_of(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Time that this thread has computed; the models run on the thread that calls them.
fn cpu_time_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
