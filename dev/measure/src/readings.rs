//! One recording as a line of JSON: its label, the answer, every reading with its details.

use crate::check::Check;
use catchlight_engine::Outcome;
use catchlight_types::Reading;
use serde_json::{Map, Value, json};

pub(crate) fn of(check: &Check) -> Value {
    let label = check.label.as_ref();
    let mut line = json!({
        "name": check.name,
        "species": check.species(),
        "reason": label.and_then(|label| label.reason.clone()),
        "bona_fide": label.map(|label| label.bona_fide),
        "subject": label.and_then(|label| label.subject.clone()),
        "skin": label.and_then(|label| label.skin.clone()),
        "glasses": label.and_then(|label| label.glasses),
        "lux": label.and_then(|label| label.lux),
        "fps": label.and_then(|label| label.fps),
    });
    match &check.answer {
        Ok(outcome) => add_outcome(&mut line, outcome),
        Err(error) => line["error"] = json!(error.to_string()),
    }
    line
}

fn add_outcome(line: &mut Value, outcome: &Outcome) {
    let view = &outcome.report.view;
    line["confidence"] = json!(outcome.verdict.confidence.percent());
    line["feedback"] = outcome.verdict.feedback.iter().map(|code| code.name()).collect();
    line["frames"] = json!(outcome.report.frames.analysed);
    line["reference_s"] = json!(outcome.report.reference_time.map(|time| time.as_secs_f64()));
    line["audit_s"] = outcome.report.audit_times.iter().map(|time| time.as_secs_f64()).collect();
    line["view"] = json!({
        "face_share": view.face_share,
        "frames_per_second": view.frames_per_second,
        "oval_overlap_best": view.oval_overlap_best,
        "turn_rad": view.turn_rad,
        "inter_eye_px": view.inter_eye_px,
        "sharpness": view.sharpness,
        "luminance": view.luminance,
        "clipped_share": view.clipped_share,
        "obstruction": view.obstruction,
        "eye_openness": view.eye_openness,
        "iris_contrast": view.iris_contrast,
    });
    let mut readings = Map::new();
    for measurement in &outcome.report.measurements {
        let mut reading = match measurement.reading {
            Reading::Raw(value) => json!({ "value": value }),
            Reading::NotTaken(why) => json!({ "not_taken": why.name() }),
        };
        for detail in &measurement.details {
            reading[detail.name.as_ref()] = json!(detail.value);
        }
        readings.insert(measurement.signal.to_string(), reading);
    }
    for contribution in &outcome.verdict.contributions {
        let llr = contribution.log_likelihood_ratio * contribution.weight;
        readings[contribution.signal.as_str()]["llr"] = json!(llr);
    }
    line["readings"] = Value::Object(readings);
}
