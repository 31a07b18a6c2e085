use super::*;
use catchlight_types::{FrameSize, SessionId};
use catchlight_wire::eventstream::{ClientEvent, ServerEvent};
use expect_test::{Expect, expect};
use proptest::option::of;
use proptest::prelude::*;

prop_compose! {
    fn bounding_box()(edges in proptest::array::uniform4(-2.0_f32..2.0)) -> BoundingBox {
        let [width, height, left, top] = edges;
        BoundingBox { width, height, left, top }
    }
}

fn time() -> std::ops::RangeInclusive<i64> {
    1_640_995_200_000..=2_272_147_200_000
}

prop_compose! {
    fn color()(rgb: [u8; 3], before in of(any::<[u8; 3]>()), sequence_number in 0..=50_u8, at in time()) -> ColorDisplayed {
        ColorDisplayed {
            current_color: FreshnessColor { rgb },
            previous_color: before.map(|rgb| FreshnessColor { rgb }),
            sequence_number,
            current_color_start_timestamp: at,
        }
    }
}

prop_compose! {
    fn client_challenge()(
        challenge_id in "[0-9a-fA-F-]{36}",
        video_start_timestamp in of(time()),
        video_end_timestamp in of(time()),
        initial in of((bounding_box(), time())),
        target in of((bounding_box(), time(), time())),
        color_displayed in of(color()),
    ) -> ClientChallenge {
        let initial_face = initial.map(|(bounding_box, at)| {
            InitialFace { bounding_box, initial_face_detected_timestamp: at }
        });
        let target_face = target.map(|(bounding_box, start, end)| TargetFace {
            bounding_box,
            face_detected_in_target_position_start_timestamp: start,
            face_detected_in_target_position_end_timestamp: end,
        });
        ClientChallenge {
            challenge_id, video_start_timestamp, video_end_timestamp, initial_face, target_face, color_displayed,
        }
    }
}

prop_compose! {
    fn config()(shares in proptest::array::uniform10(0.0_f32..1.0), oval_fit_timeout in 0..=10_000_u32) -> ChallengeConfig {
        ChallengeConfig {
            blaze_face_detection_threshold: shares[0],
            face_distance_threshold_min: shares[1],
            face_distance_threshold: shares[2],
            face_distance_threshold_max: shares[3],
            oval_iou_threshold: shares[4],
            oval_iou_width_threshold: shares[5],
            oval_iou_height_threshold: shares[6],
            face_iou_width_threshold: shares[7],
            face_iou_height_threshold: shares[8],
            oval_height_width_ratio: shares[9],
            oval_fit_timeout,
        }
    }
}

prop_compose! {
    fn task()(
        oval in proptest::array::uniform4(0.0_f32..2000.0),
        challenge_config in config(),
        colors in of(proptest::collection::vec((any::<[u8; 3]>(), 0.0_f32..1000.0, 0.0_f32..1000.0), 0..8)),
    ) -> ServerChallenge {
        let [width, height, center_x, center_y] = oval;
        let oval_parameters = OvalParameters { width, height, center_x, center_y };
        let Some(colors) = colors else {
            return ServerChallenge::FaceMovement(MovementChallenge { oval_parameters, challenge_config });
        };
        let step = |(rgb, downscroll_duration, flat_display_duration)| ColorSequence {
            freshness_color: FreshnessColor { rgb }, downscroll_duration, flat_display_duration,
        };
        ServerChallenge::FaceMovementAndLight(LightChallenge {
            oval_parameters,
            light_challenge_type: "SEQUENTIAL".to_owned(),
            challenge_config,
            color_sequences: colors.into_iter().map(step).collect(),
        })
    }
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
        challenge in client_challenge(), light: bool, slice: Vec<u8>, timestamp_millis in of(time()),
    ) {
        let challenge = if light {
            ClientSessionInformation::FaceMovementAndLight(challenge)
        } else {
            ClientSessionInformation::FaceMovement(challenge)
        };
        let frame = ClientEvent::SessionInformation(challenge.clone()).to_frame().unwrap().unwrap();
        round_trip(&ClientSessionInformationEvent { challenge }, frame.payload());
        let video = VideoEvent { video_chunk: slice.into(), timestamp_millis };
        let frame = ClientEvent::Video(video.clone()).to_frame().unwrap().unwrap();
        round_trip(&video, frame.payload());
    }

    #[test]
    fn events_of_a_service_are_those_of_the_stream(challenge in task(), timestamp_millis in time()) {
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

#[test]
fn an_opening_is_the_input_of_the_operation() {
    let size = FrameSize { width_px: 640, height_px: 480 };
    let opening = CheckOpening::new(SessionId::from_random([7; 16]), size);
    let request = StartFaceLivenessSessionRequest::from(&opening);
    expect![[r#"{"ChallengeVersions":"FaceMovementAndLightChallenge_2.0.0,FaceMovementChallenge_1.0.0","SessionId":"07070707-0707-4707-8707-070707070707","VideoHeight":"480","VideoWidth":"640"}"#]].assert_eq(std::str::from_utf8(&request.to_json()).unwrap());
    assert_eq!(StartFaceLivenessSessionRequest::from_json(&request.to_json()).unwrap(), request);
}
