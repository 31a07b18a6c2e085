//! Whole checks: their bytes, slices and claims.

use catchlight_media::{VideoLimits, VideoStream};
use catchlight_simulator::{CaptureSettings, Seed, SimulatedCheck, SimulatorError, Species, simulate};
use catchlight_types::{ChallengeKind, FrameSize};
use testkit::{RED, VGA, challenge, color_step};

/// A slow camera, for the sake of the time.
const SETTINGS: CaptureSettings = CaptureSettings { fps: 12, ..CaptureSettings::BROWSER };
const PORTRAIT: FrameSize = FrameSize { width_px: 480, height_px: 640 };

fn play(video: FrameSize, kind: ChallengeKind, species: Species, seed: u64) -> SimulatedCheck {
    simulate(&challenge(kind, video), species, Seed::new(seed), &SETTINGS).expect("a check of usual size")
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let kind = ChallengeKind::FaceMovement;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = pool.install(|| play(VGA, kind, Species::Live, 7));
    let crowd = play(VGA, kind, Species::Live, 7);
    assert_eq!(alone, crowd);
    assert_ne!(alone.video, play(VGA, kind, Species::Live, 8).video);
}

#[test]
fn the_video_decodes_to_the_promised_frames() {
    for (video, kind) in [(VGA, ChallengeKind::FaceMovementAndLight), (PORTRAIT, ChallengeKind::FaceMovement)]
    {
        let check = play(video, kind, Species::Live, 3);
        let mut stream = VideoStream::new(VideoLimits::CHECK);
        let mut times = Vec::new();
        for slice in &check.slices {
            stream.push(&check.video.as_slice()[slice.bytes.clone()]).unwrap();
            while let Some(frame) = stream.next_frame().unwrap() {
                assert_eq!(frame.image.size(), video);
                times.push(frame.time);
            }
        }
        let summary = stream.finish().unwrap();
        while let Some(frame) = stream.next_frame().unwrap() {
            times.push(frame.time);
        }
        assert_eq!(times, check.frame_times);
        assert_eq!(summary.frames as usize, check.truth.frames.len());
    }
}

#[test]
fn slices_cover_the_video_about_once_a_second() {
    let check = play(VGA, ChallengeKind::FaceMovementAndLight, Species::Live, 4);
    let mut start = 0;
    for slice in &check.slices {
        assert_eq!(slice.bytes.start, start);
        start = slice.bytes.end;
    }
    assert_eq!(start, check.video.as_slice().len());
    assert!(check.slices.last().is_some_and(|slice| slice.bytes.is_empty()));
    let seconds = check.frame_times.last().unwrap().as_secs_f64();
    assert!((check.slices.len() as f64 - seconds).abs() < 2.5, "{} in {seconds} s", check.slices.len());
    assert!(check.slices.windows(2).all(|pair| pair[0].sent_at < pair[1].sent_at));
}

#[test]
fn claims_tell_the_start_every_color_and_the_end() {
    let check = play(VGA, ChallengeKind::FaceMovementAndLight, Species::Live, 4);
    let first = &check.claims.first().unwrap().claim;
    assert!(first.video_start.is_some() && first.initial_face.is_some());
    let last = &check.claims.last().unwrap().claim;
    assert!(last.video_end.is_some() && last.target_face.is_some());
    let colors: Vec<u8> = check.claims.iter().filter_map(|sent| Some(sent.claim.color?.step)).collect();
    // The last colour wipes and stands, which the client reports each.
    assert_eq!(colors, [0, 1, 2, 2]);
    assert!(check.claims.windows(2).all(|pair| pair[0].sent_at <= pair[1].sent_at));
}

#[test]
fn an_old_video_ignores_the_colors() {
    let kind = ChallengeKind::FaceMovementAndLight;
    let (live, old) = (play(VGA, kind, Species::Live, 5), play(VGA, kind, Species::InjectPlain, 5));
    assert_eq!(live.claims.len(), old.claims.len());
    assert_ne!(live.video, old.video);
}

#[test]
fn sizes_and_settings_outside_the_limits_are_refused() {
    let tiny = FrameSize { width_px: 64, height_px: 480 };
    let planned = challenge(ChallengeKind::FaceMovement, tiny);
    let refused = simulate(&planned, Species::Live, Seed::new(1), &CaptureSettings::BROWSER);
    assert!(matches!(refused, Err(SimulatorError::VideoSize { width_px: 64, .. })));
    let settings = CaptureSettings { fps: 1, ..CaptureSettings::BROWSER };
    let planned = challenge(ChallengeKind::FaceMovement, VGA);
    let refused = simulate(&planned, Species::Live, Seed::new(1), &settings);
    assert!(matches!(refused, Err(SimulatorError::Setting { setting: "fps", .. })));
    let mut long = challenge(ChallengeKind::FaceMovementAndLight, VGA);
    long.colors = vec![color_step(RED, 1000.0, 1000.0); 20];
    let refused = simulate(&long, Species::Live, Seed::new(1), &CaptureSettings::BROWSER);
    assert!(matches!(refused, Err(SimulatorError::TooLong { .. })));
}
