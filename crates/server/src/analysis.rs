//! What the server needs of an analysis of video.
//!
//! In: a challenge, slices of video, claims of the client. Out: the result of a check, or why there is none.
//! Never: an analysis itself; the engine implements this, and test mode.

use catchlight_store::CheckResult;
use catchlight_types::{Challenge, ClientClaim, EpochMillis};
use std::error::Error;
use std::fmt;

/// Begins analyses; the engine in production, a script in tests.
pub trait Analyzer: fmt::Debug + Send + Sync + 'static {
    /// Begins the analysis of one check with at most `audit_images` audit images.
    fn begin(&self, challenge: &Challenge, audit_images: u8) -> Box<dyn RunningAnalysis>;

    /// Version of the calibration that it judges by, where there is one.
    fn calibration(&self) -> Option<String> {
        None
    }

    /// Whether it can begin, in words.
    ///
    /// # Errors
    /// Why it cannot.
    fn state(&self) -> Result<String, String> {
        Ok("loaded".to_owned())
    }
}

/// The analysis of one check. It runs on a thread of its own and may panic without harm to others.
pub trait RunningAnalysis: Send {
    /// Takes the next slice of the video.
    ///
    /// # Errors
    /// [`AnalysisError`] when the video cannot be used or the analysis fails.
    fn push_video(
        &mut self,
        slice: &[u8],
        claimed_at: Option<EpochMillis>,
        received_at: EpochMillis,
    ) -> Result<(), AnalysisError>;

    /// Takes a claim of the client.
    fn push_claim(&mut self, claim: ClientClaim, received_at: EpochMillis);

    /// Comes to a verdict.
    ///
    /// # Errors
    /// [`AnalysisError`] when the video cannot be used or the analysis fails.
    fn finish(self: Box<Self>) -> Result<CheckResult, AnalysisError>;
}

/// Why an analysis came to no verdict.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnalysisError {
    /// The client's video is damaged, unsupported or over a limit.
    #[error("the video cannot be used")]
    Video {
        /// What is wrong with it.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The fault is ours.
    #[error("the analysis failed")]
    Internal {
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
}
