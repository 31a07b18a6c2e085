//! Reads whole request bodies, and defines the body type of every response.

use crate::limits::REQUEST_BODY;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use std::convert::Infallible;

/// Body of a response: whole or streamed.
pub(crate) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// A body whose bytes are all there.
pub(crate) fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).boxed_unsync()
}

/// A response of one line of text.
pub(crate) fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(whole(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Reads a body of at most `limit_bytes`.
///
/// # Errors
/// A text for the caller when the body is longer, arrives too slowly or breaks off.
pub(crate) async fn read(body: Incoming, limit_bytes: usize) -> Result<Bytes, String> {
    match tokio::time::timeout(REQUEST_BODY, Limited::new(body, limit_bytes).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) => {
            tracing::debug!(error, "rejected a request body");
            Err(format!("the body is incomplete or longer than {limit_bytes} bytes"))
        }
        Err(_) => Err("the body arrived too slowly".to_owned()),
    }
}
