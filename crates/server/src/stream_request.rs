//! What a streaming client asks for, in the words of the domain.

use crate::limits::MAX_USER_AGENT_CHARS;
use catchlight_store::ClientFacts;
use catchlight_types::{FrameSize, SessionId, VersionedChallenge};
use catchlight_wire::control::SdkType;

/// What a streaming client asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StreamRequest {
    /// The session.
    pub(crate) id: SessionId,
    /// What the client supports.
    pub(crate) supported: Vec<VersionedChallenge>,
    /// The video it will send.
    pub(crate) video: FrameSize,
    /// What the client calls itself.
    pub(crate) sdk_type: Option<SdkType>,
    /// What it says in `User-Agent`.
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
