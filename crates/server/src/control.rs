//! The control plane: create a session, get its results.
//!
//! In: `POST /` with an `X-Amz-Target`, signed. Out: JSON in awsJson1_1, errors with `__type` in the body, since
//! boto3 takes the name from nowhere else.
//! Never: waits for a check.

use crate::auth;
use crate::body::{self, Body, whole};
use crate::convert::control;
use crate::node::Node;
use crate::records;
use crate::test_mode;
use bytes::Bytes;
use catchlight_store::{ClientFacts, Creation, NewSession};
use catchlight_types::{MAX_REQUEST_BYTES, SESSION_LIFE, SessionId, SessionStatus};
use catchlight_wire::control::{
    CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionResponse, Operation, Request as Asked,
    answer as wrap, parse_request,
};
use catchlight_wire::error::{AwsError, AwsErrorKind};
use http::{HeaderMap, Request, Response};
use hyper::body::Incoming;
use uuid::Uuid;

/// Answers one request.
pub(crate) async fn answer(node: &Node, request: Request<Incoming>) -> Response<Body> {
    let request_id = Uuid::new_v4().to_string();
    let operation = operation_name(request.headers());
    let (answer, told) = match serve(node, request).await {
        Ok(body) => (wrap(body, &request_id), "ok"),
        Err(error) => {
            tracing::info!(request_id, operation, %error, "request refused");
            (error.to_control_answer(&request_id), error.kind().on_control_plane().name)
        }
    };
    node.metrics.answered(operation, told);
    answer.map(whole)
}

/// What the request asks for, in one of three words.
fn operation_name(headers: &HeaderMap) -> &'static str {
    match Operation::from_headers(headers) {
        Ok(Operation::CreateFaceLivenessSession) => "create",
        Ok(Operation::GetFaceLivenessSessionResults) => "results",
        Err(_) => "unknown",
    }
}

async fn serve(node: &Node, request: Request<Incoming>) -> Result<Bytes, AwsError> {
    let (head, body) = request.into_parts();
    let unreadable = |text| AwsError::with_message(AwsErrorKind::Serialization, text);
    let body = body::read(body, MAX_REQUEST_BYTES).await.map_err(unreadable)?;
    let owner = auth::header(node, &head, &body)?;
    match parse_request(&head.headers, &body)? {
        Asked::Create(request) => create(node, owner, request).await,
        Asked::Results(request) => results(node, &request.session_id).await,
    }
}

async fn create(
    node: &Node,
    owner: String,
    request: CreateFaceLivenessSessionRequest,
) -> Result<Bytes, AwsError> {
    let now = node.parts.clock.now();
    let CreateFaceLivenessSessionRequest { settings, client_request_token: token } = request;
    if settings.kms_key_id.is_some() {
        tracing::warn!("KmsKeyId is noted only: no key service is configured");
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
    let session_id = match created {
        Creation::Created => {
            tracing::info!(session = %session.id, "session created");
            give_chosen_result(node, &session.id, token.as_deref()).await?;
            session.id
        }
        Creation::Existing(id) => id,
    };
    Ok(CreateFaceLivenessSessionResponse { session_id }.to_body())
}

/// In test mode a token can ask for a result without a check.
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

async fn results(node: &Node, id: &SessionId) -> Result<Bytes, AwsError> {
    let session = records::find(node, id).await?;
    let status = session.status_at(node.parts.clock.now());
    let result = match status {
        SessionStatus::Succeeded => records::result(node, id).await?,
        SessionStatus::Created
        | SessionStatus::InProgress
        | SessionStatus::Failed
        | SessionStatus::Expired => None,
    };
    Ok(control::results(&session, status, result).to_body())
}
