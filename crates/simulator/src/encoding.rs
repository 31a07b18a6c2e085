//! The recorder: frames to a live WebM, and the slices in which the client sends it.

use crate::SimulatorError;
use crate::capture::CaptureSettings;
use crate::check::SentSlice;
use crate::seed::{Seed, Topic};
use catchlight_media::Yuv420;
use catchlight_media::encode::{EncoderSettings, Packet, Vp8Encoder, WebmWriter};
use catchlight_types::{FrameSize, MediaTime};
use rand::RngExt;
use std::time::Duration;

/// Encodes frames as they arrive.
#[derive(Debug)]
pub(crate) struct Recorder {
    encoder: Vp8Encoder,
    writer: WebmWriter,
    bytes: Vec<u8>,
    /// Where the bytes of each frame end, in the order of frames.
    ends: Vec<FrameEnd>,
}

#[derive(Debug, Clone, Copy)]
struct FrameEnd {
    time: MediaTime,
    end: usize,
}

/// A finished recording.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) slices: Vec<SentSlice>,
}

impl Recorder {
    pub(crate) fn new(size: FrameSize, settings: &CaptureSettings) -> Result<Self, SimulatorError> {
        let encoder = EncoderSettings {
            bitrate_kbps: settings.bitrate_kbps,
            fps: settings.fps,
            ..EncoderSettings::BROWSER
        };
        Ok(Self {
            encoder: Vp8Encoder::new(size, encoder)?,
            writer: WebmWriter::new(size),
            bytes: Vec::new(),
            ends: Vec::new(),
        })
    }

    pub(crate) fn push(&mut self, image: &Yuv420, time: MediaTime) -> Result<(), SimulatorError> {
        let packets = self.encoder.encode(image, time)?;
        self.write(&packets);
        Ok(())
    }

    /// Ends the recording at `end_s` and cuts it into slices of about a second.
    pub(crate) fn finish(
        mut self,
        end_s: f32,
        settings: &CaptureSettings,
        seed: Seed,
    ) -> Result<Recorded, SimulatorError> {
        let rest = self.encoder.flush()?;
        self.write(&rest);
        let mut random = seed.stream(Topic::Transport);
        let sent_at = |time_s: f32| settings.started_at.plus(Duration::from_secs_f32(time_s));
        let mut slices = Vec::new();
        let (mut start, mut cut_s) = (0, SLICE_S);
        while cut_s < end_s - 0.05 {
            let seen_s = f64::from(cut_s - ENCODER_DELAY_S);
            let done = self.ends.iter().rev().find(|frame| frame.time.as_secs_f64() <= seen_s);
            let end = done.map_or(start, |frame| frame.end);
            if end > start {
                slices.push(SentSlice { bytes: start..end, sent_at: sent_at(cut_s) });
                start = end;
            }
            cut_s += SLICE_S + random.random_range(0.0..0.03);
        }
        let all = self.bytes.len();
        slices.push(SentSlice { bytes: start..all, sent_at: sent_at(end_s + STOP_DELAY_S) });
        slices.push(SentSlice { bytes: all..all, sent_at: sent_at(end_s + END_OF_STREAM_DELAY_S) });
        Ok(Recorded { bytes: self.bytes, slices })
    }

    fn write(&mut self, packets: &[Packet]) {
        for packet in packets {
            self.bytes.extend(self.writer.frame(packet));
            self.ends.push(FrameEnd { time: packet.time, end: self.bytes.len() });
        }
    }
}

/// Times of the frames of a camera that aims at `fps`: uneven, and now and then one is missing.
pub(crate) fn frame_times(fps: u32, end_s: f32, seed: Seed) -> Vec<MediaTime> {
    let mut random = seed.stream(Topic::Camera);
    let interval_ms = 1000.0 / f64::from(fps);
    let mut times: Vec<MediaTime> = Vec::new();
    let mut tick = 0_u32;
    while f64::from(tick) * interval_ms < f64::from(end_s) * 1000.0 {
        let jitter_ms: f64 = random.random_range(-2.0..2.0);
        let is_lost = random.random::<f32>() < LOST_FRAMES;
        let millis = (f64::from(tick) * interval_ms + jitter_ms).round().max(0.0) as u64;
        let time = if tick == 0 { MediaTime::ZERO } else { MediaTime::from_millis(millis) };
        if tick == 0 || (!is_lost && times.last().is_none_or(|last| *last < time)) {
            times.push(time);
        }
        tick += 1;
    }
    times
}

/// MediaRecorder's timeslice.
const SLICE_S: f32 = 1.0;
/// Age of the newest frame in a slice.
const ENCODER_DELAY_S: f32 = 0.03;
/// From the stop to the last bytes, and to the empty slice after them.
const STOP_DELAY_S: f32 = 0.012;
const END_OF_STREAM_DELAY_S: f32 = 0.026;
/// Share of frames that the browser drops.
const LOST_FRAMES: f32 = 0.006;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_times_grow_unevenly() {
        let times = frame_times(30, 8.0, Seed::new(3));
        assert!((225..=240).contains(&times.len()), "{}", times.len());
        assert!(times[0] == MediaTime::ZERO && times.windows(2).all(|pair| pair[0] < pair[1]));
        let gaps: std::collections::BTreeSet<_> =
            times.windows(2).map(|pair| pair[1].since_start() - pair[0].since_start()).collect();
        assert!(gaps.len() > 3, "{gaps:?}");
    }
}
