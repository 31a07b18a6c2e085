//! The engine as the analyzer of the server.

use super::details;
use crate::analysis::{AnalysisError, Analyzer, RunningAnalysis};
use catchlight_engine::{Analysis, AuditImagesLimit, Engine, EngineError, Outcome};
use catchlight_store::CheckResult;
use catchlight_types::{Challenge, ClientClaim, EpochMillis};

impl Analyzer for Engine {
    fn begin(&self, challenge: &Challenge, audit_images: u8) -> Box<dyn RunningAnalysis> {
        Box::new(Self::begin(self, challenge, AuditImagesLimit::clamped(audit_images)))
    }

    fn calibration(&self) -> Option<String> {
        Some(Self::calibration(self).version().to_owned())
    }
}

impl RunningAnalysis for Analysis {
    fn push_video(
        &mut self,
        slice: &[u8],
        claimed_at: Option<EpochMillis>,
        received_at: EpochMillis,
    ) -> Result<(), AnalysisError> {
        Ok(Self::push_video(self, slice, claimed_at, received_at)?)
    }

    fn push_claim(&mut self, claim: ClientClaim, received_at: EpochMillis) {
        Self::push_claim(self, claim, received_at);
    }

    fn finish(self: Box<Self>) -> Result<CheckResult, AnalysisError> {
        let Outcome { verdict, reference_image, audit_images, report } = Self::finish(*self)?;
        tracing::info!(
            confidence = %verdict.confidence,
            decoded = report.frames.decoded,
            analysed = report.frames.analysed,
            with_face = report.frames.with_face,
            "analysis finished"
        );
        let details = details::details(&report);
        Ok(CheckResult { verdict, measurements: report.measurements, reference_image, audit_images, details })
    }
}

impl From<EngineError> for AnalysisError {
    fn from(error: EngineError) -> Self {
        let bad_video = error.is_bad_video();
        let source = error.into();
        if bad_video { Self::Video { source } } else { Self::Internal { source } }
    }
}
