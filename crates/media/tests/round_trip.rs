//! Our own recordings come back as the frames that were encoded.
#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

use catchlight_media::encode::{EncoderSettings, Vp8Encoder, WebmWriter};
use catchlight_media::{ColorRange, Frame, MediaError, VideoLimits, VideoStream, VideoSummary, Yuv420};
use catchlight_types::{FrameSize, MediaTime};

const SIZE: FrameSize = FrameSize { width_px: 161, height_px: 121 };

fn picture(size: FrameSize, index: u32) -> Yuv420 {
    let plane = |size: FrameSize, slope: u32| {
        let pixel = |at: u32| {
            let (x, y) = (at % size.width_px, at / size.width_px);
            ((x * slope + y + index * 3) % 180 + 30) as u8
        };
        (0..size.width_px * size.height_px).map(pixel).collect::<Vec<u8>>()
    };
    let chroma = FrameSize { width_px: size.width_px.div_ceil(2), height_px: size.height_px.div_ceil(2) };
    Yuv420::from_planes(size, ColorRange::Limited, plane(size, 1), plane(chroma, 0), plane(chroma, 1))
        .unwrap()
}

fn record(size: FrameSize, frames: u32, millis_apart: u64) -> Vec<u8> {
    let mut encoder = Vp8Encoder::new(size, EncoderSettings::BROWSER).unwrap();
    let mut writer = WebmWriter::new(size);
    let mut video = Vec::new();
    for index in 0..frames {
        let time = MediaTime::from_millis(u64::from(index) * millis_apart);
        for packet in encoder.encode(&picture(size, index), time).unwrap() {
            video.extend(writer.frame(&packet));
        }
    }
    video
}

fn read(
    video: &[u8],
    slice_len: usize,
    limits: VideoLimits,
) -> Result<(Vec<Frame>, VideoSummary), MediaError> {
    let mut stream = VideoStream::new(limits);
    let mut frames = Vec::new();
    for slice in video.chunks(slice_len) {
        stream.push(slice)?;
        while let Some(frame) = stream.next_frame()? {
            frames.push(frame);
        }
    }
    let summary = stream.finish()?;
    Ok((frames, summary))
}

#[test]
fn every_slice_length_gives_the_same_frames() {
    let video = record(SIZE, 20, 33);
    let (whole, summary) = read(&video, video.len(), VideoLimits::CHECK).unwrap();
    assert_eq!((whole.len(), summary.frames, summary.size), (20, 20, SIZE));
    assert_eq!(whole[19].time, MediaTime::from_millis(19 * 33));
    for slice_len in [1, 2, 3, 7, 64, 1000] {
        assert_eq!(read(&video, slice_len, VideoLimits::CHECK).unwrap().0, whole);
    }
    for (index, frame) in (0..).zip(&whole) {
        let original = picture(SIZE, index);
        let error: u64 =
            frame.image.y().iter().zip(original.y()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(error / original.y().len() as u64 <= 8, "frame {index} differs by {error}");
    }
}

#[test]
fn each_limit_has_its_error() {
    let video = record(SIZE, 5, 1000);
    let check = |limits, expected: Option<MediaError>| {
        assert_eq!(read(&video, 100, limits).err(), expected);
    };
    let exact = VideoLimits {
        bytes: video.len(),
        frames: 5,
        duration: std::time::Duration::from_secs(4),
        frame_side_px: 161,
    };
    check(exact, None);
    let bytes = video.len() - 1;
    check(VideoLimits { bytes, ..exact }, Some(MediaError::TooManyBytes { limit: bytes }));
    check(VideoLimits { frames: 4, ..exact }, Some(MediaError::TooManyFrames { limit: 4 }));
    let limit = std::time::Duration::from_millis(3999);
    check(VideoLimits { duration: limit, ..exact }, Some(MediaError::TooLong { limit }));
    check(
        VideoLimits { frame_side_px: 160, ..exact },
        Some(MediaError::FrameSize { width_px: 161, height_px: 121, limit_px: 160 }),
    );
}

#[test]
fn broken_videos_have_clear_errors() {
    let video = record(SIZE, 3, 33);
    let error = |video: &[u8]| read(video, 50, VideoLimits::CHECK).unwrap_err();
    assert_eq!(error(&[]), MediaError::Empty);
    assert_eq!(error(b"RIFF....AVI "), MediaError::UnknownContainer);
    assert_eq!(error(&video[..video.len() - 1]), MediaError::Truncated { inside: "a WebM element" });
}
