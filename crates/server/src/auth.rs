//! Who calls: every request proves that it knows the secret of an access key.
//!
//! In: the head of a request, its body where the signature covers it. Out: the key's id, or the first link of a
//! chain of signed events. Never: answers before the signature is checked.

use crate::server::Node;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use catchlight_wire::sigv4::{Claimant, EventChain, Payload, SecretKey, verify_header, verify_presigned};
use http::request;

/// The id of the key that signed a request with a whole body.
pub(crate) fn header(node: &Node, head: &request::Parts, body: &[u8]) -> Result<String, AwsError> {
    let now = node.parts.clock.now();
    let verified = verify_header(head, Payload::Whole(body), |claimant| secret(node, claimant), now)?;
    Ok(verified.claimant().access_key_id.clone())
}

/// The chain of the events on a WebSocket with a presigned address.
pub(crate) fn presigned(node: &Node, head: &request::Parts) -> Result<EventChain, AwsError> {
    let now = node.parts.clock.now();
    Ok(verify_presigned(head, |claimant| secret(node, claimant), now)?.into_chain())
}

/// The chain of the events in the body of a request.
pub(crate) fn streaming(node: &Node, head: &request::Parts) -> Result<EventChain, AwsError> {
    let now = node.parts.clock.now();
    Ok(verify_header(head, Payload::SignedEvents, |claimant| secret(node, claimant), now)?.into_chain())
}

/// Our keys come without session tokens, so one that is sent belongs to somebody else's key.
fn secret(node: &Node, claimant: &Claimant) -> Result<SecretKey, AwsError> {
    let secret = node.parts.access_keys.secret(&claimant.access_key_id);
    match (secret, &claimant.session_token) {
        (Some(secret), None) => Ok(SecretKey::new(secret)),
        _ => Err(AwsErrorKind::UnrecognizedClient.into()),
    }
}
