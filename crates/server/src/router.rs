//! Which request goes where.
//!
//! In: the head of a request and the listener it came by. Out: the answer of the part that owns the path.
//! Never: reads a body.

use crate::body::Body;
use crate::server::Node;
use crate::{cors, health};
use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;

/// The listener a request came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// TLS: everything.
    Https,
    /// Plain text: control plane and health only.
    Http,
}

/// Answers one request.
pub(crate) async fn answer(node: &Node, door: Door, request: Request<Incoming>) -> Response<Body> {
    let at = node.parts.clock.now().as_millis();
    tracing::debug!(at, ?door, method = %request.method(), path = request.uri().path(), "request");
    let from_page = cors::is_from_page(request.headers());
    let mut response = match (request.method(), request.uri().path()) {
        (&Method::OPTIONS, _) => cors::preflight(request.headers()),
        (&Method::GET, "/healthz") => health::alive(),
        (&Method::GET, "/readyz") => health::ready(node.stopping()),
        _ => health::plain(StatusCode::NOT_FOUND, "not found\n"),
    };
    cors::allow(from_page, &mut response);
    response
}
