//! The console: operators see checks and why each has its result.
//!
//! In: requests under `/console/api/` of the https listener. Out: JSON, one audit entry for each action.
//! Never: accepts an AWS signature or the pass of a check page; shows an image to a viewer.

mod access;
mod audit;
mod checks;
mod keys;
mod operators;
mod overview;
mod provider;
mod query;
mod response;
mod route;
mod sign_in;
mod trial;

pub(crate) use route::ConsoleRoute;

use crate::body::{self, Body};
use crate::limits::MAX_OWN_BODY_BYTES;
use crate::node::Node;
use access::{Caller, Signed};
use bytes::Bytes;
use http::{Request, Response, header};
use hyper::body::Incoming;
use response::{ConsoleResponse, Refusal};
use std::net::IpAddr;

/// Answers one request that came from `address`.
pub(crate) async fn answer(
    node: &Node,
    route: ConsoleRoute,
    address: IpAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let tag = request.headers().get(header::IF_NONE_MATCH).cloned();
    match serve(node, &route, address, request).await {
        Ok(told) => told.into_response(tag.as_ref()),
        Err(refusal) => {
            tracing::info!(route = route.name(), reason = refusal.code, "console request refused");
            refusal.into_response()
        }
    }
}

async fn serve(
    node: &Node,
    route: &ConsoleRoute,
    address: IpAddr,
    request: Request<Incoming>,
) -> Result<ConsoleResponse, Refusal> {
    let (head, body) = request.into_parts();
    let caller = match route {
        ConsoleRoute::ProviderCallback => Caller::of_any_site(address),
        ConsoleRoute::SignInByProvider if provider::is_visit(&head.headers) => Caller::of_any_site(address),
        _ => Caller::of(node, &head, address)?,
    };
    let Some(least) = route.least_role() else {
        let body = read(body).await?;
        return serve_anyone(node, route, &caller, &head, &body).await;
    };
    let signed = Signed::of(node, &head, caller).await?;
    signed.needs(least)?;
    let body = read(body).await?;
    serve_operator(node, route, &signed, head.uri.query().unwrap_or_default(), &body).await
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    body::read(body, MAX_OWN_BODY_BYTES).await.map_err(Refusal::malformed)
}

/// Serves what needs no signed-in operator.
async fn serve_anyone(
    node: &Node,
    route: &ConsoleRoute,
    caller: &Caller,
    head: &http::request::Parts,
    body: &[u8],
) -> Result<ConsoleResponse, Refusal> {
    match route {
        ConsoleRoute::SignIn => sign_in::by_password(node, caller, body).await,
        ConsoleRoute::SignInByLink => sign_in::by_link(node, caller, body).await,
        ConsoleRoute::SignInOptions => Ok(provider::options(node)),
        ConsoleRoute::SignInByProvider => provider::begin(node, caller).await,
        ConsoleRoute::ProviderCallback => {
            provider::finish(node, caller, &head.headers, head.uri.query().unwrap_or_default()).await
        }
        _ => Err(Refusal::unknown("nothing is at this address")),
    }
}

async fn serve_operator(
    node: &Node,
    route: &ConsoleRoute,
    signed: &Signed,
    query: &str,
    body: &[u8],
) -> Result<ConsoleResponse, Refusal> {
    match route {
        ConsoleRoute::SignOut => sign_in::sign_out(node, signed).await,
        ConsoleRoute::Me => Ok(sign_in::me(signed)),
        ConsoleRoute::OwnPassword => sign_in::change_password(node, signed, body).await,
        ConsoleRoute::Operators => operators::list(node).await,
        ConsoleRoute::NewOperator => operators::add(node, signed, body).await,
        ConsoleRoute::ChangeOperator(id) => operators::change(node, signed, id, body).await,
        ConsoleRoute::Audit => audit::list(node, query).await,
        ConsoleRoute::Checks => checks::list(node, query).await,
        ConsoleRoute::Check(id) => checks::detail(node, id).await,
        ConsoleRoute::Image { check, place } => checks::image(node, signed, check, place).await,
        ConsoleRoute::Review(id) => checks::review(node, signed, id, body).await,
        ConsoleRoute::EraseCheck(id) => checks::erase(node, signed, id).await,
        ConsoleRoute::Trial => trial::make(node, signed, body).await,
        ConsoleRoute::Thresholds => overview::thresholds(node).await,
        ConsoleRoute::Signals => Ok(overview::signals()),
        ConsoleRoute::Health => overview::health(node).await,
        ConsoleRoute::Keys => keys::list(node).await,
        ConsoleRoute::NewKey => keys::add(node, signed, body).await,
        ConsoleRoute::EnableKey(id) => keys::set_enabled(node, signed, id, true).await,
        ConsoleRoute::DisableKey(id) => keys::set_enabled(node, signed, id, false).await,
        ConsoleRoute::RotateKey(id) => keys::rotate(node, signed, id).await,
        ConsoleRoute::DeleteKey(id) => keys::remove(node, signed, id).await,
        ConsoleRoute::SignIn
        | ConsoleRoute::SignInByLink
        | ConsoleRoute::SignInOptions
        | ConsoleRoute::SignInByProvider
        | ConsoleRoute::ProviderCallback
        | ConsoleRoute::Nothing => Err(Refusal::unknown("nothing is at this address")),
    }
}
