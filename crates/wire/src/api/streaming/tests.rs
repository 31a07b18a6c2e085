use super::*;
use crate::eventstream::{ClientEvent, ServerEvent};
use catchlight_types::ChallengeKind;
use expect_test::{Expect, expect};
use proptest::option::of;
use proptest::prelude::*;
use testkit::{any_challenge, any_claim};

fn time() -> std::ops::RangeInclusive<i64> {
    1_640_995_200_000..=2_272_147_200_000
}

/// Through the tree and through JSON and back, and the JSON is the one of the event in the stream.
fn round_trip<T: Shape + PartialEq + std::fmt::Debug>(shape: &T, payload: &[u8]) {
    assert_eq!(&T::from_value(shape.to_value()).unwrap(), shape);
    assert_eq!(&T::from_json(&shape.to_json()).unwrap(), shape);
    assert_eq!(&T::from_json(payload).unwrap(), shape);
}

proptest! {
    #[test]
    fn events_of_a_client_are_those_of_the_stream(
        claim in any_claim(), light: bool, slice: Vec<u8>, timestamp_millis in of(time()),
    ) {
        let kind = if light { ChallengeKind::FaceMovementAndLight } else { ChallengeKind::FaceMovement };
        let challenge = ClientSessionInformation::new(kind, &claim);
        let frame = ClientEvent::SessionInformation(challenge.clone()).to_frame().unwrap().unwrap();
        round_trip(&ClientSessionInformationEvent { challenge }, frame.payload());
        let video = VideoEvent { video_chunk: slice.into(), timestamp_millis };
        let frame = ClientEvent::Video(video.clone()).to_frame().unwrap().unwrap();
        round_trip(&video, frame.payload());
    }

    #[test]
    fn events_of_a_service_are_those_of_the_stream(challenge in any_challenge(), timestamp_millis in time()) {
        let challenge = ServerChallenge::from(&challenge);
        let frame = ServerEvent::SessionInformation(Box::new(challenge.clone())).to_frame().unwrap().unwrap();
        let session_information = SessionInformation { challenge };
        round_trip(&ServerSessionInformationEvent { session_information }, frame.payload());
        let frame = ServerEvent::Disconnection { timestamp_millis }.to_frame().unwrap().unwrap();
        round_trip(&DisconnectionEvent { timestamp_millis }, frame.payload());
        let chosen = ChallengeEvent { version: "2.0.0".to_owned(), r#type: "FaceMovementChallenge".to_owned() };
        let frame = ServerEvent::Challenge(chosen.clone()).to_frame().unwrap().unwrap();
        round_trip(&chosen, frame.payload());
    }
}

fn check_refused<T: Shape + std::fmt::Debug>(json: &str, expected: &Expect) {
    expected.assert_eq(&T::from_json(json.as_bytes()).unwrap_err().to_string());
}

#[test]
fn what_is_no_event_is_told_with_its_place() {
    check_refused::<ClientSessionInformationEvent>(
        r#"{"Challenge":{}}"#,
        &expect!["Challenge must hold exactly one member"],
    );
    let color = |rgb: &str| format!(r#"{{"RGB":{rgb}}}"#);
    check_refused::<FreshnessColor>(
        &color("[1,2]"),
        &expect!["RGB must be a list of its length, not another one"],
    );
    check_refused::<FreshnessColor>(
        &color("[1,2,256]"),
        &expect!["RGB[2] must be an integer in range, not one beyond it"],
    );
}

#[test]
fn video_is_not_printed() {
    let video = VideoEvent { video_chunk: vec![77; 3].into(), timestamp_millis: None };
    for printed in [format!("{video:?}"), format!("{:?}", video.to_value())] {
        assert!(printed.contains("3 bytes, redacted") && !printed.contains("77"), "{printed}");
    }
}
