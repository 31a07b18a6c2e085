//! Every frame is the same, bit for bit, as the one that the ffmpeg program decodes.
#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

mod clips;

use catchlight_media::{Codec, Container, Frame, VideoLimits, VideoStream, VideoSummary};
use clips::{FRAGMENTED_MP4, LIVE_WEBM, encode, ffmpeg};

struct Clip {
    video: Vec<u8>,
    planes: Vec<u8>,
}

/// Encodes 40 frames of a test picture and decodes them again, both by ffmpeg.
fn make_clip(size: &str, encoder: &[&str], file: &str) -> Clip {
    make_changed_clip(size, encoder, file, |_| ())
}

/// As [`make_clip`], with a change of the file before it is decoded.
fn make_changed_clip(size: &str, encoder: &[&str], file: &str, change: impl Fn(&mut [u8])) -> Clip {
    let mut bytes = encode(size, 40, encoder, file);
    change(&mut bytes);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (video, planes) = (path(file), path("planes.yuv"));
    std::fs::write(&video, &bytes).unwrap();
    ffmpeg(&["-i", &video, "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", &planes]);
    Clip { video: bytes, planes: std::fs::read(planes).unwrap() }
}

/// Slice lengths from 1 to 4096 bytes from a seed (a linear congruential generator).
fn read(video: &[u8], seed: u64) -> (Vec<Frame>, VideoSummary) {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    let (mut frames, mut rest, mut state) = (Vec::new(), video, seed);
    while !rest.is_empty() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (slice, after) = rest.split_at(rest.len().min((state >> 52) as usize + 1));
        stream.push(slice).unwrap();
        while let Some(frame) = stream.next_frame().unwrap() {
            frames.push(frame);
        }
        rest = after;
    }
    let summary = stream.finish().unwrap();
    while let Some(frame) = stream.next_frame().unwrap() {
        frames.push(frame);
    }
    (frames, summary)
}

fn check(clip: &Clip, container: Container, codec: Codec) {
    for seed in 0..4 {
        let (frames, summary) = read(&clip.video, seed);
        assert_eq!((summary.container, summary.codec), (container, codec));
        assert_eq!((summary.frames, frames.len()), (40, 40), "seed {seed}");
        let planes: Vec<u8> = frames
            .iter()
            .flat_map(|frame| [frame.image.y(), frame.image.u(), frame.image.v()].concat())
            .collect();
        assert_eq!(planes.len(), clip.planes.len());
        let first_difference = planes.iter().zip(&clip.planes).position(|(ours, theirs)| ours != theirs);
        assert_eq!(first_difference, None, "seed {seed}");
        for (index, frame) in frames.iter().enumerate() {
            let millis = frame.time.since_start().as_millis();
            assert!(millis.abs_diff(index as u128 * 40) <= 1, "frame {index} at {millis} ms");
        }
    }
}

#[test]
fn vp8_in_webm() {
    let encoder = [&["-c:v", "libvpx", "-b:v", "1M", "-deadline", "realtime"][..], &LIVE_WEBM].concat();
    check(&make_clip("322x242", &encoder, "clip.webm"), Container::WebM, Codec::Vp8);
    check(&make_clip("175x143", &encoder, "clip.webm"), Container::WebM, Codec::Vp8);
}

#[test]
fn vp8_in_finished_webm() {
    let encoder = ["-c:v", "libvpx", "-b:v", "1M", "-auto-alt-ref", "0"];
    check(&make_clip("320x240", &encoder, "clip.webm"), Container::WebM, Codec::Vp8);
}

#[test]
fn vp9_in_webm() {
    let encoder = ["-c:v", "libvpx-vp9", "-b:v", "1M", "-deadline", "realtime", "-cpu-used", "6"];
    let live = [&encoder[..], &LIVE_WEBM].concat();
    check(&make_clip("322x242", &live, "clip.webm"), Container::WebM, Codec::Vp9);
    check(&make_clip("175x143", &live, "clip.webm"), Container::WebM, Codec::Vp9);
}

#[test]
fn vp9_with_hidden_frames_in_webm() {
    let encoder = ["-c:v", "libvpx-vp9", "-b:v", "500k", "-auto-alt-ref", "1", "-lag-in-frames", "12"];
    check(&make_clip("320x240", &encoder, "clip.webm"), Container::WebM, Codec::Vp9);
}

