//! The members that each client has for each operation, beside those of our own types.
//!
//! In: the schemas of our client. Out: cases that ask a client for the names that it really has.
//! Never: a list of names; both sides are read from the types that programs use.

use super::{Case, DESCRIBE, Expected, START, Step, call, case};
use anyhow::{Context, Result, ensure};
use catchlight_client::streaming::{
    ChallengeEvent, ClientSessionInformationEvent, DisconnectionEvent, ServerSessionInformationEvent,
    StartFaceLivenessSessionRequest, StartFaceLivenessSessionResponse, VideoEvent,
};
use catchlight_client::value::{Schema, Shape};
use catchlight_client::{OPERATIONS, ServiceException};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is compared.
#[derive(Debug, Clone)]
pub(crate) struct ExpectedMembers {
    /// Structures of ours with the name that stands before their members.
    ours: Vec<(&'static str, Schema)>,
    /// Whether a member that the model requires must be required of ours, and the other way round. Of the events of
    /// a stream ours require more than the model: without the values of a task nobody can carry it out.
    presence: bool,
    /// Members that only ours have: the two challenges of a client share a type.
    beyond: &'static [&'static str],
}

impl ExpectedMembers {
    fn of(ours: Schema) -> Self {
        Self { ours: vec![("", ours)], presence: true, beyond: &[] }
    }
}

/// A member as a client tells it; names are spelled as its users write them.
#[derive(Debug, Deserialize)]
struct Named {
    /// Names from the outside in, as in `settings.output_config.s3_bucket`.
    name: String,
    /// `structure`, `string`, `blob`, `integer`, `float`, `number` where the client does not tell the two apart, or
    /// `list of` one of them.
    kind: String,
    required: bool,
}

fn client_events() -> ExpectedMembers {
    ExpectedMembers {
        ours: vec![
            ("video_event", VideoEvent::SCHEMA),
            ("client_session_information_event", ClientSessionInformationEvent::SCHEMA),
        ],
        presence: false,
        beyond: &[
            "client_session_information_event.challenge.face_movement_challenge.color_displayed",
            "client_session_information_event.challenge.face_movement_challenge.color_displayed.current_color",
            "client_session_information_event.challenge.face_movement_challenge.color_displayed.current_color.rgb",
            "client_session_information_event.challenge.face_movement_challenge.color_displayed.previous_color",
            "client_session_information_event.challenge.face_movement_challenge.color_displayed.previous_color.rgb",
            "client_session_information_event.challenge.face_movement_challenge.color_displayed.sequence_number",
            "client_session_information_event.challenge.face_movement_challenge.color_displayed.current_color_start_timestamp",
        ],
    }
}

fn service_events() -> ExpectedMembers {
    ExpectedMembers {
        ours: vec![
            ("server_session_information_event", ServerSessionInformationEvent::SCHEMA),
            ("disconnection_event", DisconnectionEvent::SCHEMA),
            ("challenge_event", ChallengeEvent::SCHEMA),
        ],
        presence: false,
        beyond: &[],
    }
}

pub(super) fn cases() -> Vec<Case> {
    let members = |operation: &'static str, part: &str, compared: ExpectedMembers| {
        let step = describe(operation, part, Expected::Members(compared));
        case(format!("members-of-{}-{part}", short(operation)), vec![step]).documented().core()
    };
    let errors = |operation: &'static str| {
        let step = describe(operation, "exceptions", Expected::Exceptions);
        case(format!("exceptions-of-{}", short(operation)), vec![step]).documented().core()
    };
    let mut cases = Vec::new();
    for operation in OPERATIONS {
        cases.push(members(operation.name, "request", ExpectedMembers::of(*operation.request)));
        cases.push(members(operation.name, "answer", ExpectedMembers::of(*operation.response)));
    }
    cases.extend([
        members(START, "request", ExpectedMembers::of(StartFaceLivenessSessionRequest::SCHEMA)),
        members(START, "answer", ExpectedMembers::of(StartFaceLivenessSessionResponse::SCHEMA)),
        members(START, "client-events", client_events()),
        members(START, "service-events", service_events()),
    ]);
    cases.extend(OPERATIONS.iter().map(|operation| errors(operation.name)));
    cases.push(errors(START));
    cases
}

/// The first word of an operation's name, as in `create`.
fn short(operation: &str) -> String {
    snake(operation).split('_').next().unwrap_or_default().to_owned()
}

fn describe(operation: &str, part: &str, expected: Expected) -> Step {
    call(DESCRIBE, json!({ "Operation": operation, "Part": part }), expected)
}

