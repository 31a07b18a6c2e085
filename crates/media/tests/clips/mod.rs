//! Test clips, made by the ffmpeg program while the test runs.

use std::process::Command;

/// Runs ffmpeg and panics with its arguments when it fails.
pub(crate) fn ffmpeg(arguments: &[&str]) {
    let status = Command::new("ffmpeg")
        .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
        .args(arguments)
        .status()
        .expect("the ffmpeg program is needed by this test (Debian package ffmpeg, `make setup`)");
    assert!(status.success(), "ffmpeg {arguments:?}");
}

/// Encodes a moving test picture, 25 frames a second; `encoder` may set the pixel format again.
pub(crate) fn encode(size: &str, frames: u32, encoder: &[&str], file: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let video = folder.path().join(file).to_str().unwrap().to_owned();
    let source = format!("testsrc2=size={size}:rate=25");
    let frames = frames.to_string();
    let input = ["-f", "lavfi", "-i", source.as_str(), "-frames:v", frames.as_str()];
    let plain = ["-threads", "1", "-pix_fmt", "yuv420p"];
    ffmpeg(&[&input[..], &plain[..], encoder, &[video.as_str()]].concat());
    std::fs::read(video).unwrap()
}

/// How phones and browsers cut MP4: a header without samples, then fragments.
pub(crate) const FRAGMENTED_MP4: [&str; 4] =
    ["-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof"];
/// How browsers cut WebM: no sizes, no index.
pub(crate) const LIVE_WEBM: [&str; 4] = ["-f", "webm", "-live", "1"];
