//! Callers who may not, and sessions that are not there.

use super::{Caller, Case, case, create, get, is};
use serde_json::json;

pub(super) fn cases() -> Vec<Case> {
    let stranger =
        |access_key| Caller { access_key: Some(access_key), secret_key: Some("x"), ..Caller::default() };
    let wrong = |secret_key| Caller { secret_key: Some(secret_key), ..Caller::default() };
    let token = Caller { session_token: Some("no-token-of-anybody"), ..Caller::default() };
    let both = |name: &str, caller: Caller, error: &'static str| {
        let results = get("00000000-0000-4000-8000-000000000000");
        [
            case(name, vec![create(json!({})).by(caller).refused(error, 400)]).core(),
            case(format!("{name}-for-results"), vec![results.by(caller).refused(error, 400)]),
        ]
    };
    let mut cases = vec![
        case("session-not-found", vec![get("$unknown").refused("SessionNotFoundException", 400)])
            .documented()
            .core(),
        case(
            "wrong-secret-leaves-a-token-free",
            vec![
                create(json!({ "ClientRequestToken": "$token" }))
                    .by(wrong("wrong"))
                    .refused("InvalidSignatureException", 400),
                create(json!({ "ClientRequestToken": "$token" })),
                get("$session").wants("/Status", is("CREATED")),
            ],
        ),
        case(
            "wrong-secret-comes-before-a-violation",
            vec![
                create(json!({ "ClientRequestToken": "a b" }))
                    .by(wrong("wrong"))
                    .refused("InvalidSignatureException", 400),
            ],
        ),
        case(
            "wrong-secret-tells-nothing-of-a-session",
            vec![
                create(json!({})),
                get("$session").by(wrong("wrong")).refused("InvalidSignatureException", 400),
            ],
        ),
    ];
    cases.extend(both("wrong-secret", wrong("wrong"), "InvalidSignatureException"));
    cases.extend(both("unknown-key", stranger("AKIDUNKNOWN"), "UnrecognizedClientException"));
    cases.extend(both("unknown-session-token", token, "UnrecognizedClientException"));
    cases
}
