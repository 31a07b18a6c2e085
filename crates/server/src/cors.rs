//! Lets pages of any origin call the API, as AWS does.
//!
//! In: a response. Out: the same response with CORS headers.
//! Never: credentials mode; a signature in the request is what authorises it.

use crate::body::{Body, whole};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ORIGIN,
};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

/// The response to a preflight: every method and header that the browser asks for.
pub(crate) fn preflight(request: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(whole(""));
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE, OPTIONS"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    if let Some(asked) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    response
}

/// Adds what a page needs to read the response, when the request came from a page.
pub(crate) fn allow(from_page: bool, response: &mut Response<Body>) {
    if !from_page {
        return;
    }
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "x-amzn-requestid, x-amzn-errortype, date, x-amz-rekognition-streaming-liveness-session-id",
        ),
    );
}

/// Whether a page of a browser sent the request.
pub(crate) fn is_from_page(request: &HeaderMap) -> bool {
    request.contains_key(ORIGIN)
}
