//! Whole simulated checks through the engine: who passes, which images come back, and that nothing but the bytes counts.

use catchlight_engine::{AuditImagesLimit, Calibration, Engine, Outcome};
use catchlight_face::FaceModels;
use catchlight_simulator::{CaptureSettings, Seed, SimulatedCheck, Species, simulate};
use catchlight_types::{ChallengeKind, Confidence, MAX_IMAGE_BYTES, MediaTime};
use std::path::Path;
use std::sync::LazyLock;
use testkit::{VGA, planned};

const SEEDS: [u64; 2] = [1, 2];
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    let models = FaceModels::from_dir(&folder).expect("the models are missing; run `make assets`");
    Engine::new(models, Calibration::builtin())
});

/// An evening room, in which the screen's light can be measured, and a slower camera for the sake of the time.
fn settings() -> CaptureSettings {
    CaptureSettings {
        fps: 12,
        ambient_lux: Some(120.0),
        screen_nits: Some(400.0),
        melanin: Some(0.4),
        ..CaptureSettings::BROWSER
    }
}

fn play(species: Species, kind: ChallengeKind, number: u64) -> SimulatedCheck {
    simulate(&planned(kind, VGA, number as u8), species, Seed::new(number), &settings())
        .expect("a usual check")
}

/// Plays a check to the engine in the order in which the client sent it, its slices cut into pieces of `piece_bytes`.
fn analyse(check: &SimulatedCheck, audit_images: u8, piece_bytes: usize) -> Outcome {
    let mut analysis = ENGINE.begin(&check.challenge, AuditImagesLimit::clamped(audit_images));
    let mut claims = check.claims.iter().peekable();
    for slice in &check.slices {
        while let Some(sent) = claims.next_if(|sent| sent.sent_at < slice.sent_at) {
            analysis.push_claim(sent.claim.clone(), sent.sent_at);
        }
        let bytes = &check.video.as_slice()[slice.bytes.clone()];
        let mut pieces: Vec<&[u8]> = bytes.chunks(piece_bytes).collect();
        if pieces.is_empty() {
            pieces.push(bytes);
        }
        for piece in pieces {
            analysis.push_video(piece, Some(slice.sent_at), slice.sent_at).expect("a sound video");
        }
    }
    for sent in claims {
        analysis.push_claim(sent.claim.clone(), sent.sent_at);
    }
    analysis.finish().expect("a whole video")
}

fn confidence(species: Species, kind: ChallengeKind, number: u64) -> f32 {
    analyse(&play(species, kind, number), 0, usize::MAX).verdict.confidence.percent()
}

fn stays_below_the_middle(species: Species) {
    for seed in SEEDS {
        let percent = confidence(species, ChallengeKind::FaceMovementAndLight, seed);
        assert!(percent < Confidence::PASS_MARK.percent(), "{percent} at seed {seed}");
    }
}

#[test]
fn injected_videos_stay_below_the_middle() {
    stays_below_the_middle(Species::InjectPlain);
}

#[test]
fn flat_prints_stay_below_the_middle() {
    stays_below_the_middle(Species::PrintFlat);
}

#[test]
fn as_many_audit_images_come_back_as_were_asked_for() {
    for kind in [ChallengeKind::FaceMovementAndLight, ChallengeKind::FaceMovement] {
        let check = play(Species::Live, kind, 3);
        for wanted in [0, 3, 4] {
            let outcome = analyse(&check, wanted, usize::MAX);
            assert_eq!(outcome.audit_images.len(), usize::from(wanted), "{kind:?}");
            assert!(outcome.report.audit_times.is_sorted());
            for image in outcome.audit_images.iter().chain(&outcome.reference_image) {
                assert!(image.jpeg.as_slice().len() <= MAX_IMAGE_BYTES);
                let bounds = image.bounding_box.expect("a tracked face");
                assert!(bounds.left >= 0.0 && bounds.top >= 0.0 && bounds.width > 0.05, "{bounds:?}");
                assert!(bounds.left + bounds.width <= 1.0 && bounds.top + bounds.height <= 1.0, "{bounds:?}");
            }
        }
    }
}

#[test]
fn live_people_reach_the_middle_with_a_picture_from_before_the_colours() {
    for seed in SEEDS {
        let check = play(Species::Live, ChallengeKind::FaceMovementAndLight, seed);
        let outcome = analyse(&check, 0, usize::MAX);
        assert!(outcome.verdict.passes(), "{:?}", outcome.verdict);
        let time_s = outcome.report.reference_time.expect("a live face qualifies").as_secs_f64();
        let colors_start_s = check.truth.colors_start_s.expect("a light challenge");
        assert!(time_s < f64::from(colors_start_s), "{time_s} s, colours from {colors_start_s} s");
        let reported_s = outcome.report.shown.begin_s().expect("the client reports its colours");
        assert!(
            (reported_s - f64::from(colors_start_s)).abs() < 0.3,
            "{reported_s} s, really {colors_start_s} s"
        );
        let apart = |time: MediaTime| (time.as_secs_f64() - time_s).abs();
        let frames = check.truth.frames.iter();
        let frame =
            frames.min_by(|one, other| apart(one.time).total_cmp(&apart(other.time))).expect("frames");
        assert!(frame.blink < 0.5, "lids {} closed at {time_s} s", frame.blink);
    }
}

#[test]
fn a_person_who_answers_nothing_gets_an_answer_below_the_middle_and_a_picture() {
    let mut check = play(Species::Live, ChallengeKind::FaceMovementAndLight, 1);
    for sent in &mut check.claims {
        sent.claim.color = None;
    }
    let outcome = analyse(&check, 1, usize::MAX);
    assert!(!outcome.verdict.passes());
    assert!(outcome.reference_image.is_some());
}

#[test]
fn neither_threads_nor_the_cut_of_slices_change_a_bit() {
    let check = play(Species::Live, ChallengeKind::FaceMovementAndLight, 1);
    let alone = analyse(&check, 4, usize::MAX);
    let crowd: Vec<Outcome> = std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(|| analyse(&check, 4, usize::MAX))).collect();
        others.into_iter().map(|other| other.join().expect("no panic")).collect()
    });
    for other in crowd {
        assert!(other == alone, "{other:?}");
    }
    let cut = analyse(&check, 4, 777);
    assert_eq!(cut.report.course, alone.report.course);
    assert!(cut.audit_images == alone.audit_images);
    assert!(cut.reference_image == alone.reference_image);
}
