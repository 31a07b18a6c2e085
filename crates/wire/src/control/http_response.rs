//! The body of a response with the headers that every client expects.

use crate::error::REQUEST_ID_HEADER;
use crate::json::CONTROL_CONTENT_TYPE;
use bytes::Bytes;
use http::{HeaderValue, Response, header};

/// The HTTP response with this body.
#[must_use]
pub fn response(body: Bytes, request_id: &str) -> Response<Bytes> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTROL_CONTENT_TYPE));
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID_HEADER, request_id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_carry_content_type_and_request_id() {
        let response = response(Bytes::from_static(b"{}"), "id-1");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/x-amz-json-1.1");
        assert_eq!(response.headers()["x-amzn-requestid"], "id-1");
    }
}
