//! The least that must hold of the answers to labelled recordings.

use anyhow::{Result, ensure};
use catchlight_engine::Engine;
use catchlight_evaluation::{Attempt, Evaluation, Presentation, judge};
use std::path::PathBuf;

/// Fails when a recording is not answered, a sound one fails, a broken one is taken for live, or live people do not score
/// above attacks.
pub(crate) fn hold(evaluation: &Evaluation) -> Result<()> {
    let unread = evaluation.unanswered.iter().map(|one| format!("{}: {}", one.name, one.reason));
    let failed = evaluation.attempts.iter().filter_map(failure);
    let without: Vec<String> = unread.chain(failed).collect();
    ensure!(without.is_empty(), "{} recordings have no verdict:\n  {}", without.len(), without.join("\n  "));
    let Some(metrics) = evaluation.metrics() else { return Ok(()) };
    let broken = metrics.non_response_accepted.map_or(0, |rate| rate.errors());
    ensure!(broken == 0, "{broken} broken recordings are accepted as live");
    if let Some(curve) = metrics.curve {
        let area = curve.area();
        ensure!(
            area > AREA_MIN,
            "live people do not score above attacks: the area below the curve is {area:.4}"
        );
    }
    Ok(())
}

/// What went wrong, unless the recording is broken on purpose.
fn failure(attempt: &Attempt) -> Option<String> {
    let reason = attempt.failure.as_ref()?;
    let on_purpose = attempt.presentation == Some(Presentation::NonResponse);
    (!on_purpose).then(|| format!("{}: {reason}", attempt.name))
}

/// Answers some recordings once more, one after the other, and fails when a bit of a reading differs from before, when
/// all threads were at work on recordings side by side.
pub(crate) fn read_alike_alone(engine: &Engine, recordings: &[PathBuf], together: &Evaluation) -> Result<()> {
    for path in recordings.iter().step_by(ALONE_EVERY) {
        let Ok(alone) = judge(engine, path) else { continue };
        let same = together.attempts.iter().find(|attempt| attempt.name == alone.attempt.name);
        let name = &alone.attempt.name;
        ensure!(
            same.is_some_and(|attempt| attempt.has_bits_of(&alone.attempt)),
            "the readings of {name} differ between a run alone and a run with others"
        );
    }
    Ok(())
}

/// A coin has 0.5.
const AREA_MIN: f64 = 0.5;
/// Recordings from one that is read again to the next; all of them would double the time.
const ALONE_EVERY: usize = 6;
