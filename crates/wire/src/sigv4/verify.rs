//! The two ways in which a request is signed: by headers, and by its URL.
//!
//! In: the head of a request, what its body is, a way to find a secret, `now`. Out: who called.
//! Never: compares signatures in a time that depends on where they differ.

use super::canonical::canonical_request;
use super::chain::EventChain;
use super::claim::{Claim, Claimant, SIGNATURE_PARAMETER};
use super::credential::scope;
use super::{ALGORITHM, STREAMING_PAYLOAD, SecretKey};
use crate::error::{AwsError, AwsErrorKind};
use catchlight_types::EpochMillis;
use http::request::Parts;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use subtle::ConstantTimeEq;

/// What a header signature says about the body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Payload<'a> {
    /// The hash of the whole body.
    Whole(&'a [u8]),
    /// The body is a stream of events, each with its own signature.
    SignedEvents,
}

impl std::fmt::Debug for Payload<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(body) => write!(formatter, "Whole({} bytes)", body.len()),
            Self::SignedEvents => formatter.write_str("SignedEvents"),
        }
    }
}

/// A caller who knows the secret of the access key.
#[derive(Debug)]
pub struct Verified {
    claimant: Claimant,
    chain: EventChain,
}

impl Verified {
    /// The caller.
    #[must_use]
    pub const fn claimant(&self) -> &Claimant {
        &self.claimant
    }

    /// The chain that the events after this request continue.
    #[must_use]
    pub fn into_chain(self) -> EventChain {
        self.chain
    }
}

/// Verifies the Authorization header of a request.
///
/// `find` gives the secret of an access key, or the error for an unknown one.
///
/// # Errors
/// [`AwsError`] for a signature that is missing, incomplete, wrong or out of its time.
pub fn verify_header(
    head: &Parts,
    payload: Payload<'_>,
    find: impl FnOnce(&Claimant) -> Result<SecretKey, AwsError>,
    now: EpochMillis,
) -> Result<Verified, AwsError> {
    let claim = Claim::from_headers(head)?;
    claim.date.check_window(claim.life, now)?;
    let payload_hash = match payload {
        Payload::Whole(body) => Cow::Owned(hex::encode(Sha256::digest(body))),
        Payload::SignedEvents => Cow::Borrowed(STREAMING_PAYLOAD),
    };
    let host = received_host(head);
    verify(head, claim, &payload_hash, &[host], find)
}

/// Verifies the URL of a WebSocket.
///
/// The web component and Android sign the host without its port, iOS signs it with the port; both count.
/// `find` gives the secret of an access key, or the error for an unknown one.
///
/// # Errors
/// [`AwsError`] for a signature that is missing, incomplete, wrong or out of its time.
pub fn verify_presigned(
    head: &Parts,
    find: impl FnOnce(&Claimant) -> Result<SecretKey, AwsError>,
    now: EpochMillis,
) -> Result<Verified, AwsError> {
    let claim = Claim::from_query(head)?;
    claim.date.check_window(claim.life, now)?;
    let host = received_host(head);
    let bare = without_port(host);
    let hosts = if bare == host { &[host][..] } else { &[host, bare] };
    verify(head, claim, HASH_OF_NOTHING, hosts, find)
}

fn verify(
    head: &Parts,
    claim: Claim,
    payload_hash: &str,
    hosts: &[&[u8]],
    find: impl FnOnce(&Claimant) -> Result<SecretKey, AwsError>,
) -> Result<Verified, AwsError> {
    let secret = find(&claim.claimant)?;
    let key = secret.derive(claim.date.day(), &claim.region);
    let fits = |host: &&[u8]| {
        let request = canonical_request(head, host, &claim.signed_headers, payload_hash, SIGNATURE_PARAMETER);
        let text = text_to_sign(&claim, &request);
        bool::from(key.sign(text.as_bytes()).ct_eq(&claim.signature))
    };
    if !hosts.iter().any(fits) {
        return Err(AwsErrorKind::InvalidSignature.into());
    }
    let chain = EventChain::new(secret, claim.region, &claim.signature);
    Ok(Verified { claimant: claim.claimant, chain })
}

fn text_to_sign(claim: &Claim, canonical_request: &[u8]) -> String {
    let scope = scope(claim.date.day(), &claim.region);
    let request_hash = hex::encode(Sha256::digest(canonical_request));
    format!("{ALGORITHM}\n{}\n{scope}\n{request_hash}", claim.date.as_str())
}

/// HTTP/2 has the host in the URI, HTTP/1.1 in a header.
fn received_host(head: &Parts) -> &[u8] {
    let header = head.headers.get("host").map(http::HeaderValue::as_bytes);
    header.or_else(|| head.uri.authority().map(|authority| authority.as_str().as_bytes())).unwrap_or_default()
}

fn without_port(host: &[u8]) -> &[u8] {
    let colon = host.iter().rposition(|byte| *byte == b':');
    match colon {
        Some(colon) if host[colon + 1..].iter().all(u8::is_ascii_digit) => &host[..colon],
        _ => host,
    }
}

/// SHA-256 of the empty text.
const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[cfg(test)]
mod tests;
