//! Converts the request of a streaming client to the types of the domain.

use crate::stream_request::StreamRequest;
use catchlight_wire::start::StartFaceLivenessSessionRequest;

impl From<StartFaceLivenessSessionRequest> for StreamRequest {
    fn from(request: StartFaceLivenessSessionRequest) -> Self {
        Self {
            id: request.session_id,
            supported: request.challenges,
            video: request.video,
            sdk_type: request.sdk_type,
            user_agent: None,
        }
    }
}
