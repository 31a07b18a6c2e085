//! Analysed recordings.
//!
//! In: recordings with the outcomes of the engine. Out: a page that shows the person, text, a document.
//! Never: the truth of a recording.

mod json;
mod page;
mod text;

pub use json::analysis_json;
pub use page::analysis_page;
pub use text::analysis_text;

use catchlight_engine::Outcome;
use catchlight_evaluation::Judged;
use catchlight_recording::Recording;
use catchlight_types::SessionStatus;

/// One recording and the outcome of its analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalysedRecording {
    /// Name of the file without its extension.
    pub name: String,
    /// The recording.
    pub recording: Recording,
    /// The outcome, or in words why the video cannot be used.
    pub outcome: Result<Outcome, String>,
}

impl From<Judged> for AnalysedRecording {
    fn from(judged: Judged) -> Self {
        let Judged { recording, attempt, outcome } = judged;
        let outcome = outcome.ok_or_else(|| attempt.failure.unwrap_or_default());
        Self { name: attempt.name, recording, outcome }
    }
}

impl AnalysedRecording {
    /// The status that a server would give the session.
    #[must_use]
    pub const fn status(&self) -> SessionStatus {
        if self.outcome.is_ok() { SessionStatus::Succeeded } else { SessionStatus::Failed }
    }
}
