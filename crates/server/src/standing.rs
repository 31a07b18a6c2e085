//! The state of a check on the page.
//!
//! In: its row, its attempts and `now`. Out: what the person may do next. Never: the verdict of a session.

use crate::limits::MAX_PAGE_ATTEMPTS;
use catchlight_session::pause_after;
use catchlight_store::{Attempt, PageCheck};
use catchlight_types::{EpochMillis, SessionId, SessionStatus};

/// What a person may do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Begin.
    Ready,
    /// Wait for the attempt that runs, here or on another device.
    Running,
    /// Try again.
    Again,
    /// Try again at this moment.
    Wait(EpochMillis),
    /// Return to the application: this session has a result, which is for the application.
    Done(SessionId),
    /// Return to the application: the person cancelled.
    Cancelled,
    /// Return to the application: the time or the attempts are used up.
    Expired,
}

impl Standing {
    pub(crate) fn of(check: &PageCheck, attempts: &[Attempt], now: EpochMillis) -> Self {
        let first = |status| attempts.iter().find(|attempt| attempt.status == Some(status));
        if let Some(done) = first(SessionStatus::Succeeded) {
            return Self::Done(done.session.clone());
        }
        if check.cancelled_at.is_some() {
            return Self::Cancelled;
        }
        if first(SessionStatus::InProgress).is_some() {
            return Self::Running;
        }
        if now >= check.expires_at || attempts.len() >= MAX_PAGE_ATTEMPTS {
            return Self::Expired;
        }
        if attempts.is_empty() {
            return Self::Ready;
        }
        let failures: Vec<EpochMillis> = attempts.iter().map(|attempt| attempt.created_at).collect();
        match pause_after(&failures) {
            Some(end) if end >= check.expires_at => Self::Expired,
            Some(end) if now < end => Self::Wait(end),
            _ => Self::Again,
        }
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Again => "again",
            Self::Wait(_) => "wait",
            Self::Done(_) => "done",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Whether another attempt may begin now.
    pub(crate) const fn allows_attempt(&self) -> bool {
        matches!(self, Self::Ready | Self::Again)
    }

    /// Whether nothing more will happen.
    pub(crate) const fn is_final(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Cancelled | Self::Expired)
    }
}
