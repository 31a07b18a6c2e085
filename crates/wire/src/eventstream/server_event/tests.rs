use super::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn config() -> ChallengeConfig {
    ChallengeConfig {
        blaze_face_detection_threshold: 0.75,
        face_distance_threshold_min: 0.3,
        face_distance_threshold: 0.4,
        face_distance_threshold_max: 0.0,
        oval_iou_threshold: 0.7,
        oval_iou_width_threshold: 0.25,
        oval_iou_height_threshold: 0.25,
        face_iou_width_threshold: 0.15,
        face_iou_height_threshold: 0.15,
        oval_height_width_ratio: 1.618,
        oval_fit_timeout: 7000,
    }
}

fn light() -> ServerEvent {
    let color = |rgb, downscroll_duration, flat_display_duration| ColorSequence {
        freshness_color: FreshnessColor { rgb },
        downscroll_duration,
        flat_display_duration,
    };
    ServerEvent::SessionInformation(Box::new(ServerChallenge::FaceMovementAndLight(LightChallenge {
        oval_parameters: OvalParameters { width: 288.0, height: 465.0, center_x: 320.5, center_y: 240.5 },
        light_challenge_type: "SEQUENTIAL".to_owned(),
        challenge_config: config(),
        color_sequences: vec![color([0, 0, 0], 0.0, 75.0), color([255, 0, 0], 300.0, 0.0)],
    })))
}

fn movement() -> ServerEvent {
    ServerEvent::SessionInformation(Box::new(ServerChallenge::FaceMovement(MovementChallenge {
        oval_parameters: OvalParameters { width: 288.0, height: 465.0, center_x: 320.5, center_y: 240.5 },
        challenge_config: config(),
    })))
}

fn challenge() -> ServerEvent {
    ServerEvent::Challenge(ChallengeEvent {
        version: "2.0.0".to_owned(),
        r#type: "FaceMovementAndLightChallenge".to_owned(),
    })
}

fn exception() -> ServerEvent {
    ServerEvent::Exception(StreamException {
        name: "ValidationException".to_owned(),
        message: "why".to_owned(),
    })
}

fn check(event: &ServerEvent, expected: &Expect) {
    let frame = event.to_frame().unwrap().unwrap();
    let headers: Vec<String> = frame
        .message()
        .headers()
        .iter()
        .map(|header| format!("{}={}", header.name().as_str(), header.value().as_string().unwrap().as_str()))
        .collect();
    let payload: serde_json::Value = serde_json::from_slice(frame.payload()).unwrap();
    expected.assert_eq(&format!("{}\n{payload:#}", headers.join(" ")));
    assert_eq!(&ServerEvent::from_frame(&frame).unwrap(), event);
}

