//! A finished video as the answer to any challenge, with the claims that a web client would make.
//!
//! In: slices of a video, then the challenge. Out: a [`Performance`].
//! Never: sees the video, so what it claims is plausible and not true; the service has to find out.

use crate::limits::{MAX_PLAYED_SLICE_BYTES, PLAYED_SLICE};
use crate::{Pace, Performance, PerformedEvent, TimedEvent};
use bytes::Bytes;
use catchlight_types::{
    Challenge, ClientClaim, ColorClaim, EpochMillis, FrameSize, InitialFaceClaim, Oval, TargetFaceClaim,
    UnitRect,
};
use std::fmt;
use std::time::Duration;

/// A finished video that is played as the answer to any challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playback {
    slices: Vec<PlayedSlice>,
}

/// A slice of a video.
#[derive(Clone, PartialEq, Eq)]
pub struct PlayedSlice {
    /// Container bytes.
    pub bytes: Bytes,
    /// Time of the video at the end of the slice: a camera could not have sent it earlier.
    pub ends_at: Duration,
}

impl fmt::Debug for PlayedSlice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PlayedSlice({} bytes, redacted, until {:?})", self.bytes.len(), self.ends_at)
    }
}

impl Playback {
    /// A video whose slices are known.
    #[must_use]
    pub const fn new(slices: Vec<PlayedSlice>) -> Self {
        Self { slices }
    }

    /// A video of which nothing is known but its length: it is cut into slices of equal size, one or more a second.
    #[must_use]
    pub fn even(bytes: &Bytes, duration: Duration) -> Self {
        let seconds = duration.as_millis().div_ceil(PLAYED_SLICE.as_millis()).max(1);
        let seconds = usize::try_from(seconds).unwrap_or(usize::MAX);
        let slice_bytes = bytes.len().div_ceil(seconds).clamp(1, MAX_PLAYED_SLICE_BYTES);
        let share = |end: usize| duration.mul_f64(end as f64 / bytes.len() as f64);
        let slice = |start: usize| {
            let end = bytes.len().min(start + slice_bytes);
            PlayedSlice { bytes: bytes.slice(start..end), ends_at: share(end) }
        };
        Self { slices: (0..bytes.len()).step_by(slice_bytes).map(slice).collect() }
    }

    /// The slices in order.
    #[must_use]
    pub fn slices(&self) -> &[PlayedSlice] {
        &self.slices
    }

    /// Length of the video.
    #[must_use]
    pub fn duration(&self) -> Duration {
        self.slices.last().map_or(Duration::ZERO, |slice| slice.ends_at)
    }

    /// Bytes of the video.
    #[must_use]
    pub fn video_bytes(&self) -> usize {
        self.slices.iter().map(|slice| slice.bytes.len()).sum()
    }

    /// The video and the claims that a web client makes, each at its time. The person is said to reach the oval so
    /// that the colours end with the video, as far as it is long enough.
    #[must_use]
    pub fn answer(self, challenge: &Challenge, pace: Pace) -> Performance {
        let plan = Plan::new(challenge, self.duration());
        let first_at = self.slices.first().map_or(Duration::ZERO, |slice| slice.ends_at);
        let mut events = plan.claims(challenge, first_at);
        events.extend(self.slices.into_iter().map(|slice| TimedEvent {
            at: at(slice.ends_at),
            event: PerformedEvent::Video { slice: slice.bytes, claimed_at: Some(at(slice.ends_at)) },
        }));
        // A claim comes after the slice of the same moment.
        events.sort_by_key(|event| (event.at, matches!(event.event, PerformedEvent::Claim(_))));
        Performance { begins_at: at(Duration::ZERO), events: Box::new(events.into_iter()), pace }
    }
}

/// When what is said to have happened, times of the video.
struct Plan {
    oval_shown_at: Duration,
    matched_at: Duration,
    shown: Vec<ColorClaim>,
    ends_at: Duration,
}

