//! Runs the analysis of one check on a thread of its own.
//!
//! In: video slices and claims, through a queue that is bounded in bytes. Out: the outcome, or why there is none.
//! Never: lets a panic out; a crash in one analysis fails one session.

use crate::analysis::{AnalysisError, Analyzer, RunningAnalysis};
use crate::limits::{MAX_QUEUED_BYTES, MAX_QUEUED_EVENTS};
use bytes::Bytes;
use catchlight_store::CheckResult;
use catchlight_types::{Challenge, ClientClaim, EpochMillis};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

/// Why there is no outcome.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkerError {
    /// The analysis said so.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// The analysis panicked.
    #[error("the analysis panicked: {message}")]
    Panicked {
        /// What the panic said.
        message: String,
    },
    /// The check ended before the video did.
    #[error("the check ended before its video did")]
    Abandoned,
}

enum Work {
    Video {
        slice: Bytes,
        claimed_at: Option<EpochMillis>,
        received_at: EpochMillis,
        _room: OwnedSemaphorePermit,
    },
    Claim {
        claim: Box<ClientClaim>,
        received_at: EpochMillis,
    },
    Finish,
}

/// The near end of the queue and the far end of the thread.
#[derive(Debug)]
pub(crate) struct Worker {
    queue: mpsc::Sender<Work>,
    room: Arc<Semaphore>,
    thread: JoinHandle<Result<CheckResult, WorkerError>>,
}

impl fmt::Debug for Work {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Video { .. } => "Video",
            Self::Claim { .. } => "Claim",
            Self::Finish => "Finish",
        })
    }
}

impl Worker {
    /// Starts the analysis of `challenge`.
    pub(crate) fn start(analyzer: Arc<dyn Analyzer>, challenge: Challenge, audit_images: u8) -> Self {
        let (queue, work) = mpsc::channel(MAX_QUEUED_EVENTS);
        let thread = tokio::task::spawn_blocking(move || {
            // Everything the analysis owns is dropped when it panics, so no broken state can be seen.
            let run = AssertUnwindSafe(move || run(analyzer.begin(&challenge, audit_images), work));
            catch_unwind(run).unwrap_or_else(|panic| Err(WorkerError::Panicked { message: said(&*panic) }))
        });
        Self { queue, room: Arc::new(Semaphore::new(MAX_QUEUED_BYTES)), thread }
    }

    /// Hands over a slice; waits while the queue is full. An analysis that has ended takes nothing more.
    pub(crate) async fn video(
        &self,
        slice: Bytes,
        claimed_at: Option<EpochMillis>,
        received_at: EpochMillis,
    ) {
        let bytes = u32::try_from(slice.len().clamp(1, MAX_QUEUED_BYTES)).unwrap_or(u32::MAX);
        let Ok(room) = Arc::clone(&self.room).acquire_many_owned(bytes).await else { return };
        self.push(Work::Video { slice, claimed_at, received_at, _room: room }).await;
    }

    /// Hands over a claim; waits while the queue is full.
    pub(crate) async fn claim(&self, claim: ClientClaim, received_at: EpochMillis) {
        self.push(Work::Claim { claim: Box::new(claim), received_at }).await;
    }

    /// Says that the video is complete.
    pub(crate) async fn finish(&self) {
        self.push(Work::Finish).await;
    }

    async fn push(&self, work: Work) {
        if self.queue.send(work).await.is_err() {
            tracing::debug!("the analysis has already ended; dropped its input");
        }
    }

    /// Waits for the end of the analysis. May be dropped and called again until it returns.
    pub(crate) async fn outcome(&mut self) -> Result<CheckResult, WorkerError> {
        match (&mut self.thread).await {
            Ok(outcome) => outcome,
            Err(error) => Err(WorkerError::Panicked { message: error.to_string() }),
        }
    }
}

