//! What a frame costs by codec, 640x480 with camera-like noise, one thread.
//!
//! Ratios to VP8 are printed at the end, since they say more on another machine than times do.
#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

#[path = "../tests/clips/mod.rs"]
mod clips;

use catchlight_media::{VideoLimits, VideoStream};
use clips::{FRAGMENTED_MP4, LIVE_WEBM, encode};
use criterion::{Criterion, Throughput};
use std::cell::Cell;
use std::time::{Duration, Instant};

const FRAMES: u32 = 50;
const NOISE: [&str; 4] = ["-vf", "noise=alls=8:allf=t", "-b:v", "2M"];
/// The size in which a browser streams a check.
const SLICE_BYTES: usize = 32 * 1024;

fn main() {
    let h264 = |rest: &[&str]| {
        let encoder = [&NOISE, &["-c:v", "libx264", "-g", "50"][..], rest, &FRAGMENTED_MP4].concat();
        encode("640x480", FRAMES, &encoder, "clip.mp4")
    };
    let vpx = |codec: &str| {
        let encoder = [&NOISE, &["-c:v", codec, "-deadline", "realtime", "-cpu-used", "6"][..], &LIVE_WEBM];
        encode("640x480", FRAMES, &encoder.concat(), "clip.webm")
    };
    let clips = [
        ("vp8", vpx("libvpx")),
        ("vp9", vpx("libvpx-vp9")),
        ("h264-baseline", h264(&["-profile:v", "baseline"])),
        ("h264-high", h264(&["-profile:v", "high", "-bf", "0"])),
        ("h264-high-b-frames", h264(&["-profile:v", "high", "-bf", "3"])),
    ];
    let mut criterion = Criterion::default().configure_from_args();
    let fastest: Vec<Duration> =
        clips.iter().map(|(name, video)| bench(&mut criterion, name, video)).collect();
    criterion.final_summary();
    print_ratios(&clips, &fastest);
}

/// Benchmarks one clip and answers the fastest time of a whole clip.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn bench(criterion: &mut Criterion, name: &str, video: &[u8]) -> Duration {
    let fastest = Cell::new(Duration::MAX);
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Elements(u64::from(FRAMES))).sample_size(10);
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|rounds| {
            let mut total = Duration::ZERO;
            for _ in 0..rounds {
                let start = Instant::now();
                decode(video);
                let took = start.elapsed();
                fastest.set(fastest.get().min(took));
                total += took;
            }
            total
        });
    });
    group.finish();
    fastest.get()
}

fn decode(video: &[u8]) {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    let mut frames = 0;
    for slice in video.chunks(SLICE_BYTES) {
        stream.push(slice).unwrap();
        while stream.next_frame().unwrap().is_some() {
            frames += 1;
        }
    }
    stream.finish().unwrap();
    while stream.next_frame().unwrap().is_some() {
        frames += 1;
    }
    assert_eq!(frames, FRAMES);
}

#[expect(clippy::print_stdout, reason = "the ratios are the result")]
fn print_ratios(clips: &[(&str, Vec<u8>)], fastest: &[Duration]) {
    let vp8 = fastest[0].as_secs_f64();
    for ((name, _), took) in clips.iter().zip(fastest) {
        // A filter on the command line leaves codecs without a time.
        if *took < Duration::MAX && fastest[0] < Duration::MAX {
            println!("{name:20} {:5.2} x VP8", took.as_secs_f64() / vp8);
        }
    }
}
