//! GetFaceLivenessSessionResults: the result of a check, once there is one.

use super::Handler;
use crate::convert::control;
use crate::node::Node;
use crate::records;
use catchlight_types::{SessionId, SessionStatus};
use catchlight_wire::api::GetFaceLivenessSessionResultsRequest;
use catchlight_wire::control::GetFaceLivenessSessionResultsResponse;
use catchlight_wire::error::AwsError;

impl Handler for GetFaceLivenessSessionResultsRequest {
    const METRICS_NAME: &'static str = "results";
    type Output = GetFaceLivenessSessionResultsResponse;

    async fn handle(node: &Node, _: String, request: Self::Valid) -> Result<Self::Output, AwsError> {
        results(node, &request.session_id).await
    }
}

async fn results(node: &Node, id: &SessionId) -> Result<GetFaceLivenessSessionResultsResponse, AwsError> {
    let session = records::find(node, id).await?;
    let status = session.status_at(node.parts.clock.now());
    let result = match status {
        SessionStatus::Succeeded => records::result(node, id).await?,
        SessionStatus::Created
        | SessionStatus::InProgress
        | SessionStatus::Failed
        | SessionStatus::Expired => None,
    };
    Ok(control::results(&session, status, result))
}
