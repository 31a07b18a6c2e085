//! A simulated check as a client carries it out.
//!
//! In: a check as it was simulated. Out: what is sent, in order. Never: knows what the answer should be.

use bytes::Bytes;
use catchlight_client::{Pace, Performance, PerformedEvent, TimedEvent};
use catchlight_simulator::{CaptureSettings, SimulatedCheck};
use catchlight_types::FrameSize;

/// The slices and claims of a simulated client in the order in which it sent them.
pub(crate) fn performance(check: SimulatedCheck, pace: Pace) -> Performance {
    let video = Bytes::from(check.video.into_vec());
    let slices = check.slices.into_iter().map(|slice| TimedEvent {
        at: slice.sent_at,
        event: PerformedEvent::Video { slice: video.slice(slice.bytes), claimed_at: Some(slice.sent_at) },
    });
    let claims = check.claims.into_iter();
    let claims = claims.map(|sent| TimedEvent { at: sent.sent_at, event: PerformedEvent::Claim(sent.claim) });
    let mut events: Vec<TimedEvent> = slices.chain(claims).collect();
    // A stable sort leaves a claim behind the slices of the same moment.
    events.sort_by_key(|event| event.at);
    let begins_at = CaptureSettings::BROWSER.started_at;
    Performance { begins_at, events: Box::new(events.into_iter()), pace }
}

/// What a desktop browser films.
pub(crate) const VIDEO: FrameSize = FrameSize { width_px: 640, height_px: 480 };
