//! Answers as a JSON document, for programs.

use super::AnalysedRecording;
use crate::outcome::outcome_json;
use serde_json::{Map, Value, json};

/// Every check with its readings, contributions and what the frames showed; of images only time, size and box.
#[must_use]
pub fn analysis_json(checks: &[AnalysedRecording], calibration: &str) -> Value {
    json!({
        "calibration": calibration,
        "recordings": checks.iter().map(check).collect::<Vec<_>>(),
    })
}

fn check(check: &AnalysedRecording) -> Value {
    let mut members = match &check.outcome {
        Ok(outcome) => outcome_json(outcome),
        Err(reason) => Map::from_iter([("reason".to_owned(), json!(reason))]),
    };
    let about = [
        ("name", json!(check.name)),
        ("session_id", json!(check.recording.session.id.to_string())),
        ("challenge", json!(check.recording.challenge.kind.name())),
        ("status", json!(check.status().name())),
    ];
    members.extend(about.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(members)
}
