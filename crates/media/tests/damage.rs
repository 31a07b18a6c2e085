//! Every way in which a video can be unusable has its own clear error.
#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

mod clips;

use catchlight_media::{MediaError, VideoLimits, VideoStream, VideoSummary};
use clips::{FRAGMENTED_MP4, LIVE_WEBM, encode, ffmpeg};

fn read_sliced(video: &[u8], slice_len: usize) -> Result<VideoSummary, MediaError> {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    for slice in video.chunks(slice_len) {
        stream.push(slice)?;
        while stream.next_frame()?.is_some() {}
    }
    stream.finish()
}

/// What is wrong with a video, the same for every slice length.
fn error(video: &[u8]) -> MediaError {
    let whole = read_sliced(video, video.len().max(1)).unwrap_err();
    assert_eq!(read_sliced(video, 7).unwrap_err(), whole);
    whole
}

fn says(video: &[u8], text: &str) {
    assert_eq!(error(video).to_string(), text);
}

const H264: [&str; 6] = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "4"];

fn h264(size: &str, rest: &[&str]) -> Vec<u8> {
    encode(size, 8, &[&H264[..], rest, &FRAGMENTED_MP4].concat(), "clip.mp4")
}

#[test]
fn nothing_and_strangers() {
    says(&[], "the video is empty");
    says(b"RIFF....AVI LIST", "the video is neither WebM nor MP4");
    says(b"<!DOCTYPE html><html>", "the video is neither WebM nor MP4");
    says(&[0x1a], "the video is neither WebM nor MP4");
}

#[test]
fn codecs_that_are_not_decoded_are_named() {
    let av1 = ["-c:v", "libaom-av1", "-cpu-used", "8"];
    let hevc = ["-c:v", "libx265", "-x265-params", "log-level=none"];
    let mp4 = |encoder: &[&str]| encode("64x64", 2, &[encoder, &FRAGMENTED_MP4].concat(), "clip.mp4");
    let webm = |encoder: &[&str]| encode("64x64", 2, &[encoder, &["-f", "matroska"]].concat(), "clip.mkv");
    says(&mp4(&av1), "codec AV1 (av01) is not supported in MP4");
    says(&webm(&av1), "codec AV1 (V_AV1) is not supported in WebM");
    says(&mp4(&hevc), "codec HEVC (hev1) is not supported in MP4");
    says(&webm(&hevc), "codec HEVC (V_MPEGH/ISO/HEVC) is not supported in WebM");
    says(&mp4(&["-c:v", "mpeg4"]), "codec mp4v is not supported in MP4");
    says(&webm(&["-c:v", "mjpeg", "-strict", "-1"]), "codec V_MJPEG is not supported in WebM");
}

#[test]
fn sound_alone_is_no_video() {
    let folder = tempfile::tempdir().unwrap();
    let sound = |file: &str, encoder: &[&str]| {
        let path = folder.path().join(file).to_str().unwrap().to_owned();
        let source = ["-f", "lavfi", "-i", "sine=duration=0.3"];
        ffmpeg(&[&source[..], encoder, &[path.as_str()]].concat());
        std::fs::read(path).unwrap()
    };
    let text = "the container holds only sound, no video track";
    says(&sound("clip.webm", &["-c:a", "libopus"]), text);
    says(&sound("clip.mp4", &["-c:a", "aac"]), text);
    says(&sound("fragments.mp4", &[&["-c:a", "aac"][..], &FRAGMENTED_MP4].concat()), text);
}

#[test]
fn pictures_that_are_not_decoded_are_refused_before_decoding() {
    let format = "only 8-bit 4:2:0 pictures are supported";
    says(&h264("64x64", &["-pix_fmt", "yuv444p"]), format);
    says(&h264("64x64", &["-pix_fmt", "yuv420p10le"]), format);
    let vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-pix_fmt", "yuv444p"];
    says(&encode("64x64", 2, &[&vp9[..], &LIVE_WEBM].concat(), "clip.webm"), format);
    says(&h264("64x64", &["-flags", "+ildct+ilme"]), "H.264 with interlaced coding is not supported");
}

#[test]
fn oversized_pictures_are_refused_before_decoding() {
    let text = "frame of 1936x64 pixels, limit is 1920x1920";
    says(&h264("1936x64", &[]), text);
    for codec in ["libvpx", "libvpx-vp9"] {
        let encoder = [&["-c:v", codec, "-deadline", "realtime"][..], &LIVE_WEBM].concat();
        says(&encode("1936x64", 2, &encoder, "clip.webm"), text);
    }
    read_sliced(&h264("1920x64", &[]), 4096).unwrap();
}

#[test]
fn a_header_without_frames_is_empty() {
    let video = h264("64x64", &[]);
    let header_len = video.windows(4).position(|kind| kind == b"moof").unwrap() - 4;
    says(&video[..header_len], "the video is empty");
    let no_header = [&video[..28], &video[header_len..]].concat();
    says(&no_header, "the container is damaged: a fragment before the movie header");
}

#[test]
fn a_video_cut_anywhere_is_truncated_or_shorter() {
    let formats: [(&[&str], &str); 4] = [
        (&["-c:v", "libvpx", "-deadline", "realtime", "-f", "webm", "-live", "1"], "clip.webm"),
        (&["-c:v", "libvpx-vp9", "-deadline", "realtime"], "clip.webm"),
        (&[&H264[..], &["-bf", "2"], &FRAGMENTED_MP4].concat(), "clip.mp4"),
        (&[&H264[..], &["-movflags", "+faststart"]].concat(), "clip.mp4"),
    ];
    for (encoder, file) in formats {
        let video = encode("64x48", 8, encoder, file);
        assert_eq!(read_sliced(&video, 100).unwrap().frames, 8);
        let mut truncated = 0;
        for len in 0..video.len() {
            match read_sliced(&video[..len], usize::MAX) {
                Ok(summary) => assert!(summary.frames <= 8, "{file} cut at {len}"),
                Err(MediaError::Truncated { .. }) => truncated += 1,
                Err(MediaError::Empty | MediaError::UnknownContainer | MediaError::NoVideoTrack) => {}
                Err(other) => panic!("{file} cut at {len}: {other}"),
            }
        }
        assert!(truncated > video.len() / 2, "{file}: {truncated} of {} cuts were noticed", video.len());
    }
}

#[test]
fn announced_lengths_beyond_the_limits_are_refused_before_they_are_kept() {
    let mut moov = b"\0\0\0\x10ftypiso5\0\0\0\0".to_vec();
    moov.extend([0x7f, 0xff, 0xff, 0xff]);
    moov.extend(b"moov");
    says(&moov, "MP4 header of 2147483647 bytes, limit is 262144");
    let mut sample = h264("64x64", &[]);
    let run = sample.windows(4).position(|kind| kind == b"trun").unwrap();
    let flags = u32::from_be_bytes(sample[run + 4..run + 8].try_into().unwrap());
    assert_eq!(flags & 0x305, 0x205, "ffmpeg writes the length of each sample first, after two fields");
    sample[run + 20..run + 24].copy_from_slice(&0x0fff_ffff_u32.to_be_bytes());
    says(&sample, "MP4 sample of 268435455 bytes, limit is 2097152");
}
