//! The requests of an opened page: its state, the choice of the person, the next attempt, a link for another device, the
//! end.
//!
//! In: requests under `/v1/page` with the pass of one check, or the link that gives a pass. Out: JSON.
//! Never: takes a signature or a cookie; a score, a reading or an image; another check.

use crate::body::{self, Body, whole};
use crate::check_credentials::Scope;
use crate::convert::page_state::{AttemptGrant, HandOff, Opened, PageState};
use crate::limits::{HAND_OFF_LIFE, MAX_OWN_BODY_BYTES, MAX_PAGE_TOKENS, PASS_LIFE};
use crate::node::Node;
use crate::page_tokens::PageToken;
use crate::records;
use crate::standing::Standing;
use catchlight_store::{Attempt, NewSession, PageCheck, StoreError, TokenKind};
use catchlight_types::{ChallengeKind, ChallengePreference, SESSION_LIFE};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Value, json};

/// A route of the API of the check page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageRoute {
    /// `POST /v1/page/open`: a pass for a link.
    Open,
    /// `GET /v1/page/state`.
    State,
    /// `POST /v1/page/attempts`: a session with the credentials that open its stream.
    Attempt,
    /// `POST /v1/page/choice`: with or without flashing colours, for every attempt from now on.
    Choice,
    /// `POST /v1/page/hand-off`: a link for another device.
    HandOff,
    /// `POST /v1/page/cancel`: the person gives up.
    Cancel,
}

impl PageRoute {
    /// Its name in the log.
    const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::State => "state",
            Self::Attempt => "attempts",
            Self::Choice => "choice",
            Self::HandOff => "hand-off",
            Self::Cancel => "cancel",
        }
    }

    /// The route of a request; `None` when it is not for this API.
    pub(crate) fn read(method: &Method, path: &str) -> Option<Self> {
        match (method, path.strip_prefix("/v1/page/")?) {
            (&Method::POST, "open") => Some(Self::Open),
            (&Method::GET, "state") => Some(Self::State),
            (&Method::POST, "attempts") => Some(Self::Attempt),
            (&Method::POST, "choice") => Some(Self::Choice),
            (&Method::POST, "hand-off") => Some(Self::HandOff),
            (&Method::POST, "cancel") => Some(Self::Cancel),
            _ => None,
        }
    }
}

/// Why a request of a page is refused; the page chooses its words by these names.
#[derive(Debug, Clone, PartialEq)]
enum Refusal {
    /// The body is malformed.
    Malformed,
    /// The link is unknown, was opened before, or is too old; the caller does not learn which.
    LinkSpent,
    /// The pass is unknown or too old.
    PassSpent,
    /// Not in this state, which is attached.
    NotNow(Value),
    /// The server failed.
    Internal,
}

impl Refusal {
    /// The name by which the page knows it.
    const fn name(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::LinkSpent => "linkSpent",
            Self::PassSpent => "passSpent",
            Self::NotNow(_) => "notNow",
            Self::Internal => "internal",
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::LinkSpent => StatusCode::GONE,
            Self::PassSpent => StatusCode::UNAUTHORIZED,
            Self::NotNow(_) => StatusCode::CONFLICT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        records::internal(&error);
        Self::Internal
    }
}

/// Answers one request.
pub(crate) async fn answer(node: &Node, route: PageRoute, request: Request<Incoming>) -> Response<Body> {
    let (status, body) = match serve(node, route, request).await {
        Ok(body) => (StatusCode::OK, body),
        Err(refusal) => {
            tracing::info!(route = route.name(), reason = refusal.name(), "request of a check page refused");
            let (status, mut body) = (refusal.status(), json!({"error": refusal.name()}));
            if let Refusal::NotNow(state) = refusal {
                body["state"] = state;
            }
            (status, body)
        }
    };
    let mut response = Response::new(whole(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn serve(node: &Node, route: PageRoute, request: Request<Incoming>) -> Result<Value, Refusal> {
    let (head, body) = request.into_parts();
    let body = body::read(body, MAX_OWN_BODY_BYTES).await.map_err(|_text| Refusal::Malformed)?;
    if route == PageRoute::Open {
        return open(node, &read_body(&body)?).await;
    }
    let pass = PageToken::of_bearer(&head.headers).ok_or(Refusal::PassSpent)?;
    let found = node.parts.store.find_by_pass(&pass.hash(), node.parts.clock.now()).await?;
    let check = found.ok_or(Refusal::PassSpent)?;
    match route {
        PageRoute::Open | PageRoute::State => Ok(json!(state(node, &check).await?)),
        PageRoute::Attempt => attempt(node, check, &read_body(&body)?).await,
        PageRoute::Choice => choose(node, check, &read_body(&body)?).await,
        PageRoute::HandOff => hand_off(node, &check).await,
        PageRoute::Cancel => cancel(node, &check).await,
    }
}

fn read_body<T: for<'a> Deserialize<'a>>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_shape| Refusal::Malformed)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenBody {
    token: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct AttemptBody {
    /// `true` chooses as [`PageRoute::Choice`] does; `false` keeps what was chosen.
    movement_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ChoiceBody {
    movement_only: bool,
}

async fn open(node: &Node, body: &OpenBody) -> Result<Value, Refusal> {
    let link = PageToken::parse(&body.token).ok_or(Refusal::LinkSpent)?;
    let now = node.parts.clock.now();
    let pass = PageToken::generate();
    let stored = pass.stored(TokenKind::Pass, now.plus(PASS_LIFE));
    let opened = node.parts.store.open_link(&link.hash(), &stored, now).await?;
    let check = opened.ok_or(Refusal::LinkSpent)?;
    tracing::info!(check = %check.id, "check page opened");
    Ok(json!(Opened { pass: pass.reveal(), state: state(node, &check).await? }))
}

async fn state<'a>(node: &Node, check: &'a PageCheck) -> Result<PageState<'a>, Refusal> {
    let now = node.parts.clock.now();
    let attempts = node.parts.store.attempts(&check.id, now).await?;
    Ok(told(check, &Standing::of(check, &attempts, now), node))
}

fn told<'a>(check: &'a PageCheck, standing: &Standing, node: &Node) -> PageState<'a> {
    let wait_until = match standing {
        Standing::Wait(until) => Some(until.seconds_since(node.parts.clock.now()).ceil().max(1.0)),
        _ => None,
    };
    PageState::new(check, standing.name(), standing.is_final(), wait_until)
}

