//! JSON of every shape in every place: readers answer, none panics, and what they refuse they refuse with a name.

use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use catchlight_wire::error::AwsErrorKind;
use catchlight_wire::eventstream::{ClientEvent, EventStreamError, Frame, ServerEvent};
use catchlight_wire::operations::OPERATIONS;
use proptest::prelude::*;

fn event(event_type: &str, payload: Bytes) -> Frame {
    let text =
        |name: &'static str, value: &str| Header::new(name, HeaderValue::String(value.to_owned().into()));
    let headers = vec![text(":message-type", "event"), text(":event-type", event_type)];
    Frame::from_message(Message::new_from_parts(headers, payload))
}

/// Payloads as real clients and servers send them, one line for each kind, `@` where something strange will stand.
const EVENTS: [(&str, &str); 9] = [
    ("VideoEvent", r#"{"VideoChunk":@,"TimestampMillis":1772323170000}"#),
    ("VideoEvent", r#"{"VideoChunk":"AAAA","TimestampMillis":@}"#),
    ("ClientSessionInformationEvent", r#"{"Challenge":@}"#),
    (
        "ClientSessionInformationEvent",
        r#"{"Challenge":{"FaceMovementChallenge":{"ChallengeId":@,"VideoStartTimestamp":@}}}"#,
    ),
    (
        "ClientSessionInformationEvent",
        r#"{"Challenge":{"FaceMovementAndLightChallenge":{"ChallengeId":"x","ColorDisplayed":@,"InitialFace":@}}}"#,
    ),
    ("ServerSessionInformationEvent", r#"{"SessionInformation":{"Challenge":@}}"#),
    (
        "ServerSessionInformationEvent",
        r#"{"SessionInformation":{"Challenge":{"FaceMovementChallenge":{"OvalParameters":@,"ChallengeConfig":@}}}}"#,
    ),
    ("ChallengeEvent", r#"{"Version":@,"Type":"FaceMovementChallenge"}"#),
    ("DisconnectionEvent", r#"{"TimestampMillis":@}"#),
];

fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1e999".to_owned()),
        Just("\"\\ud800\"".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        any::<u64>().prop_map(|value| value.to_string()),
        any::<f64>().prop_map(|value| value.to_string()),
        any::<String>().prop_map(|value| serde_json::Value::from(value).to_string()),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            proptest::collection::vec(("[A-Z][A-Za-z0-9]{0,8}", inner), 0..4).prop_map(|members| {
                let write = |(name, value): &(String, String)| format!("\"{name}\":{value}");
                format!("{{{}}}", members.iter().map(write).collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn events_with_strange_members_are_read_or_refused(strange in json()) {
        for (event_type, payload) in EVENTS {
            let frame = event(event_type, payload.replace('@', &strange).into());
            for refusal in [ClientEvent::from_frame(&frame).err(), ServerEvent::from_frame(&frame).err()] {
                let is_named = matches!(
                    refusal,
                    None | Some(EventStreamError::Payload { .. } | EventStreamError::Member { .. })
                );
                prop_assert!(is_named, "{refusal:?}");
            }
        }
    }

    #[test]
    fn requests_with_strange_members_are_read_or_refused(strange in json()) {
        let members = ["KmsKeyId", "ClientRequestToken", "Settings", "SessionId"];
        let settings = ["OutputConfig", "AuditImagesLimit", "ChallengePreferences"];
        let outer = members.iter().map(|name| format!(r#"{{"{name}":{strange}}}"#));
        let inner = settings.iter().map(|name| format!(r#"{{"Settings":{{"{name}":{strange}}}}}"#));
        for body in outer.chain(inner).chain([strange.clone()]) {
            for operation in OPERATIONS {
                if let Err(error) = operation.check(body.as_bytes()) {
                    let kinds = [AwsErrorKind::Serialization, AwsErrorKind::Validation];
                    prop_assert!(kinds.contains(&error.kind()), "{error}");
                }
            }
        }
    }

    #[test]
    fn payloads_with_a_byte_changed_are_read_or_refused(byte: u8, place: prop::sample::Index) {
        for (event_type, payload) in EVENTS {
            let mut payload = payload.replace('@', "\"7a410adf\"").into_bytes();
            *place.get_mut(&mut payload) = byte;
            let frame = event(event_type, payload.into());
            drop(ClientEvent::from_frame(&frame));
            drop(ServerEvent::from_frame(&frame));
        }
    }
}

#[test]
fn deep_nesting_ends_in_an_error_in_place_of_every_member() {
    let deep = "[".repeat(1_000_000);
    for (event_type, payload) in EVENTS {
        let frame = event(event_type, payload.replacen('@', &deep, 1).into());
        let refusals = [ClientEvent::from_frame(&frame).err(), ServerEvent::from_frame(&frame).err()];
        assert!(refusals.iter().any(Option::is_some), "{event_type}");
    }
}

#[test]
fn a_notice_in_place_of_a_time_is_ignored_however_long_it_is() {
    let notice = format!("{{\"closeCode\":[{}0]}}", "0,".repeat(500_000));
    let payload = format!(r#"{{"VideoChunk":"","TimestampMillis":{notice}}}"#);
    assert_eq!(ClientEvent::from_frame(&event("VideoEvent", payload.into())).unwrap(), ClientEvent::Other);
}
