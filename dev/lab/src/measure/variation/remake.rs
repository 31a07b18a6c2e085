//! A recording made anew from its decoded pictures.
//!
//! In: a recording. Out: one with another video, the slices and places of which fit it.

use super::picture::{Crop, Look, changed};
use anyhow::Result;
use catchlight_media::encode::{EncoderSettings, Vp8Encoder, WebmWriter};
use catchlight_media::{Frame, VideoLimits, VideoStream};
use catchlight_recording::{ClientEvent, Recording, TimedEvent, VideoFormat, VideoSlice};
use catchlight_types::{
    Challenge, ClientClaim, EpochMillis, FrameSize, InitialFaceClaim, MediaTime, Oval, RectPx,
    TargetFaceClaim,
};

/// What is made otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Remake {
    pub(crate) bitrate_kbps: u32,
    pub(crate) pace: Pace,
    pub(crate) scale: f32,
    pub(crate) crop: Crop,
    pub(crate) look: Look,
}

/// Which frames come.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    AsItWas,
    /// The first frame of every tick, so many ticks a second.
    At(f64),
    /// All but this share, which are lost singly and in runs.
    Losing(f64),
}

impl Remake {
    pub(crate) fn of(&self, recording: &Recording) -> Result<Recording> {
        let video = [recording.video.as_ref()];
        let Ok(frames) = VideoStream::frames_of(video, VideoLimits::CHECK) else {
            return Ok(recording.clone());
        };
        let Some(first) = frames.first() else { return Ok(recording.clone()) };
        let (size, announced) = (first.image.size(), recording.challenge.video);
        let oval = recording.challenge.oval;
        let unit = size.width_px as f32 / announced.width_px as f32;
        let part = self.crop.part(size, oval.center_x_px * unit, oval.center_y_px * unit);
        let even = |length: f32| ((self.scale * length / 2.0).round() as u32).max(1) * 2;
        let made = FrameSize { width_px: even(part.width_px), height_px: even(part.height_px) };
        let kept = self.pace.kept(&frames, recording.video.len() as u64);
        let settings = EncoderSettings {
            bitrate_kbps: self.bitrate_kbps,
            fps: rate_of(&kept),
            ..EncoderSettings::BROWSER
        };
        let mut encoder = Vp8Encoder::new(made, settings)?;
        let mut writer = WebmWriter::new(made);
        let (mut video, mut ends) = (Vec::new(), Vec::new());
        for frame in &kept {
            // An encoder takes frames of one size only, as a camera makes them.
            let image = changed(&frame.image, part, made, self.look)?;
            for packet in encoder.encode(&image, frame.time)? {
                video.extend(writer.frame(&packet));
                ends.push((packet.time, video.len()));
            }
        }
        for packet in encoder.flush()? {
            video.extend(writer.frame(&packet));
            ends.push((packet.time, video.len()));
        }
        let view = View { part, size, made };
        Ok(Recording {
            session: catchlight_recording::RecordedSession { video: made, ..recording.session.clone() },
            challenge: view.challenge(&recording.challenge),
            events: events(recording, &ends, &view),
            format: VideoFormat::WebM,
            video,
            truth: None,
            label: recording.label.clone(),
        })
    }
}

impl Pace {
    fn kept(self, frames: &[Frame], accident: u64) -> Vec<&Frame> {
        let mut random = Scatter(accident);
        let (mut tick, mut run) = (0_u64, 0_u32);
        frames
            .iter()
            .enumerate()
            .filter(|(place, frame)| match self {
                Self::AsItWas => true,
                Self::At(rate) => {
                    let now = (frame.time.as_secs_f64() * rate) as u64;
                    let is_new = *place == 0 || now > tick;
                    tick = now;
                    is_new
                }
                Self::Losing(share) => {
                    // A run of three on average, as a machine that is busy for a moment loses them.
                    if run == 0 && random.next() < share / 3.0 / (1.0 - share) {
                        run = 1 + (5.0 * random.next()) as u32;
                    }
                    let is_lost = run > 0;
                    run = run.saturating_sub(1);
                    !is_lost || *place == 0
                }
            })
            .map(|(_, frame)| frame)
            .collect()
    }
}

fn rate_of(frames: &[&Frame]) -> u32 {
    let last_s = frames.last().map_or(0.0, |frame| frame.time.as_secs_f64());
    ((frames.len() as f64 / last_s.max(1.0)).round() as u32).clamp(1, 60)
}

/// Which part of the old picture the new one shows.
struct View {
    part: RectPx,
    size: FrameSize,
    made: FrameSize,
}

impl View {
    fn challenge(&self, challenge: &Challenge) -> Challenge {
        let unit = self.size.width_px as f32 / challenge.video.width_px as f32;
        let scale = self.made.width_px as f32 / self.part.width_px;
        let oval = challenge.oval;
        Challenge {
            video: self.made,
            oval: Oval {
                center_x_px: scale * (unit * oval.center_x_px - self.part.left_px),
                center_y_px: scale * (unit * oval.center_y_px - self.part.top_px),
                width_px: scale * unit * oval.width_px,
                height_px: scale * unit * oval.height_px,
            },
            ..challenge.clone()
        }
    }

