//! One recording as a line of JSON: its label, the answer, every reading with its details.

use catchlight_evaluation::Judged;
use catchlight_report::outcome_json;
use serde_json::{Value, json};

pub(crate) fn of(judged: &Judged) -> Value {
    let attempt = &judged.attempt;
    let about = &attempt.circumstances;
    let mut line = judged.outcome.as_ref().map(outcome_json).unwrap_or_default();
    let members = [
        ("name", json!(attempt.name)),
        ("species", json!(attempt.species_name())),
        ("reason", json!(about.reason)),
        ("subject", json!(about.subject)),
        ("skin", json!(about.skin)),
        ("glasses", json!(about.glasses)),
        ("device", json!(about.device)),
        ("lux", json!(about.lux)),
        ("fps", json!(about.fps)),
        ("failure", json!(attempt.failure)),
    ];
    line.extend(members.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(line)
}
