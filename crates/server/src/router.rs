//! Which request goes where.
//!
//! In: the head of a request and the listener it came by. Out: the answer of the part that owns the path.
//! Never: reads a body.

use crate::body::{Body, plain, whole};
use crate::console::{self, ConsoleAsk};
use crate::node::Node;
use crate::own_api::{self, Ask};
use crate::page_checks::page::{self, PageAsk};
use crate::page_policy::Visit;
use crate::{control, cors, health, stream};
use catchlight_wire::start::{HTTP_PATH, WEBSOCKET_PATH};
use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Body as _;
use hyper::body::Incoming;
use std::net::IpAddr;
use std::sync::Arc;

/// The listener a request came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// TLS: everything.
    Https,
    /// Plain text: control plane and health only.
    Http,
}

/// Answers one request that came from `address`.
pub(crate) async fn answer(
    node: &Arc<Node>,
    door: Door,
    address: IpAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let at = node.parts.clock.now().as_millis();
    tracing::debug!(at, ?door, method = %request.method(), path = request.uri().path(), "request");
    let from_page = cors::is_from_page(request.headers());
    let is_head = request.method() == Method::HEAD;
    let names_operation = request.headers().contains_key("x-amz-target");
    let route = route(request.method(), request.uri().path(), names_operation, door);
    // Our own pages talk to their own origin only.
    let for_other_pages = from_page
        && !matches!(route, Route::Page | Route::PageAsk(_) | Route::Console(_) | Route::ConsolePage);
    let mut response = match route {
        Route::Preflight => cors::preflight(request.headers()),
        Route::Alive => health::alive(),
        Route::Ready => health::ready(node).await,
        Route::Metrics => node.metrics.answer(node.running_checks()),
        Route::WebSocket => stream::websocket(node, request),
        Route::Exchange => stream::exchange(node, request).await,
        Route::Control => control::answer(node, request).await,
        Route::Own(ask) => own_api::answer(node, ask, request).await,
        Route::PageAsk(ask) => page::answer(node, ask, request).await,
        Route::Page => {
            let visit = Visit::of(&request, &node.page.embed_origins);
            node.parts.pages.answer(request.uri().path(), &visit).unwrap_or_else(nowhere)
        }
        Route::Console(ask) => console::answer(node, ask, address, request).await,
        Route::ConsolePage => {
            let visit = Visit::of(&request, &[]);
            node.parts.pages.answer_console(request.uri().path(), &visit).unwrap_or_else(nowhere)
        }
        Route::NeedsTls => plain(StatusCode::FORBIDDEN, "streams and passes need https\n"),
        Route::Nowhere => nowhere(),
    };
    cors::allow(for_other_pages, &mut response);
    if is_head { without_body(response) } else { response }
}

/// The answer to HEAD tells the length of what it leaves out.
fn without_body(response: Response<Body>) -> Response<Body> {
    let length = response.body().size_hint().exact();
    let mut response = response.map(|_| whole(""));
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    response
}

fn nowhere() -> Response<Body> {
    plain(StatusCode::NOT_FOUND, "not found\n")
}

/// The part that answers.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    Preflight,
    Alive,
    Ready,
    Metrics,
    WebSocket,
    Exchange,
    Control,
    Own(Ask),
    PageAsk(PageAsk),
    Page,
    Console(ConsoleAsk),
    ConsolePage,
    NeedsTls,
    Nowhere,
}

/// Clients keep the path of the endpoint they were given, so the paths of AWS may have anything before them.
fn route(method: &Method, path: &str, names_operation: bool, door: Door) -> Route {
    let streams = path.ends_with(WEBSOCKET_PATH) || path.ends_with(HTTP_PATH);
    match *method {
        // No page of another site has business with the console, so a browser is not even told what it may send.
        _ if is_console(path) => console_route(method, path, door),
        Method::OPTIONS => Route::Preflight,
        Method::GET | Method::POST if streams && door == Door::Http => Route::NeedsTls,
        Method::GET if path.ends_with(WEBSOCKET_PATH) => Route::WebSocket,
        Method::POST if path.ends_with(HTTP_PATH) => Route::Exchange,
        Method::POST if names_operation || path == "/" => Route::Control,
        _ => own_route(method, path, door),
    }
}