/// Compares what a client told with our types, from both sides.
pub(crate) fn check(expected: &ExpectedMembers, told: &Value) -> Result<()> {
    let theirs: Vec<Named> =
        serde_json::from_value(told["members"].clone()).context("no list of members was told")?;
    ensure!(!theirs.is_empty(), "the client told no member");
    let numbers = theirs.iter().any(|member| member.kind.ends_with("number"));
    let print = |name: &str, kind: &str, required: bool| {
        let kind = if numbers {
            kind.replace("integer", "number").replace("float", "number")
        } else {
            kind.to_owned()
        };
        let mark = if required && expected.presence { ", required" } else { "" };
        format!("{name}: {kind}{mark}")
    };
    let theirs: BTreeSet<String> =
        theirs.iter().map(|member| print(&snake(&member.name), &member.kind, member.required)).collect();
    let ours = lines(expected).into_iter().filter(|member| !expected.beyond.contains(&member.name.as_str()));
    let ours: BTreeSet<String> =
        ours.map(|member| print(&member.name, &member.kind, member.required)).collect();
    let only = |here: &BTreeSet<String>, there: &BTreeSet<String>| {
        here.difference(there).map(String::as_str).collect::<Vec<_>>().join("; ")
    };
    ensure!(
        ours == theirs,
        "only the client has [{}], only ours has [{}]",
        only(&theirs, &ours),
        only(&ours, &theirs)
    );
    Ok(())
}

/// Every exception that a client knows must be a type of ours.
pub(crate) fn check_exceptions(told: &Value) -> Result<()> {
    let names: Vec<String> =
        serde_json::from_value(told["exceptions"].clone()).context("no list of exceptions was told")?;
    ensure!(!names.is_empty(), "the client told no exception");
    let unknown = names.iter().filter(|name| !ServiceException::NAMES.contains(&name.as_str()));
    let unknown: Vec<&str> = unknown.map(String::as_str).collect();
    ensure!(unknown.is_empty(), "ours lack {}", unknown.join(", "));
    Ok(())
}

fn lines(compared: &ExpectedMembers) -> Vec<Named> {
    let mut found = Vec::new();
    for (name, schema) in &compared.ours {
        if !name.is_empty() {
            found.push(Named { name: (*name).to_owned(), kind: kind(schema), required: false });
        }
        walk(name, schema, &mut found);
    }
    found
}

fn walk(place: &str, schema: &Schema, found: &mut Vec<Named>) {
    match schema {
        Schema::Structure(members) => {
            for member in *members {
                let field = member.field.trim_start_matches("r#");
                let name = if place.is_empty() { field.to_owned() } else { format!("{place}.{field}") };
                found.push(Named {
                    name: name.clone(),
                    kind: kind(member.schema),
                    required: member.required,
                });
                walk(&name, member.schema, found);
            }
        }
        Schema::List(item) => walk(place, item, found),
        Schema::String | Schema::Enum(_) | Schema::Float | Schema::Integer | Schema::Blob => {}
    }
}

fn kind(schema: &Schema) -> String {
    match schema {
        Schema::Structure(_) => "structure".to_owned(),
        Schema::List(item) => format!("list of {}", kind(item)),
        Schema::String | Schema::Enum(_) => "string".to_owned(),
        Schema::Float => "float".to_owned(),
        Schema::Integer => "integer".to_owned(),
        Schema::Blob => "blob".to_owned(),
    }
}

/// A name of the API as Ruby and Rust spell it; names that are spelled so stay as they are.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut spelled = String::new();
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(place + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if begins {
            spelled.push('_');
        }
        spelled.push(letter.to_ascii_lowercase());
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_client::control::GetFaceLivenessSessionResultsRequest;

    #[test]
    fn names_are_spelled_as_ruby_spells_them() {
        for (name, spelled) in [
            ("KmsKeyId", "kms_key_id"),
            ("S3KeyPrefix", "s3_key_prefix"),
            ("Metadata.SDKType", "metadata.sdk_type"),
            ("FreshnessColor.RGB", "freshness_color.rgb"),
            ("settings.output_config.s3_bucket", "settings.output_config.s3_bucket"),
        ] {
            assert_eq!(snake(name), spelled);
        }
    }

    #[test]
    fn every_field_of_ours_has_the_name_of_the_api_in_snake_case() {
        fn check(schema: &Schema) {
            if let Schema::List(item) = schema {
                check(item);
            }
            for member in schema.members() {
                assert_eq!(member.field.trim_start_matches("r#"), snake(member.name));
                check(member.schema);
            }
        }
        for operation in OPERATIONS {
            check(operation.request);
            check(operation.response);
        }
        let start = [StartFaceLivenessSessionRequest::SCHEMA, StartFaceLivenessSessionResponse::SCHEMA];
        let events = [client_events().ours, service_events().ours].concat();
        start.iter().chain(events.iter().map(|(_, schema)| schema)).for_each(check);
    }

    /// The request of GetFaceLivenessSessionResults.
    fn session() -> ExpectedMembers {
        ExpectedMembers::of(GetFaceLivenessSessionResultsRequest::SCHEMA)
    }

    #[test]
    fn a_difference_is_told_from_both_sides() {
        let told = json!({ "members": [{ "name": "SessionId", "kind": "string", "required": true }] });
        assert!(check(&session(), &told).is_ok());
        let other = json!({ "members": [{ "name": "SessionKey", "kind": "string", "required": true }] });
        assert_eq!(
            check(&session(), &other).unwrap_err().to_string(),
            "only the client has [session_key: string, required], only ours has [session_id: string, required]"
        );
        let optional = json!({ "members": [{ "name": "SessionId", "kind": "string", "required": false }] });
        assert!(check(&session(), &optional).is_err());
        assert!(check_exceptions(&json!({ "exceptions": ["OddException"] })).is_err());
        assert!(check(&session(), &json!({ "members": [] })).is_err());
    }
}
