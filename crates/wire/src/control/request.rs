//! From target header and body to one of the two requests.
//!
//! In: headers and body, already authenticated. Out: the request. Never: the constraints; each request knows its own.

use super::{CONTROL_CONTENT_TYPE, CreateFaceLivenessSessionRequest, GetFaceLivenessSessionResultsRequest};
use crate::error::{AwsError, AwsErrorKind, REQUEST_ID_HEADER};
use crate::limits::MAX_VALUE_TOLD_CHARS;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, header};

/// Header that names the operation.
pub const TARGET_HEADER: &str = "x-amz-target";

/// The operations of the control plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Makes a session.
    CreateFaceLivenessSession,
    /// Reads what became of a session.
    GetFaceLivenessSessionResults,
}

impl Operation {
    /// The value of the target header.
    #[must_use]
    pub const fn target(self) -> &'static str {
        match self {
            Self::CreateFaceLivenessSession => "RekognitionService.CreateFaceLivenessSession",
            Self::GetFaceLivenessSessionResults => "RekognitionService.GetFaceLivenessSessionResults",
        }
    }

    /// The operation that the target header names.
    ///
    /// # Errors
    /// `UnknownOperationException` when the header is absent or names another operation.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, AwsError> {
        let unknown = |message: String| AwsError::with_message(AwsErrorKind::UnknownOperation, message);
        let target =
            headers.get(TARGET_HEADER).ok_or_else(|| unknown("X-Amz-Target is missing".to_owned()))?;
        let operations = [Self::CreateFaceLivenessSession, Self::GetFaceLivenessSessionResults];
        operations.into_iter().find(|operation| target == operation.target()).ok_or_else(|| {
            let named = String::from_utf8_lossy(target.as_bytes());
            let named: String = named.chars().take(MAX_VALUE_TOLD_CHARS).collect();
            unknown(format!("there is no operation {named}"))
        })
    }
}

/// A request of the control plane that keeps every constraint.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Makes a session.
    Create(CreateFaceLivenessSessionRequest),
    /// Reads what became of a session.
    Results(GetFaceLivenessSessionResultsRequest),
}

/// Reads a request; an empty body counts as `{}`.
///
/// # Errors
/// [`AwsError`] for an unknown operation, a body of the wrong shape, and violated constraints, all in one message.
///
/// # Examples
/// ```
/// use catchlight_wire::control::{Request, parse_request};
/// use http::HeaderMap;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-amz-target", "RekognitionService.CreateFaceLivenessSession".parse()?);
/// assert!(matches!(parse_request(&headers, b"{}"), Ok(Request::Create(_))));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
pub fn parse_request(headers: &HeaderMap, body: &[u8]) -> Result<Request, AwsError> {
    match Operation::from_headers(headers)? {
        Operation::CreateFaceLivenessSession => {
            CreateFaceLivenessSessionRequest::parse(body).map(Request::Create)
        }
        Operation::GetFaceLivenessSessionResults => {
            GetFaceLivenessSessionResultsRequest::parse(body).map(Request::Results)
        }
    }
}

/// Wraps the body of a response into its HTTP answer.
#[must_use]
pub fn answer(body: Bytes, request_id: &str) -> Response<Bytes> {
    let mut answer = Response::new(body);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTROL_CONTENT_TYPE));
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID_HEADER, request_id);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::SessionId;

    fn parse(target: &str, body: &[u8]) -> Result<Request, AwsError> {
        let mut headers = HeaderMap::new();
        headers.insert(TARGET_HEADER, HeaderValue::from_str(target).unwrap());
        parse_request(&headers, body)
    }

    fn refused(target: &str) -> String {
        parse(target, b"{}").unwrap_err().to_string()
    }

    #[test]
    fn the_target_header_names_the_operation() {
        let create = parse("RekognitionService.CreateFaceLivenessSession", b"{}").unwrap();
        assert_eq!(create, Request::Create(CreateFaceLivenessSessionRequest::default()));
        let body = br#"{"SessionId":"7a410adf-f66d-43ef-a072-00807e4643e0"}"#;
        let results = parse("RekognitionService.GetFaceLivenessSessionResults", body).unwrap();
        let session_id = SessionId::new("7a410adf-f66d-43ef-a072-00807e4643e0").unwrap();
        assert_eq!(results, Request::Results(GetFaceLivenessSessionResultsRequest { session_id }));
    }

    #[test]
    fn other_targets_are_unknown_operations() {
        let name = "UnknownOperationException: there is no operation ";
        assert_eq!(
            refused("RekognitionService.DetectFaces"),
            format!("{name}RekognitionService.DetectFaces")
        );
        assert_eq!(refused("CreateFaceLivenessSession"), format!("{name}CreateFaceLivenessSession"));
        assert_eq!(refused(""), name);
        assert_eq!(
            parse_request(&HeaderMap::new(), b"{}").unwrap_err().to_string(),
            "UnknownOperationException: X-Amz-Target is missing"
        );
    }

    #[test]
    fn an_empty_body_counts_as_an_empty_structure() {
        assert!(parse("RekognitionService.CreateFaceLivenessSession", b"").is_ok());
    }

    #[test]
    fn answers_carry_content_type_and_request_id() {
        let answer = answer(Bytes::from_static(b"{}"), "id-1");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "application/x-amz-json-1.1");
        assert_eq!(answer.headers()["x-amzn-requestid"], "id-1");
    }
}
