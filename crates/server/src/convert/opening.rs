//! What a streaming client asks for, in the words of the domain.

use crate::stream::admission::Opening;
use catchlight_session::ChallengeOffer;
use catchlight_wire::start::{StartFaceLivenessSessionRequest, SupportedChallenge};

impl From<StartFaceLivenessSessionRequest> for Opening {
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
