//! Responses for load balancers and operators.
//!
//! In: nothing that a stranger could not send. Out: 200 or 503 with a word of plain text.
//! Never: details of sessions or keys, since these routes are open to everybody.

use crate::body::{Body, plain};
use crate::node::Node;
use http::{Response, StatusCode};

/// `GET /healthz`: the process responds.
pub(crate) fn alive() -> Response<Body> {
    plain(StatusCode::OK, "ok\n")
}

/// `GET /readyz`: the server accepts new work and its database responds.
pub(crate) async fn ready(node: &Node) -> Response<Body> {
    if node.stopping() {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match node.parts.store.ping().await {
        Ok(()) => plain(StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database does not respond");
            plain(StatusCode::SERVICE_UNAVAILABLE, "no database\n")
        }
    }
}
