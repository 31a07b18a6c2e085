//! The shapes of every answer of the console's API.

use crate::body::{Body, whole};
use crate::records;
use catchlight_store::StoreError;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// A good answer.
#[derive(Debug)]
pub(super) struct Told {
    status: StatusCode,
    body: Option<Value>,
    cookie: Option<HeaderValue>,
}

/// Why a request gets nothing; the text says what to do.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    pub(super) code: &'static str,
    message: String,
    retry_after_secs: Option<u64>,
}

impl Told {
    pub(super) const fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body: Some(body), cookie: None }
    }

    pub(super) const fn created(body: Value) -> Self {
        Self { status: StatusCode::CREATED, body: Some(body), cookie: None }
    }

    pub(super) const fn done() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: None, cookie: None }
    }

    pub(super) fn with_cookie(self, cookie: &str) -> Self {
        Self { cookie: HeaderValue::from_str(cookie).ok(), ..self }
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let mut response = json_response(self.status, self.body.as_ref());
        if let Some(cookie) = self.cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after_secs: None }
    }

    /// The request is not what was asked for.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Malformed", message)
    }

    /// Nobody is signed in, or no longer.
    pub(super) fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "SignedOut",
            "sign in first; a session ends after 30 minutes without use and after 12 hours",
        )
    }

    /// The name is unknown or the password is wrong; which of them is nobody's business.
    pub(super) fn bad_login() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "BadLogin",
            "name or password is wrong, or the operator is disabled",
        )
    }

    /// The link is unknown, was used before, or is too old.
    pub(super) fn link_used() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "LinkUsed",
            "this link was used before or is too old; make another with `catchlight operators sign-in-link NAME`",
        )
    }

    /// Not now, but later.
    pub(super) fn too_many_tries(seconds: u64) -> Self {
        let message = format!("too many tries; wait {seconds} seconds");
        let refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, "TooManyTries", message);
        Self { retry_after_secs: Some(seconds), ..refusal }
    }

    /// Signed in, but not allowed.
    pub(super) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// There is no such thing.
    pub(super) fn unknown(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// It would break a rule about what there is.
    pub(super) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// Too much at once.
    pub(super) fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Busy", "too many sign-ins at once; try again in a moment")
    }

    /// The fault is ours.
    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal", "the server failed; its log says why")
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let mut body = json!({"code": self.code, "message": self.message});
        if let Some(seconds) = self.retry_after_secs {
            body["retryAfterSeconds"] = seconds.into();
        }
        let mut response = json_response(self.status, Some(&body));
        if let Some(seconds) = self.retry_after_secs {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        records::internal(&error);
        Self::internal()
    }
}

/// A secret that somebody typed.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct Typed(pub(super) Zeroizing<String>);

impl From<String> for Typed {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

/// Reads a body; members that nobody asked for are refused.
pub(super) fn read_body<T: for<'a> Deserialize<'a>>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::malformed(format!("the body is not what is asked for here: {error}")))
}

fn json_response(status: StatusCode, body: Option<&Value>) -> Response<Body> {
    let mut response = Response::new(whole(body.map_or_else(String::new, Value::to_string)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if body.is_some() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
