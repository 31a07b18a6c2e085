//! Drawn images of a head, filmed with noise and sent through an encoder.

use super::{FRAME, noise, still_mesh};
use crate::evidence::Evidence;
use catchlight_face::{FaceQuality, Observation, TrackedFace};
use catchlight_media::encode::{EncoderSettings, Vp8Encoder, WebmWriter};
use catchlight_media::{ColorRange, Frame, VideoLimits, VideoStream, Yuv420};
use catchlight_types::{HeadPose, MediaTime, PointPx, RectPx};

/// Box of the drawn face when it does not move.
pub(crate) const FACE: RectPx = RectPx { left_px: 220.0, top_px: 90.0, width_px: 200.0, height_px: 270.0 };

/// Luma of a head with hair, eyes and mouth before a wall with a shelf, above a striped shirt; the head is shifted.
pub(crate) fn portrait(at: PointPx, shift: PointPx) -> f32 {
    let (x, y) = ((at.x_px - shift.x_px - 320.0) / 100.0, (at.y_px - shift.y_px - 225.0) / 135.0);
    let blob = |right: f32, down: f32, width: f32, height: f32| {
        (-((x - right) / width).powi(2) - ((y - down) / height).powi(2)).exp()
    };
    let is_head = x * x + y * y < 1.0;
    if is_head && y > -0.75 - 0.1 * (9.0 * x).sin() {
        let features = 70.0 * blob(-0.4, -0.2, 0.16, 0.05)
            + 70.0 * blob(0.4, -0.2, 0.16, 0.05)
            + 40.0 * blob(0.0, 0.5, 0.3, 0.05)
            + 25.0 * blob(0.05, 0.2, 0.12, 0.04);
        150.0 - 30.0 * x * x - 10.0 * y - features
    } else if x * x + (y + 0.1).powi(2) < 1.3 && y < 0.2 {
        45.0 + 12.0 * (24.0 * x + 5.0 * y).sin()
    } else if y > 1.2 + 0.25 * x * x {
        110.0 + 40.0 * (0.5 * (at.y_px - shift.y_px)).sin()
    } else {
        let shelf = if (at.y_px - 60.0).abs() < 6.0 { -50.0 } else { 0.0 };
        120.0 + 0.03 * at.x_px + shelf
    }
}

/// A scene at 30 frames a second as a camera and a browser record it: noise of the sensor, VP8 in real time.
pub(crate) fn filmed(seconds: f64, bitrate_kbps: u32, luma_at: impl Fn(f64, PointPx) -> f32) -> Vec<Frame> {
    let (width, height) = (FRAME.width_px as usize, FRAME.height_px as usize);
    let gray = vec![128; width * height / 4];
    let images = (0..(seconds * 30.0) as usize).map(|number| {
        let time_s = number as f64 / 30.0;
        let luma = (0..width * height).map(|place| {
            let at = PointPx { x_px: (place % width) as f32 + 0.5, y_px: (place / width) as f32 + 0.5 };
            // Three even numbers together are nearly as common as light makes them: 1.2 of 255 in the middle.
            let grain: f32 = (0..3).map(|part| noise(place + (3 * number + part) * 1_000_003)).sum();
            (luma_at(time_s, at) + 1.2 * grain).clamp(16.0, 235.0).round() as u8
        });
        let luma = luma.collect();
        let time = MediaTime::from_millis(number as u64 * 100 / 3);
        (time, Yuv420::from_planes(FRAME, ColorRange::Limited, luma, gray.clone(), gray.clone()).unwrap())
    });
    encoded(bitrate_kbps, images)
}

/// Images through an encoder and back.
pub(crate) fn encoded(bitrate_kbps: u32, images: impl Iterator<Item = (MediaTime, Yuv420)>) -> Vec<Frame> {
    let settings = EncoderSettings { bitrate_kbps, fps: 30, ..EncoderSettings::BROWSER };
    let mut encoder = Vp8Encoder::new(FRAME, settings).unwrap();
    let mut writer = WebmWriter::new(FRAME);
    let mut video = Vec::new();
    for (time, image) in images {
        for packet in encoder.encode(&image, time).unwrap() {
            video.extend(writer.frame(&packet));
        }
    }
    for packet in encoder.flush().unwrap() {
        video.extend(writer.frame(&packet));
    }
    VideoStream::frames_of([video.as_slice()], VideoLimits::CHECK).unwrap()
}

/// The evidence that every other frame leaves.
pub(crate) fn observed(frames: &[Frame], face_at: impl Fn(f64) -> RectPx) -> Evidence {
    let mut evidence = Evidence::new(&super::light_challenge());
    for frame in frames.iter().step_by(2) {
        let bounds = face_at(frame.time.as_secs_f64());
        let face = TrackedFace {
            mesh: still_mesh(),
            presence: 1.0,
            bounding_box: bounds,
            pose: HeadPose::default(),
            inter_eye_px: 0.42 * bounds.width_px,
            quality: FaceQuality {
                sharpness: 0.8,
                luminance: 0.5,
                visible_share: 1.0,
                ..FaceQuality::default()
            },
            texture: None,
        };
        evidence.observe(frame, &Observation { time: frame.time, faces_seen: 1, face: Some(face) });
    }
    evidence
}