    fn claim(&self, claim: &ClientClaim) -> ClientClaim {
        let moved = |unit: catchlight_types::UnitRect| {
            let at = unit.to_px(self.size);
            let inside = RectPx {
                left_px: at.left_px - self.part.left_px,
                top_px: at.top_px - self.part.top_px,
                ..at
            };
            let (width, height) = (self.part.width_px, self.part.height_px);
            catchlight_types::UnitRect {
                left: inside.left_px / width,
                top: inside.top_px / height,
                width: inside.width_px / width,
                height: inside.height_px / height,
            }
        };
        let initial =
            |face: InitialFaceClaim| InitialFaceClaim { bounding_box: moved(face.bounding_box), ..face };
        let target =
            |face: TargetFaceClaim| TargetFaceClaim { bounding_box: moved(face.bounding_box), ..face };
        ClientClaim {
            initial_face: claim.initial_face.map(initial),
            target_face: claim.target_face.map(target),
            ..claim.clone()
        }
    }
}

/// The events with slices of the new video: what was encoded when the old slice was sent.
fn events(recording: &Recording, ends: &[(MediaTime, usize)], view: &View) -> Vec<TimedEvent> {
    let all = ends.last().map_or(0, |(_, end)| *end);
    let is_filled =
        |event: &&TimedEvent| matches!(&event.event, ClientEvent::Video(slice) if !slice.bytes.is_empty());
    let filled = recording.events.iter().filter(is_filled).count();
    let start = recording.events.iter().find_map(|timed| match &timed.event {
        ClientEvent::Claim(claim) => claim.video_start,
        ClientEvent::Video(_) => None,
    });
    let (mut from, mut seen) = (0, 0);
    let mut events = Vec::with_capacity(recording.events.len());
    for timed in &recording.events {
        let event = match &timed.event {
            ClientEvent::Claim(claim) => ClientEvent::Claim(view.claim(claim)),
            ClientEvent::Video(slice) if slice.bytes.is_empty() => {
                ClientEvent::Video(VideoSlice { bytes: all..all, ..slice.clone() })
            }
            ClientEvent::Video(slice) => {
                seen += 1;
                let at_s = slice.claimed_at.unwrap_or(timed.received_at).seconds_since(
                    start.unwrap_or(EpochMillis::new(timed.received_at.as_millis() - 1000 * seen)),
                );
                let done = ends.iter().rev().find(|(time, _)| time.as_secs_f64() <= at_s - ENCODER_DELAY_S);
                let end = if seen as usize == filled { all } else { done.map_or(from, |(_, end)| *end) };
                if end <= from {
                    continue;
                }
                let bytes = from..end;
                from = end;
                ClientEvent::Video(VideoSlice { bytes, ..slice.clone() })
            }
        };
        events.push(TimedEvent { received_at: timed.received_at, event });
    }
    events
}

/// The recording with a client whose clock is wrong by hours, that reports times some milliseconds off, over a network
/// that holds things up.
pub(crate) fn reclocked(recording: &Recording) -> Recording {
    let mut random = Scatter(recording.video.len() as u64);
    let off_ms = (random.next() * 2.0e7) as i64 - 10_000_000;
    let start_off_ms = (random.next() * 80.0) as i64 - 40;
    let moved = |time: EpochMillis, by_ms: i64| EpochMillis::new(time.as_millis() + by_ms);
    let (mut held_ms, mut shown_last) = (0.0, EpochMillis::new(i64::MIN));
    let mut changed = recording.clone();
    for timed in &mut changed.events {
        held_ms = 0.7 * held_ms + 250.0 * random.next() * random.next();
        timed.received_at = moved(timed.received_at, held_ms as i64);
        let tick_ms = (random.next() * 16.0) as i64;
        match &mut timed.event {
            ClientEvent::Video(slice) => {
                slice.claimed_at = slice.claimed_at.map(|at| moved(at, off_ms + tick_ms))
            }
            ClientEvent::Claim(claim) => {
                claim.video_start = claim.video_start.map(|at| moved(at, off_ms + start_off_ms));
                claim.video_end = claim.video_end.map(|at| moved(at, off_ms + tick_ms));
                if let Some(color) = &mut claim.color {
                    // A client never shows a colour before the one that it shows first.
                    shown_last = shown_last.max(moved(color.shown_at, off_ms + tick_ms));
                    color.shown_at = shown_last;
                }
            }
        }
    }
    // What is sent over one connection arrives in order.
    let mut latest = i64::MIN;
    for timed in &mut changed.events {
        latest = latest.max(timed.received_at.as_millis());
        timed.received_at = EpochMillis::new(latest);
    }
    changed
}

/// Numbers that look accidental and are the same every time (splitmix64, Steele et al. 2014).
struct Scatter(u64);

impl Scatter {
    /// 0..1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as f64 / u64::MAX as f64
    }
}

/// Age of the newest frame in a slice.
const ENCODER_DELAY_S: f64 = 0.03;
