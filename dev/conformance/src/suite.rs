//! Puts the cases of the control plane to one client.
//!
//! In: a driver, the cases. Out: a report for each. Never: how the client is driven.

use crate::cases::{Case, Expected, Member, Refusal, Step, Wanted, members};
use crate::driver::{Credentials, Driver, Outcome};
use crate::faulty::{FaultyService, Requests};
use crate::report::{CaseReport, Verdict};
use crate::target::Target;
use anyhow::{Result, bail, ensure};
use serde_json::Value;
use std::sync::Mutex;
use std::sync::mpsc::Sender;
use std::time::Instant;
use uuid::Uuid;

/// Cases of one client that run at the same time.
const LANES: usize = 4;

/// What a client plays its cases with.
#[derive(Clone, Copy)]
pub(crate) struct Environment<'a> {
    pub(crate) driver: &'a Driver,
    pub(crate) target: &'a Target,
    pub(crate) faulty: &'a FaultyService,
}

/// What stands for values that are known only when a case runs.
#[derive(Debug)]
pub(crate) struct Places {
    token: String,
    unknown: String,
    session: Option<String>,
}

impl Places {
    fn new() -> Self {
        let id = || Uuid::new_v4().to_string();
        Self { token: id(), unknown: id(), session: None }
    }

    /// `$token` and `$unknown` are new for each case; `$session` is the first session that the case made, `$SESSION`
    /// the same in upper case.
    fn fill(&self, text: &str) -> String {
        let session = self.session.as_deref().unwrap_or_default();
        text.replace("$token", &self.token)
            .replace("$unknown", &self.unknown)
            .replace("$session", session)
            .replace("$SESSION", &session.to_uppercase())
    }

    fn fill_all(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.fill(text)),
            Value::Array(items) => items.iter().map(|item| self.fill_all(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), self.fill_all(value))).collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }
}

/// Runs `cases` with the client on `environment`, some at the same time.
pub(crate) fn run(client: &str, environment: &Environment<'_>, cases: &[Case], reports: &Sender<CaseReport>) {
    let waiting = Mutex::new(cases.iter().filter(|case| environment.target.wants(&case.name)));
    let next = || waiting.lock().ok()?.next();
    std::thread::scope(|scope| {
        for _ in 0..LANES {
            let reports = reports.clone();
            scope.spawn(move || {
                while let Some(case) = next() {
                    // The receiver is gone only when printing failed, and then that is the error told.
                    drop(reports.send(report(client, environment, case)));
                }
            });
        }
    });
}

#[expect(clippy::disallowed_methods, reason = "how long a case took is told to people and decides nothing")]
fn report(client: &str, environment: &Environment<'_>, case: &Case) -> CaseReport {
    let began = Instant::now();
    let outcome = match not_for(environment.target, case) {
        Some(why) => Ok(Some(why)),
        None => play(environment, case),
    };
    let (verdict, detail) = match outcome {
        Ok(None) => (Verdict::Pass, String::new()),
        Ok(Some(why)) => (Verdict::Na, why),
        Err(problem) => (Verdict::Fail, format!("{problem:#}")),
    };
    CaseReport {
        client: client.to_owned(),
        version: environment.driver.version.clone(),
        case: case.name.clone(),
        verdict,
        milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        detail,
        unverified_on_aws: !case.documented,
    }
}

/// Why the target cannot be asked.
fn not_for(target: &Target, case: &Case) -> Option<String> {
    if let Some(why) = case.own_only
        && target.is_aws()
    {
        return Some(why.to_owned());
    }
    let plain = case.steps.iter().any(|step| step.caller.plain_http);
    (plain && target.http_endpoint.is_none()).then(|| "there is no address without TLS".to_owned())
}

/// Plays every step; `Some` tells why the client cannot take part.
fn play(environment: &Environment<'_>, case: &Case) -> Result<Option<String>> {
    let mut places = Places::new();
    for (index, step) in case.steps.iter().enumerate() {
        for outcome in ask(environment, step, &places)? {
            if let Outcome::Refused { refused } = outcome {
                return Ok(Some(format!("the client itself refuses: {refused}")));
            }
            let checked = check(&step.expected, &outcome, &places);
            checked.map_err(|problem| problem.context(format!("call {}", index + 1)))?;
            if let Outcome::Done { members, .. } = &outcome
                && places.session.is_none()
            {
                places.session = members["SessionId"].as_str().map(str::to_owned);
            }
        }
        if let Some(wanted) = step.requests {
            let Requests { count, differ, .. } = environment.faulty.requests(&places.token);
            ensure!(count == wanted, "{count} requests came, wanted {wanted}");
            ensure!(!differ, "the requests have different bodies");
        }
    }
    Ok(None)
}

