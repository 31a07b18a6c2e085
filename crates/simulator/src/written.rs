//! A simulated check as a recording, with a label and with the truth.

use crate::{CheckTruth, FrameTruth, SimulatedCheck};
use catchlight_recording::{
    ClientEvent, Label, RecordedSession, Recording, TimedEvent, VideoFormat, VideoSlice,
};
use catchlight_types::{EpochMillis, PointPx, Rgb8, SessionId};
use serde_json::{Value, json};
use std::time::Duration;

impl SimulatedCheck {
    /// The check as a recording of this session, labelled and with the truth.
    #[must_use]
    pub fn recording(&self, session: SessionId) -> Recording {
        let videos = self.slices.iter().map(|slice| TimedEvent {
            received_at: arrival(slice.sent_at),
            event: ClientEvent::Video(VideoSlice {
                claimed_at: Some(slice.sent_at),
                bytes: slice.bytes.clone(),
            }),
        });
        let claims = self.claims.iter().map(|sent| TimedEvent {
            received_at: arrival(sent.sent_at),
            event: ClientEvent::Claim(sent.claim.clone()),
        });
        let mut events: Vec<TimedEvent> = videos.chain(claims).collect();
        events.sort_by_key(|event| event.received_at);
        let kind = self.challenge.kind.name();
        Recording {
            label: Some(self.label()),
            session: RecordedSession {
                id: session,
                video: self.challenge.video,
                challenge_versions: format!("{kind}_{}", self.challenge.version),
                user_agent: USER_AGENT.to_owned(),
            },
            challenge: self.challenge.clone(),
            events,
            format: VideoFormat::WebM,
            video: self.video.as_slice().to_vec(),
            truth: Some(truth(self.seed.number(), &self.truth)),
        }
    }

    fn label(&self) -> Label {
        let scene = &self.truth.scene;
        let third = match scene.melanin {
            melanin if melanin < 1.0 / 3.0 => "light",
            melanin if melanin < 2.0 / 3.0 => "medium",
            _ => "dark",
        };
        let seconds = self.frame_times.last().map_or(0.0, |last| last.as_secs_f64());
        Label {
            bona_fide: self.species.is_bona_fide(),
            species: self.species.name().to_owned(),
            subject: Some(format!("seed-{}", self.seed.number())),
            skin: Some(third.to_owned()),
            glasses: Some(false),
            device: Some(scene.device.to_owned()),
            screen_nits: Some(f64::from(scene.screen_nits)),
            lux: Some(f64::from(scene.ambient_lux)),
            kelvin: Some(f64::from(scene.kelvin)),
            fps: (seconds > 0.0).then(|| ((self.frame_times.len() - 1) as f64 / seconds).round()),
            ..Label::default()
        }
    }
}

/// When the server receives what was sent.
fn arrival(sent_at: EpochMillis) -> EpochMillis {
    sent_at.plus(NETWORK_DELAY)
}

fn truth(seed: u64, truth: &CheckTruth) -> Value {
    json!({
        "seed": seed,
        "video_start_error_ms": truth.video_start_error_ms,
        "match_s": truth.match_s,
        "colors_start_s": truth.colors_start_s,
        "zoom_ratio": truth.scene.zoom_ratio,
        "focal_px": truth.scene.focal_px,
        "melanin": truth.scene.melanin,
        "frames": truth.frames.iter().map(frame).collect::<Vec<_>>(),
    })
}

fn frame(frame: &FrameTruth) -> Value {
    let place = |point: PointPx| json!([tenths(point.x_px), tenths(point.y_px)]);
    let color = |color: Rgb8| json!([color.red, color.green, color.blue]);
    let face = frame.face_box;
    let marks =
        [frame.left_eye, frame.right_eye, frame.nose_tip, frame.mouth_left, frame.mouth_right, frame.chin];
    json!({
        "t": frame.time.as_secs_f64(),
        "box": [tenths(face.left_px), tenths(face.top_px), tenths(face.width_px), tenths(face.height_px)],
        "landmarks": marks.map(place).to_vec(),
        "distance_m": frame.distance_m,
        "screen_new": color(frame.screen_new),
        "screen_old": color(frame.screen_old),
        "scroll": frame.wiped,
        "blink": frame.blink,
        "yaw": frame.pose.yaw_rad,
        "pitch": frame.pose.pitch_rad,
        "roll": frame.pose.roll_rad,
    })
}

fn tenths(pixels: f32) -> f64 {
    (f64::from(pixels) * 10.0).round() / 10.0
}

const USER_AGENT: &str = "catchlight-simulator";
const NETWORK_DELAY: Duration = Duration::from_millis(35);