impl Plan {
    fn new(challenge: &Challenge, video: Duration) -> Self {
        let steps = challenge.colors.iter().skip(1);
        let colors: Duration = steps.map(|step| millis(step.downscroll_ms + step.flat_ms)).sum();
        let after = if challenge.colors.is_empty() { AFTER_MATCH } else { HOLD + colors + AFTER_COLORS };
        let matched_at = video.saturating_sub(after).max(EARLIEST_MATCH);
        // A long video begins with someone who reads the start screen: a face that needs longer for the oval than
        // the challenge allows would fail the check.
        let allowed = Duration::from_millis(challenge.matching.fit_timeout.as_millis().into());
        let oval_shown_at = matched_at.saturating_sub(allowed.mul_f32(SHARE_OF_ALLOWED_TIME));
        let shown = shown(challenge, matched_at + HOLD);
        Self { oval_shown_at, matched_at, shown, ends_at: video.max(matched_at + after) }
    }

    fn claims(&self, challenge: &Challenge, first_slice_at: Duration) -> Vec<TimedEvent> {
        let challenge_id = uuid::Uuid::new_v4().to_string();
        let claim = || ClientClaim::empty(challenge_id.clone());
        let initial_face = Some(InitialFaceClaim {
            bounding_box: far_face(challenge.oval, challenge.video),
            detected_at: at(self.oval_shown_at + FACE_FOUND),
        });
        let target_face = Some(TargetFaceClaim {
            bounding_box: oval_box(challenge.oval, challenge.video),
            in_position_from: at(self.matched_at),
            in_position_until: at(self.matched_at),
        });
        let start = ClientClaim { video_start: Some(at(Duration::ZERO)), initial_face, ..claim() };
        let end = ClientClaim { video_end: Some(at(self.ends_at)), initial_face, target_face, ..claim() };
        let mut events = vec![told(start, at(self.oval_shown_at.max(first_slice_at)))];
        let colors = self.shown.iter();
        events
            .extend(colors.map(|color| told(ClientClaim { color: Some(*color), ..claim() }, color.shown_at)));
        events.push(told(end, at(self.ends_at)));
        events
    }
}

/// The colours as the web client reports them: it leaves entry 0 at once, and a later entry that both scrolls and
/// stands is reported twice.
fn shown(challenge: &Challenge, begins_at: Duration) -> Vec<ColorClaim> {
    let mut claims = Vec::new();
    let (mut now, mut previous) = (begins_at, None);
    for (place, step) in (0_u8..).zip(&challenge.colors) {
        let claim = |previous, now| ColorClaim {
            current: step.color,
            previous: Some(previous),
            step: place,
            shown_at: at(now),
        };
        let Some(before) = previous.replace(step.color) else {
            claims.push(claim(step.color, now));
            continue;
        };
        if step.downscroll_ms > 0.0 {
            claims.push(claim(before, now));
            now += millis(step.downscroll_ms);
        }
        if step.flat_ms > 0.0 {
            claims.push(claim(step.color, now));
            now += millis(step.flat_ms);
        }
    }
    claims
}

fn told(claim: ClientClaim, at: EpochMillis) -> TimedEvent {
    TimedEvent { at, event: PerformedEvent::Claim(claim) }
}

fn at(time: Duration) -> EpochMillis {
    EpochMillis::new(0).plus(time)
}

fn millis(millis: f32) -> Duration {
    Duration::try_from_secs_f64(f64::from(millis) / 1000.0).unwrap_or_default()
}

/// A face in the middle, half as wide as the oval.
fn far_face(oval: Oval, video: FrameSize) -> UnitRect {
    let rect = oval_box(oval, video);
    let (width, height) = (rect.width / 2.0, rect.height / 2.0);
    UnitRect { left: 0.5 - width / 2.0, top: 0.5 - height / 2.0, width, height }
}

/// The web client names the oval itself as the place of the face.
fn oval_box(oval: Oval, video: FrameSize) -> UnitRect {
    oval.bounds().to_unit(video)
}

/// The first frame in which the face is said to be found.
const FACE_FOUND: Duration = Duration::from_millis(33);
/// People do not use all the time that the challenge allows.
const SHARE_OF_ALLOWED_TIME: f32 = 0.7;
/// People do not move into an oval faster.
const EARLIEST_MATCH: Duration = Duration::from_millis(500);
/// The web client waits a second between the match and the colours.
const HOLD: Duration = Duration::from_secs(1);
/// The recorder runs on a little after the last colour, and after the match when there are no colours.
const AFTER_COLORS: Duration = Duration::from_millis(250);
const AFTER_MATCH: Duration = Duration::from_millis(600);

#[cfg(test)]
mod tests;