fn ask(environment: &Environment<'_>, step: &Step, places: &Places) -> Result<Vec<Outcome>> {
    let once = || {
        let caller = caller(step, environment, places);
        environment.driver.ask(step.operation, places.fill_all(&step.members), caller)
    };
    if step.at_once == 1 {
        return Ok(vec![once()?]);
    }
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..step.at_once).map(|_| scope.spawn(once)).collect();
        let answers = asked.into_iter();
        answers.map(|asked| asked.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

fn caller(step: &Step, environment: &Environment<'_>, places: &Places) -> Credentials {
    let (caller, target) = (&step.caller, environment.target);
    let endpoint = match (&target.http_endpoint, caller.fault) {
        (_, Some(fault)) => environment.faulty.endpoint(&places.token, fault),
        (Some(plain), None) if caller.plain_http => plain.clone(),
        _ => target.endpoint.clone(),
    };
    let or = |changed: Option<&str>, given: &str| changed.unwrap_or(given).to_owned();
    // Keys of another caller have no part of ours.
    let own_token = || caller.access_key.is_none().then(|| target.session_token.clone()).flatten();
    Credentials {
        endpoint: format!("{endpoint}{}", caller.path),
        access_key: or(caller.access_key, &target.access_key),
        secret_key: or(caller.secret_key, &target.secret_key),
        session_token: caller.session_token.map(str::to_owned).or_else(own_token),
        region: or(caller.region, &target.region),
        max_attempts: step.attempts,
    }
}

fn check(expected: &Expected, outcome: &Outcome, places: &Places) -> Result<()> {
    match (expected, outcome) {
        (Expected::Answer(members), Outcome::Done { status, request_id, members: told }) => {
            ensure!(status.is_none_or(|status| status == 200), "the status is {status:?}");
            check_request_id(*status, request_id.as_deref())?;
            members.iter().try_for_each(|member| check_member(member, told, places))
        }
        (Expected::Error(refusal), Outcome::Error { status, error, message, .. }) => {
            check_error(refusal, *status, error, message)
        }
        (Expected::Members(expected), Outcome::Done { members: told, .. }) => members::check(expected, told),
        (Expected::Exceptions, Outcome::Done { members: told, .. }) => members::check_exceptions(told),
        (Expected::Error(refusal), Outcome::Done { .. }) => bail!("{} was not raised", refusal.name),
        (_, Outcome::Error { error, message, .. }) => bail!("{error}: {message}"),
        (_, Outcome::Broken { broken }) => bail!("{broken}"),
        (_, Outcome::Refused { refused }) => bail!("the client refuses: {refused}"),
    }
}

/// A client that shows the status of an answer shows the id of the request as well.
fn check_request_id(status: Option<u16>, id: Option<&str>) -> Result<()> {
    ensure!(status.is_none() || id.is_some_and(|id| !id.is_empty()), "the answer carries no request id");
    Ok(())
}

fn check_member(member: &Member, told: &Value, places: &Places) -> Result<()> {
    let place = member.place;
    let found = told.pointer(place).filter(|value| !value.is_null());
    match &member.wanted {
        Wanted::Absent => ensure!(found.is_none(), "{place} is there"),
        Wanted::Value(wanted) => {
            let wanted = places.fill_all(wanted);
            ensure!(found == Some(&wanted), "{place} is {found:?}, wanted {wanted}");
        }
        Wanted::Other(text) => {
            let other = places.fill(text);
            let found = found.and_then(Value::as_str);
            ensure!(found.is_some_and(|found| found != other), "{place} is {found:?}");
        }
        Wanted::Id => {
            let text = found.and_then(Value::as_str).unwrap_or_default();
            let is_id = Uuid::try_parse(text).is_ok_and(|id| id.hyphenated().to_string() == text);
            ensure!(is_id, "{place} is {found:?}");
        }
    }
    Ok(())
}

fn check_error(refusal: &Refusal, status: Option<u16>, error: &str, message: &str) -> Result<()> {
    ensure!(error == refusal.name, "the error is {error}, wanted {}: {message}", refusal.name);
    ensure!(status.is_none_or(|status| status == refusal.status), "the status of {error} is {status:?}");
    ensure!(!message.is_empty(), "{error} has no message");
    for piece in &refusal.says {
        ensure!(message.contains(piece.as_str()), "{error} does not say `{piece}`: {message}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_are_filled_at_any_depth() {
        let places = Places { token: "t".into(), unknown: "u".into(), session: Some("a1".into()) };
        let filled =
            places.fill_all(&json!({ "A": ["$session", { "B": "x-$token" }], "C": "$SESSION", "D": 1 }));
        assert_eq!(filled, json!({ "A": ["a1", { "B": "x-t" }], "C": "A1", "D": 1 }));
    }

    #[test]
    fn aws_is_not_asked_what_only_we_do() {
        let aws = Target::at("https://rekognition.eu-west-1.amazonaws.com/");
        let own = Target::at("https://127.0.0.1:8443");
        let cases = crate::cases::all();
        let asked = |target: &Target| cases.iter().filter(|case| not_for(target, case).is_none()).count();
        let only_own = cases.iter().filter(|case| case.own_only.is_some()).count();
        assert_eq!(asked(&aws), cases.len() - only_own);
        // Without an address for plain HTTP there is one case less.
        assert_eq!(asked(&own), cases.len() - 1);
    }

    #[test]
    fn what_is_wanted_of_a_member_is_told_when_it_fails() {
        let places = Places::new();
        let told = json!({ "SessionId": "0A1B", "Status": "CREATED" });
        let fails = |place, wanted| check_member(&Member { place, wanted }, &told, &places).is_err();
        assert!(fails("/SessionId", Wanted::Id));
        assert!(fails("/Status", Wanted::Absent));
        assert!(fails("/Status", Wanted::Value(json!("FAILED"))));
        assert!(!fails("/Status", Wanted::Value(json!("CREATED"))));
        assert!(!fails("/Confidence", Wanted::Absent));
    }
}
