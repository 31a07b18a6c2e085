//! One check from the first message to the last, on either transport.
//!
//! In: an open stream and someone who answers the challenge. Out: how the check ended.
//! Never: reads and writes one after the other; an exception is heard while video is still being sent.

use crate::convert;
use crate::limits::{CLOSE_GRACE, VERDICT_TIMEOUT};
use crate::performance::Shift;
use crate::signer::EventChain;
use crate::{
    ClientError, ClientSettings, Pace, Performance, PerformedEvent, PerformerError, ServiceException,
    TimedEvent,
};
use bytes::Bytes;
use catchlight_types::{Challenge, ChallengeKind, ChallengeVersion, EpochMillis, FrameSize, SessionId};
use catchlight_wire::eventstream::{Frame, ServerChallenge, ServerEvent};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};

/// How a client takes part in a check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOpening {
    /// The session.
    pub session_id: SessionId,
    /// Size of the video that will be sent.
    pub video: FrameSize,
    /// Challenges that the client can carry out.
    pub supported: Vec<(ChallengeKind, ChallengeVersion)>,
    /// What the client calls itself, printable ASCII.
    pub user_agent: String,
    /// How it streams.
    pub transport: Transport,
}

/// How a client streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// A WebSocket at a presigned URL.
    WebSocket,
    /// The bodies of an HTTP/1.1 exchange.
    Http1,
    /// The bodies of an HTTP/2 exchange.
    Http2,
}

/// How far a check is.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// The stream is open.
    Connected,
    /// The task is known; the performer now answers it.
    Task(&'a Challenge),
    /// Sending has begun.
    Began,
    /// One more event was taken.
    Sent {
        /// Bytes of video in it.
        video_bytes: usize,
    },
    /// Everything was sent; the service decides.
    AllSent,
}

/// How a check ended.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOutcome {
    /// The task.
    pub challenge: Challenge,
    /// When the service declared the check over, by its clock; `None` when the client left.
    pub disconnected_at: Option<EpochMillis>,
    /// From the last byte sent to the DisconnectionEvent; `None` when it came before or the client left.
    pub verdict_wait: Option<Duration>,
    /// Close code of the service, when it closed a WebSocket in time.
    pub close_code: Option<u16>,
}

/// An open stream.
pub(crate) struct CheckStream<O, I> {
    pub(crate) outgoing: O,
    pub(crate) incoming: I,
    pub(crate) chain: EventChain,
}

/// The sending half of a stream.
pub(crate) trait Outgoing: Send {
    /// Whether the stream ends with an envelope that holds nothing.
    const ENDS_WITH_EMPTY_ENVELOPE: bool;

    /// Sends one message; returns when the connection has taken it.
    fn send(&mut self, message: Bytes) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// Says that nothing more will come.
    fn finish(&mut self) -> impl Future<Output = Result<(), ClientError>> + Send;

    /// Closes the connection with a code.
    fn close(&mut self, code: u16) -> impl Future<Output = Result<(), ClientError>> + Send;
}

/// The receiving half of a stream. Waiting may be given up and begun again.
pub(crate) trait Incoming: Send {
    fn receive(&mut self) -> impl Future<Output = Result<Received, ClientError>> + Send;
}

/// What came from the service.
#[derive(Debug)]
pub(crate) enum Received {
    Frame(Frame),
    Ended { close_code: Option<u16> },
}

impl CheckOpening {
    /// Takes part over a WebSocket, with every challenge that there is.
    #[must_use]
    pub fn new(session_id: SessionId, video: FrameSize) -> Self {
        let version = |major| ChallengeVersion { major, minor: 0, patch: 0 };
        Self {
            session_id,
            video,
            supported: vec![
                (ChallengeKind::FaceMovementAndLight, version(2)),
                (ChallengeKind::FaceMovement, version(1)),
            ],
            user_agent: USER_AGENT.to_owned(),
            transport: Transport::WebSocket,
        }
    }

    /// The list in the form of the API.
    pub(crate) fn challenge_versions(&self) -> String {
        let versions = self.supported.iter().map(|(kind, version)| format!("{}_{version}", kind.name()));
        versions.collect::<Vec<_>>().join(",")
    }
}