#[test]
fn the_events_of_a_check() {
    check(
        &challenge(),
        &expect![[r#"
        :message-type=event :event-type=ChallengeEvent :content-type=application/json
        {
          "Type": "FaceMovementAndLightChallenge",
          "Version": "2.0.0"
        }"#]],
    );
    check(
        &light(),
        &expect![[r#"
        :message-type=event :event-type=ServerSessionInformationEvent :content-type=application/json
        {
          "SessionInformation": {
            "Challenge": {
              "FaceMovementAndLightChallenge": {
                "ChallengeConfig": {
                  "BlazeFaceDetectionThreshold": 0.75,
                  "FaceDistanceThreshold": 0.4,
                  "FaceDistanceThresholdMax": 0.0,
                  "FaceDistanceThresholdMin": 0.3,
                  "FaceIouHeightThreshold": 0.15,
                  "FaceIouWidthThreshold": 0.15,
                  "OvalFitTimeout": 7000,
                  "OvalHeightWidthRatio": 1.618,
                  "OvalIouHeightThreshold": 0.25,
                  "OvalIouThreshold": 0.7,
                  "OvalIouWidthThreshold": 0.25
                },
                "ColorSequences": [
                  {
                    "DownscrollDuration": 0.0,
                    "FlatDisplayDuration": 75.0,
                    "FreshnessColor": {
                      "RGB": [
                        0,
                        0,
                        0
                      ]
                    }
                  },
                  {
                    "DownscrollDuration": 300.0,
                    "FlatDisplayDuration": 0.0,
                    "FreshnessColor": {
                      "RGB": [
                        255,
                        0,
                        0
                      ]
                    }
                  }
                ],
                "LightChallengeType": "SEQUENTIAL",
                "OvalParameters": {
                  "CenterX": 320.5,
                  "CenterY": 240.5,
                  "Height": 465.0,
                  "Width": 288.0
                }
              }
            }
          }
        }"#]],
    );
    check(
        &movement(),
        &expect![[r#"
        :message-type=event :event-type=ServerSessionInformationEvent :content-type=application/json
        {
          "SessionInformation": {
            "Challenge": {
              "FaceMovementChallenge": {
                "ChallengeConfig": {
                  "BlazeFaceDetectionThreshold": 0.75,
                  "FaceDistanceThreshold": 0.4,
                  "FaceDistanceThresholdMax": 0.0,
                  "FaceDistanceThresholdMin": 0.3,
                  "FaceIouHeightThreshold": 0.15,
                  "FaceIouWidthThreshold": 0.15,
                  "OvalFitTimeout": 7000,
                  "OvalHeightWidthRatio": 1.618,
                  "OvalIouHeightThreshold": 0.25,
                  "OvalIouThreshold": 0.7,
                  "OvalIouWidthThreshold": 0.25
                },
                "OvalParameters": {
                  "CenterX": 320.5,
                  "CenterY": 240.5,
                  "Height": 465.0,
                  "Width": 288.0
                }
              }
            }
          }
        }"#]],
    );
    check(
        &ServerEvent::Disconnection { timestamp_millis: 1_690_000_000_000 },
        &expect![[r#"
        :message-type=event :event-type=DisconnectionEvent :content-type=application/json
        {
          "TimestampMillis": 1690000000000
        }"#]],
    );
}

/// Android cannot read an exception without `Message`.
#[test]
fn an_exception_has_a_message() {
    check(
        &exception(),
        &expect![[r#"
        :message-type=exception :exception-type=ValidationException :content-type=application/json
        {
          "Code": "ValidationException",
          "Message": "why"
        }"#]],
    );
}

/// A time of 7000.0 cannot be read on iOS and Android.
#[test]
fn the_oval_time_is_a_json_integer() {
    for event in [light(), movement()] {
        let frame = event.to_frame().unwrap().unwrap();
        let text = String::from_utf8(frame.payload().to_vec()).unwrap();
        assert!(text.contains(r#""OvalFitTimeout":7000}"#), "{text}");
    }
}

/// The web component stops on a member that is missing or zero, the mobile clients on one that is missing.
#[test]
fn every_member_of_the_config_is_sent() {
    let members = serde_json::to_value(config()).unwrap();
    let names: Vec<&String> = members.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 11, "{names:?}");
    for name in names {
        let mut short = members.clone();
        short.as_object_mut().unwrap().remove(name);
        assert!(serde_json::from_value::<ChallengeConfig>(short).is_err(), "{name}");
    }
}

#[test]
fn no_message_of_ours_is_an_initial_response() {
    for event in [challenge(), light(), movement(), exception()] {
        let frame = event.to_frame().unwrap().unwrap();
        assert_ne!(frame.text_header(":event-type").unwrap_or_default(), "initial-response");
    }
}

#[test]
fn what_other_servers_send_is_read() {
    let read = |headers: &[(&'static str, &str)], payload: &str| {
        let frame = Frame::with_text_headers(headers, payload.as_bytes().to_vec());
        format!("{:?}", ServerEvent::from_frame(&frame).map_err(|error| error.to_string()))
    };
    expect![[r#"Ok(Exception(StreamException { name: "ThrottlingException", message: "slow down" }))"#]]
        .assert_eq(&read(
            &[(":message-type", "exception"), (":exception-type", "ThrottlingException")],
            r#"{"message":"slow down"}"#,
        ));
    expect![[r#"Ok(Exception(StreamException { name: "500", message: "oh" }))"#]].assert_eq(&read(
        &[(":message-type", "error"), (":error-code", "500"), (":error-message", "oh")],
        "",
    ));
    expect![[r#"Ok(Other { event_type: "initial-response" })"#]]
        .assert_eq(&read(&[(":message-type", "event"), (":event-type", "initial-response")], "{}"));
    expect![[r#"Err("payload of DisconnectionEvent is not valid")"#]]
        .assert_eq(&read(&[(":message-type", "event"), (":event-type", "DisconnectionEvent")], "{}"));
}

proptest! {
    #[test]
    fn any_numbers_come_back(values in any::<[u16; 4]>(), colors in any::<[[u8; 3]; 5]>(), millis in any::<i64>()) {
        let [width, height, center_x, center_y] = values.map(|value| f32::from(value) / 7.0);
        let color = |rgb| ColorSequence {
            freshness_color: FreshnessColor { rgb },
            downscroll_duration: width,
            flat_display_duration: height,
        };
        let task = ServerEvent::SessionInformation(Box::new(ServerChallenge::FaceMovementAndLight(LightChallenge {
            oval_parameters: OvalParameters { width, height, center_x, center_y },
            light_challenge_type: "SEQUENTIAL".to_owned(),
            challenge_config: config(),
            color_sequences: colors.map(color).to_vec(),
        })));
        for event in [task, ServerEvent::Disconnection { timestamp_millis: millis }] {
            let bytes = event.to_frame().unwrap().unwrap().encode().unwrap();
            prop_assert_eq!(ServerEvent::from_frame(&Frame::decode(bytes).unwrap()).unwrap(), event);
        }
    }
}
