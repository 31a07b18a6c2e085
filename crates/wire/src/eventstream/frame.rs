//! Messages out of a byte stream.
//!
//! In: bytes in slices of any size. Out: whole messages whose checksums fit.
//! Never: waits for a length that cannot be true. The stock decoder checks the prelude only once all announced
//! bytes are there, so a forged length makes it collect up to 4 GiB; here twelve bytes are enough to refuse.

use super::EventStreamError;
use crate::limits::MAX_HEADERS_BYTES;
use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use aws_smithy_types::str_bytes::StrBytes;
use bytes::{Buf, Bytes, BytesMut};
use catchlight_types::{EpochMillis, MAX_EVENT_BYTES};
use std::fmt;

/// Cuts a byte stream into messages.
#[derive(Debug, Default)]
pub struct FrameDecoder {
    buffer: BytesMut,
    lost: bool,
}

impl FrameDecoder {
    /// A decoder at the start of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the stream; afterwards [`Self::next_frame`] is called until it has no more.
    ///
    /// Bytes after a bad message are dropped: nothing can be read from them.
    pub fn push(&mut self, bytes: &[u8]) {
        if !self.lost {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// The next whole message, or `None` when more bytes are needed.
    ///
    /// # Errors
    /// [`EventStreamError`] when the bytes are no message; from then on the stream is [`EventStreamError::Lost`].
    pub fn next_frame(&mut self) -> Result<Option<Frame>, EventStreamError> {
        if self.lost {
            return Err(EventStreamError::Lost);
        }
        let frame = self.cut();
        if frame.is_err() {
            self.lost = true;
            self.buffer = BytesMut::new();
        }
        frame
    }

    /// Whether every byte so far belonged to a whole message, so that a stream may end here.
    #[must_use]
    pub fn is_between_messages(&self) -> bool {
        self.buffer.is_empty() && !self.lost
    }

    fn cut(&mut self) -> Result<Option<Frame>, EventStreamError> {
        let Some(length_bytes) = message_length(&self.buffer)? else { return Ok(None) };
        if self.buffer.len() < length_bytes {
            self.buffer.reserve(length_bytes - self.buffer.len());
            return Ok(None);
        }
        read(self.buffer.split_to(length_bytes).freeze()).map(Some)
    }
}

fn read(whole: Bytes) -> Result<Frame, EventStreamError> {
    let message = read_message_from(whole).map_err(|source| EventStreamError::Damaged { source })?;
    Ok(Frame { message })
}

/// Length of the message that starts here, once its prelude is there and can be true.
fn message_length(buffer: &[u8]) -> Result<Option<usize>, EventStreamError> {
    let Some(mut prelude) = buffer.get(..PRELUDE_BYTES) else { return Ok(None) };
    let checksum = crc32fast::hash(&prelude[..PRELUDE_BYTES - CHECKSUM_BYTES]);
    let length_bytes = as_length(prelude.get_u32());
    let headers_bytes = as_length(prelude.get_u32());
    if prelude.get_u32() != checksum {
        return Err(EventStreamError::PreludeChecksum);
    }
    let Some(room_bytes) = length_bytes.checked_sub(EMPTY_MESSAGE_BYTES) else {
        return Err(EventStreamError::TooShort { length_bytes, least_bytes: EMPTY_MESSAGE_BYTES });
    };
    if length_bytes > MAX_EVENT_BYTES {
        return Err(EventStreamError::TooLong { length_bytes, limit_bytes: MAX_EVENT_BYTES });
    }
    let limit_bytes = room_bytes.min(MAX_HEADERS_BYTES);
    if headers_bytes > limit_bytes {
        return Err(EventStreamError::HeadersTooLong { length_bytes: headers_bytes, limit_bytes });
    }
    Ok(Some(length_bytes))
}

/// A length beyond the address space is a length beyond the limit.
fn as_length(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// One message: headers and a payload. `Debug` prints lengths only, since payloads show people.
#[derive(Clone, PartialEq)]
pub struct Frame {
    message: Message,
}

impl Frame {
    /// Reads bytes that hold exactly one message.
    ///
    /// # Errors
    /// [`EventStreamError`] when they hold anything else.
    pub fn decode(bytes: Bytes) -> Result<Self, EventStreamError> {
        let length_bytes = bytes.len();
        match message_length(&bytes)? {
            Some(announced) if announced == length_bytes => read(bytes),
            Some(announced) if announced < length_bytes => Err(EventStreamError::NotAlone),
            announced => {
                let least_bytes = announced.unwrap_or(EMPTY_MESSAGE_BYTES);
                Err(EventStreamError::TooShort { length_bytes, least_bytes })
            }
        }
    }

    /// Writes the message.
    ///
    /// # Errors
    /// [`EventStreamError`] when it is over a limit, which its reader would refuse as well.
    pub fn encode(&self) -> Result<Bytes, EventStreamError> {
        let mut bytes = Vec::with_capacity(self.message.payload().len() + TYPICAL_HEADERS_BYTES);
        write_message_to(&self.message, &mut bytes).map_err(|source| EventStreamError::Damaged { source })?;
        message_length(&bytes)?;
        Ok(bytes.into())
    }

    /// The message in the type that AWS libraries sign.
    #[must_use]
    pub const fn message(&self) -> &Message {
        &self.message
    }

    /// Wraps a message that an AWS library signed.
    #[must_use]
    pub const fn from_message(message: Message) -> Self {
        Self { message }
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        self.message.payload()
    }

    pub(super) fn with_text_headers(headers: &[(&'static str, &str)], payload: Vec<u8>) -> Self {
        // Android and iOS read every header as text with a two-byte length, whatever its type says.
        let text = |(name, value): &(&'static str, &str)| {
            Header::new(*name, HeaderValue::String((*value).to_owned().into()))
        };
        Self { message: Message::new_from_parts(headers.iter().map(text).collect(), payload) }
    }

    pub(super) fn text_header(&self, name: &'static str) -> Result<&str, EventStreamError> {
        let value = self.header(name).and_then(|value| value.as_string().ok());
        value.map(StrBytes::as_str).ok_or(EventStreamError::Header { name })
    }

    pub(super) fn bytes_header(&self, name: &'static str) -> Result<&Bytes, EventStreamError> {
        let value = self.header(name).and_then(|value| value.as_byte_array().ok());
        value.ok_or(EventStreamError::Header { name })
    }

    pub(super) fn time_header(&self, name: &'static str) -> Result<EpochMillis, EventStreamError> {
        let value = self.header(name).and_then(|value| value.as_timestamp().ok());
        let millis = value.and_then(|time| time.to_millis().ok());
        millis.map(EpochMillis::new).ok_or(EventStreamError::Header { name })
    }

    fn header(&self, name: &str) -> Option<&HeaderValue> {
        let found = self.message.headers().iter().find(|header| header.name().as_str() == name);
        found.map(Header::value)
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (headers, payload) = (self.message.headers().len(), self.message.payload().len());
        write!(formatter, "Frame({headers} headers, {payload} bytes, redacted)")
    }
}

/// Total length, headers length, checksum of both.
const PRELUDE_BYTES: usize = 12;
const CHECKSUM_BYTES: usize = 4;
const EMPTY_MESSAGE_BYTES: usize = PRELUDE_BYTES + CHECKSUM_BYTES;
/// Room to reserve; the three headers of an event take about 90 bytes.
const TYPICAL_HEADERS_BYTES: usize = 160;

#[cfg(test)]
mod tests;