fn is_console(path: &str) -> bool {
    path.strip_prefix("/console").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The console shows people, so it is nowhere on a listener without TLS.
fn console_route(method: &Method, path: &str, door: Door) -> Route {
    if door == Door::Http {
        return Route::Nowhere;
    }
    match ConsoleAsk::read(method, path) {
        Some(_) if *method == Method::OPTIONS => Route::Nowhere,
        Some(ask) => Route::Console(ask),
        None if matches!(*method, Method::GET | Method::HEAD) => Route::ConsolePage,
        None => Route::Nowhere,
    }
}

/// Our own paths stand alone; what can be read can also be asked for its head.
fn own_route(method: &Method, path: &str, door: Door) -> Route {
    if let Some(ask) = PageAsk::read(method, path) {
        return if door == Door::Https { Route::PageAsk(ask) } else { Route::NeedsTls };
    }
    if let Some((ask, _)) = Ask::read(method, path) {
        return Route::Own(ask);
    }
    let method = if method == Method::HEAD { &Method::GET } else { method };
    match (method, path) {
        (&Method::GET, "/healthz") => Route::Alive,
        (&Method::GET, "/readyz") => Route::Ready,
        (&Method::GET, "/metrics") => Route::Metrics,
        (&Method::GET, "/check") => Route::Page,
        (&Method::GET, path) if path.starts_with("/check/") => Route::Page,
        _ => Route::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: &Method, path: &str, door: Door, expected: &Route) {
        let names_operation = *expected == Route::Control;
        assert_eq!(&route(method, path, names_operation, door), expected, "{method} {path} {door:?}");
    }

    #[test]
    fn every_path_of_aws_may_have_a_prefix() {
        for prefix in ["", "/rekognition", "/a/b"] {
            let at = |path: &str| format!("{prefix}{path}");
            check(&Method::POST, &at("/"), Door::Http, &Route::Control);
            check(&Method::POST, &at(""), Door::Http, &Route::Control);
            check(&Method::GET, &at(WEBSOCKET_PATH), Door::Https, &Route::WebSocket);
            check(&Method::POST, &at(HTTP_PATH), Door::Https, &Route::Exchange);
        }
    }

    #[test]
    fn plain_text_carries_no_video() {
        check(&Method::GET, WEBSOCKET_PATH, Door::Http, &Route::NeedsTls);
        check(&Method::POST, HTTP_PATH, Door::Http, &Route::NeedsTls);
    }

    #[test]
    fn our_own_paths_stand_alone() {
        check(&Method::GET, "/v1/sessions/x/report", Door::Http, &Route::Own(Ask::Report));
        check(&Method::GET, "/healthz", Door::Http, &Route::Alive);
        check(&Method::HEAD, "/check/", Door::Https, &Route::Page);
        check(&Method::GET, "/metrics", Door::Http, &Route::Metrics);
        check(&Method::GET, "/check/assets/a.js", Door::Https, &Route::Page);
        check(&Method::GET, "/v1/page/state", Door::Https, &Route::PageAsk(PageAsk::State));
        check(&Method::POST, "/v1/page/open", Door::Http, &Route::NeedsTls);
        check(&Method::GET, "/v1/page/open", Door::Https, &Route::Nowhere);
        check(&Method::GET, "/console", Door::Https, &Route::ConsolePage);
        check(&Method::GET, "/console/checks/x", Door::Https, &Route::ConsolePage);
        check(&Method::GET, "/console/api/me", Door::Https, &Route::Console(ConsoleAsk::Me));
        check(&Method::OPTIONS, "/console/api/me", Door::Https, &Route::Nowhere);
        check(&Method::GET, "/console/api/me", Door::Http, &Route::Nowhere);
        check(&Method::GET, "/console/", Door::Http, &Route::Nowhere);
        check(&Method::GET, "/consoles", Door::Https, &Route::Nowhere);
        check(&Method::GET, "/checks", Door::Https, &Route::Nowhere);
        check(&Method::GET, "/", Door::Https, &Route::Nowhere);
        check(&Method::POST, "/healthz", Door::Https, &Route::Nowhere);
    }
}
