//! Refusals that a server cannot be brought to when they are wanted: what a client makes of them, and how often it tries.

use super::{CREATE, Caller, Case, Expected, GET, Member, Step, Wanted, call, case};
use crate::faulty::{Fault, MESSAGE, SESSION};
use serde_json::json;

const ATTEMPTS: u32 = 3;
const RELAY: &str = "a service of this machine answers, not AWS";

/// Every exception that the control plane models and no request of ours leads to, with the status of its model, and
/// some that it does not model; and how many requests come of three attempts.
const FAULTS: &[(&str, u16, usize)] = &[
    ("ThrottlingException", 500, 3),
    ("ThrottlingException", 400, 3),
    ("ThrottlingException", 429, 3),
    ("ProvisionedThroughputExceededException", 400, 3),
    ("InternalServerError", 500, 3),
    ("AccessDeniedException", 400, 1),
    ("AccessDeniedException", 403, 1),
    ("ServiceQuotaExceededException", 400, 1),
    ("InvalidParameterException", 400, 1),
    ("SessionNotFoundException", 400, 1),
    ("OddException", 400, 1),
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, status, requests) in FAULTS {
        let fault = Fault { name, status: *status, times: usize::MAX };
        let told = format!("answer-{}-{status}", name.trim_end_matches("Exception"));
        cases.push(case(told, vec![get(fault).refused(name, *status).tried(ATTEMPTS, *requests)]));
    }
    let throttled = |times| Fault { name: "ThrottlingException", status: 400, times };
    let session = || vec![Member { place: "/SessionId", wanted: Wanted::Value(SESSION.into()) }];
    let create = |fault, expected| {
        let step = call(CREATE, json!({ "ClientRequestToken": "$token" }), expected);
        step.by(Caller { fault: Some(fault), ..Caller::default() })
    };
    cases.push(case(
        "throttled-twice-then-created",
        vec![create(throttled(2), Expected::Answer(session())).tried(ATTEMPTS, 3)],
    ));
    cases.push(case(
        "failed-once-then-created",
        vec![
            create(Fault { name: "InternalServerError", status: 500, times: 1 }, Expected::Answer(session()))
                .tried(ATTEMPTS, 2),
        ],
    ));
    cases.push(case(
        "throttled-without-retries",
        vec![get(throttled(usize::MAX)).refused("ThrottlingException", 400).tried(1, 1)],
    ));
    cases.into_iter().map(|case| case.own_only(RELAY)).collect()
}

fn get(fault: Fault) -> Step {
    call(GET, json!({ "SessionId": "$unknown" }), Expected::Answer(Vec::new()))
        .by(Caller { fault: Some(fault), ..Caller::default() })
}

impl Step {
    /// The client may try so often, and so many requests must come of it.
    fn tried(self, attempts: u32, requests: usize) -> Self {
        Self { attempts, requests: Some(requests), ..self }.saying_if_refused(MESSAGE)
    }

    fn saying_if_refused(self, text: &str) -> Self {
        if matches!(self.expected, Expected::Error(_)) { self.saying(text) } else { self }
    }
}
