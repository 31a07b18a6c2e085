//! Access to the console: only our own pages, with the operator behind their cookie.
//!
//! In: the head of a request. Out: the operator with its role, or a refusal.
//! Never: a request that another site made a browser send.

use super::response::Refusal;
use crate::limits::CONSOLE_IDLE;
use crate::node::Node;
use crate::page_tokens::PageToken;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catchlight_store::{NewAuditEntry, OperatorSession, Role};
use http::{HeaderMap, Method, header, request};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use subtle::ConstantTimeEq;

/// A caller on one of our own pages, or without a browser.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) address: IpAddr,
    /// Host and port by which the browser reached us.
    pub(super) host: Option<String>,
}

/// An operator who is signed in.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) caller: Caller,
    pub(super) session: OperatorSession,
    /// SHA-256 of the token of the session.
    pub(super) hash: [u8; 32],
    /// What every request that changes something has to show.
    pub(super) csrf: String,
}

impl Caller {
    /// Refuses what pages of other sites send.
    pub(super) fn of(node: &Node, head: &request::Parts, address: IpAddr) -> Result<Self, Refusal> {
        let host =
            head.uri.authority().map(http::uri::Authority::as_str).or(text(&head.headers, header::HOST));
        let origin = text(&head.headers, header::ORIGIN);
        let is_ours = |origin: &str| {
            origin == node.public_url() || host.is_some_and(|host| origin == format!("https://{host}"))
        };
        let site = text(&head.headers, header::HeaderName::from_static("sec-fetch-site"));
        let from_elsewhere = match site {
            None | Some("same-origin") => false,
            // Somebody typed the address; nothing is changed by looking.
            Some("none") => head.method != Method::GET,
            Some(_) => true,
        };
        if from_elsewhere || origin.is_some_and(|origin| !is_ours(origin)) {
            return Err(Refusal::forbidden("CrossSite", "only the console's own pages may use this address"));
        }
        Ok(Self { address, host: host.map(str::to_owned) })
    }

    /// Accepts a request from any site; the flow has to prove itself where it began.
    pub(super) const fn of_any_site(address: IpAddr) -> Self {
        Self { address, host: None }
    }
}

impl Signed {
    /// Finds the operator behind the cookie; a request that changes something has to show that it knows the session.
    pub(super) async fn of(node: &Node, head: &request::Parts, caller: Caller) -> Result<Self, Refusal> {
        let token = cookie(&head.headers).ok_or_else(Refusal::signed_out)?;
        let hash = token.hash();
        let now = node.parts.clock.now();
        let found = node.parts.store.find_operator_session(&hash, now, CONSOLE_IDLE).await?;
        let session = found.ok_or_else(Refusal::signed_out)?;
        let csrf = csrf(&token);
        if head.method != Method::GET {
            let shown = text(&head.headers, header::HeaderName::from_static(CSRF_HEADER)).unwrap_or_default();
            if !bool::from(shown.as_bytes().ct_eq(csrf.as_bytes())) {
                let message = format!("send the csrf value of the sign-in as {CSRF_HEADER}");
                return Err(Refusal::forbidden("BadCsrf", message));
            }
        }
        Ok(Self { caller, session, hash, csrf })
    }

    /// Refuses whose role is less than `least`.
    pub(super) fn needs(&self, least: Role) -> Result<(), Refusal> {
        let role = self.session.operator.role;
        if role >= least {
            return Ok(());
        }
        let message = format!("this needs the role {}; yours is {}", least.name(), role.name());
        Err(Refusal::forbidden("RoleTooLow", message))
    }

    /// The operator's name.
    pub(super) fn name(&self) -> &str {
        &self.session.operator.name
    }

    /// Records an action of this operator.
    pub(super) async fn note(
        &self,
        node: &Node,
        action: &'static str,
        subject: Option<&str>,
        detail: Option<String>,
    ) -> Result<(), Refusal> {
        self.caller.note(node, Some(self.name()), action, subject, detail).await
    }
}

impl Caller {
    /// Records an action.
    pub(super) async fn note(
        &self,
        node: &Node,
        operator: Option<&str>,
        action: &'static str,
        subject: Option<&str>,
        detail: Option<String>,
    ) -> Result<(), Refusal> {
        let entry = NewAuditEntry {
            at: node.parts.clock.now(),
            operator: operator.map(str::to_owned),
            action,
            subject: subject.map(str::to_owned),
            detail,
            address: Some(self.address.to_string()),
        };
        tracing::info!(operator, action, subject, "console action");
        Ok(node.parts.store.add_audit(&entry).await?)
    }
}

/// Proves that a request comes from a page which knows the session: it follows from the cookie that no
/// other page can read, so nothing has to be stored.
pub(super) fn csrf(token: &PageToken) -> String {
    let mut digest = Sha256::new();
    digest.update(b"catchlight console csrf\n");
    digest.update(token.reveal().as_bytes());
    URL_SAFE_NO_PAD.encode(digest.finalize())
}

/// The session cookie, which no script can read.
pub(super) fn set_cookie(token: &PageToken, life_secs: u64) -> String {
    written_cookie(COOKIE, token.reveal(), "Strict", life_secs)
}

/// Makes a browser forget the cookie.
pub(super) fn clear_cookie() -> String {
    written_cookie(COOKIE, "", "Strict", 0)
}

/// The cookie of a flow through an OpenID provider: `Lax`, since the return begins at another site.
pub(super) fn set_flow_cookie(token: &PageToken, life_secs: u64) -> String {
    written_cookie(FLOW_COOKIE, token.reveal(), "Lax", life_secs)
}

/// Makes a browser forget it.
pub(super) fn clear_flow_cookie() -> String {
    written_cookie(FLOW_COOKIE, "", "Lax", 0)
}

fn written_cookie(name: &str, value: &str, same_site: &str, life_secs: u64) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite={same_site}; Max-Age={life_secs}")
}

/// The token of the flow in this browser.
pub(super) fn flow_cookie(headers: &HeaderMap) -> Option<PageToken> {
    find_cookie(headers, FLOW_COOKIE)
}

fn cookie(headers: &HeaderMap) -> Option<PageToken> {
    find_cookie(headers, COOKIE)
}

fn find_cookie(headers: &HeaderMap, wanted: &str) -> Option<PageToken> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == wanted).find_map(|(_, value)| PageToken::parse(value))
}

fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

const COOKIE: &str = "__Host-catchlight-console";
const FLOW_COOKIE: &str = "__Host-catchlight-provider";
const CSRF_HEADER: &str = "x-catchlight-csrf";

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_cookie_is_found_among_others() {
        let token = PageToken::generate();
        let mut headers = HeaderMap::new();
        assert!(cookie(&headers).is_none());
        let value = format!("a=b; {COOKIE}={}; c=d", token.reveal());
        headers.insert(header::COOKIE, HeaderValue::from_str(&value).unwrap());
        assert_eq!(cookie(&headers).map(|found| found.hash()), Some(token.hash()));
        headers.insert(header::COOKIE, HeaderValue::from_static("__Host-catchlight-console=short"));
        assert!(cookie(&headers).is_none());
    }

    #[test]
    fn the_csrf_value_follows_from_the_token_and_is_not_its_hash() {
        let (one, other) = (PageToken::generate(), PageToken::generate());
        assert_eq!(csrf(&one), csrf(&one));
        assert_ne!(csrf(&one), csrf(&other));
        assert_ne!(csrf(&one), URL_SAFE_NO_PAD.encode(one.hash()));
    }
}
