//! What a client does, as the events that it sends.
//!
//! In: a performed event. Out: the event of the stream.

use crate::performance::PerformedEvent;
use catchlight_types::{ChallengeKind, EpochMillis};
use catchlight_wire::eventstream::{ClientEvent, ClientSessionInformation, VideoEvent};

/// A performed event as the wire has it; `None` for leaving, which is no event.
pub(crate) fn client_event(event: &PerformedEvent, kind: ChallengeKind) -> Option<ClientEvent> {
    match event {
        PerformedEvent::Video { slice, claimed_at } => Some(ClientEvent::Video(VideoEvent {
            video_chunk: slice.clone(),
            timestamp_millis: claimed_at.map(EpochMillis::as_millis),
        })),
        PerformedEvent::Claim(claim) => {
            Some(ClientEvent::SessionInformation(ClientSessionInformation::new(kind, claim)))
        }
        PerformedEvent::Leave { .. } => None,
    }
}
