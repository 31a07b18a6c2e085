//! One recorded check, in memory.

use crate::Label;
use catchlight_types::{Challenge, ClientClaim, EpochMillis, FrameSize, SessionId};
use serde_json::Value;
use std::fmt;
use std::ops::Range;

/// One recorded check.
#[derive(Clone, PartialEq)]
pub struct Recording {
    /// What is known from the outside; held-out recordings come without it.
    pub label: Option<Label>,
    /// What the client asked for when it connected.
    pub session: RecordedSession,
    /// What the server asked of the client.
    pub challenge: Challenge,
    /// What the client sent, in the order of arrival.
    pub events: Vec<TimedEvent>,
    /// Container of the video.
    pub format: VideoFormat,
    /// The video as the client sent it.
    pub video: Vec<u8>,
    /// What the maker of the recording knows about each frame, free form; never for an engine.
    pub truth: Option<Value>,
}

/// What the client asked for when it connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedSession {
    /// The session.
    pub id: SessionId,
    /// The video size that the client announced.
    pub video: FrameSize,
    /// The challenges that the client offered, as in the query of its request.
    pub challenge_versions: String,
    /// Its user agent.
    pub user_agent: String,
}

/// Container of the video, and ending of its file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoFormat {
    /// `.webm`
    WebM,
    /// `.mp4`
    Mp4,
}

impl VideoFormat {
    pub(crate) const ALL: [Self; 2] = [Self::WebM, Self::Mp4];

    /// Ending of the file's name without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::WebM => "webm",
            Self::Mp4 => "mp4",
        }
    }
}

/// Something the client sent, with the time of its arrival.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedEvent {
    /// When it arrived, server clock.
    pub received_at: EpochMillis,
    /// What it was.
    pub event: ClientEvent,
}

/// Something the client sent.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientEvent {
    /// A slice of the video; an empty one ends it.
    Video(VideoSlice),
    /// What the client says about itself.
    Claim(ClientClaim),
}

/// A slice of the video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoSlice {
    /// When the client sent it, client clock.
    pub claimed_at: Option<EpochMillis>,
    /// Which bytes of the video.
    pub bytes: Range<usize>,
}

/// A client event with its bytes, as an engine takes it.
#[derive(Clone, Copy, PartialEq)]
pub enum PlayedEvent<'a> {
    /// A slice of the video; an empty one ends it.
    Video {
        /// Bytes of the container.
        slice: &'a [u8],
        /// When the client sent it, client clock.
        claimed_at: Option<EpochMillis>,
        /// When it arrived, server clock.
        received_at: EpochMillis,
    },
    /// What the client says about itself.
    Claim {
        /// What it says.
        claim: &'a ClientClaim,
        /// When it arrived, server clock.
        received_at: EpochMillis,
    },
}

impl Recording {
    /// The client's events in the order of arrival, each with its bytes.
    pub fn play(&self) -> impl Iterator<Item = PlayedEvent<'_>> {
        self.events.iter().map(|TimedEvent { received_at, event }| match event {
            ClientEvent::Video(slice) => PlayedEvent::Video {
                slice: self.video.get(slice.bytes.clone()).unwrap_or_default(),
                claimed_at: slice.claimed_at,
                received_at: *received_at,
            },
            ClientEvent::Claim(claim) => PlayedEvent::Claim { claim, received_at: *received_at },
        })
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (events, bytes) = (self.events.len(), self.video.len());
        write!(formatter, "Recording({}, {events} events, {bytes} bytes, redacted)", self.session.id)
    }
}

impl fmt::Debug for PlayedEvent<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Video { slice, .. } => write!(formatter, "Video({} bytes, redacted)", slice.len()),
            Self::Claim { claim, .. } => write!(formatter, "Claim({claim:?})"),
        }
    }
}
