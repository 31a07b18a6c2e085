//! The console: where operators see checks and why each was answered as it was.
//!
//! In: requests under `/console/api/` of the https listener. Out: JSON, one audit entry for each deed.
//! Never: a signature of AWS or the pass of a check page; a picture for a viewer.

mod access;
mod answer;
mod audit;
mod checks;
mod keys;
mod operators;
mod overview;
mod provider;
mod query;
mod route;
mod sign_in;
mod trial;

pub(crate) use route::ConsoleAsk;

use crate::body::{self, Body};
use crate::limits::MAX_OWN_BODY_BYTES;
use crate::node::Node;
use access::{Caller, Signed};
use answer::{Refusal, Told};
use bytes::Bytes;
use http::{Request, Response, header};
use hyper::body::Incoming;
use std::net::IpAddr;

/// Answers one request that came from `address`.
pub(crate) async fn answer(
    node: &Node,
    ask: ConsoleAsk,
    address: IpAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let tag = request.headers().get(header::IF_NONE_MATCH).cloned();
    match serve(node, &ask, address, request).await {
        Ok(told) => told.into_response(tag.as_ref()),
        Err(refusal) => {
            tracing::info!(?ask, refusal = refusal.code, "console refused");
            refusal.into_response()
        }
    }
}

async fn serve(
    node: &Node,
    ask: &ConsoleAsk,
    address: IpAddr,
    request: Request<Incoming>,
) -> Result<Told, Refusal> {
    let (head, body) = request.into_parts();
    let caller = match ask {
        ConsoleAsk::ProviderCallback => Caller::of_any_site(address),
        ConsoleAsk::SignInByProvider if provider::is_visit(&head.headers) => Caller::of_any_site(address),
        _ => Caller::of(node, &head, address)?,
    };
    let Some(least) = ask.least_role() else {
        let body = read(body).await?;
        return serve_anybody(node, ask, &caller, &head, &body).await;
    };
    let signed = Signed::of(node, &head, caller).await?;
    signed.needs(least)?;
    let body = read(body).await?;
    serve_operator(node, ask, &signed, head.uri.query().unwrap_or_default(), &body).await
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    body::read(body, MAX_OWN_BODY_BYTES).await.map_err(Refusal::malformed)
}

/// What can be asked without being signed in.
async fn serve_anybody(
    node: &Node,
    ask: &ConsoleAsk,
    caller: &Caller,
    head: &http::request::Parts,
    body: &[u8],
) -> Result<Told, Refusal> {
    match ask {
        ConsoleAsk::SignIn => sign_in::by_password(node, caller, body).await,
        ConsoleAsk::SignInByLink => sign_in::by_link(node, caller, body).await,
        ConsoleAsk::SignInOptions => Ok(provider::options(node)),
        ConsoleAsk::SignInByProvider => provider::begin(node, caller).await,
        ConsoleAsk::ProviderCallback => {
            provider::finish(node, caller, &head.headers, head.uri.query().unwrap_or_default()).await
        }
        _ => Err(Refusal::unknown(
            "nothing is at this address; see docs/operations.md for what the console asks",
        )),
    }
}

async fn serve_operator(
    node: &Node,
    ask: &ConsoleAsk,
    signed: &Signed,
    query: &str,
    body: &[u8],
) -> Result<Told, Refusal> {
    match ask {
        ConsoleAsk::SignOut => sign_in::sign_out(node, signed).await,
        ConsoleAsk::Me => Ok(sign_in::me(signed)),
        ConsoleAsk::OwnPassword => sign_in::change_password(node, signed, body).await,
        ConsoleAsk::Operators => operators::list(node).await,
        ConsoleAsk::NewOperator => operators::add(node, signed, body).await,
        ConsoleAsk::ChangeOperator(id) => operators::change(node, signed, id, body).await,
        ConsoleAsk::Audit => audit::list(node, query).await,
        ConsoleAsk::Checks => checks::list(node, query).await,
        ConsoleAsk::Check(id) => checks::detail(node, id).await,
        ConsoleAsk::Image { check, place } => checks::image(node, signed, check, place).await,
        ConsoleAsk::Review(id) => checks::review(node, signed, id, body).await,
        ConsoleAsk::EraseCheck(id) => checks::erase(node, signed, id).await,
        ConsoleAsk::Trial => trial::make(node, signed, body).await,
        ConsoleAsk::Thresholds => overview::thresholds(node).await,
        ConsoleAsk::Signals => Ok(overview::signals()),
        ConsoleAsk::Health => overview::health(node).await,
        ConsoleAsk::Keys => keys::list(node).await,
        ConsoleAsk::NewKey => keys::add(node, signed, body).await,
        ConsoleAsk::EnableKey(id) => keys::set_enabled(node, signed, id, true).await,
        ConsoleAsk::DisableKey(id) => keys::set_enabled(node, signed, id, false).await,
        ConsoleAsk::RotateKey(id) => keys::rotate(node, signed, id).await,
        ConsoleAsk::DeleteKey(id) => keys::remove(node, signed, id).await,
        ConsoleAsk::SignIn
        | ConsoleAsk::SignInByLink
        | ConsoleAsk::SignInOptions
        | ConsoleAsk::SignInByProvider
        | ConsoleAsk::ProviderCallback
        | ConsoleAsk::Nothing => Err(Refusal::unknown("nothing is at this address")),
    }
}
