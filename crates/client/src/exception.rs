//! The error responses of a service.
//!
//! In: status, headers and body of an answer, in JSON or XML, or the exception of a stream. Out: the exception.
//! Never: fails; what cannot be read is called by its HTTP status, and a name that is not modelled is kept.

use crate::limits::MAX_PRINTED_CHARS;
use crate::value::Element;
use catchlight_wire::error::REQUEST_ID_HEADER;
use catchlight_wire::eventstream::StreamException;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value as Json;

macro_rules! exceptions {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {
        /// An exception of the three operations, or one that they do not model.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[non_exhaustive]
        pub enum ServiceException {
            $(
                $(#[$meta])*
                #[error("{}", told(stringify!($name), message))]
                $name {
                    /// The message of the service; may be empty.
                    message: String,
                },
            )+
            /// An exception that the operations do not model.
            #[error("{}", told(code, message))]
            Unknown {
                /// Its name without name space; the HTTP status when the service gave no name.
                code: String,
                /// The message of the service; may be empty.
                message: String,
            },
        }

        impl ServiceException {
            /// The names of the modelled exceptions.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// The exception of this name.
            #[must_use]
            pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
                let (code, message) = (code.into(), message.into());
                match code.as_str() {
                    $(stringify!($name) => Self::$name { message },)+
                    _ => Self::Unknown { code, message },
                }
            }

            /// Its name without name space.
            #[must_use]
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$name { .. } => stringify!($name),)+
                    Self::Unknown { code, .. } => code,
                }
            }

            /// The message of the service; may be empty.
            #[must_use]
            pub fn message(&self) -> &str {
                match self {
                    $(Self::$name { message } => message,)+
                    Self::Unknown { message, .. } => message,
                }
            }
        }
    };
}

exceptions! {
    /// The caller is known and may not do this.
    AccessDeniedException,
    /// The service failed, on the control plane.
    InternalServerError,
    /// The service failed, on the streaming operation.
    InternalServerException,
    /// A parameter is not valid, on the control plane.
    InvalidParameterException,
    /// Too many requests for what the caller may use, on the control plane.
    ProvisionedThroughputExceededException,
    /// Too many checks at once.
    ServiceQuotaExceededException,
    /// The service cannot serve now.
    ServiceUnavailableException,
    /// There is no session of this id.
    SessionNotFoundException,
    /// Too many requests in a short time.
    ThrottlingException,
    /// A parameter, a message or the video is not valid, on the streaming operation.
    ValidationException,
}

/// An exception with its HTTP status and the id of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorResponse {
    /// The exception.
    pub exception: ServiceException,
    /// The HTTP status.
    pub status: u16,
    /// The service's id of the request, by which its operator finds it.
    pub request_id: Option<String>,
}

impl ErrorResponse {
    /// Reads a response whose status is not a success.
    ///
    /// # Examples
    /// ```
    /// use catchlight_client::{ErrorResponse, ServiceException};
    /// use http::{HeaderMap, StatusCode};
    ///
    /// let json = br#"{"__type":"com.amazonaws.rekognition#SessionNotFoundException","message":"gone"}"#;
    /// let response = ErrorResponse::read(StatusCode::BAD_REQUEST, &HeaderMap::new(), json);
    /// assert_eq!(response.exception, ServiceException::SessionNotFoundException { message: "gone".to_owned() });
    ///
    /// let xml = b"<ErrorResponse><Error><Code>Busy</Code></Error><RequestId>r-1</RequestId></ErrorResponse>";
    /// let response = ErrorResponse::read(StatusCode::BAD_REQUEST, &HeaderMap::new(), xml);
    /// assert_eq!((response.exception.code(), response.request_id.as_deref()), ("Busy", Some("r-1")));
    /// ```
    #[must_use]
    pub fn read(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let said = if is_xml(headers, body) { ErrorBody::in_xml(body) } else { ErrorBody::in_json(body) };
        let said = said.unwrap_or_default();
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let name = said.name.or_else(|| header(ERROR_TYPE_HEADER));
        let name = name.as_deref().map(plain_name).filter(|name| !name.is_empty());
        let reason = || status.canonical_reason().unwrap_or_default().to_owned();
        let exception = match (name, said.message) {
            (Some(name), message) => ServiceException::new(name, message.unwrap_or_default()),
            (None, message) => ServiceException::new(status.as_str(), message.unwrap_or_else(reason)),
        };
        let request_id = header(REQUEST_ID_HEADER).or_else(|| header("x-amz-request-id")).or(said.request_id);
        Self { exception, status: status.as_u16(), request_id }
    }
}

impl From<StreamException> for ServiceException {
    fn from(exception: StreamException) -> Self {
        Self::new(plain_name(&exception.name), exception.message)
    }
}

/// The body of an error response.
#[derive(Default)]
struct ErrorBody {
    name: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl ErrorBody {
    /// `{"__type": "NAME", "message": "TEXT"}` in any of its spellings.
    fn in_json(body: &[u8]) -> Option<Self> {
        let json = serde_json::from_slice::<Json>(body).ok()?;
        let text = |names: &[&str]| {
            let found = names.iter().filter_map(|name| json.get(name)?.as_str());
            found.map(str::to_owned).next()
        };
        let name = text(&["__type", "code", "Code"]);
        Some(Self { name, message: text(&["message", "Message", "errorMessage"]), request_id: None })
    }

    /// `ErrorResponse/Error`, `Response/Errors/Error` or `Error` alone.
    fn in_xml(body: &[u8]) -> Option<Self> {
        let root = Element::parse(body).ok()?;
        let listed = || root.child("Errors")?.child("Error");
        let error = root.child("Error").or_else(listed).unwrap_or(&root);
        let text = |element: &Element, name| element.text_of(name).map(str::to_owned);
        let either = |element: &Element| text(element, "RequestId").or_else(|| text(element, "RequestID"));
        Some(Self {
            name: text(error, "Code").map(|name| name.trim().to_owned()),
            message: text(error, "Message").or_else(|| text(error, "message")),
            request_id: either(&root).or_else(|| either(error)),
        })
    }
}

fn is_xml(headers: &HeaderMap, body: &[u8]) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    content_type.is_some_and(|name| name.contains("xml")) || first == Some(&b'<')
}

/// Takes `Name` out of `namespace#Name:http://address`.
fn plain_name(name: &str) -> &str {
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    name.rsplit_once('#').map_or(name, |(_, name)| name)
}

/// Name and text in one line that fits a terminal; the exception itself keeps all of it.
fn told(code: &str, message: &str) -> String {
    let line = format!("{code}: {message}");
    let line = line.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    line.take(MAX_PRINTED_CHARS).collect()
}

/// Header with the name of the exception.
const ERROR_TYPE_HEADER: &str = "x-amzn-errortype";

#[cfg(test)]
mod tests;
