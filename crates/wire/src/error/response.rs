//! Errors as the clients receive them.
//!
//! In: an error and the id of the request. Out: an HTTP answer or the exception for a stream.
//! Never: writes frames; the event stream does.

use super::{AwsError, ErrorCode};
use crate::eventstream::StreamException;
use crate::json;
use crate::json::CONTROL_CONTENT_TYPE;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

/// Header with the id of the request; the SDKs show it.
pub const REQUEST_ID_HEADER: &str = "x-amzn-requestid";
/// Header with the name of the error, read by the streaming clients.
const ERROR_TYPE_HEADER: &str = "x-amzn-errortype";
/// Content type of errors on the streaming operation.
const STREAM_CONTENT_TYPE: &str = "application/json";

impl AwsError {
    /// The answer on the control plane: boto3 reads the name from `__type` in the body and nowhere else.
    #[must_use]
    pub fn to_control_response(&self, request_id: &str) -> Response<Bytes> {
        let code = self.kind().on_control_plane();
        let body =
            ControlBody { name: code.name, code: code.name, logref: request_id, message: self.message() };
        response(code, request_id, CONTROL_CONTENT_TYPE, json::bytes(&body))
    }

    /// The answer on the streaming operation as long as the stream has not begun.
    #[must_use]
    pub fn to_stream_response(&self, request_id: &str) -> Response<Bytes> {
        let code = self.kind().before_stream();
        let body = StreamBody { message: self.message(), code: code.name };
        response(code, request_id, STREAM_CONTENT_TYPE, json::bytes(&body))
    }
}

impl From<&AwsError> for StreamException {
    fn from(error: &AwsError) -> Self {
        Self { name: error.kind().as_event().to_owned(), message: error.message().to_owned() }
    }
}

#[derive(Serialize)]
struct ControlBody<'a> {
    #[serde(rename = "__type")]
    name: &'static str,
    #[serde(rename = "Code")]
    code: &'static str,
    #[serde(rename = "Logref")]
    logref: &'a str,
    #[serde(rename = "Message")]
    message: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct StreamBody<'a> {
    message: &'a str,
    code: &'static str,
}

fn response(code: ErrorCode, request_id: &str, content_type: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(ERROR_TYPE_HEADER, HeaderValue::from_static(code.name));
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID_HEADER, request_id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AwsErrorKind;
    use expect_test::{Expect, expect};

    fn check(answer: &Response<Bytes>, expected: &Expect) {
        let headers: Vec<String> = answer
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        let body = std::str::from_utf8(answer.body()).unwrap();
        expected.assert_eq(&format!("{}\n{}\n{body}", answer.status(), headers.join("\n")));
    }

    #[test]
    fn boto3_finds_the_name_in_the_body() {
        let error = AwsError::new(AwsErrorKind::SessionNotFound);
        check(
            &error.to_control_response("id-1"),
            &expect![[r#"
                400 Bad Request
                content-type: application/x-amz-json-1.1
                x-amzn-errortype: SessionNotFoundException
                x-amzn-requestid: id-1
                {"__type":"SessionNotFoundException","Code":"SessionNotFoundException","Logref":"id-1","Message":"no session has this id"}"#]],
        );
    }

    #[test]
    fn streaming_clients_find_the_name_in_a_header() {
        let error = AwsError::with_message(AwsErrorKind::Validation, "no \"face\"");
        check(
            &error.to_stream_response("id-2"),
            &expect![[r#"
            400 Bad Request
            content-type: application/json
            x-amzn-errortype: ValidationException
            x-amzn-requestid: id-2
            {"Message":"no \"face\"","Code":"ValidationException"}"#]],
        );
    }

    #[test]
    fn android_finds_a_message_in_every_exception() {
        for kind in AwsErrorKind::ALL {
            let exception = StreamException::from(&AwsError::with_message(kind, ""));
            assert_eq!(exception.name, kind.as_event());
            assert_eq!(exception.message, kind.usual_message());
        }
    }

    #[test]
    fn a_request_id_that_is_no_header_is_left_out() {
        let answer = AwsError::new(AwsErrorKind::Internal).to_control_response("a\nb");
        assert!(!answer.headers().contains_key(REQUEST_ID_HEADER));
    }
}
