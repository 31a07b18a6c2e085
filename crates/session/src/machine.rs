//! One check from its creation to its end.
//!
//! In: events with `now`. Out: the actions to carry out, in order; each waits for the one before it.
//! Never: sockets, the clock, pixels. The caller asks for [`Session::deadline`] and sends [`Event::Tick`] then.

use crate::{
    ANALYSIS_TIMEOUT, Agreement, AnalysisFailure, CloseCode, END_GRACE, ExceptionKind, FailureReason,
    OVAL_FIT_GRACE, Seed, StreamException, negotiate, plan_challenge,
};
use catchlight_types::{
    Challenge, ChallengeKind, ClientClaim, EpochMillis, FrameSize, MAX_RECORDING, MAX_VIDEO_BYTES,
    SESSION_LIFE, SessionSettings, SessionStatus, VersionedChallenge,
};
use std::time::Duration;

/// Something that happened to a check.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A client connected and the store let it be the one that starts this session.
    Connected {
        /// What the client supports.
        supported: Vec<VersionedChallenge>,
        /// The size of the video that it will send.
        video: FrameSize,
        /// Entropy for the plan.
        seed: Seed,
    },
    /// A client connected, but another one had started this session before.
    ConnectedTooLate,
    /// A piece of video with at least one byte.
    VideoSlice {
        /// Its length, bytes.
        bytes: usize,
    },
    /// The empty piece that ends the video.
    VideoEnd,
    /// A report of the client.
    Claim {
        /// The challenge that the report is about.
        kind: ChallengeKind,
        /// What it says.
        claim: ClientClaim,
    },
    /// A message that cannot be read or is not signed as it should be.
    BadMessage,
    /// The client closed the connection with this code.
    ClientClosed {
        /// Its close code.
        code: u16,
    },
    /// The connection ended without a close.
    ConnectionLost,
    /// The analysis has a verdict.
    AnalysisDone,
    /// The analysis gave up.
    AnalysisFailed(AnalysisFailure),
    /// The server is stopping.
    ServerStopping,
    /// The deadline may have passed.
    Tick,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Send the challenge event.
    SendChallenge(Agreement),
    /// Send the session information; begin the analysis with the same challenge.
    SendSessionInformation(Box<Challenge>),
    /// Pass the video slice of this event on to the analysis.
    AnalyseSlice,
    /// Pass the report of this event on to the analysis.
    AnalyseClaim,
    /// Tell the analysis that the video is complete and wait for its outcome.
    FinishAnalysis,
    /// Give the analysis up and forget its evidence.
    DropAnalysis,
    /// Store the outcome together with SUCCEEDED; it must be readable before the next action.
    PersistResult,
    /// Store a status that has no result.
    PersistStatus(SessionStatus, Option<FailureReason>),
    /// Send the event that ends a check.
    SendDisconnection,
    /// Send an exception.
    SendException(StreamException),
    /// Close the connection, or answer the client's close, with this code.
    Close(CloseCode),
}

/// The life of one check.
#[derive(Debug, Clone)]
pub struct Session {
    settings: SessionSettings,
    expires_at: EpochMillis,
    phase: Phase,
}

#[derive(Debug, Clone, PartialEq)]
enum Phase {
    Created,
    Recording(Recording),
    Analysing { give_up_at: EpochMillis },
    Ended(SessionStatus),
}

/// From the session information to the end of the video. The person may read the start screen for minutes, so
/// only the life of the session bounds the time before the first slice or report.
#[derive(Debug, Clone, PartialEq)]
struct Recording {
    kind: ChallengeKind,
    oval_fit: Duration,
    video_bytes: usize,
    recording_ends_at: Option<EpochMillis>,
    silence: Silence,
}

/// What the client has to report next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    Allowed,
    FitDueAt(EpochMillis),
    EndDueAt(EpochMillis),
}

impl Session {
    /// Begins the life of a session that was created at `created_at`.
    #[must_use]
    pub fn new(settings: SessionSettings, created_at: EpochMillis) -> Self {
        Self { settings, expires_at: created_at.plus(SESSION_LIFE), phase: Phase::Created }
    }

    /// Where the check stands.
    #[must_use]
    pub const fn status(&self) -> SessionStatus {
        match self.phase {
            Phase::Created => SessionStatus::Created,
            Phase::Recording(_) | Phase::Analysing { .. } => SessionStatus::InProgress,
            Phase::Ended(status) => status,
        }
    }

