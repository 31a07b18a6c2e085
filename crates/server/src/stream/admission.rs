//! Whether a client may start a session.
//!
//! In: what the client asked for, already authenticated. Out: the session's machine and its first event.
//! Never: sends anything; a refusal goes the way of the connection.

use crate::convert::stored;
use crate::limits::MAX_USER_AGENT_CHARS;
use crate::records;
use crate::server::Node;
use crate::test_mode::{self, ChosenResult};
use catchlight_session::{ChallengeOffer, Event, Session};
use catchlight_store::ClientFacts;
use catchlight_types::{FrameSize, SessionId, SessionStatus};
use catchlight_wire::control::SdkType;
use catchlight_wire::error::AwsError;

/// What a streaming client asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Opening {
    /// The session.
    pub(crate) id: SessionId,
    /// What the client supports.
    pub(crate) supported: Vec<ChallengeOffer>,
    /// The video it will send.
    pub(crate) video: FrameSize,
    /// What the client calls itself.
    pub(crate) sdk_type: Option<SdkType>,
    /// What it says in `User-Agent`.
    pub(crate) user_agent: Option<String>,
}

impl Opening {
    fn client_facts(&self) -> ClientFacts {
        let name = |offer: &ChallengeOffer| format!("{} {}", offer.kind.name(), offer.version);
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

/// A client with its session.
#[derive(Debug)]
pub(crate) struct Admitted {
    /// The session.
    pub(crate) id: SessionId,
    /// Its machine.
    pub(crate) session: Session,
    /// Whether this client is the one that started it.
    pub(crate) owns_session: bool,
    /// Most audit images.
    pub(crate) audit_images: u8,
    /// The result that the test mode gives instead of an analysis.
    pub(crate) chosen: Option<ChosenResult>,
}

/// Admits a client; the event starts the machine, or tells it that the client came too late.
///
/// # Errors
/// [`AwsError`] when there is no such session or the store fails.
pub(crate) async fn admit(node: &Node, opening: Opening) -> Result<(Admitted, Event), AwsError> {
    let found = records::find(node, &opening.id).await?;
    let living = found.status == SessionStatus::Created;
    let client = opening.client_facts();
    let sdk_type = opening.sdk_type.as_ref().map(SdkType::as_str);
    let owns_session = living && records::start(node, &opening.id, sdk_type, &client).await?;
    let settings = stored::asked(&found);
    let token = settings.client_request_token.as_deref();
    let event = if owns_session {
        let seed = node.entropy.plan_seed(token);
        Event::Connected { supported: opening.supported, video: opening.video, seed }
    } else {
        Event::ConnectedTooLate
    };
    let chosen = token.filter(|_| node.entropy.is_test_mode()).and_then(test_mode::chosen);
    let audit_images = settings.audit_images_limit;
    let session = Session::new(settings, found.created_at);
    Ok((Admitted { id: opening.id, session, owns_session, audit_images, chosen }, event))
}
