//! Authentication: every request proves that it knows the secret of an access key.
//!
//! In: the head of a request, its body where the signature covers it. Out: the key's id, or the first link of a
//! chain of signed events. Never: responds before the signature is checked.

use crate::check_credentials::Scope;
use crate::node::Node;
use catchlight_types::SessionId;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use catchlight_wire::sigv4::{
    Claimant, EventChain, Payload, SecretKey, Verified, verify_header, verify_presigned,
};
use http::request;

/// A client that may stream.
#[derive(Debug)]
pub(crate) struct Streamer {
    /// The first link of the chain of its events.
    pub(crate) chain: EventChain,
    only: Option<SessionId>,
}

impl Streamer {
    /// Refuses every session except the one that the credentials are for.
    pub(crate) fn may_open(&self, session: &SessionId) -> Result<(), AwsError> {
        match &self.only {
            Some(only) if only != session => {
                let text = "these credentials are for another session";
                Err(AwsError::with_message(AwsErrorKind::AccessDenied, text))
            }
            _ => Ok(()),
        }
    }
}

/// The id of the key that signed a request with a whole body; credentials of one check are not enough, and neither
/// is a key that has made too many requests.
pub(crate) fn header(node: &Node, head: &request::Parts, body: &[u8]) -> Result<String, AwsError> {
    let find = |claimant: &Claimant| secret(node, claimant);
    let now = node.parts.clock.now();
    let verified = verify_header(head, Payload::Whole(body), find, now)?;
    if verified.claimant().session_token.is_some() {
        let text = "these credentials may only open the stream of one session";
        return Err(AwsError::with_message(AwsErrorKind::AccessDenied, text));
    }
    node.key_uses.note(&verified.claimant().access_key_id, now);
    node.throttle.admit(&verified.claimant().access_key_id, now)?;
    Ok(verified.claimant().access_key_id.clone())
}

/// The client at a presigned address of a WebSocket.
pub(crate) fn presigned(node: &Node, head: &request::Parts) -> Result<Streamer, AwsError> {
    let find = |claimant: &Claimant| secret(node, claimant);
    let verified = verify_presigned(head, find, node.parts.clock.now())?;
    Ok(streamer(node, verified))
}

/// The client that streams in the body of a request.
pub(crate) fn streaming(node: &Node, head: &request::Parts) -> Result<Streamer, AwsError> {
    let find = |claimant: &Claimant| secret(node, claimant);
    let verified = verify_header(head, Payload::SignedEvents, find, node.parts.clock.now())?;
    Ok(streamer(node, verified))
}

fn streamer(node: &Node, verified: Verified) -> Streamer {
    let token = verified.claimant().session_token.as_deref();
    let scope = token.and_then(|token| Scope::of_token(token, &node.parts.access_keys));
    if token.is_none() {
        node.key_uses.note(&verified.claimant().access_key_id, node.parts.clock.now());
    }
    Streamer { only: scope.map(|(scope, _)| scope.session), chain: verified.into_chain() }
}

/// Our access keys have no session tokens; a token has to belong to the credentials of one check.
fn secret(node: &Node, claimant: &Claimant) -> Result<SecretKey, AwsError> {
    let keys = &node.parts.access_keys;
    let unknown = || AwsErrorKind::UnrecognizedClient.into();
    let Some(token) = &claimant.session_token else {
        return keys
            .secret(&claimant.access_key_id)
            .map(|secret| SecretKey::new(secret.as_str()))
            .ok_or_else(unknown);
    };
    let (scope, credentials) = Scope::of_token(token, keys).ok_or_else(unknown)?;
    if credentials.access_key_id != claimant.access_key_id {
        return Err(unknown());
    }
    if node.parts.clock.now() >= scope.expires_at {
        return Err(AwsErrorKind::ExpiredToken.into());
    }
    Ok(SecretKey::new(credentials.secret.as_str()))
}
