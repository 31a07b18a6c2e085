//! Why bytes are not an event stream, or not one of Face Liveness.

/// Why a message could not be read or written. The texts name no content, so the other side may see them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventStreamError {
    /// The announced length cannot hold a message.
    #[error("message of {length_bytes} bytes is shorter than its frame of {least_bytes} bytes")]
    TooShort {
        /// Announced length.
        length_bytes: usize,
        /// Length of an empty message.
        least_bytes: usize,
    },
    /// The announced length is over the limit.
    #[error("message of {length_bytes} bytes, limit is {limit_bytes}")]
    TooLong {
        /// Announced length.
        length_bytes: usize,
        /// The limit.
        limit_bytes: usize,
    },
    /// The headers are over the limit or longer than their message.
    #[error("message headers of {length_bytes} bytes, limit is {limit_bytes}")]
    HeadersTooLong {
        /// Announced length.
        length_bytes: usize,
        /// The limit, or what the message has room for.
        limit_bytes: usize,
    },
    /// The first eight bytes do not fit their checksum.
    #[error("prelude checksum does not match")]
    PreludeChecksum,
    /// Headers are damaged or the message does not fit its checksum.
    #[error("message is damaged")]
    Damaged {
        /// What the frame codec says.
        source: aws_smithy_eventstream::error::Error,
    },
    /// An earlier message of this stream was bad, so the place of the next one is unknown.
    #[error("stream is lost after a bad message")]
    Lost,
    /// Bytes were left over after a message that had to be alone.
    #[error("more than one message where one belongs")]
    NotAlone,
    /// A header is missing or has another type.
    #[error("header {name} is missing or of the wrong type")]
    Header {
        /// Name of the header.
        name: &'static str,
    },
    /// The payload is not the JSON that the event has.
    #[error("payload of {event_type} is not valid")]
    Payload {
        /// The event.
        event_type: &'static str,
        /// Where the JSON breaks.
        source: serde_json::Error,
    },
    /// A member is missing, doubled or out of its range.
    #[error("member {member} {problem}")]
    Member {
        /// Name of the member.
        member: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}
