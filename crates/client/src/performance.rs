//! What the person in front of the camera does, as the events that a client sends.
//!
//! In: the challenge that the server sent. Out: events with the time of each.
//! Never: the wire; times are the performer's own and are moved to the moment of sending.

use bytes::Bytes;
use catchlight_types::{ClientClaim, EpochMillis};
use std::error::Error;
use std::fmt;

/// Why a challenge could not be answered.
pub type PerformerError = Box<dyn Error + Send + Sync>;

/// How fast the events are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Each at its time, as a camera would.
    RealTime,
    /// One after the other, as fast as the server takes them.
    AsFastAsTaken,
}

/// The answer to a challenge.
pub struct Performance {
    /// The moment at which the first event would have been sent, by the clock of the events' own times. All times
    /// are moved together so that this moment becomes the one at which the sending begins.
    pub begins_at: EpochMillis,
    /// The events in the order of sending. The end of the video follows by itself.
    pub events: Box<dyn Iterator<Item = TimedEvent> + Send>,
    /// How fast they are sent.
    pub pace: Pace,
}

impl fmt::Debug for Performance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Performance")
            .field("begins_at", &self.begins_at)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

/// An event and when it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedEvent {
    /// When it is sent.
    pub at: EpochMillis,
    /// What is sent.
    pub event: PerformedEvent,
}

/// What a client sends.
#[derive(Clone, PartialEq)]
pub enum PerformedEvent {
    /// A slice of the video; an empty one ends it.
    Video {
        /// Container bytes.
        slice: Bytes,
        /// When the client says that it sent the slice.
        claimed_at: Option<EpochMillis>,
    },
    /// What the client did when.
    Claim(ClientClaim),
    /// The client gives up; nothing is sent after it.
    Leave {
        /// Close code, 4000..=4008 as the clients of AWS use them.
        close_code: u16,
    },
}

impl fmt::Debug for PerformedEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Video { slice, claimed_at } => {
                write!(formatter, "Video({} bytes, redacted, at {claimed_at:?})", slice.len())
            }
            Self::Claim(claim) => write!(formatter, "Claim({claim:?})"),
            Self::Leave { close_code } => write!(formatter, "Leave({close_code})"),
        }
    }
}

/// Moves the times of a performance to the time of sending.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shift {
    millis: i64,
}

impl Shift {
    /// What happened at `from` happens at `to`.
    pub(crate) const fn new(from: EpochMillis, to: EpochMillis) -> Self {
        Self { millis: to.as_millis().saturating_sub(from.as_millis()) }
    }

    pub(crate) const fn time(self, time: EpochMillis) -> EpochMillis {
        EpochMillis::new(time.as_millis().saturating_add(self.millis))
    }

    pub(crate) fn claim(self, mut claim: ClientClaim) -> ClientClaim {
        claim.video_start = claim.video_start.map(|time| self.time(time));
        claim.video_end = claim.video_end.map(|time| self.time(time));
        if let Some(face) = &mut claim.initial_face {
            face.detected_at = self.time(face.detected_at);
        }
        if let Some(face) = &mut claim.target_face {
            face.in_position_from = self.time(face.in_position_from);
            face.in_position_until = self.time(face.in_position_until);
        }
        if let Some(color) = &mut claim.color {
            color.shown_at = self.time(color.shown_at);
        }
        claim
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::full_claim;

    #[test]
    fn every_time_of_a_claim_is_moved() {
        let at = EpochMillis::new;
        assert_eq!(Shift::new(at(10), at(1010)).claim(full_claim(at(20))), full_claim(at(1020)));
    }
}