/// An encoder line of libx264 with key frames every 12 frames.
fn x264<'a>(profile: &'a str, preset: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    [&["-c:v", "libx264", "-profile:v", profile, "-preset", preset, "-b:v", "1M", "-g", "12"][..], rest]
        .concat()
}

#[test]
fn h264_baseline_in_fragmented_mp4() {
    let encoder = x264("baseline", "veryfast", &FRAGMENTED_MP4);
    check(&make_clip("322x242", &encoder, "clip.mp4"), Container::Mp4, Codec::H264);
    check(&make_clip("176x144", &encoder, "clip.mp4"), Container::Mp4, Codec::H264);
}

#[test]
fn h264_main_and_high_in_fragmented_mp4() {
    for profile in ["main", "high"] {
        for b_frames in ["0", "3"] {
            let encoder = [&x264(profile, "medium", &["-bf", b_frames]), &FRAGMENTED_MP4[..]].concat();
            check(&make_clip("322x242", &encoder, "clip.mp4"), Container::Mp4, Codec::H264);
        }
    }
}

#[test]
fn h264_with_b_frames_that_refer_to_each_other() {
    let pyramid = ["-bf", "5", "-x264-params", "b-pyramid=normal:ref=6:weightp=2:8x8dct=1:open-gop=1"];
    let encoder = [&x264("high", "slower", &pyramid), &FRAGMENTED_MP4[..]].concat();
    check(&make_clip("320x240", &encoder, "clip.mp4"), Container::Mp4, Codec::H264);
}

#[test]
fn h264_in_short_fragments_with_negative_offsets() {
    let rest = ["-bf", "2", "-f", "mp4", "-frag_duration", "200000"];
    let flags = ["-movflags", "empty_moov+default_base_moof+negative_cts_offsets"];
    let encoder = [&x264("high", "fast", &rest), &flags[..]].concat();
    check(&make_clip("320x240", &encoder, "clip.mp4"), Container::Mp4, Codec::H264);
}

#[test]
fn h264_in_progressive_mp4_with_the_header_first_or_last() {
    let first = x264("high", "fast", &["-movflags", "+faststart"]);
    check(&make_clip("320x240", &first, "clip.mp4"), Container::Mp4, Codec::H264);
    check(&make_clip("320x240", &x264("high", "fast", &[]), "clip.mp4"), Container::Mp4, Codec::H264);
}

#[test]
fn h264_in_webm_as_chromium_records_it() {
    let encoder = x264("baseline", "veryfast", &["-f", "matroska", "-live", "1"]);
    check(&make_clip("320x240", &encoder, "clip.mkv"), Container::WebM, Codec::H264);
}

#[test]
fn vp9_in_fragmented_mp4() {
    let encoder = ["-c:v", "libvpx-vp9", "-b:v", "1M", "-deadline", "realtime", "-cpu-used", "6"];
    let encoder = [&encoder[..], &FRAGMENTED_MP4].concat();
    check(&make_clip("322x242", &encoder, "clip.mp4"), Container::Mp4, Codec::Vp9);
}

/// Writes the display matrix of the only track; `entries` are how x and y of the screen follow x and y of the picture.
fn set_matrix(video: &mut [u8], [x_from_x, y_from_x, x_from_y, y_from_y]: [i32; 4]) {
    let header = video.windows(4).position(|kind| kind == b"tkhd").unwrap();
    let matrix = header + 4 + 4 + 36;
    for (at, entry) in [(0, x_from_x), (4, y_from_x), (12, x_from_y), (16, y_from_y)] {
        let fixed_point: i32 = entry << 16;
        video[matrix + at..matrix + at + 4].copy_from_slice(&fixed_point.to_be_bytes());
    }
}

#[test]
fn sideways_recordings_are_turned_upright() {
    for quarter_turns in [[0, 1, -1, 0], [-1, 0, 0, -1], [0, -1, 1, 0]] {
        for size in ["322x242", "176x144"] {
            let encoder = x264("high", "fast", &FRAGMENTED_MP4);
            let turn = |video: &mut [u8]| set_matrix(video, quarter_turns);
            check(&make_changed_clip(size, &encoder, "clip.mp4", turn), Container::Mp4, Codec::H264);
        }
    }
}
