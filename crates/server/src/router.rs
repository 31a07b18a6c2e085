//! Sends each request to the part that serves its path.
//!
//! In: the head of a request and the listener that received it. Out: the response of that part.
//! Never: reads a body.

use crate::body::{Body, plain, whole};
use crate::console::{self, ConsoleRoute};
use crate::node::Node;
use crate::own_api::{self, ApiRoute};
use crate::page_checks::page::{self, PageRoute};
use crate::page_policy::Visit;
use crate::{control, cors, health, stream};
use catchlight_wire::start::{HTTP_PATH, WEBSOCKET_PATH};
use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Body as _;
use hyper::body::Incoming;
use std::net::IpAddr;
use std::sync::Arc;

/// The listener that received a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Listener {
    /// TLS: everything.
    Https,
    /// Plain text: control plane and health only.
    Http,
}

impl Listener {
    /// Its name in the log.
    const fn name(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }
}

/// Answers one request that came from `address`.
pub(crate) async fn answer(
    node: &Arc<Node>,
    listener: Listener,
    address: IpAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let at = node.parts.clock.now().as_millis();
    tracing::debug!(at, listener = listener.name(), method = %request.method(), path = request.uri().path(), "request");
    let from_page = cors::is_from_page(request.headers());
    let is_head = request.method() == Method::HEAD;
    let names_operation = request.headers().contains_key("x-amz-target");
    let route = route(request.method(), request.uri().path(), names_operation, listener);
    // Our own pages send requests to their own origin only.
    let for_other_pages = from_page
        && !matches!(route, Route::Page | Route::PageApi(_) | Route::Console(_) | Route::ConsolePage);
    let mut response = match route {
        Route::Preflight => cors::preflight(request.headers()),
        Route::Alive => health::alive(),
        Route::Ready => health::ready(node).await,
        Route::Metrics => node.metrics.answer(node.running_checks()),
        Route::WebSocket => stream::websocket(node, request),
        Route::Exchange => stream::exchange(node, request).await,
        Route::Control => control::answer(node, request).await,
        Route::Own(route) => own_api::answer(node, route, request).await,
        Route::PageApi(route) => page::answer(node, route, request).await,
        Route::Page => {
            let visit = Visit::of(&request, &node.page.embed_origins);
            node.parts.pages.answer(request.uri().path(), &visit).unwrap_or_else(nowhere)
        }
        Route::Console(route) => console::answer(node, route, address, request).await,
        Route::ConsolePage => {
            let visit = Visit::of(&request, &[]);
            node.parts.pages.answer_console(request.uri().path(), &visit).unwrap_or_else(nowhere)
        }
        Route::NeedsTls => plain(StatusCode::FORBIDDEN, "streams and the check page need https\n"),
        Route::Nowhere => nowhere(),
    };
    cors::allow(for_other_pages, &mut response);
    if is_head { without_body(response) } else { response }
}

/// The response to HEAD gives the length of the body that it leaves out.
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

/// The part that serves a request.
#[derive(Debug, PartialEq, Eq)]
enum Route {
    Preflight,
    Alive,
    Ready,
    Metrics,
    WebSocket,
    Exchange,
    Control,
    Own(ApiRoute),
    PageApi(PageRoute),
    Page,
    Console(ConsoleRoute),
    ConsolePage,
    NeedsTls,
    Nowhere,
}

/// Clients keep the path of the endpoint they were given, so the paths of AWS may have anything before them.
fn route(method: &Method, path: &str, names_operation: bool, listener: Listener) -> Route {
    let streams = path.ends_with(WEBSOCKET_PATH) || path.ends_with(HTTP_PATH);
    match *method {
        // Pages of other sites may not use the console, so a browser does not learn what it could send.
        _ if is_console(path) => console_route(method, path, listener),
        Method::OPTIONS => Route::Preflight,
        Method::GET | Method::POST if streams && listener == Listener::Http => Route::NeedsTls,
        Method::GET if path.ends_with(WEBSOCKET_PATH) => Route::WebSocket,
        Method::POST if path.ends_with(HTTP_PATH) => Route::Exchange,
        Method::POST if names_operation || path == "/" => Route::Control,
        _ => own_route(method, path, listener),
    }
}

