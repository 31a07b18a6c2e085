//! Results that the caller chooses, for development and continuous integration.
//!
//! In: the ClientRequestToken of a session on a server that was started in test mode. Out: the result it asks for.
//! Never: active outside test mode, where tokens mean nothing but themselves.
//!
//! | token begins with | result |
//! |---|---|
//! | `test-live-` | SUCCEEDED, Confidence 99.5, whatever the video shows |
//! | `test-attack-` | SUCCEEDED, Confidence 1.5 |
//! | `test-confidence-NN-` | SUCCEEDED, Confidence NN |
//! | `test-failed-` | FAILED |
//!
//! The result appears when the check ends, or at once, without any check, when `now-` follows.

use crate::analysis::{AnalysisError, Analyzer, RunningAnalysis};
use catchlight_store::{CheckDetails, CheckResult};
use catchlight_types::{Challenge, ClientClaim, Confidence, EpochMillis, Verdict};

/// A chosen result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ChosenResult {
    /// `None` is a failed check.
    pub(crate) confidence: Option<Confidence>,
    /// Whether it appears without a check.
    pub(crate) at_once: bool,
}

impl ChosenResult {
    /// The result; an error for a failed check.
    ///
    /// # Errors
    /// [`AnalysisError::Video`] when a failure was chosen.
    pub(crate) fn result(self) -> Result<CheckResult, AnalysisError> {
        let confidence = self
            .confidence
            .ok_or_else(|| AnalysisError::Video { source: "the token asks for a failed check".into() })?;
        let verdict = Verdict {
            confidence,
            prior_log_odds: None,
            contributions: Vec::new(),
            ceiling: None,
            feedback: Vec::new(),
            calibration: "test mode".to_owned(),
        };
        Ok(CheckResult {
            verdict,
            measurements: Vec::new(),
            reference_image: None,
            audit_images: Vec::new(),
            details: CheckDetails::default(),
        })
    }
}

impl Analyzer for ChosenResult {
    fn begin(&self, _: &Challenge, _: u8) -> Box<dyn RunningAnalysis> {
        Box::new(*self)
    }
}

impl RunningAnalysis for ChosenResult {
    fn push_video(&mut self, _: &[u8], _: Option<EpochMillis>, _: EpochMillis) -> Result<(), AnalysisError> {
        Ok(())
    }

    fn push_claim(&mut self, _: ClientClaim, _: EpochMillis) {}

    fn finish(self: Box<Self>) -> Result<CheckResult, AnalysisError> {
        self.result()
    }
}

/// The result that `token` chooses; `None` for every other token.
pub(crate) fn chosen(token: &str) -> Option<ChosenResult> {
    let rest = token.strip_prefix("test-")?;
    let (percent, rest) = if let Some(rest) = rest.strip_prefix("live-") {
        (Some(LIVE_PERCENT), rest)
    } else if let Some(rest) = rest.strip_prefix("attack-") {
        (Some(ATTACK_PERCENT), rest)
    } else if let Some(rest) = rest.strip_prefix("failed-") {
        (None, rest)
    } else {
        let (number, rest) = rest.strip_prefix("confidence-")?.split_once('-')?;
        (Some(f32::from(number.parse::<u8>().ok()?)), rest)
    };
    let confidence = match percent {
        Some(percent) => Some(Confidence::new(percent)?),
        None => None,
    };
    Some(ChosenResult { confidence, at_once: rest.starts_with("now-") })
}

/// Clearly above every threshold that applications use.
const LIVE_PERCENT: f32 = 99.5;
/// Clearly below.
const ATTACK_PERCENT: f32 = 1.5;

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(token: &str, expected: &Expect) {
        let text = chosen(token).map(|chosen| {
            let confidence = chosen.confidence.map_or("failed".to_owned(), |percent| percent.to_string());
            format!("{confidence}{}", if chosen.at_once { " at once" } else { "" })
        });
        expected.assert_eq(text.as_deref().unwrap_or("nothing"));
    }

    #[test]
    fn prefixes_choose_results() {
        check("test-live-1", &expect!["99.5"]);
        check("test-attack-now-1", &expect!["1.5 at once"]);
        check("test-confidence-73-a", &expect!["73.0"]);
        check("test-failed-a", &expect!["failed"]);
        check("test-confidence-101-a", &expect!["nothing"]);
        check("test-live", &expect!["nothing"]);
        check("order-4711", &expect!["nothing"]);
    }
}
