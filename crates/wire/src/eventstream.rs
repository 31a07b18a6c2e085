//! Event streams of StartFaceLivenessSession: messages with headers, back to back, each with two checksums.
//!
//! In: bytes of either direction in slices of any size, or typed events. Out: typed events, or encoded messages.
//! Never: signatures are not verified here, only taken out of their envelope; nothing waits, nothing grows
//! beyond [`MAX_EVENT_BYTES`](catchlight_types::MAX_EVENT_BYTES).
//!
//! A client wraps every event into a signed [`Envelope`]; a server answers with plain messages. On a WebSocket
//! each binary frame holds one message; in the bodies of an HTTP exchange they follow one another.

mod client_event;
mod convert;
mod envelope;
mod error;
mod frame;
mod number;
mod one_of;
mod server_event;

pub use client_event::{
    BoundingBox, ClientChallenge, ClientEvent, ClientSessionInformation, ClientSessionInformationEvent,
    ColorDisplayed, FreshnessColor, InitialFace, TargetFace, VideoEvent,
};
pub use convert::TaskError;
pub use envelope::Envelope;
pub use error::EventStreamError;
pub use frame::{Frame, FrameDecoder};
pub use server_event::{
    ChallengeConfig, ChallengeEvent, ColorSequence, DisconnectionEvent, LightChallenge, MovementChallenge,
    OvalParameters, ServerChallenge, ServerEvent, ServerSessionInformationEvent, SessionInformation,
    StreamException,
};

/// The content type of a body that holds an event stream.
pub const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";