    /// When the next [`Event::Tick`] is due; `None` after the end.
    #[must_use]
    pub fn deadline(&self) -> Option<EpochMillis> {
        match &self.phase {
            Phase::Created => Some(self.expires_at),
            Phase::Recording(recording) => {
                let due = recording.silence_ends_at().into_iter().chain(recording.recording_ends_at);
                Some(due.fold(self.expires_at, EpochMillis::min))
            }
            Phase::Analysing { give_up_at } => Some(*give_up_at),
            Phase::Ended(_) => None,
        }
    }

    /// Takes an event and returns what is to be done, in order.
    #[must_use]
    pub fn on(&mut self, event: Event, now: EpochMillis) -> Vec<Action> {
        if matches!(self.phase, Phase::Ended(_)) {
            return after_the_end(&event);
        }
        // A client that has gone needs no exception, and a verdict in hand needs no time limit.
        let timely =
            matches!(event, Event::ClientClosed { .. } | Event::ConnectionLost | Event::AnalysisDone);
        if !timely && let Some(actions) = self.on_time(now) {
            return actions;
        }
        match event {
            Event::Connected { supported, video, seed } => self.start(&supported, video, &seed),
            Event::ConnectedTooLate => refuse_second(),
            Event::VideoSlice { bytes } => self.take_slice(bytes, now),
            Event::VideoEnd => self.finish_video(now),
            Event::Claim { kind, claim } => self.take_claim(kind, &claim, now),
            Event::BadMessage => self.fail(FailureReason::BadMessage, "the message cannot be read"),
            Event::ClientClosed { code } => self.end_by_client(FailureReason::from_close_code(code)),
            Event::ConnectionLost => self.end_without_client(FailureReason::ConnectionLost),
            Event::AnalysisDone => self.succeed(),
            Event::AnalysisFailed(AnalysisFailure::Video) => {
                self.fail(FailureReason::VideoUnusable, "the video is not valid or not supported")
            }
            Event::AnalysisFailed(AnalysisFailure::Internal) => self.fail_internally(),
            Event::ServerStopping => self.fail_with(
                FailureReason::ServerStopped,
                ExceptionKind::Unavailable,
                "the server is stopping; create a new session",
            ),
            Event::Tick => Vec::new(),
        }
    }

    fn start(&mut self, supported: &[VersionedChallenge], video: FrameSize, seed: &Seed) -> Vec<Action> {
        if self.phase != Phase::Created {
            return refuse_second();
        }
        let planned = negotiate(&self.settings.preferences, supported).and_then(|agreement| {
            plan_challenge(seed, agreement.kind, agreement.version, video)
                .map(|challenge| (agreement, challenge))
        });
        let (agreement, challenge) = match planned {
            Ok(planned) => planned,
            Err(error) => return self.fail(FailureReason::ChallengeRefused, &error.to_string()),
        };
        self.phase = Phase::Recording(Recording {
            kind: challenge.kind,
            oval_fit: Duration::from_millis(u64::from(challenge.matching.fit_timeout.as_millis())),
            video_bytes: 0,
            recording_ends_at: None,
            silence: Silence::Allowed,
        });
        let mut actions = Vec::new();
        if agreement.announce {
            actions.push(Action::SendChallenge(agreement));
        }
        actions.push(Action::SendSessionInformation(Box::new(challenge)));
        actions
    }

    fn take_slice(&mut self, bytes: usize, now: EpochMillis) -> Vec<Action> {
        let Phase::Recording(recording) = &mut self.phase else {
            return Vec::new();
        };
        recording.video_bytes = recording.video_bytes.saturating_add(bytes);
        if recording.video_bytes > MAX_VIDEO_BYTES {
            return self.fail(FailureReason::VideoTooLarge, "the video is larger than 10 MB");
        }
        recording.recording_ends_at.get_or_insert(now.plus(MAX_RECORDING));
        vec![Action::AnalyseSlice]
    }

    fn take_claim(&mut self, kind: ChallengeKind, claim: &ClientClaim, now: EpochMillis) -> Vec<Action> {
        let Phase::Recording(recording) = &mut self.phase else {
            return Vec::new();
        };
        if kind != recording.kind {
            return self.fail(FailureReason::WrongChallenge, "the report is about another challenge");
        }
        let fits = claim.color.is_some() || claim.target_face.is_some() || claim.video_end.is_some();
        if fits {
            recording.silence = Silence::EndDueAt(now.plus(END_GRACE));
        } else if recording.silence == Silence::Allowed {
            recording.silence = Silence::FitDueAt(now.plus(recording.oval_fit).plus(OVAL_FIT_GRACE));
        }
        vec![Action::AnalyseClaim]
    }