/// Carries out a check on an open stream.
pub(crate) async fn run<O: Outgoing, I: Incoming, P>(
    stream: CheckStream<O, I>,
    opening: &CheckOpening,
    settings: &ClientSettings,
    performer: P,
    progress: &(dyn Fn(Progress<'_>) + Send + Sync),
) -> Result<CheckOutcome, ClientError>
where
    P: FnOnce(&Challenge) -> Result<Performance, PerformerError> + Send + 'static,
{
    let CheckStream { mut outgoing, incoming, chain } = stream;
    let mut listener = Listener { incoming, exception: None };
    progress(Progress::Connected);
    let challenge = within(settings.stall_timeout, "task", listener.task(opening)).await?;
    progress(Progress::Task(&challenge));
    let asked = challenge.clone();
    let performing = tokio::task::spawn_blocking(move || performer(&asked));
    let performance = tokio::select! {
        performance = performing => performance,
        early = listener.disconnection() => {
            let disconnected_at = Some(early?);
            let close_code = listener.close_code().await;
            return Ok(CheckOutcome { challenge, disconnected_at, verdict_wait: None, close_code });
        }
    };
    let performance = match performance.map_err(PerformerError::from).and_then(|performed| performed) {
        Ok(performance) => performance,
        Err(source) => {
            close(&mut outgoing, RUNTIME_ERROR).await?;
            return Err(ClientError::Performer { source });
        }
    };
    let mut sender = Sender { outgoing, chain, kind: challenge.kind, settings, progress };
    let ending = converse(&mut sender, &mut listener, performance).await?;
    let close_code = listener.close_code().await;
    if close_code.is_none() {
        close(&mut sender.outgoing, NORMAL).await?;
    }
    let (disconnected_at, verdict_wait) = match ending {
        Ending::Left => (None, None),
        Ending::Decided { at, wait } => (Some(at), wait),
    };
    Ok(CheckOutcome { challenge, disconnected_at, verdict_wait, close_code })
}

enum Ending {
    Left,
    Decided { at: EpochMillis, wait: Option<Duration> },
}

/// Sends everything and waits for the verdict, listening all the time.
async fn converse<O: Outgoing, I: Incoming>(
    sender: &mut Sender<'_, O>,
    listener: &mut Listener<I>,
    performance: Performance,
) -> Result<Ending, ClientError> {
    let sent = tokio::select! {
        sent = sender.send_all(performance) => sent,
        early = listener.disconnection() => return Ok(Ending::Decided { at: early?, wait: None }),
    };
    match sent {
        Ok(Sent::Left) => return Ok(Ending::Left),
        Ok(Sent::All) => {}
        Err(error) => {
            // A service that closes has said why before, and that is worth more than the broken pipe.
            return match timeout(CLOSE_GRACE, listener.disconnection()).await {
                Ok(Ok(at)) => Ok(Ending::Decided { at, wait: None }),
                Ok(Err(said @ ClientError::Service { .. })) => Err(said),
                Ok(Err(_)) | Err(_) => Err(error),
            };
        }
    }
    let all_sent = Instant::now();
    let at = within(VERDICT_TIMEOUT, "DisconnectionEvent", listener.disconnection()).await?;
    Ok(Ending::Decided { at, wait: Some(all_sent.elapsed()) })
}

/// Waits no longer than that for something of this name.
async fn within<T>(
    limit: Duration,
    what: &'static str,
    wait: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
    match timeout(limit, wait).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ClientError::TimedOut { what, seconds: limit.as_secs() }),
    }
}

/// Closes the connection; who does not read does not hear of it, and the connection is dropped.
async fn close<O: Outgoing>(outgoing: &mut O, code: u16) -> Result<(), ClientError> {
    timeout(CLOSE_GRACE, outgoing.close(code)).await.unwrap_or(Ok(()))
}

struct Sender<'a, O> {
    outgoing: O,
    chain: EventChain,
    kind: ChallengeKind,
    settings: &'a ClientSettings,
    progress: &'a (dyn Fn(Progress<'_>) + Send + Sync),
}

enum Sent {
    All,
    Left,
}

impl<O: Outgoing> Sender<'_, O> {
    async fn send_all(&mut self, performance: Performance) -> Result<Sent, ClientError> {
        let Performance { begins_at, events, pace } = performance;
        let (start, shift) = (Instant::now(), Shift::new(begins_at, (self.settings.clock)()));
        (self.progress)(Progress::Began);
        let mut ended = false;
        for TimedEvent { at, event } in events {
            if pace == Pace::RealTime {
                let offset = at.as_millis().saturating_sub(begins_at.as_millis());
                sleep_until(start + Duration::from_millis(u64::try_from(offset).unwrap_or(0))).await;
            }
            if let PerformedEvent::Leave { close_code } = event {
                close(&mut self.outgoing, close_code).await?;
                return Ok(Sent::Left);
            }
            ended = self.send(shifted(event, shift)).await?;
        }
        if !ended {
            let claimed_at = Some((self.settings.clock)());
            self.send(PerformedEvent::Video { slice: Bytes::new(), claimed_at }).await?;
        }
        if O::ENDS_WITH_EMPTY_ENVELOPE {
            let end = self.chain.seal_end((self.settings.clock)())?;
            self.pass_on(end).await?;
        }
        within(self.settings.stall_timeout, PROGRESS, self.outgoing.finish()).await?;
        (self.progress)(Progress::AllSent);
        Ok(Sent::All)
    }

    /// Sends an event; whether it ended the video.
    async fn send(&mut self, event: PerformedEvent) -> Result<bool, ClientError> {
        let video_bytes = match &event {
            PerformedEvent::Video { slice, .. } => Some(slice.len()),
            PerformedEvent::Claim(_) | PerformedEvent::Leave { .. } => None,
        };
        let Some(event) = convert::client_event(&event, self.kind) else { return Ok(false) };
        if let Some(message) = self.chain.seal(&event, (self.settings.clock)())? {
            self.pass_on(message).await?;
        }
        (self.progress)(Progress::Sent { video_bytes: video_bytes.unwrap_or(0) });
        Ok(video_bytes == Some(0))
    }

    /// Gives a message to the connection, which holds the performance back while the service does not read.
    async fn pass_on(&mut self, message: Bytes) -> Result<(), ClientError> {
        within(self.settings.stall_timeout, PROGRESS, self.outgoing.send(message)).await
    }
}

