use super::*;
use catchlight_types::{ChallengeKind, Rgb8};
use expect_test::{Expect, expect};
use testkit::{VGA, color_step};

fn challenge(kind: ChallengeKind) -> Challenge {
    let step =
        |red, downscroll_ms, flat_ms| color_step(Rgb8 { red, green: 0, blue: 0 }, downscroll_ms, flat_ms);
    let colors = match kind {
        ChallengeKind::FaceMovementAndLight => {
            vec![step(1, 0.0, 80.0), step(2, 300.0, 0.0), step(3, 200.0, 100.0)]
        }
        ChallengeKind::FaceMovement => Vec::new(),
    };
    let oval = Oval { center_x_px: 320.0, center_y_px: 240.0, width_px: 256.0, height_px: 384.0 };
    Challenge { oval, colors, ..testkit::challenge(kind, VGA) }
}

fn tell(event: &TimedEvent) -> String {
    let what = match &event.event {
        PerformedEvent::Video { slice, claimed_at } => {
            format!("{} bytes of {}", slice.len(), claimed_at.unwrap().as_millis())
        }
        PerformedEvent::Claim(claim) => match (&claim.color, claim.target_face) {
            (Some(color), _) => {
                format!("color {} from {} to {}", color.step, color.previous.unwrap().red, color.current.red)
            }
            (None, Some(face)) => format!("end, in the oval at {}", face.in_position_from.as_millis()),
            (None, None) => format!("start, face {:?}", claim.initial_face.unwrap().bounding_box),
        },
        PerformedEvent::Leave { close_code } => format!("leave {close_code}"),
    };
    format!("{}: {what}", event.at.as_millis())
}

fn check(kind: ChallengeKind, video: Duration, expected: &Expect) {
    let playback = Playback::even(&Bytes::from(vec![0; 1000]), video);
    let performance = playback.answer(&challenge(kind), Pace::RealTime);
    expected.assert_eq(&performance.events.map(|event| tell(&event)).collect::<Vec<_>>().join("\n"));
}

#[test]
fn colours_end_with_the_video() {
    check(
        ChallengeKind::FaceMovementAndLight,
        Duration::from_millis(3500),
        &expect![[r#"
        875: 250 bytes of 875
        875: start, face UnitRect { left: 0.4, top: 0.3, width: 0.2, height: 0.4 }
        1750: 250 bytes of 1750
        2625: 250 bytes of 2625
        2650: color 0 from 1 to 1
        2650: color 1 from 1 to 2
        2950: color 2 from 2 to 3
        3150: color 2 from 3 to 3
        3500: 250 bytes of 3500
        3500: end, in the oval at 1650"#]],
    );
}

#[test]
fn a_short_video_is_outlived_by_its_claims() {
    check(
        ChallengeKind::FaceMovementAndLight,
        Duration::from_millis(900),
        &expect![[r#"
        900: 1000 bytes of 900
        900: start, face UnitRect { left: 0.4, top: 0.3, width: 0.2, height: 0.4 }
        1500: color 0 from 1 to 1
        1500: color 1 from 1 to 2
        1800: color 2 from 2 to 3
        2000: color 2 from 3 to 3
        2350: end, in the oval at 500"#]],
    );
}

#[test]
fn a_long_video_begins_with_someone_who_reads() {
    check(
        ChallengeKind::FaceMovement,
        Duration::from_secs(8),
        &expect![[r#"
        1000: 125 bytes of 1000
        2000: 125 bytes of 2000
        2499: start, face UnitRect { left: 0.4, top: 0.3, width: 0.2, height: 0.4 }
        3000: 125 bytes of 3000
        4000: 125 bytes of 4000
        5000: 125 bytes of 5000
        6000: 125 bytes of 6000
        7000: 125 bytes of 7000
        8000: 125 bytes of 8000
        8000: end, in the oval at 7400"#]],
    );
}

#[test]
fn nothing_of_a_video_is_lost_in_slices() {
    for (length_bytes, millis) in [(0, 0), (1, 5000), (999, 1), (1000, 2999), (5_000_000, 2000)] {
        let playback = Playback::even(&Bytes::from(vec![7; length_bytes]), Duration::from_millis(millis));
        assert_eq!(playback.video_bytes(), length_bytes);
        assert!(playback.duration() <= Duration::from_millis(millis));
        assert!(playback.slices().iter().all(|slice| slice.bytes.len() <= MAX_PLAYED_SLICE_BYTES));
    }
}
