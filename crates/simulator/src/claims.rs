//! What the web client says about itself during a check, and when.

use crate::capture::CaptureSettings;
use crate::check::SentClaim;
use crate::lens::Lens;
use crate::motion::Motion;
use crate::seed::{Seed, Topic};
use crate::timeline::Timeline;
use catchlight_types::{Challenge, ClientClaim, ColorClaim, EpochMillis, InitialFaceClaim, TargetFaceClaim};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

/// The claims of one check.
#[derive(Debug)]
pub(crate) struct Claims {
    pub(crate) sent: Vec<SentClaim>,
    /// Claimed start of the video minus its true start, milliseconds.
    pub(crate) video_start_error_ms: i32,
}

/// What the claims are created from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClaimSource<'a> {
    pub(crate) challenge: &'a Challenge,
    pub(crate) timeline: &'a Timeline,
    pub(crate) motion: &'a Motion,
    pub(crate) lens: Lens,
    pub(crate) settings: &'a CaptureSettings,
    /// When the first slice is sent; the start is claimed after it.
    pub(crate) first_slice_at: EpochMillis,
}

impl Claims {
    pub(crate) fn make(source: ClaimSource<'_>, seed: Seed) -> Self {
        let mut random = seed.stream(Topic::Transport);
        random.set_word_pos(1 << 20);
        let clock = |time_s: f32| source.settings.started_at.plus(Duration::from_secs_f32(time_s.max(0.0)));
        let mut delay =
            |least_ms: u64, most_ms: u64| Duration::from_millis(random.random_range(least_ms..=most_ms));
        let empty = ClientClaim::empty(String::new());
        let detected_s = 0.03 + delay(0, 20).as_secs_f32();
        let initial_face = InitialFaceClaim {
            bounding_box: source
                .motion
                .client_box(detected_s, source.lens, source.challenge)
                .to_unit(source.challenge.video),
            detected_at: clock(detected_s),
        };
        let error_ms = delay(0, 24).as_millis() as i32 - 12;
        let video_start = EpochMillis::new(source.settings.started_at.as_millis() + i64::from(error_ms));
        let mut sent = vec![SentClaim {
            claim: ClientClaim {
                video_start: Some(video_start),
                initial_face: Some(initial_face),
                ..empty.clone()
            },
            sent_at: source.first_slice_at.plus(delay(2, 5)),
        }];
        for stage in &source.timeline.stages {
            let shown_at = clock(stage.from_s);
            let color = ColorClaim {
                current: stage.color,
                previous: Some(stage.previous),
                step: stage.step,
                shown_at,
            };
            let sent_at = shown_at.plus(delay(2, 24)).max(sent.last().map_or(shown_at, |last| last.sent_at));
            sent.push(SentClaim { claim: ClientClaim { color: Some(color), ..empty.clone() }, sent_at });
        }
        let matched_at = clock(source.timeline.match_s);
        let target_face = TargetFaceClaim {
            // The web client names the oval itself as the place of the face.
            bounding_box: source.challenge.oval.bounds().to_unit(source.challenge.video),
            in_position_from: matched_at,
            in_position_until: matched_at,
        };
        let ended_at = clock(source.timeline.end_s);
        sent.push(SentClaim {
            claim: ClientClaim {
                video_end: Some(ended_at),
                initial_face: Some(initial_face),
                target_face: Some(target_face),
                ..empty
            },
            sent_at: ended_at.plus(delay(16, 22)),
        });
        let challenge_id = challenge_id(&mut random);
        for event in &mut sent {
            event.claim.challenge_id.clone_from(&challenge_id);
        }
        Self { sent, video_start_error_ms: error_ms }
    }
}

fn challenge_id(random: &mut ChaCha8Rng) -> String {
    let (high, low): (u64, u64) = (random.random(), random.random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | (low >> 48) & 0x3fff,
        low & 0xffff_ffff_ffff
    )
}
