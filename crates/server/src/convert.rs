//! Where the wire and the domain meet; events of the stream are converted in `wire` itself.
//!
//! In: values of one world. Out: values of the other, or the error for the caller.
//! Never: sockets, the clock, the store's connections.

pub(crate) mod console_check;
pub(crate) mod control;
pub(crate) mod credentials;
pub(crate) mod details;
mod engine;
pub(crate) mod page_check;
pub(crate) mod page_state;
pub(crate) mod report;
pub(crate) mod server_event;
mod shown;
pub(crate) mod signal_words;
mod stream_request;

use catchlight_session::{ExceptionKind, StreamException};
use catchlight_wire::error::{AwsError, AwsErrorKind};

/// The exception for a streaming client that its session's machine asks for.
pub(crate) fn exception(exception: &StreamException) -> AwsError {
    let kind = match exception.kind {
        ExceptionKind::Validation => AwsErrorKind::Validation,
        ExceptionKind::Internal => AwsErrorKind::Internal,
        ExceptionKind::Unavailable => AwsErrorKind::Unavailable,
    };
    AwsError::with_message(kind, exception.message.clone())
}

/// A parameter or a message that is not valid.
pub(crate) fn validation(text: impl Into<String>) -> AwsError {
    AwsError::with_message(AwsErrorKind::Validation, text)
}
