//! The requests of an application about checks on the page: create one, read one, erase one.
//!
//! In: signed requests under `/v1/checks`. Out: JSON. Never: a link for a second time; only the response to the creation
//! has it.

use crate::convert::page_check::{CheckResponse, CreateCheckRequest, CreatedCheckResponse};
use crate::convert::validation;
use crate::node::Node;
use crate::page_check::NewPageCheck;
use crate::page_checks;
use crate::records;
use crate::standing::Standing;
use catchlight_types::SessionId;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use serde_json::Value;

/// `POST /v1/checks`.
pub(crate) async fn create(node: &Node, owner: String, body: &[u8]) -> Result<Value, AwsError> {
    let request = CreateCheckRequest::parse(body)?;
    let new = NewPageCheck {
        owner,
        life: request.life()?,
        settings: request.settings()?,
        presentation: request.presentation(&node.page)?,
        reference: request.reference()?,
    };
    Ok(serde_json::json!(CreatedCheckResponse::new(&page_checks::create(node, new).await?)))
}

/// `GET /v1/checks/{id}`.
pub(crate) async fn read(node: &Node, id: &SessionId) -> Result<Value, AwsError> {
    let now = node.parts.clock.now();
    let store = &node.parts.store;
    let check = store.find_page_check(id).await.map_err(|error| records::internal(&error))?;
    let check = check.ok_or_else(unknown)?;
    let attempts = store.attempts(id, now).await.map_err(|error| records::internal(&error))?;
    let standing = Standing::of(&check, &attempts, now);
    let session = match &standing {
        Standing::Done(session) => Some(session),
        _ => None,
    };
    Ok(serde_json::json!(CheckResponse::new(&check, standing.name(), session, &attempts)))
}

/// `DELETE /v1/checks/{id}`.
pub(crate) async fn erase(node: &Node, id: &SessionId) -> Result<(), AwsError> {
    let erased = node.parts.store.delete_page_check(id).await.map_err(|error| records::internal(&error))?;
    if !erased {
        return Err(unknown());
    }
    tracing::info!(check = %id, "check deleted");
    Ok(())
}

/// Reads the id of a check in a path.
pub(crate) fn id(text: &str) -> Result<SessionId, AwsError> {
    SessionId::new(text).map_err(|_shape| validation("a check id must be a lower-case UUID".to_owned()))
}

fn unknown() -> AwsError {
    AwsError::with_message(AwsErrorKind::SessionNotFound, "there is no check with this id")
}
