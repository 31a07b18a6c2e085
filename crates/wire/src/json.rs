//! The one place where shapes become JSON, and what such a body is called.

use bytes::Bytes;
use serde::Serialize;

/// Content type of requests and responses of the control plane.
pub const CONTROL_CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// Writes a shape of strings, numbers, lists and structures.
pub(crate) fn bytes(shape: &impl Serialize) -> Bytes {
    let bytes = serde_json::to_vec(shape).expect("shapes hold no maps with keys that JSON cannot write");
    Bytes::from(bytes)
}
