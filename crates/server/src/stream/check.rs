//! Carries out one check: what the session's state machine orders, on one connection.
//!
//! In: an admitted client. Out: its result in the store and the end of its connection.
//! Never: decides; deadlines, order and close codes come from the session's machine.

use crate::Clock;
use crate::analysis::{AnalysisError, Analyzer};
use crate::convert::{self, server_event, validation};
use crate::node::Node;
use crate::records;
use crate::stream::admission::Admitted;
use crate::stream::inbox::{Inbox, Input};
use crate::stream::link::{Ending, FromClient, Link};
use crate::stream::worker::{Worker, WorkerError};
use bytes::Bytes;
use catchlight_session::{Action, AnalysisFailure, CloseCode, Event, FailureReason};
use catchlight_store::CheckResult;
use catchlight_types::{Challenge, ClientClaim, EpochMillis, SessionStatus};
use catchlight_wire::error::{AwsError, AwsErrorKind};
use catchlight_wire::eventstream::ServerEvent;
use std::sync::Arc;
use std::time::Duration;

/// One check on one connection.
#[derive(Debug)]
pub(crate) struct Check<L> {
    node: Arc<Node>,
    admitted: Admitted,
    link: L,
    inbox: Inbox,
    challenge: Option<Challenge>,
    worker: Option<Worker>,
    outcome: Option<CheckResult>,
    ending: Option<Ending>,
    client_closed: bool,
    video_ended_at: Option<EpochMillis>,
}

/// What woke the check up.
enum Wakeup {
    Client(FromClient),
    Analysis(Box<Result<CheckResult, WorkerError>>),
    Deadline,
    Stop,
}

/// The content of a client's event, for the actions that hand it to the analysis.
enum Payload {
    Nothing,
    Slice { slice: Bytes, claimed_at: Option<EpochMillis> },
    Claim(ClientClaim),
}

impl<L: Link> Check<L> {
    /// A check of a client that was admitted to a session.
    pub(crate) const fn new(node: Arc<Node>, admitted: Admitted, link: L, inbox: Inbox) -> Self {
        Self {
            node,
            admitted,
            link,
            inbox,
            challenge: None,
            worker: None,
            outcome: None,
            ending: None,
            client_closed: false,
            video_ended_at: None,
        }
    }

    /// Runs the check from `start` until its connection ends.
    pub(crate) async fn run(mut self, start: Event) {
        self.on(start, Payload::Nothing).await;
        let ending = loop {
            if let Some(ending) = self.ending {
                break ending;
            }
            match self.wake().await {
                Wakeup::Client(received) => self.on_client(received).await,
                Wakeup::Analysis(result) => self.on_analysis(*result).await,
                Wakeup::Deadline => self.on(Event::Tick, Payload::Nothing).await,
                Wakeup::Stop => self.on(Event::ServerStopping, Payload::Nothing).await,
            }
        };
        self.link.end(ending).await;
    }

