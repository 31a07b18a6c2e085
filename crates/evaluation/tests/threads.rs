//! The same recording gives the same bits, however many threads are at work.

use catchlight_engine::{Calibration, Engine};
use catchlight_evaluation::{Evaluation, evaluate};
use catchlight_face::FaceModels;
use catchlight_simulator::{CaptureSettings, Seed, Species, simulate};
use catchlight_types::{ChallengeKind, Confidence, FrameSize, SessionId};
use std::path::{Path, PathBuf};
use testkit::planned;

const SIZE: FrameSize = FrameSize { width_px: 320, height_px: 240 };
const ALIKE: usize = 6;

fn recording(folder: &Path) -> PathBuf {
    let challenge = planned(ChallengeKind::FaceMovementAndLight, SIZE, 7);
    let check =
        simulate(&challenge, Species::Live, Seed::new(7), &CaptureSettings::BROWSER).expect("a check");
    let path = folder.join("live.json");
    check.recording(SessionId::from_random([7; 16])).write(&path).expect("a writable folder");
    path
}

fn on_threads(count: usize, engine: &Engine, recordings: &[PathBuf]) -> Evaluation {
    let threshold = Confidence::PASS_MARK;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads");
    pool.install(|| evaluate(engine, recordings, threshold, || {}))
}

#[test]
fn readings_are_equal_to_the_bit_on_one_and_on_many_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let recordings = vec![recording(folder.path()); ALIKE];
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    let models = FaceModels::from_dir(&models).expect("the models are missing; run `make assets`");
    let engine = Engine::new(models, Calibration::builtin());
    let alone = on_threads(1, &engine, &recordings[..1]);
    let together = on_threads(ALIKE, &engine, &recordings);
    let expected = &alone.attempts[0];
    assert!(expected.measurements.len() > 5, "the engine measured next to nothing: {expected:?}");
    assert_eq!(together.attempts.len(), ALIKE);
    for attempt in &together.attempts {
        assert!(attempt.has_bits_of(expected), "{attempt:?}\nis not\n{expected:?}");
    }
}
