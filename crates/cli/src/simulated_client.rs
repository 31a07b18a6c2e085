//! A simulated check as events that a client sends.
//!
//! In: a simulated check. Out: its events in order. Never: the species.

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
    // The sort is stable: a claim follows the slices of the same moment.
    events.sort_by_key(|event| event.at);
    let begins_at = CaptureSettings::BROWSER.started_at;
    Performance { begins_at, events: Box::new(events.into_iter()), pace }
}

/// Frame size of a desktop browser.
pub(crate) const VIDEO: FrameSize = FrameSize { width_px: 640, height_px: 480 };
