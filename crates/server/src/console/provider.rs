//! Sign-in by an OpenID provider.
//!
//! In: a browser that signs in, and its return. Out: redirections and a session. Never: accepts a return that the same
//! browser did not begin, or a second one; puts text of the provider into the address.

use super::access::{Caller, clear_flow_cookie, flow_cookie, set_cookie, set_flow_cookie};
use super::query::Query;
use super::response::{ConsoleResponse, Refusal};
use super::sign_in;
use crate::limits::{CONSOLE_SESSION_LIFE, PROVIDER_FLOW_LIFE};
use crate::node::Node;
use crate::oidc::{Denial, Flow, Person, Provider};
use crate::operators::new_operator_id;
use crate::page_tokens::PageToken;
use catchlight_store::{Operator, ProviderPerson, SignInWay};
use http::HeaderMap;
use serde_json::json;
use subtle::ConstantTimeEq;

/// `GET login/options`.
pub(super) fn options(node: &Node) -> ConsoleResponse {
    let provider = |label: &str| json!({"label": label, "url": beginning(node)});
    ConsoleResponse::ok(json!({"oidc": node.oidc.as_ref().map(|oidc| provider(&oidc.settings.label))}))
}

/// `GET login/oidc`: sends the browser to the provider.
pub(super) async fn begin(node: &Node, caller: &Caller) -> Result<ConsoleResponse, Refusal> {
    let provider = provider(node)?;
    let now = node.parts.clock.now();
    let token = PageToken::generate();
    let redirect_uri = redirect_uri(node);
    let flow = Flow { token: token.reveal(), redirect_uri: &redirect_uri };
    match provider.begin(&flow, now).await {
        Ok(place) => {
            node.flows.begin(token.hash(), now);
            let cookie = set_flow_cookie(&token, PROVIDER_FLOW_LIFE.as_secs());
            Ok(ConsoleResponse::redirect(&place).with_cookie(&cookie))
        }
        Err(denial) => denied(node, caller, &denial).await,
    }
}

/// `GET login/oidc/callback`: the browser returns from the provider.
pub(super) async fn finish(
    node: &Node,
    caller: &Caller,
    headers: &HeaderMap,
    query: &str,
) -> Result<ConsoleResponse, Refusal> {
    let provider = provider(node)?;
    let person = match flow_cookie(headers) {
        Some(token) if is_visit(headers) => come_back(node, provider, &token, query).await,
        _ => Err(Denial::Stale),
    };
    match person {
        Ok(person) => enter(node, provider, caller, person).await,
        Err(denial) => denied(node, caller, &denial).await,
    }
}

async fn come_back(
    node: &Node,
    provider: &Provider,
    token: &PageToken,
    query: &str,
) -> Result<Person, Denial> {
    let now = node.parts.clock.now();
    let redirect_uri = redirect_uri(node);
    let flow = Flow { token: token.reveal(), redirect_uri: &redirect_uri };
    let mut query = Query::read(query).map_err(|_shape| Denial::Stale)?;
    let state = query.text("state").unwrap_or_default();
    // A flow ends with its first response, right or wrong.
    let is_begun = node.flows.finish(&token.hash(), now);
    if !is_begun || !bool::from(state.as_bytes().ct_eq(flow.state().as_bytes())) {
        return Err(Denial::Stale);
    }
    if query.text("iss").is_some_and(|issuer| issuer != provider.settings.issuer) {
        return Err(Denial::Failed("the response comes from another issuer".to_owned()));
    }
    if let Some(code) = query.text("error") {
        return Err(Denial::Refused(
            code.chars().filter(|one| !one.is_control()).take(MAX_CODE_CHARS).collect(),
        ));
    }
    let code = query.text("code").ok_or_else(|| Denial::Failed("the response holds no code".to_owned()))?;
    provider.finish(&flow, &code, now).await
}

async fn enter(
    node: &Node,
    provider: &Provider,
    caller: &Caller,
    person: Person,
) -> Result<ConsoleResponse, Refusal> {
    let store = &node.parts.store;
    let asked = ProviderPerson {
        issuer: provider.settings.issuer.clone(),
        subject: person.subject,
        names: person.names,
        role: person.role,
        new_id: new_operator_id(),
        now: node.parts.clock.now(),
    };
    let known = store.provider_operator(&asked).await?;
    let Operator { name, role, enabled, .. } = &known.operator;
    let changed = match known.before {
        None => Some(("operator.add", format!("as {}, by {}", role.name(), asked.issuer))),
        Some(before) if before != *role => Some((
            "operator.change",
            format!("role {} to {}, by {}", before.name(), role.name(), asked.issuer),
        )),
        Some(_) => None,
    };
    if let Some((action, detail)) = changed {
        caller.note(node, Some(name), action, Some(name), Some(detail)).await?;
    }
    if !enabled {
        caller
            .note(node, None, "sign-in.refused", Some(name), Some("by provider: disabled".to_owned()))
            .await?;
        return Ok(sign_in_page("provider-disabled"));
    }
    let (token, _) = sign_in::open(node, caller, &known.operator, SignInWay::Provider).await?;
    let session = set_cookie(&token, CONSOLE_SESSION_LIFE.as_secs());
    Ok(ConsoleResponse::redirect("/console/").with_cookie(&session).with_cookie(&clear_flow_cookie()))
}

async fn denied(node: &Node, caller: &Caller, denial: &Denial) -> Result<ConsoleResponse, Refusal> {
    tracing::warn!(%denial, "sign-in by the OpenID provider failed");
    caller.note(node, None, "sign-in.refused", None, Some(format!("by provider: {denial}"))).await?;
    Ok(sign_in_page(denial.code()))
}

/// The sign-in page, which shows a message for each code.
fn sign_in_page(code: &str) -> ConsoleResponse {
    ConsoleResponse::redirect(&format!("/console/#problem={code}")).with_cookie(&clear_flow_cookie())
}

/// Whether a person opens the address; a frame or an image element does not count.
pub(super) fn is_visit(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_none_or(|dest| dest == "document")
}

/// Where a sign-in by the provider begins: at the address to which it returns, however the console was opened, since
/// the cookie of the flow is valid for one address only.
fn beginning(node: &Node) -> String {
    format!("{}{BEGINNING}", node.console_url())
}

fn provider(node: &Node) -> Result<&Provider, Refusal> {
    let unknown = "no OpenID provider is configured; see docs/console.md";
    node.oidc.as_ref().ok_or_else(|| Refusal::unknown(unknown))
}

fn redirect_uri(node: &Node) -> String {
    format!("{}{CALLBACK}", node.console_url())
}

/// Where a browser starts the sign-in, below the address of the console.
const BEGINNING: &str = "/console/api/login/oidc";
/// Where the provider sends browsers back to, below the address of the console.
const CALLBACK: &str = "/console/api/login/oidc/callback";
/// Longest error code of a provider that is noted.
const MAX_CODE_CHARS: usize = 64;
