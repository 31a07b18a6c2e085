//! The one place where shapes become JSON.

use bytes::Bytes;
use serde::Serialize;

/// Writes a shape of strings, numbers, lists and structures.
pub(crate) fn bytes(shape: &impl Serialize) -> Bytes {
    let bytes = serde_json::to_vec(shape).expect("shapes hold no maps with keys that JSON cannot write");
    Bytes::from(bytes)
}
