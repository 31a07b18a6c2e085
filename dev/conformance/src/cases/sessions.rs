//! Sessions: that they are made, found again and repeated.

use super::{Caller, Case, Wanted, case, create, get, is};
use serde_json::json;

const MANY: usize = 8;
const NO_SUCH_PATH: &str = "AWS has no paths in front of its own";

pub(super) fn cases() -> Vec<Case> {
    [made(), repeated(), reached()].into_iter().flatten().collect()
}

fn made() -> Vec<Case> {
    vec![
        case("create", vec![create(json!({}))]).documented(),
        case("get-created", vec![create(json!({})), get("$session").wants("/Status", is("CREATED"))])
            .documented()
            .core(),
        case(
            "get-tells-the-session",
            vec![create(json!({})), get("$session").wants("/SessionId", is("$session"))],
        )
        .documented(),
        case(
            "get-before-a-check-tells-no-result",
            vec![
                create(json!({})),
                get("$session")
                    .wants("/Confidence", Wanted::Absent)
                    .wants("/ReferenceImage", Wanted::Absent)
                    .wants("/Challenge", Wanted::Absent),
            ],
        ),
        case(
            "get-twice",
            vec![create(json!({})), get("$session"), get("$session").wants("/Status", is("CREATED"))],
        ),
        case(
            "every-member-at-once",
            vec![create(json!({
                "KmsKeyId": "alias/faces",
                "ClientRequestToken": "$token",
                "Settings": {
                    "OutputConfig": { "S3Bucket": "faces", "S3KeyPrefix": "checks/" },
                    "AuditImagesLimit": 2,
                    "ChallengePreferences": [
                        { "Type": "FaceMovementChallenge", "Versions": { "Minimum": "1.0.0", "Maximum": "1.0.0" } },
                        { "Type": "FaceMovementAndLightChallenge", "Versions": { "Minimum": "2.0.0" } },
                    ],
                },
            }))],
        ).core(),
        case("settings-without-members", vec![create(json!({ "Settings": {} }))]),
        case("many-at-once", vec![create(json!({})).at_once(MANY)]),
    ]
}

fn repeated() -> Vec<Case> {
    let with_token = || create(json!({ "ClientRequestToken": "$token" }));
    let other = json!({ "ClientRequestToken": "$token", "Settings": { "AuditImagesLimit": 4 } });
    vec![
        case("same-token", vec![with_token(), with_token().wants("/SessionId", is("$session"))])
            .documented()
            .core(),
        case(
            "same-token-many-at-once",
            vec![with_token(), with_token().at_once(MANY).wants("/SessionId", is("$session"))],
        )
        .documented(),
        case(
            "same-token-other-settings",
            vec![with_token(), create(other).wants("/SessionId", is("$session"))],
        ),
        case(
            "same-token-of-another-letter-case",
            vec![
                create(json!({ "ClientRequestToken": "token-$token" })),
                create(json!({ "ClientRequestToken": "TOKEN-$token" }))
                    .wants("/SessionId", Wanted::Other("$session")),
            ],
        ),
        case(
            "no-token-no-repetition",
            vec![create(json!({})), create(json!({})).wants("/SessionId", Wanted::Other("$session"))],
        )
        .documented(),
    ]
}

fn reached() -> Vec<Case> {
    let at = |path| Caller { path, ..Caller::default() };
    let prefixed = |name: &str, path| {
        let steps = vec![create(json!({})).by(at(path)), get("$session").by(at(path))];
        case(name, steps).own_only(NO_SUCH_PATH)
    };
    let plain = Caller { plain_http: true, ..Caller::default() };
    let elsewhere = |region| Caller { region: Some(region), ..Caller::default() };
    vec![
        prefixed("path-of-a-slash", "/"),
        prefixed("path-prefix", "/rekognition"),
        prefixed("path-prefix-of-two-parts", "/any/prefix"),
        case("plain-http", vec![create(json!({})).by(plain), get("$session").by(plain)])
            .own_only("AWS is asked over TLS"),
        case("another-region", vec![create(json!({})).by(elsewhere("eu-west-1"))])
            .own_only("a region of AWS has an endpoint of its own"),
        case("a-region-that-aws-does-not-have", vec![create(json!({})).by(elsewhere("home-basement-1"))])
            .own_only("AWS has no such region"),
    ]
}
