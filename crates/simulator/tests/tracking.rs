//! The tracker that judges real faces follows the drawn ones.

use catchlight_face::{FaceModels, FaceTracker};
use catchlight_media::{VideoLimits, VideoStream};
use catchlight_simulator::{CaptureSettings, Seed, SimulatedCheck, Species, simulate};
use catchlight_types::{ChallengeKind, PointPx};
use std::path::Path;
use testkit::{VGA, planned};

/// One skin tone each.
const LIVE_SEEDS: u64 = 10;
const ATTACK_SEEDS: u64 = 1;

fn models() -> FaceModels {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    FaceModels::from_dir(&folder).expect("the models are missing; run `make assets`")
}

fn play(species: Species, number: u64) -> SimulatedCheck {
    // One skin tone after the other, from the lightest to the darkest.
    let melanin = number as f32 / (LIVE_SEEDS - 1) as f32;
    let settings = CaptureSettings { fps: 10, melanin: Some(melanin), ..CaptureSettings::BROWSER };
    let challenge = planned(ChallengeKind::FaceMovementAndLight, VGA, number as u8);
    simulate(&challenge, species, Seed::new(number), &settings).expect("a usual check")
}

/// How the tracker fared on one check.
struct Followed {
    frames: usize,
    tracked: usize,
    /// Mean distance of the found eyes from the true ones, eye distances.
    eye_error: f32,
}

fn follow(models: &FaceModels, check: &SimulatedCheck) -> Followed {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    let mut tracker = FaceTracker::new(models.clone());
    let mut followed = Followed { frames: 0, tracked: 0, eye_error: 0.0 };
    stream.push(check.video.as_slice()).expect("a whole video");
    let mut finished = false;
    loop {
        while let Some(frame) = stream.next_frame().expect("a sound video") {
            let truth = check.truth.frames[followed.frames];
            followed.frames += 1;
            let Some(face) = tracker.track(&frame).expect("working models").face else { continue };
            followed.tracked += 1;
            let found = face.bounding_box.center();
            let eyes = PointPx {
                x_px: 0.5 * (truth.left_eye.x_px + truth.right_eye.x_px),
                y_px: truth.face_box.center().y_px,
            };
            followed.eye_error += found.distance_px(eyes) / truth.left_eye.distance_px(truth.right_eye);
        }
        if finished {
            break;
        }
        stream.finish().expect("a whole video");
        finished = true;
    }
    followed.eye_error /= followed.tracked as f32;
    followed
}

fn check_followed(species: Species, seeds: u64) {
    let models = models();
    for number in 0..seeds {
        let followed = follow(&models, &play(species, number));
        let name = format!("{} with seed {number}", species.name());
        assert!(
            followed.tracked * 100 >= followed.frames * 95,
            "{name}: {} of {}",
            followed.tracked,
            followed.frames
        );
        assert!(
            followed.eye_error < 0.35,
            "{name}: the face is found {} eye distances off",
            followed.eye_error
        );
    }
}

#[test]
fn live_heads_of_every_skin_tone_are_followed() {
    check_followed(Species::Live, LIVE_SEEDS);
}

#[test]
fn attacks_show_a_face_too() {
    for species in Species::ALL.iter().filter(|species| !species.is_bona_fide()) {
        check_followed(*species, ATTACK_SEEDS);
    }
}
