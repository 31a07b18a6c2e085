//! The streaming operation: one check on one connection.
//!
//! In: a request for a WebSocket or for an HTTP event stream. Out: a running check, or a refusal in the form that
//! the client can read: on a WebSocket an exception after the upgrade, over HTTP a response before the stream.
//! Never: decides about a check.

pub(crate) mod admission;
pub(crate) mod check;
pub(crate) mod inbox;
pub(crate) mod link;
pub(crate) mod worker;

use crate::auth::Streamer;
use crate::body::{Body, plain, whole};
use crate::convert::server_event;
use crate::node::Node;
use crate::stream_request::StreamRequest;
use crate::{auth, http_date, websocket};
use admission::{Admitted, admit};
use catchlight_session::Event;
use catchlight_wire::error::{AwsError, REQUEST_ID_HEADER};
use catchlight_wire::eventstream::CONTENT_TYPE;
use catchlight_wire::start::{SESSION_ID_HEADER, StartFaceLivenessSessionRequest};
use check::Check;
use http::{HeaderValue, Request, Response, StatusCode, header, request};
use hyper::body::Incoming;
use inbox::Inbox;
use link::{Ending, ExchangeLink, Link, SocketLink};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

/// A client that may run its check now.
struct Ready {
    admitted: Admitted,
    start: Event,
    inbox: Inbox,
    permit: OwnedSemaphorePermit,
}

/// Answers a request for a WebSocket: always with the upgrade, so that the client can read what is wrong.
pub(crate) fn websocket(node: &Arc<Node>, mut request: Request<Incoming>) -> Response<Body> {
    let Some(accept) = websocket::handshake(request.headers()) else {
        return plain(StatusCode::UPGRADE_REQUIRED, "connect to this path with a WebSocket\n");
    };
    let Ok(accept) = HeaderValue::from_str(&accept) else {
        return plain(StatusCode::BAD_REQUEST, "invalid Sec-WebSocket-Key\n");
    };
    let upgrade = hyper::upgrade::on(&mut request);
    let (head, _) = request.into_parts();
    let socket_node = Arc::clone(node);
    node.tasks().spawn(async move {
        match upgrade.await {
            Ok(upgraded) => run_socket(socket_node, &head, SocketLink::new(upgraded)).await,
            Err(error) => {
                tracing::debug!(error = &error as &dyn std::error::Error, "cannot upgrade to a WebSocket");
            }
        }
    });
    let mut response = Response::new(whole(""));
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    // Phones correct their clock by this date and sign again; without it they give up.
    if let Some(date) = http_date::header(node.parts.clock.now()) {
        headers.insert(header::DATE, date);
    }
    response
}

async fn run_socket(node: Arc<Node>, head: &request::Parts, mut link: SocketLink) {
    match ready_socket(&node, head).await {
        Ok(ready) => run(node, ready, link).await,
        Err(error) => {
            tracing::info!(%error, "stream refused");
            if link.tell(&server_event::exception(&error)).await {
                link.end(Ending::Failed).await;
            }
        }
    }
}

async fn ready_socket(node: &Node, head: &request::Parts) -> Result<Ready, AwsError> {
    let streamer = auth::presigned(node, head)?;
    let query = head.uri.query().unwrap_or_default();
    let request = StartFaceLivenessSessionRequest::from_query(query, &head.headers)?;
    ready(node, StreamRequest::from(request).with_head(&head.headers), streamer).await
}

/// Answers a request for an event stream in the bodies of one HTTP exchange.
pub(crate) async fn exchange(node: &Arc<Node>, request: Request<Incoming>) -> Response<Body> {
    let request_id = Uuid::new_v4().to_string();
    let (head, body) = request.into_parts();
    match ready_exchange(node, &head).await {
        Ok(ready) => {
            let id = ready.admitted.id.clone();
            let (link, outgoing) = ExchangeLink::new(body);
            node.tasks().spawn(run(Arc::clone(node), ready, link));
            let mut response = Response::new(outgoing);
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
            for (name, text) in [(SESSION_ID_HEADER, id.as_str()), (REQUEST_ID_HEADER, &request_id)] {
                if let Ok(value) = HeaderValue::from_str(text) {
                    headers.insert(name, value);
                }
            }
            response
        }
        Err(error) => {
            tracing::info!(request_id, %error, "stream refused");
            error.to_stream_response(&request_id).map(whole)
        }
    }
}

async fn ready_exchange(node: &Node, head: &request::Parts) -> Result<Ready, AwsError> {
    let streamer = auth::streaming(node, head)?;
    let request = StartFaceLivenessSessionRequest::from_headers(&head.headers)?;
    ready(node, StreamRequest::from(request).with_head(&head.headers), streamer).await
}

async fn ready(node: &Node, request: StreamRequest, streamer: Streamer) -> Result<Ready, AwsError> {
    streamer.may_open(&request.id)?;
    // A permit first: a client that gets none may retry with the same session.
    let permit = node.check_permit()?;
    let (admitted, start) = admit(node, request).await?;
    Ok(Ready { admitted, start, inbox: Inbox::new(streamer.chain), permit })
}

async fn run<L: Link>(node: Arc<Node>, ready: Ready, link: L) {
    let Ready { admitted, start, inbox, permit } = ready;
    Check::new(node, admitted, link, inbox).run(start).await;
    drop(permit);
}
