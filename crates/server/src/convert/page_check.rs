//! Checks on the page as JSON, for the application that asked for them.
//!
//! In: a body of `POST /v1/checks`; stored checks. Out: what the store keeps; answers.
//! Never: an address that the operator did not list.

use super::validation;
use crate::limits::{
    MAX_CHECK_LIFE, MAX_LOCALE_BYTES, MAX_REFERENCE_BYTES, MAX_RETURN_URL_BYTES, MIN_CHECK_LIFE,
    USUAL_CHECK_LIFE,
};
use crate::origins::Origin;
use crate::page_check::CreatedPageCheck;
use crate::settings::PageSettings;
use catchlight_store as store;
use catchlight_types::{EpochMillis, SessionId, SessionSettings};
use catchlight_wire::control::CreateFaceLivenessSessionRequest;
use catchlight_wire::error::AwsError;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The body of `POST /v1/checks`; every member may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(crate) struct CreateCheckRequest {
    /// The members of `CreateFaceLivenessSession`, for each session of the check.
    session: Option<Value>,
    return_url: Option<String>,
    embed_origin: Option<String>,
    locale: Option<String>,
    theme: Theme,
    reference: Option<String>,
    movement_only: Option<bool>,
    expires_in_seconds: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Theme {
    accent: Option<String>,
}

impl CreateCheckRequest {
    /// Reads a body; an empty one is a check with every default.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, AwsError> {
        if body.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_slice(body)
            .map_err(|error| validation(format!("the body is not a valid check: {error}")))
    }

    /// The settings of each session, by the rules of `CreateFaceLivenessSession`.
    pub(crate) fn settings(&self) -> Result<SessionSettings, AwsError> {
        let body = self.session.as_ref().map(Value::to_string);
        let body = body.as_deref().unwrap_or("{}");
        CreateFaceLivenessSessionRequest::parse(body.as_bytes()).map(|request| request.settings)
    }

    /// How long the link is valid.
    pub(crate) fn life(&self) -> Result<Duration, AwsError> {
        let life = self.expires_in_seconds.map_or(USUAL_CHECK_LIFE, Duration::from_secs);
        if (MIN_CHECK_LIFE..=MAX_CHECK_LIFE).contains(&life) {
            return Ok(life);
        }
        let bounds = format!("between {} and {}", MIN_CHECK_LIFE.as_secs(), MAX_CHECK_LIFE.as_secs());
        Err(validation(format!("expiresInSeconds must be {bounds}")))
    }

    /// The application's own name for the check.
    pub(crate) fn reference(&self) -> Result<Option<String>, AwsError> {
        let too_long = self.reference.as_ref().is_some_and(|text| text.len() > MAX_REFERENCE_BYTES);
        if too_long {
            return Err(validation(format!("reference is longer than {MAX_REFERENCE_BYTES} bytes")));
        }
        Ok(self.reference.clone())
    }

    /// The look of the page and its origins, if the operator listed them.
    pub(crate) fn presentation(&self, page: &PageSettings) -> Result<store::Presentation, AwsError> {
        Ok(store::Presentation {
            locale: self.locale.clone().map(locale).transpose()?,
            accent: self.theme.accent.clone().map(accent).transpose()?,
            return_url: self.return_url.clone().map(|url| return_url(url, page)).transpose()?,
            embed_origin: self
                .embed_origin
                .as_deref()
                .map(|origin| embed_origin(origin, page))
                .transpose()?,
            movement_only: self.movement_only.unwrap_or(true),
        })
    }
}

fn locale(tag: String) -> Result<String, AwsError> {
    let fits = tag.len() <= MAX_LOCALE_BYTES
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if fits { Ok(tag) } else { Err(validation("locale must be a language tag, as in pt-BR".to_owned())) }
}

fn accent(color: String) -> Result<String, AwsError> {
    let digits = color.strip_prefix('#').unwrap_or_default();
    let fits = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if fits { Ok(color) } else { Err(validation("theme.accent must be #rrggbb".to_owned())) }
}

fn return_url(url: String, page: &PageSettings) -> Result<String, AwsError> {
    if url.len() > MAX_RETURN_URL_BYTES {
        return Err(validation(format!("returnUrl is longer than {MAX_RETURN_URL_BYTES} bytes")));
    }
    let origin = Origin::of_url(&url).map_err(|error| validation(format!("returnUrl {error}")))?;
    if page.return_origins.contains(&origin) {
        return Ok(url);
    }
    Err(validation(format!(
        "returnUrl points to {origin}, which is not one of the return origins of this server"
    )))
}

fn embed_origin(text: &str, page: &PageSettings) -> Result<String, AwsError> {
    let origin = Origin::new(text).map_err(|error| validation(format!("embedOrigin {error}")))?;
    if page.embed_origins.contains(&origin) {
        return Ok(origin.as_str().to_owned());
    }
    Err(validation(format!("embedOrigin {origin} is not one of the embed origins of this server")))
}

/// The answer of `POST /v1/checks`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreatedCheckResponse<'a> {
    check_id: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl<'a> CreatedCheckResponse<'a> {
    /// The answer for a check that was just created.
    pub(crate) fn new(created: &'a CreatedPageCheck) -> Self {
        Self { check_id: created.id.as_str(), url: &created.url, expires_at: moment(created.expires_at) }
    }
}

/// The answer of `GET /v1/checks/{id}`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckResponse<'a> {
    check_id: &'a str,
    reference: Option<&'a str>,
    state: &'static str,
    /// The session that came to a result; its result says whether the person is live.
    session_id: Option<&'a str>,
    sessions: Vec<AttemptResponse<'a>>,
    created_at: Option<String>,
    opened_at: Option<String>,
    expires_at: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttemptResponse<'a> {
    session_id: &'a str,
    /// As the control plane names it; null for a session that was erased.
    status: Option<&'static str>,
    created_at: Option<String>,
}

impl<'a> CheckResponse<'a> {
    /// The answer for a stored check.
    pub(crate) fn new(
        check: &'a store::PageCheck,
        state: &'static str,
        session: Option<&'a SessionId>,
        attempts: &'a [store::Attempt],
    ) -> Self {
        let attempt = |from: &'a store::Attempt| AttemptResponse {
            session_id: from.session.as_str(),
            status: from.status.map(|status| status.name()),
            created_at: moment(from.created_at),
        };
        Self {
            check_id: check.id.as_str(),
            reference: check.reference.as_deref(),
            state,
            session_id: session.map(SessionId::as_str),
            sessions: attempts.iter().map(attempt).collect(),
            created_at: moment(check.created_at),
            opened_at: check.opened_at.and_then(moment),
            expires_at: moment(check.expires_at),
        }
    }
}

fn moment(at: EpochMillis) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at.as_secs()).ok()?.format(&Rfc3339).ok()
}