fn is_console(path: &str) -> bool {
    path.strip_prefix("/console").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The console shows people, so a listener without TLS does not serve it.
fn console_route(method: &Method, path: &str, listener: Listener) -> Route {
    if listener == Listener::Http {
        return Route::Nowhere;
    }
    match ConsoleRoute::read(method, path) {
        Some(_) if *method == Method::OPTIONS => Route::Nowhere,
        Some(route) => Route::Console(route),
        None if matches!(*method, Method::GET | Method::HEAD) => Route::ConsolePage,
        None => Route::Nowhere,
    }
}

/// Our own paths have no prefix; HEAD works wherever GET does.
fn own_route(method: &Method, path: &str, listener: Listener) -> Route {
    if let Some(route) = PageRoute::read(method, path) {
        return if listener == Listener::Https { Route::PageApi(route) } else { Route::NeedsTls };
    }
    if let Some((route, _)) = ApiRoute::read(method, path) {
        return Route::Own(route);
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

    fn check(method: &Method, path: &str, listener: Listener, expected: &Route) {
        let names_operation = *expected == Route::Control;
        assert_eq!(&route(method, path, names_operation, listener), expected, "{method} {path} {listener:?}");
    }

    #[test]
    fn every_path_of_aws_may_have_a_prefix() {
        for prefix in ["", "/rekognition", "/a/b"] {
            let at = |path: &str| format!("{prefix}{path}");
            check(&Method::POST, &at("/"), Listener::Http, &Route::Control);
            check(&Method::POST, &at(""), Listener::Http, &Route::Control);
            check(&Method::GET, &at(WEBSOCKET_PATH), Listener::Https, &Route::WebSocket);
            check(&Method::POST, &at(HTTP_PATH), Listener::Https, &Route::Exchange);
        }
    }

    #[test]
    fn plain_text_carries_no_video() {
        check(&Method::GET, WEBSOCKET_PATH, Listener::Http, &Route::NeedsTls);
        check(&Method::POST, HTTP_PATH, Listener::Http, &Route::NeedsTls);
    }

    #[test]
    fn our_own_paths_stand_alone() {
        check(&Method::GET, "/v1/sessions/x/report", Listener::Http, &Route::Own(ApiRoute::Report));
        check(&Method::GET, "/healthz", Listener::Http, &Route::Alive);
        check(&Method::HEAD, "/check/", Listener::Https, &Route::Page);
        check(&Method::GET, "/metrics", Listener::Http, &Route::Metrics);
        check(&Method::GET, "/check/assets/a.js", Listener::Https, &Route::Page);
        check(&Method::GET, "/v1/page/state", Listener::Https, &Route::PageApi(PageRoute::State));
        check(&Method::POST, "/v1/page/open", Listener::Http, &Route::NeedsTls);
        check(&Method::GET, "/v1/page/open", Listener::Https, &Route::Nowhere);
        check(&Method::GET, "/console", Listener::Https, &Route::ConsolePage);
        check(&Method::GET, "/console/checks/x", Listener::Https, &Route::ConsolePage);
        check(&Method::GET, "/console/api/me", Listener::Https, &Route::Console(ConsoleRoute::Me));
        check(&Method::OPTIONS, "/console/api/me", Listener::Https, &Route::Nowhere);
        check(&Method::GET, "/console/api/me", Listener::Http, &Route::Nowhere);
        check(&Method::GET, "/console/", Listener::Http, &Route::Nowhere);
        check(&Method::GET, "/consoles", Listener::Https, &Route::Nowhere);
        check(&Method::GET, "/checks", Listener::Https, &Route::Nowhere);
        check(&Method::GET, "/", Listener::Https, &Route::Nowhere);
        check(&Method::POST, "/healthz", Listener::Https, &Route::Nowhere);
    }
}
