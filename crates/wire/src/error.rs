//! Every error that an AWS client can get, in one table.
//!
//! In: what went wrong. Out: name, HTTP status, headers and body on the plane that the client uses.
//! Never: causes that are not the caller's business; those go to the log.

mod response;
mod table;

pub use response::REQUEST_ID_HEADER;
pub use table::{AwsErrorKind, ErrorCode};

/// The error for a caller whose request, stream or check is refused.
///
/// # Examples
/// ```
/// use catchlight_wire::error::{AwsError, AwsErrorKind};
///
/// let error = AwsError::new(AwsErrorKind::SessionNotFound);
/// assert_eq!(error.to_string(), "SessionNotFoundException: no session has this id");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", kind.on_control_plane().name)]
pub struct AwsError {
    kind: AwsErrorKind,
    message: String,
}

impl AwsError {
    /// An error with the usual text of its kind.
    #[must_use]
    pub fn new(kind: AwsErrorKind) -> Self {
        Self { kind, message: kind.usual_message().to_owned() }
    }

    /// An error with its own text; Android needs one, so an empty text becomes the usual one of the kind.
    #[must_use]
    pub fn with_message(kind: AwsErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        if message.is_empty() { Self::new(kind) } else { Self { kind, message } }
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> AwsErrorKind {
        self.kind
    }

    /// The text for the caller, never empty.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<AwsErrorKind> for AwsError {
    fn from(kind: AwsErrorKind) -> Self {
        Self::new(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_is_without_a_text() {
        let error = AwsError::with_message(AwsErrorKind::Internal, "");
        assert_eq!(error.message(), AwsErrorKind::Internal.usual_message());
        assert!(AwsErrorKind::ALL.iter().all(|kind| !kind.usual_message().is_empty()));
    }
}
