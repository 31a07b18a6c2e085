//! What every client of the control plane is asked to do, as data.
//!
//! In: nothing. Out: cases, each a few calls with what is expected of each answer.
//! Never: how a client does it; that is the business of its driver in `clients/`.

mod constraints;
mod faults;
pub(crate) mod members;
mod refusals;
mod sessions;

use crate::faulty::Fault;
use serde_json::Value;

/// One case: calls in order, each with what must come back.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
    /// Whether a public document of AWS says what AWS does here.
    pub(crate) documented: bool,
    /// Whether slow clients are put it in quick runs, too.
    pub(crate) core: bool,
    /// Why only a server of this project can be asked; `None` for what AWS can be asked as well.
    pub(crate) own_only: Option<&'static str>,
}

/// One call, sent several times at once where `at_once` says so.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) operation: &'static str,
    /// Members of the request; texts may hold the places of [`Places`](crate::suite::Places).
    pub(crate) members: Value,
    pub(crate) caller: Caller,
    pub(crate) at_once: usize,
    /// How often the client may try.
    pub(crate) attempts: u32,
    /// How many requests that must come to; `None` where it is not counted.
    pub(crate) requests: Option<usize>,
    pub(crate) expected: Expected,
}

/// How a call differs from one with the endpoint and the keys that were given.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) access_key: Option<&'static str>,
    pub(crate) secret_key: Option<&'static str>,
    pub(crate) session_token: Option<&'static str>,
    pub(crate) region: Option<&'static str>,
    /// What comes after the endpoint.
    pub(crate) path: &'static str,
    /// Whether the call goes to the address without TLS.
    pub(crate) plain_http: bool,
    /// What is answered instead of by the service.
    pub(crate) fault: Option<Fault>,
}

/// What must come back.
#[derive(Debug)]
pub(crate) enum Expected {
    /// An answer with these members.
    Answer(Vec<Member>),
    /// An error.
    Error(Refusal),
    /// The members that our own types have.
    Members(members::ExpectedMembers),
    /// Names of exceptions, each of which our own types have.
    Exceptions,
}

/// A member of an answer.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its place as a JSON pointer.
    pub(crate) place: &'static str,
    pub(crate) wanted: Wanted,
}

/// What a member must be.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// This value; texts may hold places.
    Value(Value),
    /// A lower-case UUID.
    Id,
    /// Any text but this one, which may hold places.
    Other(&'static str),
    /// Not there.
    Absent,
}

/// An error with its name, its status and pieces of its text.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) name: &'static str,
    pub(crate) status: u16,
    pub(crate) says: Vec<String>,
}

const CREATE: &str = "CreateFaceLivenessSession";
const GET: &str = "GetFaceLivenessSessionResults";
const START: &str = "StartFaceLivenessSession";
/// What a driver is asked when its client shall tell the names that it has; no operation of AWS.
pub(crate) const DESCRIBE: &str = "Describe";

/// Every case, in the order of the published rows.
pub(crate) fn all() -> Vec<Case> {
    let mut cases = sessions::cases();
    cases.extend(constraints::cases());
    cases.extend(refusals::cases());
    cases.extend(faults::cases());
    cases.extend(members::cases());
    cases
}

fn case(name: impl Into<String>, steps: Vec<Step>) -> Case {
    Case { name: name.into(), steps, documented: false, core: false, own_only: None }
}

impl Case {
    /// A public document of AWS says what is expected here.
    fn documented(self) -> Self {
        Self { documented: true, ..self }
    }

    /// No quick run leaves it out.
    fn core(self) -> Self {
        Self { core: true, ..self }
    }

    /// AWS cannot be asked.
    fn own_only(self, why: &'static str) -> Self {
        Self { own_only: Some(why), ..self }
    }
}

/// A session is created.
fn create(members: Value) -> Step {
    call(CREATE, members, Expected::Answer(vec![Member { place: "/SessionId", wanted: Wanted::Id }]))
}

/// The results of a session that exists.
fn get(session: &str) -> Step {
    let members = serde_json::json!({ "SessionId": session });
    call(GET, members, Expected::Answer(Vec::new()))
}

fn call(operation: &'static str, members: Value, expected: Expected) -> Step {
    Step { operation, members, caller: Caller::default(), at_once: 1, attempts: 1, requests: None, expected }
}

impl Step {
    fn wants(mut self, place: &'static str, wanted: Wanted) -> Self {
        if let Expected::Answer(members) = &mut self.expected {
            members.push(Member { place, wanted });
        }
        self
    }

    fn refused(self, name: &'static str, status: u16) -> Self {
        Self { expected: Expected::Error(Refusal { name, status, says: Vec::new() }), ..self }
    }

    fn saying(mut self, text: impl Into<String>) -> Self {
        if let Expected::Error(refusal) = &mut self.expected {
            refusal.says.push(text.into());
        }
        self
    }

    fn by(self, caller: Caller) -> Self {
        Self { caller, ..self }
    }

    fn at_once(self, at_once: usize) -> Self {
        Self { at_once, ..self }
    }
}

fn is(value: impl Into<Value>) -> Wanted {
    Wanted::Value(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_cases_share_a_name() {
        let cases = all();
        let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        assert_eq!(names.len(), cases.len());
    }
}
