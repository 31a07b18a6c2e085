//! Limits of the wire. What happens at each one is written beside it.

/// Largest headers of one event-stream message, bytes; longer ones end the stream. Ours take about 90 bytes;
/// every header becomes an object, so a message of nothing but headers would cost 25 times its size.
pub const MAX_HEADERS_BYTES: usize = 8 * 1024;
/// Highest `SequenceNumber` of a colour event; a higher one ends the stream with a ValidationException.
pub const MAX_SEQUENCE_NUMBER: u8 = 50;
/// Length of a `ChallengeId`, characters; another length ends the stream with a ValidationException.
pub const CHALLENGE_ID_CHARS: usize = 36;
