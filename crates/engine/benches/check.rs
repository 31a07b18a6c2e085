//! What each stage of one 7 s check at 640 x 480 costs on one core: `cargo bench --profile release -p catchlight-engine`.
//!
//! The stages stand beside the whole, so that their shares can be read off; absolute times depend on the machine.

use catchlight_engine::{AuditImagesLimit, Calibration, Engine};
use catchlight_face::{FaceModels, FaceTracker, Observation};
use catchlight_media::{Frame, VideoLimits, VideoStream};
use catchlight_session::plan_challenge;
use catchlight_signals::Evidence;
use catchlight_simulator::{CaptureSettings, Seed, SimulatedCheck, Species, simulate};
use catchlight_types::{Challenge, ChallengeKind, ChallengeVersion, FrameSize};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

const SIZE: FrameSize = FrameSize { width_px: 640, height_px: 480 };
/// The engine's own spacing of analysed frames.
const SPACING: Duration = Duration::from_millis(40);

fn challenge() -> Challenge {
    let version = ChallengeVersion { major: 2, minor: 0, patch: 0 };
    let seed = catchlight_session::Seed::new([1; 32]);
    plan_challenge(&seed, ChallengeKind::FaceMovementAndLight, version, SIZE).expect("a usual size")
}

fn decode(check: &SimulatedCheck) -> Vec<Frame> {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    let mut frames = Vec::new();
    for slice in &check.slices {
        stream.push(&check.video.as_slice()[slice.bytes.clone()]).expect("a sound video");
        while let Some(frame) = stream.next_frame().expect("a sound video") {
            frames.push(frame);
        }
    }
    stream.finish().expect("a whole video");
    while let Some(frame) = stream.next_frame().expect("a sound video") {
        frames.push(frame);
    }
    frames
}

fn analysed(frames: Vec<Frame>) -> Vec<Frame> {
    let mut last: Option<Duration> = None;
    let due = |frame: &Frame| {
        let time = frame.time.since_start();
        let is_due = last.is_none_or(|last| time.saturating_sub(last) >= SPACING);
        if is_due {
            last = Some(time);
        }
        is_due
    };
    frames.into_iter().filter(due).collect()
}

fn track(models: &FaceModels, frames: &[Frame]) -> Vec<Observation> {
    let mut tracker = FaceTracker::new(models.clone());
    frames.iter().map(|frame| tracker.track(frame).expect("working nets")).collect()
}

fn gather(check: &SimulatedCheck, frames: &[Frame], observations: &[Observation]) -> Evidence {
    let mut evidence = Evidence::new(&check.challenge);
    for sent in &check.claims {
        evidence.claim(sent.claim.clone(), sent.sent_at);
    }
    for (frame, observation) in frames.iter().zip(observations) {
        evidence.observe(frame, observation);
    }
    evidence
}

fn whole(engine: &Engine, check: &SimulatedCheck) {
    let mut analysis = engine.begin(&check.challenge, AuditImagesLimit::clamped(4));
    for sent in &check.claims {
        analysis.push_claim(sent.claim.clone(), sent.sent_at);
    }
    for slice in &check.slices {
        let bytes = &check.video.as_slice()[slice.bytes.clone()];
        analysis.push_video(bytes, Some(slice.sent_at), slice.sent_at).expect("a sound video");
    }
    black_box(analysis.finish().expect("a whole video"));
}

fn stages(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    let models = FaceModels::from_dir(&folder).expect("the nets are missing; run `make assets`");
    let engine = Engine::new(models.clone(), Calibration::builtin());
    let check = simulate(&challenge(), Species::Live, Seed::new(1), &CaptureSettings::BROWSER)
        .expect("a usual check");
    let frames = analysed(decode(&check));
    let observations = track(&models, &frames);
    let evidence = gather(&check, &frames, &observations);
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    group.bench_function("decode", |bencher| bencher.iter(|| decode(&check)));
    group.bench_function("track", |bencher| bencher.iter(|| track(&models, &frames)));
    group.bench_function("evidence", |bencher| bencher.iter(|| gather(&check, &frames, &observations)));
    for signal in catchlight_signals::ALL {
        let name = format!("signal/{}", signal.name);
        group.bench_function(name, |bencher| bencher.iter(|| signal.measure(&evidence)));
    }
    group.bench_function("whole", |bencher| bencher.iter(|| whole(&engine, &check)));
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
