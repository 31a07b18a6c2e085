//! What the server stores about a check.
//!
//! In: domain values. Out: rows of the store, and failures that say no more than a caller may know.
//! Never: waits for a client.

use crate::convert::details;
use crate::node::Node;
use catchlight_session::FailureReason;
use catchlight_store::{CheckResult, ClientFacts, StartOutcome, StoredResult, StoredSession};
use catchlight_types::{Challenge, SessionId, SessionStatus, VersionedChallenge};
use catchlight_wire::error::{AwsError, AwsErrorKind};
use std::error::Error;

/// Finds a session.
pub(crate) async fn find(node: &Node, id: &SessionId) -> Result<StoredSession, AwsError> {
    node.parts
        .store
        .find_session(id)
        .await
        .map_err(|error| internal(&error))?
        .ok_or_else(|| AwsErrorKind::SessionNotFound.into())
}

/// Loads the result of a session that has one.
pub(crate) async fn result(node: &Node, id: &SessionId) -> Result<Option<StoredResult>, AwsError> {
    node.parts.store.load_result(id).await.map_err(|error| internal(&error))
}

/// Lets one client start a session; `false` for every other.
pub(crate) async fn start(
    node: &Node,
    id: &SessionId,
    sdk_type: Option<&str>,
    client: &ClientFacts,
) -> Result<bool, AwsError> {
    let started = node.parts.store.start_session(id, sdk_type, client, node.parts.clock.now()).await;
    let outcome = started.map_err(|error| internal(&error))?;
    Ok(outcome == StartOutcome::Won)
}

/// Stores the challenge that was sent to the client.
pub(crate) async fn note_challenge(
    node: &Node,
    id: &SessionId,
    challenge: &Challenge,
) -> Result<(), AwsError> {
    let agreed = VersionedChallenge { kind: challenge.kind, version: challenge.version };
    let plan = details::plan(challenge, node.parts.clock.now());
    node.parts.store.set_challenge(id, agreed, &plan).await.map_err(|error| internal(&error))
}

/// Ends a session without a result.
pub(crate) async fn finish(
    node: &Node,
    id: &SessionId,
    status: SessionStatus,
    reason: Option<FailureReason>,
) -> Result<(), AwsError> {
    let name = reason.map(FailureReason::name);
    let now = node.parts.clock.now();
    let changed = node.parts.store.update_status(id, status, name, now).await;
    let changed = changed.map_err(|error| internal(&error))?;
    node.metrics.ended(status, name);
    tracing::info!(session = %id, status = status.name(), reason = name, changed, "check ended");
    Ok(())
}

/// Ends a session with a result, readable from now on.
pub(crate) async fn succeed(node: &Node, id: &SessionId, result: &CheckResult) -> Result<(), AwsError> {
    let confidence = result.verdict.confidence;
    let now = node.parts.clock.now();
    node.parts.store.save_result(id, result, now).await.map_err(|error| internal(&error))?;
    node.metrics.ended(SessionStatus::Succeeded, None);
    tracing::info!(session = %id, %confidence, "check succeeded");
    Ok(())
}

/// Deletes a session with its result and images; `false` when there is none.
pub(crate) async fn erase(node: &Node, id: &SessionId) -> Result<bool, AwsError> {
    node.parts.store.delete_session(id).await.map_err(|error| internal(&error))
}

/// Logs an error with its causes; the caller learns only that the server failed.
pub(crate) fn internal(error: &(dyn Error + 'static)) -> AwsError {
    tracing::error!(error, "internal error");
    AwsErrorKind::Internal.into()
}
