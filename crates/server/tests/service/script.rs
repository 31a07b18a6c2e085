//! An analysis that does what the slices say, so that each way a check can end has a test.

use catchlight_server::{AnalysisError, Analyzer, RunningAnalysis};
use catchlight_store::{CheckDetails, CheckResult};
use catchlight_types::{
    Challenge, ClientClaim, Confidence, Contribution, EpochMillis, FaceImage, FeedbackCode, JpegBytes,
    Measurement, NotTaken, Reading, SignalName, UnitRect, Verdict,
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// A slice that makes the analysis panic.
pub(crate) const PANIC: &[u8] = b"panic";
/// A slice that no decoder takes.
pub(crate) const DAMAGED: &[u8] = b"damaged";
/// A slice that keeps the end of the analysis busy until the test lets it go on.
pub(crate) const WAIT: &[u8] = b"wait";
/// JPEG bytes of the reference image.
pub(crate) const REFERENCE: &[u8] = &[0xff, 0xd8, 1];

/// Begins scripted analyses.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    /// Where analyses wait.
    pub(crate) gate: Arc<Gate>,
}

/// Holds analyses at their end.
#[derive(Debug)]
pub(crate) struct Gate {
    arrived: Semaphore,
    open: Semaphore,
}

impl Gate {
    pub(crate) fn closed() -> Self {
        Self { arrived: Semaphore::new(0), open: Semaphore::new(0) }
    }

    /// Waits until an analysis has come to its end.
    pub(crate) async fn arrival(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets one analysis go on.
    pub(crate) fn open(&self) {
        self.open.add_permits(1);
    }

    fn pass(&self) {
        self.arrived.add_permits(1);
        tokio::runtime::Handle::current().block_on(self.open.acquire()).unwrap().forget();
    }
}

#[derive(Debug)]
struct Running {
    gate: Arc<Gate>,
    waits: bool,
    audit_images: u8,
    video_bytes: usize,
    claims: usize,
}

impl Analyzer for Script {
    fn begin(&self, _: &Challenge, audit_images: u8) -> Box<dyn RunningAnalysis> {
        Box::new(Running {
            gate: Arc::clone(&self.gate),
            waits: false,
            audit_images,
            video_bytes: 0,
            claims: 0,
        })
    }
}

impl RunningAnalysis for Running {
    fn push_video(
        &mut self,
        slice: &[u8],
        _: Option<EpochMillis>,
        _: EpochMillis,
    ) -> Result<(), AnalysisError> {
        self.video_bytes += slice.len();
        match slice {
            PANIC => panic!("the test asked for it"),
            DAMAGED => Err(AnalysisError::Video { source: "the test asked for it".into() }),
            WAIT => {
                self.waits = true;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn push_claim(&mut self, _: ClientClaim, _: EpochMillis) {
        self.claims += 1;
    }

    fn finish(self: Box<Self>) -> Result<CheckResult, AnalysisError> {
        if self.waits {
            self.gate.pass();
        }
        let measured =
            |name, reading| Measurement { signal: SignalName::of(name), reading, details: Vec::new() };
        let bounding_box = UnitRect { left: 0.25, top: -0.125, width: 0.5, height: 0.75 };
        let image = |byte| FaceImage {
            jpeg: JpegBytes::new(vec![0xff, 0xd8, byte]),
            bounding_box: Some(bounding_box),
        };
        Ok(CheckResult {
            verdict: Verdict {
                confidence: Confidence::new(87.5).unwrap(),
                prior_log_odds: Some(0.25),
                contributions: vec![Contribution {
                    signal: SignalName::of("video_bytes"),
                    reading: Reading::Raw(self.video_bytes as f64),
                    log_likelihood_ratio: 2.0,
                    weight: 0.5,
                    reason: "the video has bytes".to_owned(),
                }],
                ceiling: None,
                feedback: vec![FeedbackCode::LowLightingDetected],
                calibration: "test".to_owned(),
            },
            measurements: vec![
                measured("video_bytes", Reading::Raw(self.video_bytes as f64)),
                measured("claims", Reading::Raw(self.claims as f64)),
                measured("eyes", Reading::NotTaken(NotTaken::TooFewFrames)),
            ],
            reference_image: Some(image(REFERENCE[2])),
            audit_images: (0..self.audit_images).map(|place| image(place + 2)).collect(),
            details: CheckDetails::default(),
        })
    }
}