fn shifted(event: PerformedEvent, shift: Shift) -> PerformedEvent {
    match event {
        PerformedEvent::Video { slice, claimed_at } => {
            PerformedEvent::Video { slice, claimed_at: claimed_at.map(|at| shift.time(at)) }
        }
        PerformedEvent::Claim(claim) => PerformedEvent::Claim(shift.claim(claim)),
        leave @ PerformedEvent::Leave { .. } => leave,
    }
}

/// Hears what the service says. Its waits may be given up at any time without losing anything.
struct Listener<I> {
    incoming: I,
    exception: Option<ServiceException>,
}

impl<I: Incoming> Listener<I> {
    /// Waits for the task.
    async fn task(&mut self, opening: &CheckOpening) -> Result<Challenge, ClientError> {
        let mut announced = None;
        loop {
            match self.event().await? {
                ServerEvent::Challenge(event) => announced = Some(event.version),
                ServerEvent::SessionInformation(task) => {
                    let version = version(&task, announced.as_deref(), opening)?;
                    let challenge = task.to_challenge(version, opening.video);
                    return challenge
                        .map_err(|error| ClientError::InvalidResponse { problem: error.to_string() });
                }
                ServerEvent::Disconnection { .. } => {
                    return Err(ClientError::EndedEarly { close_code: None });
                }
                ServerEvent::Exception(_) | ServerEvent::Other { .. } => {}
            }
        }
    }

    /// Waits until the service declares the check over.
    async fn disconnection(&mut self) -> Result<EpochMillis, ClientError> {
        loop {
            if let ServerEvent::Disconnection { timestamp_millis } = self.event().await? {
                return Ok(EpochMillis::new(timestamp_millis));
            }
        }
    }

    /// The next event; an exception and the end of the stream are errors.
    async fn event(&mut self) -> Result<ServerEvent, ClientError> {
        loop {
            if let Some(exception) = &self.exception {
                let exception = exception.clone();
                let close_code = self.close_code().await;
                return Err(ClientError::Service { exception, status: None, request_id: None, close_code });
            }
            match self.incoming.receive().await? {
                Received::Ended { close_code } => return Err(ClientError::EndedEarly { close_code }),
                Received::Frame(frame) => match ServerEvent::from_frame(&frame)? {
                    ServerEvent::Exception(said) => {
                        self.exception = Some(said.into());
                    }
                    event => return Ok(event),
                },
            }
        }
    }

    /// Waits a little for the service to close; its code if it closed a WebSocket with one.
    async fn close_code(&mut self) -> Option<u16> {
        let closed = async {
            loop {
                match self.incoming.receive().await {
                    Ok(Received::Ended { close_code }) => return close_code,
                    Ok(Received::Frame(_)) => {}
                    Err(_) => return None,
                }
            }
        };
        timeout(CLOSE_GRACE, closed).await.unwrap_or_default()
    }
}

/// The version that the service announced; without an announcement the client's own for this kind, as old
/// versions go without one.
fn version(
    task: &ServerChallenge,
    announced: Option<&str>,
    opening: &CheckOpening,
) -> Result<ChallengeVersion, ClientError> {
    let kind = task.kind();
    let own =
        || opening.supported.iter().find(|(supported, _)| *supported == kind).map(|(_, version)| *version);
    let found = match announced {
        Some(text) => text.parse().ok(),
        None => own(),
    };
    found.ok_or_else(|| ClientError::InvalidResponse {
        problem: format!("it has an unknown version of {}", kind.name()),
    })
}

const USER_AGENT: &str = concat!("catchlight-client/", env!("CARGO_PKG_VERSION"));
/// What the client waits for when a service does not read.
const PROGRESS: &str = "progress of the stream";
const NORMAL: u16 = 1000;
/// What the clients of AWS send when they fail themselves.
const RUNTIME_ERROR: u16 = 4005;