    fn finish_video(&mut self, now: EpochMillis) -> Vec<Action> {
        let Phase::Recording(recording) = &self.phase else {
            return Vec::new();
        };
        if recording.video_bytes == 0 {
            return self.fail(FailureReason::NoVideo, "the video is empty");
        }
        self.phase = Phase::Analysing { give_up_at: now.plus(ANALYSIS_TIMEOUT) };
        vec![Action::FinishAnalysis]
    }

    fn succeed(&mut self) -> Vec<Action> {
        if !matches!(self.phase, Phase::Analysing { .. }) {
            return Vec::new();
        }
        self.phase = Phase::Ended(SessionStatus::Succeeded);
        vec![Action::PersistResult, Action::SendDisconnection, Action::Close(CloseCode::Normal)]
    }

    fn on_time(&mut self, now: EpochMillis) -> Option<Vec<Action>> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return None;
        }
        Some(match &self.phase {
            Phase::Analysing { .. } => self.fail_internally(),
            Phase::Created => self.expire(),
            Phase::Recording(_) if now >= self.expires_at => self.expire(),
            Phase::Recording(recording) => {
                if recording.recording_ends_at.is_some_and(|end| now >= end) {
                    self.fail(FailureReason::RecordingTooLong, "the video is longer than 30 seconds")
                } else if matches!(recording.silence, Silence::FitDueAt(_)) {
                    self.fail(FailureReason::OvalWatchdog, "the face did not fill the oval in time")
                } else {
                    self.fail(FailureReason::MissingEnd, "the end of the video is missing")
                }
            }
            Phase::Ended(_) => Vec::new(),
        })
    }

    fn expire(&mut self) -> Vec<Action> {
        let mut actions = self.end(SessionStatus::Expired, None);
        actions.extend(refusal("the session has expired; create a new one"));
        actions
    }

    fn fail(&mut self, reason: FailureReason, message: &str) -> Vec<Action> {
        self.fail_with(reason, ExceptionKind::Validation, message)
    }

    fn fail_internally(&mut self) -> Vec<Action> {
        self.fail_with(
            FailureReason::AnalysisFailed,
            ExceptionKind::Internal,
            "the check could not be analysed",
        )
    }

    fn fail_with(&mut self, reason: FailureReason, kind: ExceptionKind, message: &str) -> Vec<Action> {
        let mut actions = self.end_without_client(reason);
        actions.push(Action::SendException(StreamException { kind, message: message.to_owned() }));
        actions.push(Action::Close(CloseCode::AfterException));
        actions
    }

    fn end_by_client(&mut self, reason: FailureReason) -> Vec<Action> {
        let mut actions = self.end_without_client(reason);
        actions.push(Action::Close(CloseCode::Normal));
        actions
    }

    fn end_without_client(&mut self, reason: FailureReason) -> Vec<Action> {
        self.end(SessionStatus::Failed, Some(reason))
    }

    fn end(&mut self, status: SessionStatus, reason: Option<FailureReason>) -> Vec<Action> {
        let analysing = matches!(self.phase, Phase::Recording(_) | Phase::Analysing { .. });
        self.phase = Phase::Ended(status);
        let mut actions = Vec::new();
        if analysing {
            actions.push(Action::DropAnalysis);
        }
        actions.push(Action::PersistStatus(status, reason));
        actions
    }
}

impl Recording {
    const fn silence_ends_at(&self) -> Option<EpochMillis> {
        match self.silence {
            Silence::Allowed => None,
            Silence::FitDueAt(at) | Silence::EndDueAt(at) => Some(at),
        }
    }
}

fn refuse_second() -> Vec<Action> {
    refusal("the session is invalid: it was started before")
}

fn refusal(message: &str) -> Vec<Action> {
    let exception = StreamException { kind: ExceptionKind::Validation, message: message.to_owned() };
    vec![Action::SendException(exception), Action::Close(CloseCode::AfterException)]
}

fn after_the_end(event: &Event) -> Vec<Action> {
    match event {
        Event::Connected { .. } | Event::ConnectedTooLate => refusal("the session is invalid: it has ended"),
        Event::ClientClosed { .. } => vec![Action::Close(CloseCode::Normal)],
        Event::VideoSlice { .. }
        | Event::VideoEnd
        | Event::Claim { .. }
        | Event::BadMessage
        | Event::ConnectionLost
        | Event::AnalysisDone
        | Event::AnalysisFailed(_)
        | Event::ServerStopping
        | Event::Tick => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
