//! The bodies of requests that are read whole, and the one body type of every answer.

use crate::limits::REQUEST_BODY;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use std::convert::Infallible;

/// Body of an answer: whole or streamed.
pub(crate) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// A body that is known whole.
pub(crate) fn whole(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).boxed_unsync()
}

/// An answer of one line.
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
/// A text for the caller when the body is longer, comes too slowly or breaks off.
pub(crate) async fn read(body: Incoming, limit_bytes: usize) -> Result<Bytes, String> {
    match tokio::time::timeout(REQUEST_BODY, Limited::new(body, limit_bytes).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) => {
            tracing::debug!(error, "body refused");
            Err(format!("the body did not arrive or is longer than {limit_bytes} bytes"))
        }
        Err(_) => Err("the body came too slowly".to_owned()),
    }
}
