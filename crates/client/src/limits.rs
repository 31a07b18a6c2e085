//! Limits of the client. Each one says what happens when it is reached.

pub use catchlight_wire::limits::{MAX_XML_DEPTH, MAX_XML_ELEMENTS};

use catchlight_types::MAX_EVENT_BYTES;
use std::time::Duration;

/// Longest wait for a connection, unless the settings say otherwise; then the call fails as unreachable.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Longest wait for a response to begin, and then for the whole of it, unless the settings say otherwise; then the
/// attempt fails.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// Most attempts of one call, whatever the settings say.
pub const MAX_RETRY_ATTEMPTS: u32 = 10;
/// What retries may draw before successes fill it again; a call that finds too little left fails at once.
pub const RETRY_QUOTA: u32 = 500;
/// Largest response of the control plane, bytes: a reference image and four audit images as base64 and some room.
/// A longer one fails the call.
pub const MAX_RESPONSE_BYTES: usize = 2 * 1024 * 1024;
/// Largest error response, bytes; a longer one fails the call without being read.
pub const MAX_ERROR_BYTES: usize = 64 * 1024;
/// Most characters of an exception that are printed; the rest is kept and not shown.
pub const MAX_PRINTED_CHARS: usize = 1024;
/// Longest wait for the DisconnectionEvent after everything was sent; then the check fails.
pub const VERDICT_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest wait for the task once a stream is open, and for the connection to take one message, unless the settings
/// say otherwise; then the check fails. The largest message passes a line of 300 kbit/s in this time.
pub const STALL_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest wait for the other side's close after the check was decided; then the connection is dropped.
pub const CLOSE_GRACE: Duration = Duration::from_secs(2);
/// Life of a presigned URL.
pub const PRESIGNED_LIFE: Duration = Duration::from_secs(299);
/// Bytes of messages that wait for an HTTP connection to take them; a full queue holds the performance back. The
/// largest message fits.
pub const QUEUED_BYTES: usize = MAX_EVENT_BYTES;
/// Messages that wait, however small they are.
pub const QUEUED_MESSAGES: usize = 64;
/// Length of the slices into which a video is cut when it is played, as the web client asks its recorder for.
pub const PLAYED_SLICE: Duration = Duration::from_secs(1);
/// Largest slice into which a video is cut, bytes: in base64 and signed it still fits into one message.
pub const MAX_PLAYED_SLICE_BYTES: usize = 1024 * 1024;
