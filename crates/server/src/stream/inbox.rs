//! What a client sends, one verified event after another.
//!
//! In: bytes of an event stream, with `now`. Out: events whose place in the signature chain is proven.
//! Never: trusts what an event says; that is evidence for the analysis.

use crate::convert::validation;
use bytes::Bytes;
use catchlight_types::{ChallengeKind, ClientClaim, EpochMillis};
use catchlight_wire::error::AwsError;
use catchlight_wire::eventstream::{ClientEvent, Envelope, EventStreamError, Frame, FrameDecoder};
use catchlight_wire::sigv4::EventChain;

/// One event of the client.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Input {
    /// A piece of video.
    Slice {
        /// Its bytes, at least one.
        slice: Bytes,
        /// When the client says that it sent it.
        claimed_at: Option<EpochMillis>,
    },
    /// The end of the video.
    VideoEnd,
    /// A report.
    Claim {
        /// The challenge that it is about.
        kind: ChallengeKind,
        /// What it says.
        claim: ClientClaim,
    },
    /// An event without meaning for a server.
    Nothing,
}

/// Reads the stream of one client.
#[derive(Debug)]
pub(crate) struct Inbox {
    decoder: FrameDecoder,
    chain: EventChain,
}

impl Inbox {
    /// Reads a stream whose first event is signed over the signature that `chain` begins with.
    pub(crate) fn new(chain: EventChain) -> Self {
        Self { decoder: FrameDecoder::new(), chain }
    }

    /// Takes bytes; afterwards [`Self::next`] is called until it has no more.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.decoder.push(bytes);
    }

    /// Whether nothing of a message has come that is not whole.
    pub(crate) fn is_between_messages(&self) -> bool {
        self.decoder.is_between_messages()
    }

    /// The next event, or `None` when more bytes are needed.
    ///
    /// # Errors
    /// The error for the client when the bytes are not an event or the signature is wrong.
    pub(crate) fn next(&mut self, now: EpochMillis) -> Result<Option<Input>, AwsError> {
        let Some(frame) = self.decoder.next_frame().map_err(|error| unreadable(&error))? else {
            return Ok(None);
        };
        self.open(&frame, now).map(Some)
    }

    fn open(&mut self, frame: &Frame, now: EpochMillis) -> Result<Input, AwsError> {
        let envelope = Envelope::open(frame).map_err(|error| unreadable(&error))?;
        self.chain.verify(&envelope, now)?;
        let inner = envelope.inner_frame().map_err(|error| unreadable(&error))?;
        let Some(inner) = inner else { return Ok(Input::Nothing) };
        Ok(match ClientEvent::from_frame(&inner).map_err(|error| unreadable(&error))? {
            ClientEvent::Video(video) if video.video_chunk.is_empty() => Input::VideoEnd,
            ClientEvent::Video(video) => Input::Slice {
                slice: video.video_chunk,
                claimed_at: video.timestamp_millis.map(EpochMillis::new),
            },
            ClientEvent::SessionInformation(information) => {
                Input::Claim { kind: information.kind(), claim: information.claim() }
            }
            ClientEvent::Other => Input::Nothing,
        })
    }
}

fn unreadable(error: &EventStreamError) -> AwsError {
    tracing::debug!(error = error as &dyn std::error::Error, "rejected an event");
    validation(error.to_string())
}
