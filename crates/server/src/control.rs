//! The control plane: finds the handler of the operation that a request names.
//!
//! In: `POST /` with an `X-Amz-Target`, signed. Out: JSON in awsJson1_1, errors with `__type` in the body, since
//! boto3 takes the name from nowhere else.
//! Never: waits for a check.

mod create_face_liveness_session;
mod get_face_liveness_session_results;

use crate::auth;
use crate::body::{self, Body, whole};
use crate::node::Node;
use bytes::Bytes;
use catchlight_types::MAX_REQUEST_BYTES;
use catchlight_wire::control::response;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use catchlight_wire::operation::{ControlRequest, ServedRequest, ServedResponse};
use catchlight_wire::operations::Operation;
use http::{Request, Response};
use hyper::body::Incoming;
use uuid::Uuid;

/// Serves one operation. Every line of the table of operations needs one, or the server does not compile.
trait Handler: ControlRequest + ServedRequest {
    /// The name of the operation among the counts of `/metrics`.
    const METRICS_NAME: &'static str = Self::OPERATION;
    /// The response in the form in which this server writes it.
    type Output: ServedResponse;

    /// Serves a request that keeps every constraint and is signed by the access key `owner`.
    fn handle(
        node: &Node,
        owner: String,
        request: Self::Valid,
    ) -> impl Future<Output = Result<Self::Output, AwsError>> + Send;
}

/// Answers one request.
pub(crate) async fn answer(node: &Node, request: Request<Incoming>) -> Response<Body> {
    let request_id = Uuid::new_v4().to_string();
    let operation = Operation::of(request.headers());
    let name = operation.as_ref().map_or("unknown", |operation| metrics_name(operation.name));
    let (answer, outcome) = match serve(node, operation, request).await {
        Ok(body) => (response(body, &request_id), "ok"),
        Err(error) => {
            tracing::info!(request_id, operation = name, %error, "request refused");
            (error.to_control_response(&request_id), error.kind().on_control_plane().name)
        }
    };
    node.metrics.answered(name, outcome);
    answer.map(whole)
}

async fn serve(
    node: &Node,
    operation: Result<&'static Operation, AwsError>,
    request: Request<Incoming>,
) -> Result<Bytes, AwsError> {
    let (head, body) = request.into_parts();
    let unreadable = |text| AwsError::with_message(AwsErrorKind::Serialization, text);
    let body = body::read(body, MAX_REQUEST_BYTES).await.map_err(unreadable)?;
    // An unsigned caller does not learn which operations there are.
    let owner = auth::header(node, &head, &body)?;
    dispatch(node, operation?.name, owner, &body).await
}

async fn run<R: Handler>(node: &Node, owner: String, body: &[u8]) -> Result<Bytes, AwsError> {
    Ok(R::handle(node, owner, R::read(body)?).await?.to_body())
}

macro_rules! handlers {
    ($($(#[doc = $about:literal])+ $name:ident: $method:ident($request:ident) -> $response:ident;)+) => {
        async fn dispatch(node: &Node, name: &str, owner: String, body: &[u8]) -> Result<Bytes, AwsError> {
            match name {
                $(stringify!($name) => run::<catchlight_wire::api::$request>(node, owner, body).await,)+
                _ => Err(AwsErrorKind::UnknownOperation.into()),
            }
        }

        fn metrics_name(name: &str) -> &'static str {
            match name {
                $(stringify!($name) => <catchlight_wire::api::$request as Handler>::METRICS_NAME,)+
                _ => "unknown",
            }
        }
    };
}

catchlight_wire::operations!(handlers);
