//! Recordings on disk: what is written is read back, and what is wrong is named.

use catchlight_recording::{
    ClientEvent, Label, PlayedEvent, RecordedSession, Recording, TimedEvent, VideoFormat, VideoSlice,
};
use catchlight_types::{Challenge, ChallengeKind, EpochMillis, Oval, SessionId};
use expect_test::{Expect, expect};
use std::path::Path;
use testkit::{CheckClaims, GREEN, VGA, check_claims, color_step};

#[test]
fn a_recording_is_read_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    for (name, recording) in [("light", light()), ("movement", movement())] {
        let path = folder.path().join(name);
        recording.write(&path.with_extension("json")).unwrap();
        assert!(Recording::read(&path).unwrap() == recording, "{name}");
        assert!(Recording::read(&path.with_extension(recording.format.extension())).unwrap() == recording);
    }
}

#[test]
fn slices_are_played_in_order_with_their_bytes() {
    let recording = light();
    let played: Vec<u8> = recording
        .play()
        .filter_map(|event| match event {
            PlayedEvent::Video { slice, .. } => Some(slice.to_vec()),
            PlayedEvent::Claim { .. } => None,
        })
        .flatten()
        .collect();
    assert_eq!(played, recording.video);
}

#[test]
fn wrong_members_are_named() {
    let change = |from: &str, to: &str, expected: &Expect| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("check.json");
        light().write(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} is not in {text}");
        std::fs::write(&path, text.replace(from, to)).unwrap();
        expected.assert_eq(&message(&path, folder.path()));
    };
    change(
        r#""offset":2,"length":3"#,
        r#""offset":2,"length":9"#,
        &expect![
            "FOLDER/check.json: client_events[2].VideoEvent: lies outside the video of 5 bytes; is it another recording's video?"
        ],
    );
    change(
        "16ce41f4",
        "XX",
        &expect![
            "FOLDER/check.json: session.session_id: session id must match [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        ],
    );
    change(
        r#""OvalFitTimeout":7000"#,
        r#""OvalFitTimeout":700"#,
        &expect![
            "FOLDER/check.json: server_events[1].ServerSessionInformationEvent: OvalFitTimeout is 700, not whole seconds up to ten"
        ],
    );
    change(
        "liveness-recording/1",
        "liveness-recording/2",
        &expect![
            "FOLDER/check.json is not a liveness-recording/1 file: unknown variant `liveness-recording/2`, expected `liveness-recording/1` at line 1 column 32"
        ],
    );
}

#[test]
fn a_missing_video_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("check.json");
    light().write(&path).unwrap();
    std::fs::remove_file(path.with_extension("webm")).unwrap();
    expect!["no video beside FOLDER/check.json: put NAME.webm or NAME.mp4 into the same folder"]
        .assert_eq(&message(&path, folder.path()));
}

fn message(path: &Path, folder: &Path) -> String {
    let error = Recording::read(path).expect_err("the recording is damaged");
    let cause = std::error::Error::source(&error).map_or(String::new(), |cause| format!(": {cause}"));
    format!("{error}{cause}").replace(&folder.display().to_string(), "FOLDER")
}

fn movement() -> Recording {
    let mut recording = light();
    recording.label = None;
    recording.truth = None;
    recording.format = VideoFormat::Mp4;
    recording.challenge.kind = ChallengeKind::FaceMovement;
    recording.challenge.colors.clear();
    recording
}

fn light() -> Recording {
    let at = |millis: i64| EpochMillis::new(1_768_738_812_000 + millis);
    let CheckClaims { first, color, last } = check_claims(at(651));
    let video = |millis, bytes| {
        let slice = VideoSlice { claimed_at: Some(at(millis)), bytes };
        TimedEvent { received_at: at(millis + 4), event: ClientEvent::Video(slice) }
    };
    let claim = |millis, claim| TimedEvent { received_at: at(millis), event: ClientEvent::Claim(claim) };
    Recording {
        label: Some(Label {
            bona_fide: true,
            species: "live".to_owned(),
            lux: Some(579.0),
            ..Label::default()
        }),
        session: RecordedSession {
            id: SessionId::new("16ce41f4-d000-4cb9-8f6d-b3a45443ec7b").expect("a session id"),
            video: VGA,
            challenge_versions: "FaceMovementAndLightChallenge_2.0.0".to_owned(),
            user_agent: "test".to_owned(),
        },
        challenge: challenge(),
        events: vec![
            video(660, 0..2),
            claim(670, first),
            video(690, 2..5),
            claim(705, color),
            claim(905, last),
            video(910, 5..5),
        ],
        format: VideoFormat::WebM,
        video: vec![1, 2, 3, 4, 5],
        truth: Some(serde_json::json!({"seed": 7})),
    }
}

fn challenge() -> Challenge {
    let oval = Oval { center_x_px: 326.1469, center_y_px: 241.68, width_px: 252.44, height_px: 408.448 };
    let colors = vec![color_step(GREEN, 0.0, 78.0)];
    Challenge { oval, colors, ..testkit::challenge(ChallengeKind::FaceMovementAndLight, VGA) }
}
