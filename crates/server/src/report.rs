//! Our own API: why a check ended as it did.
//!
//! In: `GET /v1/sessions/{id}/report`, signed as every other request. Out: the readings of every signal and what
//! they added. Never: pictures; those come with the results.

use crate::auth;
use crate::body::{Body, whole};
use crate::convert::report::Report;
use crate::convert::validation;
use crate::records;
use crate::server::Node;
use catchlight_types::SessionId;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use http::{HeaderValue, Response, StatusCode, header, request};
use serde::Serialize;

/// The session that `path` asks a report about; `None` for every other path.
pub(crate) fn session_of(path: &str) -> Option<&str> {
    path.strip_prefix("/v1/sessions/")?.strip_suffix("/report")
}

/// Answers one request.
pub(crate) async fn answer(node: &Node, head: &request::Parts, session: &str) -> Response<Body> {
    match read(node, head, session).await {
        Ok(text) => json(StatusCode::OK, text),
        Err(error) => {
            tracing::info!(%error, "report refused");
            let told = Refusal { error: error.kind().on_control_plane().name, message: error.message() };
            json(status(error.kind()), serde_json::json!(told).to_string())
        }
    }
}

#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a str,
    message: &'a str,
}

async fn read(node: &Node, head: &request::Parts, session: &str) -> Result<String, AwsError> {
    auth::header(node, head, b"")?;
    let id = SessionId::new(session).map_err(|error| validation(error.to_string()))?;
    let session = records::find(node, &id).await?;
    let result = records::result(node, &id).await?;
    let status = session.status_at(node.parts.clock.now());
    let report = Report::new(&session, status, result.as_ref());
    serde_json::to_string(&report).map_err(|error| records::internal(&error))
}

/// Statuses as web APIs use them; nothing here has to look like AWS.
fn status(kind: AwsErrorKind) -> StatusCode {
    let status = match kind {
        AwsErrorKind::SessionNotFound => 404,
        _ => kind.before_stream().status,
    };
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn json(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(whole(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
