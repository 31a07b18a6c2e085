//! Access keys for admins.

use super::access::Signed;
use super::response::{ConsoleResponse, Refusal, read_body};
use crate::access_keys::StoredKey;
use crate::limits::MAX_KEY_LABEL_BYTES;
use crate::node::Node;
use crate::{AccessKey, AccessKeys, ServerError};
use catchlight_types::EpochMillis;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    label: String,
}

/// `GET keys`: no secret.
pub(super) async fn list(node: &Node) -> Result<ConsoleResponse, Refusal> {
    node.write_key_uses().await;
    let uses = node.parts.store.key_uses().await?;
    let keys = &node.parts.access_keys;
    let origin = if keys.are_fixed() { "environment" } else { "console" };
    let told = |kept: &StoredKey| -> Value {
        json!({
            "id": kept.key.id,
            "label": kept.label,
            "createdAtMs": kept.created_at.map(EpochMillis::as_millis),
            "disabledAtMs": kept.disabled_at.map(EpochMillis::as_millis),
            "lastUsedAtMs": uses.get(&kept.key.id).map(|at| at.as_millis()),
            "origin": origin,
        })
    };
    Ok(ConsoleResponse::ok(json!({"keys": keys.list().iter().map(told).collect::<Vec<_>>()})))
}

/// `POST keys`: only this response has the secret.
pub(super) async fn add(node: &Node, signed: &Signed, body: &[u8]) -> Result<ConsoleResponse, Refusal> {
    let NewBody { label } = read_body(body)?;
    if label.trim().is_empty() || label.len() > MAX_KEY_LABEL_BYTES {
        let text = format!("label says what the key is for, in 1 to {MAX_KEY_LABEL_BYTES} bytes");
        return Err(Refusal::malformed(text));
    }
    let now = node.parts.clock.now();
    let detail = label.clone();
    let made = change(node, move |keys| keys.add(&label, now)).await?;
    signed.note(node, "key.make", Some(&made.id), Some(detail)).await?;
    Ok(ConsoleResponse::created(with_secret(&made)))
}

/// `POST keys/ID/enable` and `POST keys/ID/disable`.
pub(super) async fn set_enabled(
    node: &Node,
    signed: &Signed,
    id: &str,
    enabled: bool,
) -> Result<ConsoleResponse, Refusal> {
    let (now, name) = (node.parts.clock.now(), id.to_owned());
    change(node, move |keys| keys.set_enabled(&name, enabled, now)).await?;
    signed.note(node, if enabled { "key.enable" } else { "key.disable" }, Some(id), None).await?;
    Ok(ConsoleResponse::done())
}

/// `POST keys/ID/rotate`: only this response has the new secret.
pub(super) async fn rotate(node: &Node, signed: &Signed, id: &str) -> Result<ConsoleResponse, Refusal> {
    let name = id.to_owned();
    let rotated = change(node, move |keys| keys.rotate(&name)).await?;
    signed.note(node, "key.rotate", Some(id), None).await?;
    Ok(ConsoleResponse::ok(with_secret(&rotated)))
}

/// `DELETE keys/ID`.
pub(super) async fn remove(node: &Node, signed: &Signed, id: &str) -> Result<ConsoleResponse, Refusal> {
    let name = id.to_owned();
    change(node, move |keys| keys.remove(&name)).await?;
    node.parts.store.forget_key_use(id).await?;
    signed.note(node, "key.delete", Some(id), None).await?;
    Ok(ConsoleResponse::done())
}

/// Changes the keys on a blocking thread, since a file is written.
async fn change<T: Send + 'static>(
    node: &Node,
    change: impl FnOnce(&AccessKeys) -> Result<T, ServerError> + Send + 'static,
) -> Result<T, Refusal> {
    let keys = node.parts.access_keys.clone();
    let done = tokio::task::spawn_blocking(move || change(&keys)).await;
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(ServerError::NoKey { .. })) => Err(Refusal::unknown("no access key has this id")),
        Ok(Err(ServerError::KeysFixed)) => Err(Refusal::conflict(
            "KeysFixed",
            "the keys come from the environment of the server; change them there",
        )),
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot change the access keys");
            Err(Refusal::internal())
        }
        Err(_panic) => Err(Refusal::internal()),
    }
}

fn with_secret(key: &AccessKey) -> Value {
    json!({"id": key.id, "secret": key.secret.as_str()})
}
