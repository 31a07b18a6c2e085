//! Whether a client may start a session.
//!
//! In: what the client asked for, already authenticated. Out: the session's machine and its first event.
//! Never: sends anything; a refusal goes the way of the connection.

use crate::node::Node;
use crate::records;
use crate::stream_request::StreamRequest;
use crate::test_mode::{self, ChosenResult};
use catchlight_session::{Event, Session};
use catchlight_types::{SessionId, SessionStatus};
use catchlight_wire::control::SdkType;
use catchlight_wire::error::AwsError;

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

/// Admits a client; the event starts the machine, or reports that the client came too late.
///
/// # Errors
/// [`AwsError`] when there is no such session or the store fails.
pub(crate) async fn admit(node: &Node, request: StreamRequest) -> Result<(Admitted, Event), AwsError> {
    let found = records::find(node, &request.id).await?;
    let living = found.status == SessionStatus::Created;
    let client = request.client_facts();
    let sdk_type = request.sdk_type.as_ref().map(SdkType::as_str);
    let owns_session = living && records::start(node, &request.id, sdk_type, &client).await?;
    let token = found.token.as_deref();
    let event = if owns_session {
        let seed = node.entropy.plan_seed(token);
        Event::Connected { supported: request.supported, video: request.video, seed }
    } else {
        Event::ConnectedTooLate
    };
    let chosen = token.filter(|_| node.entropy.is_test_mode()).and_then(test_mode::chosen);
    let audit_images = found.settings.audit_images_limit;
    let session = Session::new(found.settings, found.created_at);
    Ok((Admitted { id: request.id, session, owns_session, audit_images, chosen }, event))
}
