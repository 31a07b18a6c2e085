//! What a streaming client asks for, in the words of the domain.

use crate::stream_request::StreamRequest;
use catchlight_session::ChallengeOffer;
use catchlight_wire::start::{StartFaceLivenessSessionRequest, SupportedChallenge};

impl From<StartFaceLivenessSessionRequest> for StreamRequest {
    fn from(request: StartFaceLivenessSessionRequest) -> Self {
        Self {
            id: request.session_id,
            supported: request.challenges.into_iter().map(offer).collect(),
            video: request.video,
            sdk_type: request.sdk_type,
            user_agent: None,
        }
    }
}

const fn offer(supported: SupportedChallenge) -> ChallengeOffer {
    ChallengeOffer { kind: supported.kind, version: supported.version }
}
