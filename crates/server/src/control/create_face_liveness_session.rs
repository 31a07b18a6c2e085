//! CreateFaceLivenessSession: stores a session that a client may start within three minutes.

use super::Handler;
use crate::node::Node;
use crate::{records, test_mode};
use catchlight_store::{ClientFacts, Creation, NewSession};
use catchlight_types::{SESSION_LIFE, SessionId, SessionStatus};
use catchlight_wire::api::CreateFaceLivenessSessionRequest;
use catchlight_wire::control::{self, CreateFaceLivenessSessionResponse};
use catchlight_wire::error::AwsError;

impl Handler for CreateFaceLivenessSessionRequest {
    const METRICS_NAME: &'static str = "create";
    type Output = CreateFaceLivenessSessionResponse;

    async fn handle(node: &Node, owner: String, request: Self::Valid) -> Result<Self::Output, AwsError> {
        let session_id = create(node, owner, request).await?;
        Ok(CreateFaceLivenessSessionResponse { session_id })
    }
}

async fn create(
    node: &Node,
    owner: String,
    request: control::CreateFaceLivenessSessionRequest,
) -> Result<SessionId, AwsError> {
    let now = node.parts.clock.now();
    let control::CreateFaceLivenessSessionRequest { settings, client_request_token: token } = request;
    if settings.kms_key_id.is_some() {
        tracing::warn!("KmsKeyId is stored but not used: this server encrypts no images with it");
    }
    let session = NewSession {
        id: node.entropy.session_id(),
        owner,
        token: token.clone(),
        settings,
        created_at: now,
        expires_at: now.plus(SESSION_LIFE),
        delete_at: now.plus(node.retention),
    };
    let created =
        node.parts.store.create_session(&session).await.map_err(|error| records::internal(&error))?;
    match created {
        Creation::Created => {
            tracing::info!(session = %session.id, "session created");
            give_chosen_result(node, &session.id, token.as_deref()).await?;
            Ok(session.id)
        }
        Creation::Existing(id) => Ok(id),
    }
}

/// In test mode a token can choose a result without a check.
async fn give_chosen_result(node: &Node, id: &SessionId, token: Option<&str>) -> Result<(), AwsError> {
    let token = token.filter(|_| node.entropy.is_test_mode());
    let Some(chosen) = token.and_then(test_mode::chosen).filter(|chosen| chosen.at_once) else {
        return Ok(());
    };
    records::start(node, id, None, &ClientFacts::default()).await?;
    match chosen.result() {
        Ok(result) => records::succeed(node, id, &result).await,
        Err(_) => records::finish(node, id, SessionStatus::Failed, None).await,
    }
}
