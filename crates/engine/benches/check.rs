//! What each stage of one 7 s check at 640 x 480 costs on one core: `cargo bench --profile release -p catchlight-engine`.
//!
//! The stages stand beside the whole. At the end stand their shares and the whole against the length of the video: ratios,
//! and in time of the processor, so that they can be read on a machine that does other things as well.

use catchlight_engine::{AuditImagesLimit, Calibration, Engine};
use catchlight_face::{FaceModels, FaceTracker, Observation};
use catchlight_media::{Frame, VideoLimits, VideoStream};
use catchlight_signals::Evidence;
use catchlight_simulator::{CaptureSettings, Seed, SimulatedCheck, Species, simulate};
use catchlight_types::{Challenge, ChallengeKind};
use criterion::{Criterion, criterion_group};
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;
use testkit::{VGA, planned};

/// The engine's own spacing of analysed frames.
const SPACING: Duration = Duration::from_millis(40);

fn challenge() -> Challenge {
    planned(ChallengeKind::FaceMovementAndLight, VGA, 1)
}

fn decode(check: &SimulatedCheck) -> Vec<Frame> {
    let slices = check.slices.iter().map(|slice| &check.video.as_slice()[slice.bytes.clone()]);
    VideoStream::frames_of(slices, VideoLimits::CHECK).expect("a sound video")
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
    frames.iter().map(|frame| tracker.track(frame).expect("working models")).collect()
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

fn models() -> FaceModels {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    FaceModels::from_dir(&folder).expect("the models are missing; run `make assets`")
}

fn live_check() -> SimulatedCheck {
    simulate(&challenge(), Species::Live, Seed::new(1), &CaptureSettings::BROWSER).expect("a usual check")
}

/// Least time of this thread that the work took in a few runs, seconds.
fn cpu_s<Made>(work: impl Fn() -> Made) -> f64 {
    let now_s = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let runs = (0..RUNS).map(|_| {
        let begun_s = now_s();
        black_box(work());
        now_s() - begun_s
    });
    runs.fold(f64::INFINITY, f64::min)
}

#[expect(clippy::print_stdout, reason = "the ratios are a result of the benchmark")]
fn ratios() {
    let (models, check) = (models(), live_check());
    let engine = Engine::new(models.clone(), Calibration::builtin());
    let frames = analysed(decode(&check));
    let observations = track(&models, &frames);
    let evidence = gather(&check, &frames, &observations);
    let whole_s = cpu_s(|| whole(&engine, &check));
    let video_s = check.frame_times.last().map_or(f64::NAN, |time| time.as_secs_f64());
    let measure = || catchlight_signals::measure_all(&evidence);
    println!(
        "a check of {video_s:.1} s takes {whole_s:.2} s of one core, {:.3} of the length of its video",
        whole_s / video_s
    );
    let stages = [
        ("decode", cpu_s(|| decode(&check))),
        ("detect and mesh", cpu_s(|| track(&models, &frames))),
        ("gather evidence", cpu_s(|| gather(&check, &frames, &observations))),
        ("signals", cpu_s(measure)),
    ];
    for (name, stage_s) in stages {
        println!("  {name:16} {:4.0} %", 100.0 * stage_s / whole_s);
    }
}

const RUNS: u32 = 5;

fn stages(criterion: &mut Criterion) {
    let models = models();
    let engine = Engine::new(models.clone(), Calibration::builtin());
    let check = live_check();
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
fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    // Without this word a test runner only asks what there is.
    if std::env::args().any(|word| word == "--bench") {
        ratios();
    }
}
