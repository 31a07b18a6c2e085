//! Simulated people whose images are shown again, as a virtual camera plays them, and that nobody alive looks so.

use catchlight_engine::{AuditImagesLimit, Calibration, Engine};
use catchlight_face::FaceModels;
use catchlight_media::encode::{EncoderSettings, Vp8Encoder, WebmWriter};
use catchlight_media::{Frame, VideoLimits, VideoStream};
use catchlight_simulator::{CaptureSettings, Seed, SimulatedCheck, Species, simulate};
use catchlight_types::{Challenge, ChallengeKind, Contribution, EpochMillis, MediaTime, Reading, SignalName};
use std::path::Path;
use std::sync::LazyLock;
use testkit::{VGA, planned};

const FPS: u32 = 12;
const LENGTH_S: f64 = 7.0;
/// Where a loop begins in the video that it is cut from, seconds.
const FROM_S: f64 = 1.0;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    let models = FaceModels::from_dir(&folder).expect("the models are missing; run `make assets`");
    Engine::new(models, Calibration::builtin())
});

static PERSON: LazyLock<(SimulatedCheck, Vec<Frame>)> = LazyLock::new(|| {
    let check = live(5);
    let frames = VideoStream::frames_of([check.video.as_slice()], VideoLimits::CHECK).expect("a sound video");
    (check, frames)
});

fn live(number: u8) -> SimulatedCheck {
    let settings = CaptureSettings { fps: FPS, ambient_lux: Some(120.0), ..CaptureSettings::BROWSER };
    let challenge = planned(ChallengeKind::FaceMovementAndLight, VGA, number);
    simulate(&challenge, Species::Live, Seed::new(number.into()), &settings).expect("a usual check")
}

/// The video of a camera that shows at each time the frame of another; `kbps` is what the encoder may spend.
fn played(frames: &[Frame], kbps: u32, shown_s: impl Fn(f64) -> f64) -> Vec<u8> {
    let settings = EncoderSettings { bitrate_kbps: kbps, fps: FPS, ..EncoderSettings::BROWSER };
    let mut encoder = Vp8Encoder::new(VGA, settings).expect("a usual size");
    let mut writer = WebmWriter::new(VGA);
    let mut video = Vec::new();
    for number in 0..(LENGTH_S * f64::from(FPS)) as u64 {
        let time = MediaTime::from_millis(number * 1000 / u64::from(FPS));
        let wanted_s = shown_s(time.as_secs_f64());
        let frame = frames.iter().rfind(|frame| frame.time.as_secs_f64() <= wanted_s + 1e-3);
        let image = &frame.expect("the video begins at 0").image;
        for packet in encoder.encode(image, time).expect("a sound image") {
            video.extend(writer.frame(&packet));
        }
    }
    for packet in encoder.flush().expect("the end") {
        video.extend(writer.frame(&packet));
    }
    video
}

/// What video_loop reads from a video, seconds, and what it adds to the log-odds of a live person.
fn reading(video: &[u8], challenge: &Challenge) -> (f64, f64) {
    let found = contribution(video, challenge, &SignalName::of("video_loop"));
    match found.reading {
        Reading::Raw(seconds) => (seconds, found.log_likelihood_ratio),
        Reading::NotTaken(why) => panic!("not measured: {why:?}"),
    }
}

fn contribution(video: &[u8], challenge: &Challenge, signal: &SignalName) -> Contribution {
    let mut analysis = ENGINE.begin(challenge, AuditImagesLimit::default());
    analysis.push_video(video, None, EpochMillis::new(0)).expect("a sound video");
    let outcome = analysis.finish().expect("a whole video");
    let mut contributions = outcome.verdict.contributions.into_iter();
    contributions.find(|one| one.signal == *signal).expect("every signal contributes")
}

#[test]
fn nobody_alive_looks_like_a_loop_or_a_panel() {
    for number in [5, 6, 7] {
        let check = live(number);
        let video = check.video.as_slice();
        let (seconds, added) = reading(video, &check.challenge);
        assert!(seconds < 1.0, "{seconds} s at seed {number}");
        assert!(added.abs() < f64::EPSILON, "{added} at seed {number}");
        let moire = contribution(video, &check.challenge, &SignalName::of("moire"));
        assert!(moire.log_likelihood_ratio.abs() < f64::EPSILON, "{moire:?} at seed {number}");
    }
}

#[test]
fn loops_of_half_a_second_to_three_seconds_are_told() {
    let (check, frames) = &*PERSON;
    for (period_s, kbps) in [(0.5, 1000), (1.0, 1000), (2.0, 1000), (3.0, 1000), (1.0, 250), (2.0, 250)] {
        let video = played(frames, kbps, |time_s| FROM_S + time_s % period_s);
        let (seconds, added) = reading(&video, &check.challenge);
        assert!(added < -1.0, "{seconds} s, {added} with {period_s} s at {kbps} kbit/s");
    }
}

#[test]
fn a_still_is_told_whether_or_not_the_encoder_leaves_it_as_it_was() {
    let (check, frames) = &*PERSON;
    for kbps in [150, 1000, 20_000] {
        let video = played(frames, kbps, |_| FROM_S);
        let (seconds, added) = reading(&video, &check.challenge);
        assert!(seconds > LENGTH_S / 2.0 && added < -2.0, "{seconds} s, {added} at {kbps} kbit/s");
    }
}
