use super::*;
use catchlight_types::{Challenge, ChallengeKind, Oval};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use testkit::{VGA, any_challenge};

fn task(kind: ChallengeKind) -> ServerEvent {
    let oval = Oval { center_x_px: 320.5, center_y_px: 240.5, width_px: 288.0, height_px: 465.0 };
    let challenge = Challenge { oval, ..testkit::challenge(kind, VGA) };
    ServerEvent::SessionInformation(Box::new(ServerChallenge::from(&challenge)))
}

fn light() -> ServerEvent {
    task(ChallengeKind::FaceMovementAndLight)
}

fn movement() -> ServerEvent {
    task(ChallengeKind::FaceMovement)
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
                  "FaceDistanceThresholdMin": 0.28,
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
                    "FlatDisplayDuration": 80.0,
                    "FreshnessColor": {
                      "RGB": [
                        0,
                        0,
                        0
                      ]
                    }
                  },
                  {
                    "DownscrollDuration": 400.0,
                    "FlatDisplayDuration": 0.0,
                    "FreshnessColor": {
                      "RGB": [
                        255,
                        0,
                        0
                      ]
                    }
                  },
                  {
                    "DownscrollDuration": 350.0,
                    "FlatDisplayDuration": 150.0,
                    "FreshnessColor": {
                      "RGB": [
                        0,
                        255,
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
                  "FaceDistanceThresholdMin": 0.28,
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
    let config = ChallengeConfig::from(testkit::challenge(ChallengeKind::FaceMovement, VGA).matching);
    let members = serde_json::to_value(config).unwrap();
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
    fn any_task_comes_back(challenge in any_challenge(), millis in any::<i64>()) {
        let task = ServerEvent::SessionInformation(Box::new(ServerChallenge::from(&challenge)));
        for event in [task, ServerEvent::Disconnection { timestamp_millis: millis }] {
            let bytes = event.to_frame().unwrap().unwrap().encode().unwrap();
            prop_assert_eq!(ServerEvent::from_frame(&Frame::decode(bytes).unwrap()).unwrap(), event);
        }
    }
}