    async fn wake(&mut self) -> Wakeup {
        let clock = &self.node.parts.clock;
        let deadline = self.admitted.session.deadline();
        let ring = async {
            match deadline {
                Some(deadline) => clock.sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let analysis = async {
            match &mut self.worker {
                Some(worker) => worker.outcome().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            result = analysis => Wakeup::Analysis(Box::new(result)),
            () = ring => Wakeup::Deadline,
            () = self.node.stop_requested() => Wakeup::Stop,
            received = self.link.receive() => Wakeup::Client(received),
        }
    }

    async fn on_client(&mut self, received: FromClient) {
        match received {
            FromClient::Bytes(bytes) => self.on_bytes(&bytes).await,
            FromClient::Message(bytes) => {
                self.on_bytes(&bytes).await;
                // No component splits a message, so the rest of this one would never come.
                if self.ending.is_none() && !self.inbox.is_between_messages() {
                    self.on_refused(&validation("the frame holds less than a whole message")).await;
                }
            }
            FromClient::Ended => self.on(Event::VideoEnd, Payload::Nothing).await,
            FromClient::Closed(code) => {
                self.client_closed = true;
                self.on(Event::ClientClosed { code: code.unwrap_or(NO_CODE) }, Payload::Nothing).await;
            }
            FromClient::Refused(text) => self.on_refused(&validation(text)).await,
            FromClient::Broken => {
                self.on(Event::ConnectionLost, Payload::Nothing).await;
                self.ending.get_or_insert(Ending::Lost);
            }
        }
    }

    async fn on_bytes(&mut self, bytes: &[u8]) {
        self.inbox.push(bytes);
        while self.ending.is_none() {
            match self.inbox.next(self.node.parts.clock.now()) {
                Ok(None) => return,
                Ok(Some(Input::Nothing)) => {}
                Ok(Some(Input::VideoEnd)) => self.on(Event::VideoEnd, Payload::Nothing).await,
                Ok(Some(Input::Slice { slice, claimed_at })) => {
                    let event = Event::VideoSlice { bytes: slice.len() };
                    self.on(event, Payload::Slice { slice, claimed_at }).await;
                }
                Ok(Some(Input::Claim { kind, claim })) => {
                    self.on(Event::Claim { kind, claim: claim.clone() }, Payload::Claim(claim)).await;
                }
                Err(error) => self.on_refused(&error).await,
            }
        }
    }

    /// The machine knows only that a message was bad; the exception says what was wrong with it.
    async fn on_refused(&mut self, error: &AwsError) {
        tracing::info!(session = %self.admitted.id, %error, "rejected a message of the client");
        let actions = self.admitted.session.on(Event::BadMessage, self.node.parts.clock.now());
        for action in actions {
            match action {
                Action::SendException(_) => self.send(&server_event::exception(error)).await,
                action => self.perform(vec![action], Payload::Nothing).await,
            }
        }
    }

    async fn on_analysis(&mut self, result: Result<CheckResult, WorkerError>) {
        self.worker = None;
        let event = match result {
            Ok(outcome) => {
                self.outcome = Some(outcome);
                Event::AnalysisDone
            }
            Err(error) => {
                tracing::warn!(session = %self.admitted.id, error = &error as &dyn std::error::Error, "the check has no verdict");
                Event::AnalysisFailed(failure_of(&error))
            }
        };
        self.on(event, Payload::Nothing).await;
    }

    async fn on(&mut self, event: Event, payload: Payload) {
        let actions = self.admitted.session.on(event, self.node.parts.clock.now());
        self.perform(actions, payload).await;
    }

    async fn perform(&mut self, actions: Vec<Action>, payload: Payload) {
        let mut payload = Some(payload);
        for action in actions {
            match action {
                Action::SendChallenge(agreement) => self.send(&server_event::challenge(agreement)).await,
                Action::SendSessionInformation(challenge) => self.begin(*challenge).await,
                Action::AnalyseSlice | Action::AnalyseClaim => {
                    self.pass_on(payload.take().unwrap_or(Payload::Nothing)).await;
                }
                Action::FinishAnalysis => self.finish_analysis().await,
                Action::DropAnalysis => {
                    self.challenge = None;
                    self.worker = None;
                }
                Action::PersistResult => {
                    if let Err(error) = self.persist_result().await {
                        self.send(&server_event::exception(&error)).await;
                        self.ending = Some(Ending::Failed);
                        return;
                    }
                }
                Action::PersistStatus(status, reason) => {
                    persist_status(&self.node, &self.admitted, status, reason).await
                }
                Action::SendDisconnection => {
                    self.send(&server_event::disconnection(self.node.parts.clock.now())).await;
                }
                Action::SendException(exception) => {
                    self.send(&server_event::exception(&convert::exception(&exception))).await;
                }
                Action::Close(code) => self.ending = Some(self.ending_of(code)),
            }
        }
    }

    const fn ending_of(&self, code: CloseCode) -> Ending {
        match code {
            CloseCode::AfterException => Ending::Failed,
            CloseCode::Normal if self.client_closed => Ending::ClientClosed,
            CloseCode::Normal => Ending::Completed,
        }
    }

    async fn begin(&mut self, challenge: Challenge) {
        if let Err(error) = records::note_challenge(&self.node, &self.admitted.id, &challenge).await {
            tracing::error!(session = %self.admitted.id, %error, "cannot store the challenge");
        }
        self.send(&server_event::session_information(&challenge)).await;
        self.challenge = Some(challenge);
    }

    /// A person may read the start screen for minutes, so the thread is taken only when there is work for it.
    fn start_worker(&mut self) {
        let Some(challenge) = self.challenge.take() else { return };
        let analyzer: Arc<dyn Analyzer> = match self.admitted.chosen {
            Some(chosen) => Arc::new(chosen),
            None => Arc::clone(&self.node.parts.analyzer),
        };
        self.worker = Some(Worker::start(analyzer, challenge, self.admitted.audit_images));
    }

    async fn pass_on(&mut self, payload: Payload) {
        self.start_worker();
        let now = self.node.parts.clock.now();
        let (Some(worker), Some(deadline)) = (&self.worker, self.admitted.session.deadline()) else { return };
        let pass = async {
            match payload {
                Payload::Slice { slice, claimed_at } => worker.video(slice, claimed_at, now).await,
                Payload::Claim(claim) => worker.claim(claim, now).await,
                Payload::Nothing => {}
            }
        };
        until_deadline(&self.node.parts.clock, deadline, pass).await;
    }

    async fn finish_analysis(&mut self) {
        self.video_ended_at = Some(self.node.parts.clock.now());
        let (Some(worker), Some(deadline)) = (&self.worker, self.admitted.session.deadline()) else { return };
        until_deadline(&self.node.parts.clock, deadline, worker.finish()).await;
    }

    async fn persist_result(&mut self) -> Result<(), AwsError> {
        let Some(outcome) = self.outcome.take() else { return Err(AwsErrorKind::Internal.into()) };
        records::succeed(&self.node, &self.admitted.id, &outcome).await?;
        if let Some(ended_at) = self.video_ended_at {
            let wait_secs = self.node.parts.clock.now().seconds_since(ended_at).max(0.0);
            self.node.metrics.verdict_after(Duration::from_secs_f64(wait_secs));
        }
        Ok(())
    }

    async fn send(&mut self, event: &ServerEvent) {
        if !self.link.tell(event).await {
            tracing::debug!(session = %self.admitted.id, "the client has disconnected");
        }
    }
}

/// A client that came too late has no say in what another one is doing.
async fn persist_status(
    node: &Node,
    admitted: &Admitted,
    status: SessionStatus,
    reason: Option<FailureReason>,
) {
    if !admitted.owns_session {
        return;
    }
    if let Err(error) = records::finish(node, &admitted.id, status, reason).await {
        tracing::error!(session = %admitted.id, %error, "cannot store the status of the session");
    }
}

/// A hung analysis must not hold the connection: at the deadline the next tick ends the check.
async fn until_deadline(clock: &Clock, deadline: EpochMillis, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        () = clock.sleep_until(deadline) => tracing::warn!("the analysis is too slow; stopped waiting for it"),
    }
}

fn failure_of(error: &WorkerError) -> AnalysisFailure {
    match error {
        WorkerError::Analysis(AnalysisError::Video { .. }) => AnalysisFailure::Video,
        WorkerError::Analysis(_) | WorkerError::Panicked { .. } | WorkerError::Abandoned => {
            AnalysisFailure::Internal
        }
    }
}

/// RFC 6455: what a close without a code is taken for.
const NO_CODE: u16 = 1005;
