use super::super::Envelope;
use super::*;
use catchlight_types::{ChallengeKind, EpochMillis};
use expect_test::{Expect, expect};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::any_claim;

fn event(event_type: &str, payload: &str) -> Result<ClientEvent, EventStreamError> {
    let headers =
        [(":content-type", "application/json"), (":event-type", event_type), (":message-type", "event")];
    ClientEvent::from_frame(&Frame::with_text_headers(&headers, payload.as_bytes().to_vec()))
}

fn check(event_type: &str, payload: &str, expected: &Expect) {
    let text = match event(event_type, payload) {
        Ok(event) => format!("{event:?}"),
        Err(error) => format!("error: {error}"),
    };
    expected.assert_eq(&text);
}

#[test]
fn video_arrives_as_each_client_writes_it() {
    let video = |payload, expected: &Expect| check("VideoEvent", payload, expected);
    video(
        r#"{"VideoChunk":"AQID","TimestampMillis":1690000000000}"#,
        &expect!["Video(VideoEvent(3 bytes, redacted, at Some(1690000000000)))"],
    );
    // Swift's JSON encoder escapes the slashes of base64.
    video(
        r#"{"TimestampMillis":1690000000000,"VideoChunk":"\/\/\/\/"}"#,
        &expect!["Video(VideoEvent(3 bytes, redacted, at Some(1690000000000)))"],
    );
    video(
        r#"{"VideoChunk":"AQID","TimestampMillis":1690000000000.25}"#,
        &expect!["Video(VideoEvent(3 bytes, redacted, at Some(1690000000000)))"],
    );
    video(
        r#"{"VideoChunk":"","TimestampMillis":null}"#,
        &expect!["Video(VideoEvent(0 bytes, redacted, at None))"],
    );
    video(r#"{"VideoChunk":"","TimestampMillis":{"closeCode":4001}}"#, &expect!["Other"]);
    video(r#"{"VideoChunk":"A"}"#, &expect!["error: member VideoChunk is not base64"]);
    video("{}", &expect!["error: member VideoChunk is missing"]);
    video("[", &expect!["error: payload of VideoEvent is not valid"]);
}

const ID: &str = "7A410ADF-F66D-43EF-A072-00807E4643E0";

fn information(challenge: &str, expected: &Expect) {
    let payload = format!(r#"{{"Challenge":{}}}"#, challenge.replace("ID", ID));
    check("ClientSessionInformationEvent", &payload, expected);
}

#[test]
fn android_may_write_null_for_what_it_leaves_out() {
    information(
        r#"{"FaceMovementChallenge":{"ChallengeId":"ID","VideoStartTimestamp":null,"InitialFace":null,"TargetFace":null,"VideoEndTimestamp":5},"FaceMovementAndLightChallenge":null}"#,
        &expect![[
            r#"SessionInformation(FaceMovement(ClientChallenge { challenge_id: "7A410ADF-F66D-43EF-A072-00807E4643E0", video_start_timestamp: None, video_end_timestamp: Some(5), initial_face: None, target_face: None, color_displayed: None }))"#
        ]],
    );
}

#[test]
fn unknown_members_are_ignored() {
    information(
        r#"{"FaceMovementAndLightChallenge":{"ChallengeId":"ID","New":[1],"ColorDisplayed":{"CurrentColor":{"RGB":[255,0,7]},"SequenceNumber":50,"CurrentColorStartTimestamp":9}}}"#,
        &expect![[
            r#"SessionInformation(FaceMovementAndLight(ClientChallenge { challenge_id: "7A410ADF-F66D-43EF-A072-00807E4643E0", video_start_timestamp: None, video_end_timestamp: None, initial_face: None, target_face: None, color_displayed: Some(ColorDisplayed { current_color: FreshnessColor { rgb: [255, 0, 7] }, previous_color: None, sequence_number: 50, current_color_start_timestamp: 9 }) }))"#
        ]],
    );
}

#[test]
fn members_out_of_range_are_refused() {
    let light = |members: &str, expected: &Expect| {
        information(
            &format!(r#"{{"FaceMovementAndLightChallenge":{{"ChallengeId":"ID",{members}}}}}"#),
            expected,
        );
    };
    let color = r#""ColorDisplayed":{"CurrentColor":{"RGB":[1,2,3]},"SequenceNumber":51,"CurrentColorStartTimestamp":9}"#;
    light(color, &expect!["error: member SequenceNumber must be at most 50"]);
    let payload = &expect!["error: payload of ClientSessionInformationEvent is not valid"];
    light(&color.replace("51", "-1"), payload);
    light(&color.replace("[1,2,3]", "[1,2]"), payload);
    light(&color.replace("[1,2,3]", "[1,2,256]"), payload);
    light(r#""VideoStartTimestamp":1e300"#, payload);
    light(
        r#""InitialFace":{"BoundingBox":{"Width":1e39,"Height":1,"Left":0,"Top":0},"InitialFaceDetectedTimestamp":1}"#,
        payload,
    );
    information(
        r#"{"FaceMovementChallenge":{"ChallengeId":"7a"}}"#,
        &expect!["error: member ChallengeId must be 36 characters long"],
    );
    information("{}", &expect!["error: member Challenge must hold exactly one of the two challenges"]);
    information(
        r#"{"FaceMovementChallenge":{"ChallengeId":"ID"},"FaceMovementAndLightChallenge":{"ChallengeId":"ID"}}"#,
        &expect!["error: member Challenge must hold exactly one of the two challenges"],
    );
}

#[test]
fn what_is_no_event_of_ours_is_ignored_or_refused() {
    check("SomethingNew", "no json", &expect!["Other"]);
    let frame = Frame::with_text_headers(&[(":message-type", "event")], Vec::new());
    let error = ClientEvent::from_frame(&frame).unwrap_err().to_string();
    assert_eq!(error, "header :event-type is missing or of the wrong type");
}

#[test]
fn an_envelope_needs_a_date_and_a_whole_signature() {
    let envelope = |length| Envelope {
        date: EpochMillis::new(1_690_000_000_123),
        signature: vec![9; length].into(),
        inner: Bytes::new(),
    };
    let opened = Envelope::open(&envelope(32).seal()).unwrap();
    assert_eq!(opened, envelope(32));
    assert!(opened.is_end_of_stream() && opened.inner_frame().unwrap().is_none());
    assert_eq!(opened.date_header(), b"\x05:date\x08\x00\x00\x01\x89\x7b\xd9\x84\x7b");
    let text = |error: EventStreamError| error.to_string();
    let short = Envelope::open(&envelope(31).seal()).map_err(text);
    assert_eq!(short.unwrap_err(), "header :chunk-signature is missing or of the wrong type");
    let bare = Frame::with_text_headers(&[(":date", "today")], Vec::new());
    assert!(Envelope::open(&bare).is_err());
}

fn any_information() -> impl Strategy<Value = ClientSessionInformation> {
    (any::<bool>(), any_claim()).prop_map(|(light, claim)| {
        let kind = if light { ChallengeKind::FaceMovementAndLight } else { ChallengeKind::FaceMovement };
        ClientSessionInformation::new(kind, &claim)
    })
}

fn any_event() -> impl Strategy<Value = ClientEvent> {
    let video = (vec(any::<u8>(), 0..200), proptest::option::of(any::<i64>())).prop_map(|(chunk, at)| {
        ClientEvent::Video(VideoEvent { video_chunk: chunk.into(), timestamp_millis: at })
    });
    prop_oneof![video, any_information().prop_map(ClientEvent::SessionInformation)]
}

proptest! {
    #[test]
    fn what_is_written_is_read(event in any_event()) {
        let inner = event.to_frame().unwrap().unwrap().encode().unwrap();
        let envelope = Envelope { date: EpochMillis::new(1), signature: vec![0; 32].into(), inner };
        let sent = envelope.clone().seal().encode().unwrap();
        let received = Envelope::open(&Frame::decode(sent).unwrap()).unwrap();
        prop_assert_eq!(&received, &envelope);
        let inner = received.inner_frame().unwrap().unwrap();
        prop_assert_eq!(ClientEvent::from_frame(&inner).unwrap(), event);
    }

    #[test]
    fn no_payload_makes_it_panic(payload in ".{0,200}") {
        drop(event("VideoEvent", &payload));
        drop(event("ClientSessionInformationEvent", &payload));
    }
}
