//! What a simulated check leaves on disk, and clips for fake cameras.

use catchlight_recording::{PlayedEvent, Recording};
use catchlight_simulator::{
    CaptureSettings, ClipFormat, ClipSettings, Seed, SimulatorError, Species, film_clip, simulate,
};
use catchlight_types::{Challenge, ChallengeKind, FrameSize, SessionId};

const SIZE: FrameSize = FrameSize { width_px: 320, height_px: 240 };

fn challenge(kind: ChallengeKind) -> Challenge {
    testkit::planned(kind, SIZE, 7)
}

#[test]
fn a_recording_survives_the_disk() {
    let settings = CaptureSettings { fps: 10, ..CaptureSettings::BROWSER };
    let planned = challenge(ChallengeKind::FaceMovementAndLight);
    let check = simulate(&planned, Species::PrintFlat, Seed::new(11), &settings).unwrap();
    let written = check.recording(SessionId::from_random([9; 16]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("check");
    written.write(&path).unwrap();
    let read = Recording::read(&path).unwrap();
    assert_eq!((&read.label, &read.session), (&written.label, &written.session));
    assert_eq!(read.events, written.events);
    assert_eq!(read.challenge, planned);
    let label = read.label.as_ref().unwrap();
    assert!(!label.bona_fide && label.species == "print_flat");
    let frames = read.truth.as_ref().unwrap()["frames"].as_array().unwrap().len();
    assert_eq!(frames, check.frame_times.len());
    let video: Vec<u8> = read
        .play()
        .filter_map(|event| match event {
            PlayedEvent::Video { slice, .. } => Some(slice.to_vec()),
            PlayedEvent::Claim { .. } => None,
        })
        .flatten()
        .collect();
    assert_eq!(video, check.video.as_slice());
}

#[test]
fn clips_hold_every_frame_of_their_pace() {
    let settings = ClipSettings { fps: 10, far_s: 0.4, approach_s: 0.6, near_s: 0.2 };
    let film = |format| {
        let mut bytes = Vec::new();
        let planned = challenge(ChallengeKind::FaceMovement);
        film_clip(&planned, Seed::new(5), &settings, format, &mut bytes).unwrap();
        bytes
    };
    let planes = film(ClipFormat::Y4m);
    let header = b"YUV4MPEG2 W320 H240 F10:1 Ip A1:1 C420jpeg\n";
    assert!(planes.starts_with(header));
    let frame_bytes = "FRAME\n".len() + 320 * 240 * 3 / 2;
    assert_eq!((planes.len() - header.len()) / frame_bytes, 12);
    assert_eq!((planes.len() - header.len()) % frame_bytes, 0);
    let pictures = film(ClipFormat::Mjpeg);
    let starts = pictures.windows(4).filter(|bytes| *bytes == [0xff, 0xd8, 0xff, 0xe0]).count();
    assert_eq!(starts, 12);
}

#[test]
fn an_endless_clip_is_refused() {
    let settings = ClipSettings { near_s: 1e6, ..ClipSettings::BROWSER };
    let planned = challenge(ChallengeKind::FaceMovement);
    let refused = film_clip(&planned, Seed::new(5), &settings, ClipFormat::Mjpeg, &mut Vec::new());
    assert!(matches!(refused, Err(SimulatorError::TooLong { .. })));
}
