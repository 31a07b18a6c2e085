//! Errors as a client finds them in an answer.
//!
//! In: status, headers and body of an answer, or an exception of a stream. Out: the name, the text, the kind.
//! Never: fails; what cannot be read is called by its status.

use super::AwsErrorKind;
use crate::eventstream::StreamException;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// An error that a server of this API told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {message}")]
pub struct ReceivedError {
    /// The name without namespace, as in `SessionNotFoundException`; the status as text when there was none.
    pub name: String,
    /// The text; may be empty.
    pub message: String,
    /// What the name means; `None` for names that this table does not hold.
    pub kind: Option<AwsErrorKind>,
}

impl ReceivedError {
    /// Reads the answer of the control plane or of the streaming operation.
    ///
    /// # Examples
    /// ```
    /// use catchlight_wire::error::{AwsErrorKind, ReceivedError};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let body = br#"{"__type":"com.amazonaws.rekognition#SessionNotFoundException","message":"gone"}"#;
    /// let error = ReceivedError::from_answer(StatusCode::BAD_REQUEST, &HeaderMap::new(), body);
    /// assert_eq!(error.kind, Some(AwsErrorKind::SessionNotFound));
    /// ```
    #[must_use]
    pub fn from_answer(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let content = serde_json::from_slice::<Value>(body).unwrap_or(Value::Null);
        let in_header = headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok());
        let name = text(&content, &["__type", "code", "Code"]).or(in_header).map(plain_name);
        let name = name.filter(|name| !name.is_empty()).unwrap_or(status.as_str());
        Self::new(name, text(&content, &["message", "Message"]).unwrap_or_default())
    }

    fn new(name: &str, message: &str) -> Self {
        Self { name: name.to_owned(), message: message.to_owned(), kind: AwsErrorKind::from_name(name) }
    }
}

impl From<StreamException> for ReceivedError {
    fn from(exception: StreamException) -> Self {
        Self::new(plain_name(&exception.name), &exception.message)
    }
}

fn text<'a>(content: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| content.get(name)).and_then(Value::as_str)
}

/// Takes `Name` out of `namespace#Name:http://address`.
fn plain_name(name: &str) -> &str {
    let name = name.rsplit_once('#').map_or(name, |(_, name)| name);
    name.split_once(':').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AwsError;
    use proptest::prelude::*;

    #[test]
    fn what_we_write_is_read_back_on_every_plane() {
        for kind in AwsErrorKind::ALL {
            let sent = AwsError::with_message(kind, "why");
            let control = sent.to_control_answer("id");
            let read = ReceivedError::from_answer(control.status(), control.headers(), control.body());
            assert_eq!((read.name.as_str(), read.message.as_str()), (kind.on_control_plane().name, "why"));
            let stream = sent.to_stream_answer("id");
            let read = ReceivedError::from_answer(stream.status(), stream.headers(), stream.body());
            assert_eq!((read.kind, read.message.as_str()), (Some(kind), "why"));
            let read = ReceivedError::from(StreamException::from(&sent));
            assert_eq!((read.name.as_str(), read.message.as_str()), (kind.as_event(), "why"));
        }
    }

    #[test]
    fn an_answer_without_a_name_is_called_by_its_status() {
        let error = ReceivedError::from_answer(StatusCode::BAD_GATEWAY, &HeaderMap::new(), b"<html>");
        assert_eq!((error.to_string().as_str(), error.kind), ("502: ", None));
    }

    #[test]
    fn a_name_in_the_header_is_enough() {
        let mut headers = HeaderMap::new();
        headers.insert("x-amzn-errortype", "ThrottlingException:http://internal/".parse().unwrap());
        let error = ReceivedError::from_answer(StatusCode::TOO_MANY_REQUESTS, &headers, b"");
        assert_eq!(error.kind, Some(AwsErrorKind::Throttling));
    }

    proptest! {
        #[test]
        fn no_body_is_too_strange_to_read(body: Vec<u8>) {
            let error = ReceivedError::from_answer(StatusCode::BAD_REQUEST, &HeaderMap::new(), &body);
            prop_assert!(!error.name.is_empty());
        }
    }
}