fn run(
    mut analysis: Box<dyn RunningAnalysis>,
    mut work: mpsc::Receiver<Work>,
) -> Result<CheckResult, WorkerError> {
    while let Some(next) = work.blocking_recv() {
        match next {
            Work::Video { slice, claimed_at, received_at, .. } => {
                analysis.push_video(&slice, claimed_at, received_at)?;
            }
            Work::Claim { claim, received_at } => analysis.push_claim(*claim, received_at),
            Work::Finish => return Ok(analysis.finish()?),
        }
    }
    Err(WorkerError::Abandoned)
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::ChallengeKind;
    use testkit::VGA;

    /// Does what each slice says.
    #[derive(Debug)]
    struct Obedient;

    impl Analyzer for Obedient {
        fn begin(&self, _: &Challenge, _: u8) -> Box<dyn RunningAnalysis> {
            Box::new(Self)
        }
    }

    impl RunningAnalysis for Obedient {
        fn push_video(
            &mut self,
            slice: &[u8],
            _: Option<EpochMillis>,
            _: EpochMillis,
        ) -> Result<(), AnalysisError> {
            match slice {
                b"panic" => panic!("as told"),
                b"refuse" => Err(AnalysisError::Video { source: "as told".into() }),
                _ => Ok(()),
            }
        }

        fn push_claim(&mut self, _: ClientClaim, _: EpochMillis) {}

        fn finish(self: Box<Self>) -> Result<CheckResult, AnalysisError> {
            Err(AnalysisError::Internal { source: "no verdict".into() })
        }
    }

    /// Begins when the test lets it.
    #[derive(Debug)]
    struct Held(std::sync::Mutex<Option<std::sync::mpsc::Receiver<()>>>);

    impl Analyzer for Held {
        fn begin(&self, _: &Challenge, _: u8) -> Box<dyn RunningAnalysis> {
            self.0.lock().unwrap().take().unwrap().recv().unwrap();
            Box::new(Obedient)
        }
    }

    const NOW: EpochMillis = EpochMillis::new(0);

    fn challenge() -> Challenge {
        testkit::challenge(ChallengeKind::FaceMovement, VGA)
    }

    fn worker() -> Worker {
        Worker::start(Arc::new(Obedient), challenge(), 0)
    }

    async fn check(slices: &[&'static [u8]], expected: &str) {
        let mut worker = worker();
        for slice in slices {
            worker.video(Bytes::from_static(slice), None, NOW).await;
        }
        worker.finish().await;
        assert_eq!(worker.outcome().await.unwrap_err().to_string(), expected);
    }

    #[tokio::test]
    async fn a_panic_becomes_an_error() {
        check(&[b"fine", b"panic", b"after"], "the analysis panicked: as told").await;
    }

    #[tokio::test]
    async fn an_analysis_that_ended_takes_the_rest_without_blocking() {
        let mut slices: Vec<&'static [u8]> = vec![b"refuse"];
        slices.resize(2 * MAX_QUEUED_EVENTS, &[0; 64 * 1024]);
        check(&slices, "the video cannot be used").await;
    }

    #[tokio::test]
    async fn the_verdict_comes_after_the_finish() {
        check(&[b"fine"], "the analysis failed").await;
    }

    #[tokio::test]
    async fn a_full_queue_makes_the_client_wait() {
        let (go, stay) = std::sync::mpsc::channel();
        let stay = std::sync::Mutex::new(Some(stay));
        let worker = Worker::start(Arc::new(Held(stay)), challenge(), 0);
        let half = Bytes::from(vec![0; MAX_QUEUED_BYTES / 2]);
        worker.video(half.clone(), None, NOW).await;
        worker.video(half.clone(), None, NOW).await;
        let mut third = Box::pin(worker.video(half, None, NOW));
        assert!(futures_util::poll!(third.as_mut()).is_pending(), "two halves fill the queue");
        go.send(()).unwrap();
        third.await;
    }

    #[tokio::test]
    async fn a_dropped_queue_abandons_the_analysis() {
        let Worker { queue, room: _, thread } = worker();
        drop(queue);
        assert!(matches!(thread.await.unwrap(), Err(WorkerError::Abandoned)));
    }
}