/// Stores what the person chose. Only this brings the colours back to a check that was to go without them.
async fn choose(node: &Node, check: PageCheck, body: &ChoiceBody) -> Result<Value, Refusal> {
    let check = with_choice(node, check, body.movement_only).await?;
    Ok(json!(state(node, &check).await?))
}

/// The check after a choice; one that offers none stays as it is.
async fn with_choice(node: &Node, check: PageCheck, movement_only: bool) -> Result<PageCheck, Refusal> {
    if !check.presentation.movement_only || check.movement_only == Some(movement_only) {
        return Ok(check);
    }
    node.parts.store.choose_movement_only(&check.id, movement_only).await?;
    tracing::info!(check = %check.id, movement_only, "challenge chosen");
    Ok(PageCheck { movement_only: Some(movement_only), ..check })
}

async fn attempt(node: &Node, check: PageCheck, body: &AttemptBody) -> Result<Value, Refusal> {
    let check = if body.movement_only { with_choice(node, check, true).await? } else { check };
    let now = node.parts.clock.now();
    let attempts: Vec<Attempt> = node.parts.store.attempts(&check.id, now).await?;
    let standing = Standing::of(&check, &attempts, now);
    let not_now = |standing: &Standing| Refusal::NotNow(json!(told(&check, standing, node)));
    if !standing.allows_attempt() {
        return Err(not_now(&standing));
    }
    let mut settings = check.settings.clone();
    if check.movement_only == Some(true) {
        settings.preferences = vec![ChallengePreference::any(ChallengeKind::FaceMovement)];
    }
    let expires_at = now.plus(SESSION_LIFE);
    let session = NewSession {
        id: node.entropy.session_id(),
        owner: check.owner.clone(),
        token: None,
        settings,
        created_at: now,
        expires_at,
        delete_at: now.plus(node.retention),
    };
    let scope = Scope { issuer_id: check.owner.clone(), session: session.id.clone(), expires_at };
    // The application's key may have been taken away since it asked for the check.
    let issued = scope.credentials(&node.parts.access_keys).ok_or(Refusal::PassSpent)?;
    if !node.parts.store.add_attempt(&check, &session, &attempts).await? {
        return Err(not_now(&Standing::Running));
    }
    tracing::info!(check = %check.id, session = %session.id, "attempt started");
    Ok(json!(AttemptGrant::new(&issued, &scope)))
}

async fn hand_off(node: &Node, check: &PageCheck) -> Result<Value, Refusal> {
    let now = node.parts.clock.now();
    let link = PageToken::generate();
    let expires_at = now.plus(HAND_OFF_LIFE).min(check.expires_at);
    let stored = link.stored(TokenKind::Link, expires_at);
    let now_state = state(node, check).await?;
    if now_state.is_final() || !node.parts.store.add_link(&check.id, &stored, MAX_PAGE_TOKENS).await? {
        return Err(Refusal::NotNow(json!(now_state)));
    }
    Ok(json!(HandOff::new(&node.link(&link), expires_at.seconds_since(now))))
}

async fn cancel(node: &Node, check: &PageCheck) -> Result<Value, Refusal> {
    let now = node.parts.clock.now();
    node.parts.store.cancel_page_check(&check.id, now).await?;
    let cancelled = PageCheck { cancelled_at: Some(now), ..check.clone() };
    Ok(json!(state(node, &cancelled).await?))
}
