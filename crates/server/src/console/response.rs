//! The shape of every response of the console's API.

use crate::body::{Body, whole};
use crate::records;
use bytes::Bytes;
use catchlight_store::StoreError;
use catchlight_types::JpegBytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// A response to a request that succeeded.
#[derive(Debug)]
pub(super) struct ConsoleResponse {
    status: StatusCode,
    content: Content,
    cookies: Vec<HeaderValue>,
    /// Whether the response has a tag, so that a page which already has it need not get it again.
    is_tagged: bool,
}

enum Content {
    Nothing,
    Json(Value),
    Jpeg(Bytes),
    /// A redirection to another address.
    Redirect(String),
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Json(_) => "Json(redacted)",
            Self::Jpeg(_) => "Jpeg(redacted)",
            Self::Redirect(_) => "Redirect(redacted)",
        })
    }
}

/// Why a request is refused; the text says what to do.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    pub(super) code: &'static str,
    message: String,
    retry_after_secs: Option<u64>,
}

impl ConsoleResponse {
    pub(super) const fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, Content::Json(body))
    }

    pub(super) const fn created(body: Value) -> Self {
        Self::new(StatusCode::CREATED, Content::Json(body))
    }

    pub(super) const fn done() -> Self {
        Self::new(StatusCode::NO_CONTENT, Content::Nothing)
    }

    pub(super) fn jpeg(jpeg: &JpegBytes) -> Self {
        Self::new(StatusCode::OK, Content::Jpeg(Bytes::copy_from_slice(jpeg.as_slice())))
    }

    pub(super) fn redirect(place: &str) -> Self {
        Self::new(StatusCode::SEE_OTHER, Content::Redirect(place.to_owned()))
    }

    const fn new(status: StatusCode, content: Content) -> Self {
        Self { status, content, cookies: Vec::new(), is_tagged: false }
    }

    pub(super) fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookies.extend(HeaderValue::from_str(cookie).ok());
        self
    }

    /// Adds a tag, so that a page that polls learns that nothing changed.
    pub(super) fn with_tag(self) -> Self {
        Self { is_tagged: true, ..self }
    }

    /// The HTTP response to a request whose sender has what `known` is the tag of.
    pub(super) fn into_response(self, known: Option<&HeaderValue>) -> Response<Body> {
        let mut response = match &self.content {
            Content::Nothing => json_response(self.status, None),
            Content::Json(body) => json_response(self.status, Some(body)),
            Content::Redirect(place) => {
                let mut response = json_response(self.status, None);
                match HeaderValue::from_str(place) {
                    Ok(place) => response.headers_mut().insert(header::LOCATION, place),
                    Err(_) => return Refusal::internal().into_response(),
                };
                response
            }
            Content::Jpeg(jpeg) => {
                let mut response = json_response(self.status, None).map(|_| whole(jpeg.clone()));
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
                response
            }
        };
        if let (true, Content::Json(body)) = (self.is_tagged, &self.content) {
            let tag = tag(body);
            if known.is_some() && known == tag.as_ref() {
                response = json_response(StatusCode::NOT_MODIFIED, None);
            }
            let headers = response.headers_mut();
            // The browser may store it, but asks each time whether it changed.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            headers.insert(header::VARY, HeaderValue::from_static("cookie"));
            if let Some(tag) = tag {
                headers.insert(header::ETAG, tag);
            }
        }
        for cookie in self.cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// A tag that follows from the content.
fn tag(body: &Value) -> Option<HeaderValue> {
    let digest = Sha256::digest(body.to_string());
    HeaderValue::from_str(&format!("\"{}\"", hex::encode(&digest[..16]))).ok()
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), retry_after_secs: None }
    }

    /// The request is malformed.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Malformed", message)
    }

    /// The caller is not signed in, or no longer.
    pub(super) fn signed_out() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "SignedOut",
            "sign in first; a session ends after 30 minutes of inactivity and after 12 hours",
        )
    }

    /// The name is unknown or the password is wrong; the caller does not learn which.
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
            "this link was used before or has expired; create another with `catchlight operators sign-in-link NAME`",
        )
    }

    /// Too many attempts; later ones may succeed.
    pub(super) fn too_many_attempts(seconds: u64) -> Self {
        let message = format!("too many attempts; wait {seconds} seconds");
        let refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, "TooManyTries", message);
        Self { retry_after_secs: Some(seconds), ..refusal }
    }

    /// Signed in, but not allowed.
    pub(super) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    /// Nothing is found under this name or address.
    pub(super) fn unknown(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    /// The request conflicts with the present state.
    pub(super) fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// Too many requests at once.
    pub(super) fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Busy", "too many sign-ins at once; try again in a moment")
    }

    /// The server failed.
    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal", "the server failed; see its log")
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

/// A secret that a person typed.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct Typed(pub(super) Zeroizing<String>);

impl From<String> for Typed {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

/// Reads a body; unknown members are refused.
pub(super) fn read_body<T: for<'a> Deserialize<'a>>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::malformed(format!("the body is malformed: {error}")))
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
