//! What the server reports to a page, as JSON.

use crate::check_credentials::{CheckCredentials, Scope};
use crate::origins::with_outcome;
use catchlight_store::PageCheck;
use serde::Serialize;

/// The state of a check for the person who holds it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageState<'a> {
    check_id: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<f64>,
    locale: Option<&'a str>,
    accent: Option<&'a str>,
    embed_origin: Option<&'a str>,
    /// Whether the check without flashing colours is offered.
    movement_only: bool,
    /// Whether the person chose it; null until they choose.
    movement_only_chosen: Option<bool>,
    /// Whether there is somewhere to go back to.
    returns: bool,
    /// Where to go now; only when nothing more will happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    return_to: Option<String>,
    #[serde(skip)]
    is_final: bool,
}

impl<'a> PageState<'a> {
    /// The state of `check`.
    pub(crate) fn new(
        check: &'a PageCheck,
        state: &'static str,
        is_final: bool,
        retry_after_seconds: Option<f64>,
    ) -> Self {
        let presentation = &check.presentation;
        let return_url = presentation.return_url.as_deref();
        Self {
            check_id: check.id.as_str(),
            state,
            retry_after_seconds,
            locale: presentation.locale.as_deref(),
            accent: presentation.accent.as_deref(),
            embed_origin: presentation.embed_origin.as_deref(),
            movement_only: presentation.movement_only,
            movement_only_chosen: check.movement_only,
            returns: return_url.is_some(),
            return_to: return_url.filter(|_| is_final).map(|url| with_outcome(url, check.id.as_str(), state)),
            is_final,
        }
    }

    /// Whether nothing more will happen.
    pub(crate) const fn is_final(&self) -> bool {
        self.is_final
    }
}

/// The answer to an opened link.
#[derive(Serialize)]
pub(crate) struct Opened<'a> {
    /// The bearer for everything else.
    pub(crate) pass: &'a str,
    pub(crate) state: PageState<'a>,
}

/// The answer to `POST /v1/page/attempts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AttemptGrant<'a> {
    session: &'a str,
    region: &'static str,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
}

impl<'a> AttemptGrant<'a> {
    /// The credentials that were made for `scope`.
    pub(crate) fn new(issued: &'a CheckCredentials, scope: &'a Scope) -> Self {
        Self {
            session: scope.session.as_str(),
            // Every region is taken; the component wants one to sign for.
            region: "us-east-1",
            access_key_id: &issued.access_key_id,
            secret_access_key: &issued.secret,
            session_token: &issued.session_token,
        }
    }
}

/// The answer to `POST /v1/page/hand-off`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HandOff<'a> {
    url: &'a str,
    expires_in_seconds: f64,
}

impl<'a> HandOff<'a> {
    /// A link with the time for which it is good.
    pub(crate) const fn new(url: &'a str, expires_in_seconds: f64) -> Self {
        Self { url, expires_in_seconds }
    }
}
