//! The request of a streaming client, in the types of the domain.

use crate::limits::MAX_USER_AGENT_CHARS;
use catchlight_store::ClientFacts;
use catchlight_types::{FrameSize, SessionId, VersionedChallenge};
use catchlight_wire::control::SdkType;

/// The request of a streaming client.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StreamRequest {
    /// The session.
    pub(crate) id: SessionId,
    /// What the client supports.
    pub(crate) supported: Vec<VersionedChallenge>,
    /// The video it will send.
    pub(crate) video: FrameSize,
    /// The SDK of the client, by its user agent.
    pub(crate) sdk_type: Option<SdkType>,
    /// Its `User-Agent` header.
    pub(crate) user_agent: Option<String>,
}

impl StreamRequest {
    pub(crate) fn client_facts(&self) -> ClientFacts {
        let name = |offer: &VersionedChallenge| format!("{} {}", offer.kind.name(), offer.version);
        ClientFacts {
            user_agent: self
                .user_agent
                .as_ref()
                .map(|text| text.chars().take(MAX_USER_AGENT_CHARS).collect()),
            challenge_versions: self.supported.iter().map(name).collect(),
            video_width_px: self.video.width_px,
            video_height_px: self.video.height_px,
        }
    }

    /// The same with what the head of its request says about the client.
    pub(crate) fn with_head(self, head: &http::HeaderMap) -> Self {
        let user_agent = head.get(http::header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self { user_agent: user_agent.map(str::to_owned), ..self }
    }
}
