//! What a request says about its own signature.
//!
//! In: the Authorization header or the query of a presigned URL. Out: the parts of the signature, or the error for
//! one that is missing. Never: belief; nothing here is verified.

use super::ALGORITHM;
use super::canonical::is_host;
use super::credential::Credential;
use super::date::SignatureDate;
use super::query;
use crate::error::{AwsError, AwsErrorKind};
use crate::limits::{MAX_CLOCK_SKEW, MAX_PRESIGNED_LIFE, MAX_SIGNED_HEADERS};
use http::HeaderMap;
use http::request::Parts;
use std::fmt;
use std::time::Duration;

/// Who a request says it is from. Not verified: it is what a secret is looked up by.
#[derive(Clone, PartialEq, Eq)]
pub struct Claimant {
    /// Public part of the access key.
    pub access_key_id: String,
    /// Token that short-lived keys come with.
    pub session_token: Option<String>,
}

/// The token opens doors together with the secret, so only its presence is shown.
impl fmt::Debug for Claimant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = if self.session_token.is_some() { "with a token" } else { "without token" };
        write!(formatter, "Claimant({}, {token})", self.access_key_id)
    }
}

/// Everything that a request says about its signature.
pub(super) struct Claim {
    pub(super) claimant: Claimant,
    pub(super) region: String,
    pub(super) date: SignatureDate,
    /// How long the signature counts after its date.
    pub(super) life: Duration,
    /// Names in lower case, separated by semicolons.
    pub(super) signed_headers: String,
    pub(super) signature: [u8; 32],
}

impl Claim {
    /// Reads the Authorization header.
    pub(super) fn from_headers(head: &Parts) -> Result<Self, AwsError> {
        let Some(authorization) = text(&head.headers, "authorization")? else {
            return Err(AwsErrorKind::MissingAuthenticationToken.into());
        };
        let Some(parameters) = authorization.strip_prefix(ALGORITHM) else {
            return Err(incomplete(format!("Authorization must use the algorithm '{ALGORITHM}'.")));
        };
        let parameter = |name: &str| {
            let mut parts = parameters.split(',').filter_map(|part| part.trim().split_once('='));
            let found = parts.find(|(key, _)| *key == name).map(|(_, value)| value);
            found.ok_or_else(|| incomplete(format!("Authorization header requires '{name}' parameter.")))
        };
        let signed_headers = parameter("SignedHeaders")?;
        let date = text(&head.headers, "x-amz-date")?.ok_or_else(|| {
            incomplete("Authorization header requires existence of a 'X-Amz-Date' header.".to_owned())
        })?;
        let claim = Self::new(
            parameter("Credential")?,
            date,
            MAX_CLOCK_SKEW,
            signed_headers,
            parameter("Signature")?,
            text(&head.headers, TOKEN_HEADER)?.map(str::to_owned),
        )?;
        require_signed(&head.headers, signed_headers)?;
        Ok(claim)
    }

    /// Reads the query of a presigned URL.
    pub(super) fn from_query(head: &Parts) -> Result<Self, AwsError> {
        let raw_query = head.uri.query().unwrap_or_default();
        let parameter = |name: &str| {
            let value = query::value(raw_query, name);
            value.ok_or_else(|| {
                incomplete(format!("AWS query-string parameters must include '{name}'. Re-examine the query-string parameters."))
            })
        };
        let names = ["X-Amz-Algorithm", "X-Amz-Credential", SIGNATURE_PARAMETER];
        if names.iter().all(|name| query::value(raw_query, name).is_none()) {
            return Err(AwsErrorKind::MissingAuthenticationToken.into());
        }
        if parameter("X-Amz-Algorithm")? != ALGORITHM {
            return Err(incomplete(format!("X-Amz-Algorithm must be '{ALGORITHM}'.")));
        }
        let life = parameter("X-Amz-Expires")?;
        let life = life.parse().map(Duration::from_secs).ok().filter(|life| !life.is_zero());
        let life = life.ok_or_else(|| incomplete("X-Amz-Expires must be a number of seconds.".to_owned()))?;
        Self::new(
            &parameter("X-Amz-Credential")?,
            &parameter("X-Amz-Date")?,
            life.min(MAX_PRESIGNED_LIFE),
            &parameter("X-Amz-SignedHeaders")?,
            &parameter(SIGNATURE_PARAMETER)?,
            query::value(raw_query, "X-Amz-Security-Token"),
        )
    }

    fn new(
        credential: &str,
        date: &str,
        life: Duration,
        signed_headers: &str,
        signature: &str,
        session_token: Option<String>,
    ) -> Result<Self, AwsError> {
        let Credential { access_key_id, day, region } = Credential::parse(credential)?;
        let date = SignatureDate::parse(date)?;
        if date.day() != day {
            let text = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of the date.";
            return Err(AwsError::with_message(AwsErrorKind::InvalidSignature, text));
        }
        // A line break in a name would forge lines of the canonical request.
        if !signed_headers.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase()) {
            return Err(incomplete("SignedHeaders must be names of headers in lower case.".to_owned()));
        }
        if signed_headers.split(';').count() > MAX_SIGNED_HEADERS {
            return Err(incomplete(format!("a signature covers at most {MAX_SIGNED_HEADERS} headers.")));
        }
        if !signed_headers.split(';').any(is_host) {
            return Err(incomplete("'Host' or ':authority' must be a 'SignedHeader'.".to_owned()));
        }
        let mut bytes = [0; 32];
        if hex::decode_to_slice(signature, &mut bytes).is_err() {
            return Err(AwsErrorKind::InvalidSignature.into());
        }
        let claimant = Claimant { access_key_id, session_token };
        Ok(Self { claimant, region, date, life, signed_headers: signed_headers.to_owned(), signature: bytes })
    }
}

/// A header that decides what a request means must be signed where it is there. Others may be added on the way.
fn require_signed(headers: &HeaderMap, signed_headers: &str) -> Result<(), AwsError> {
    let decisive = |name: &&str| {
        ["x-amz-date", "x-amz-target", "x-amz-content-sha256", TOKEN_HEADER].contains(name)
            || name.starts_with("x-amz-rekognition-")
    };
    let mut names = headers.keys().map(http::HeaderName::as_str).filter(decisive);
    match names.find(|name| !signed_headers.split(';').any(|signed| signed == *name)) {
        Some(name) => Err(incomplete(format!("'{name}' must be a 'SignedHeader'."))),
        None => Ok(()),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, AwsError> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    match value.to_str() {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(incomplete(format!("header '{name}' is not text."))),
    }
}

fn incomplete(message: String) -> AwsError {
    AwsError::with_message(AwsErrorKind::IncompleteSignature, message)
}

/// Query parameter that holds the signature and is not covered by it.
pub(super) const SIGNATURE_PARAMETER: &str = "X-Amz-Signature";
const TOKEN_HEADER: &str = "x-amz-security-token";
