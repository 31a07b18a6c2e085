//! Limits of the wire. Each one says what happens when it is reached.

use std::time::Duration;

/// Largest headers of one event-stream message, bytes; longer ones end the stream. Ours take about 90 bytes;
/// every header becomes an object, so a message of nothing but headers would cost 25 times its size.
pub const MAX_HEADERS_BYTES: usize = 8 * 1024;
/// Highest `SequenceNumber` of a colour event; a higher one ends the stream with a ValidationException.
pub const MAX_SEQUENCE_NUMBER: u8 = 50;
/// Length of a `ChallengeId`, characters; another length ends the stream with a ValidationException.
pub const CHALLENGE_ID_CHARS: usize = 36;
/// Most violated constraints that one message names; the count stays true, the rest is not listed.
pub const MAX_LISTED_VIOLATIONS: usize = 10;
/// Most characters of a refused value that a message repeats; a longer value is cut and marked with dots.
pub const MAX_QUOTED_CHARS: usize = 256;
/// Furthest that the date of a signature may lie from now, both ways; a further one is refused.
pub const MAX_CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);
/// Longest that a presigned URL counts after its date; a longer `X-Amz-Expires` is cut to this.
pub const MAX_PRESIGNED_LIFE: Duration = Duration::from_secs(5 * 60);
/// Most headers that one signature may cover; more is refused before anything is hashed.
pub const MAX_SIGNED_HEADERS: usize = 64;
/// Deepest nesting of a response in XML; a deeper one fails the call. The deepest shape of the API has six levels.
pub const MAX_XML_DEPTH: usize = 16;
/// Most elements of a response in XML; more fail the call. The largest answer of the API has about a hundred.
pub const MAX_XML_ELEMENTS: usize = 4096;
