//! The signed wrapper in which a client sends each event.
//!
//! In: a message with `:date` and `:chunk-signature`. Out: what the signature covers and the message within.
//! Never: judges the signature; that is the chain's work in [`crate::sigv4`].

use super::{EventStreamError, Frame};
use aws_smithy_types::DateTime;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use catchlight_types::EpochMillis;

/// A message within a message, with the signature that links it to the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The client's clock when it signed. Not monotonic: some clients go back by fractions of a second.
    pub date: EpochMillis,
    /// HMAC-SHA256 over the chain.
    pub signature: Bytes,
    /// The encoded message within, exactly as it was signed; empty at the end of a stream.
    pub inner: Bytes,
}

impl Envelope {
    /// Opens the wrapper.
    ///
    /// # Errors
    /// [`EventStreamError::Header`] when one of its two headers is missing or a signature is not 32 bytes long.
    pub fn open(frame: &Frame) -> Result<Self, EventStreamError> {
        let signature = frame.bytes_header(SIGNATURE)?.clone();
        if signature.len() != SIGNATURE_BYTES {
            return Err(EventStreamError::Header { name: SIGNATURE });
        }
        Ok(Self { date: frame.time_header(DATE)?, signature, inner: frame.payload().clone() })
    }

    /// The wrapper as a message.
    #[must_use]
    pub fn seal(self) -> Frame {
        let date = HeaderValue::Timestamp(DateTime::from_millis(self.date.as_millis()));
        let signature = HeaderValue::ByteArray(self.signature);
        let headers = vec![Header::new(DATE, date), Header::new(SIGNATURE, signature)];
        Frame::from_message(Message::new_from_parts(headers, self.inner))
    }

    /// Whether this is the empty envelope by which a client ends its stream.
    #[must_use]
    pub fn is_end_of_stream(&self) -> bool {
        self.inner.is_empty()
    }

    /// The `:date` header as it stands in the message: the signature covers these bytes.
    #[must_use]
    pub fn date_header(&self) -> Vec<u8> {
        let mut header = vec![5];
        header.extend_from_slice(DATE.as_bytes());
        header.push(TIMESTAMP_TYPE);
        header.extend_from_slice(&self.date.as_millis().to_be_bytes());
        header
    }

    /// The message within; `None` at the end of the stream.
    ///
    /// # Errors
    /// [`EventStreamError`] when the payload is not exactly one message.
    pub fn inner_frame(&self) -> Result<Option<Frame>, EventStreamError> {
        if self.is_end_of_stream() { Ok(None) } else { Frame::decode(self.inner.clone()).map(Some) }
    }
}

const DATE: &str = ":date";
const SIGNATURE: &str = ":chunk-signature";
const SIGNATURE_BYTES: usize = 32;
const TIMESTAMP_TYPE: u8 = 8;
