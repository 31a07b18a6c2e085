//! A recorded check as the answer to any challenge.
//!
//! In: a recording. Out: its events, each at its time. Never: claims made to fit; they answer the challenge of then.

use crate::{Pace, Performance, PerformedEvent, TimedEvent};
use bytes::Bytes;
use catchlight_recording::{ClientEvent, Recording};
use catchlight_types::EpochMillis;

impl Performance {
    /// A recorded check as it arrived. Its claims answer the challenge of then, not the one of now.
    #[must_use]
    pub fn replay(recording: Recording, pace: Pace) -> Self {
        let Recording { events, video, .. } = recording;
        let video = Bytes::from(video);
        let claimed_start = events.iter().find_map(|event| match &event.event {
            ClientEvent::Claim(claim) => claim.video_start,
            ClientEvent::Video(_) => None,
        });
        let first = events.first().map_or(EpochMillis::new(0), |event| event.received_at);
        let begins_at = claimed_start.map_or(first, |start| start.min(first));
        let events = events.into_iter().map(move |event| TimedEvent {
            at: event.received_at,
            event: match event.event {
                ClientEvent::Claim(claim) => PerformedEvent::Claim(claim),
                ClientEvent::Video(slice) => {
                    let end = slice.bytes.end.min(video.len());
                    let slice_bytes = video.slice(slice.bytes.start.min(end)..end);
                    PerformedEvent::Video { slice: slice_bytes, claimed_at: slice.claimed_at }
                }
            },
        });
        Self { begins_at, events: Box::new(events), pace }
    }
}
