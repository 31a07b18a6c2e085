//! The evaluation as a JSON document, for programs.

use catchlight_evaluation::{
    Attempt, Evaluation, Metrics, Presentation, Rate, Response, Species, SplitBy, Unanswered,
};
use catchlight_types::{FeedbackCode, Reading};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Writes the evaluation: every recording with its readings, then the figures with their exact 95 % bounds.
///
/// A recording that could not be read has a row with an `error` and no status; a failed check tells its `reason`.
/// A reading is a number, or `{"not_taken": reason}`. A rate stands as a number under its name and as
/// `{"errors", "trials", "low", "high"}` under its name with `_bounds`.
#[must_use]
pub fn evaluation_json(evaluation: &Evaluation) -> Value {
    let mut rows: Vec<(&str, Value)> =
        evaluation.attempts.iter().map(|one| (one.name.as_str(), recording(one))).collect();
    rows.extend(evaluation.unanswered.iter().map(|one| (one.name.as_str(), unanswered(one))));
    rows.sort_by_key(|&(name, _)| name);
    json!({
        "threshold": evaluation.threshold.percent(),
        "recordings": rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
        "metrics": evaluation.metrics().as_ref().map(|metrics| with_splits(evaluation, metrics)),
    })
}

fn unanswered(unanswered: &Unanswered) -> Value {
    json!({
        "name": unanswered.name,
        "species": null,
        "bona_fide": null,
        "status": null,
        "confidence": null,
        "feedback": [],
        "readings": {},
        "cpu_ms": null,
        "error": unanswered.reason,
    })
}

fn recording(attempt: &Attempt) -> Value {
    let bona_fide = match &attempt.presentation {
        None | Some(Presentation::NonResponse) => None,
        Some(presentation) => Some(*presentation == Presentation::BonaFide),
    };
    let (status, confidence) = match attempt.response {
        Response::Scored(confidence) => ("SUCCEEDED", Some(confidence.percent())),
        Response::Failed => ("FAILED", None),
    };
    let readings: Map<String, Value> = attempt
        .measurements
        .iter()
        .map(|measurement| (measurement.signal.to_string(), reading(measurement.reading)))
        .collect();
    json!({
        "name": attempt.name,
        "species": attempt.species_name(),
        "bona_fide": bona_fide,
        "status": status,
        "confidence": confidence,
        "reason": attempt.failure,
        "feedback": attempt.feedback.iter().copied().map(FeedbackCode::name).collect::<Vec<_>>(),
        "readings": readings,
        "cpu_ms": attempt.cpu_ms,
    })
}

fn reading(reading: Reading) -> Value {
    match reading {
        Reading::Raw(value) => json!(value),
        Reading::NotTaken(why) => json!({ "not_taken": why.name() }),
    }
}

fn with_splits(evaluation: &Evaluation, metrics: &Metrics) -> Value {
    let mut whole = figures(metrics);
    let by: Map<String, Value> = SplitBy::ALL
        .into_iter()
        .map(|by| {
            let parts = evaluation.split(by);
            let parts: Map<String, Value> = parts
                .iter()
                .map(|(part, metrics)| (part.name().to_owned(), Value::Object(figures(metrics))))
                .collect();
            (by.name().to_owned(), Value::Object(parts))
        })
        .collect();
    whole.insert("by".to_owned(), Value::Object(by));
    Value::Object(whole)
}

fn figures(metrics: &Metrics) -> Map<String, Value> {
    let worst = metrics.apcer_ap();
    let curve = metrics.curve.as_ref();
    let mut figures = Map::new();
    let mut put = |name: &str, value: Value| figures.insert(name.to_owned(), value);
    put("apcer", by_species(&metrics.apcer, |rate| json!(rate.value())));
    put("apcer_bounds", by_species(&metrics.apcer, bounds));
    put("apcer_pooled", by_family(metrics, |rate| json!(rate.value())));
    put("apcer_pooled_bounds", by_family(metrics, bounds));
    put("apnrr_by_species", by_species(&metrics.apnrr_by_species, |rate| json!(rate.value())));
    put("apcer_ap", json!(worst.map(|(_, rate)| rate.value())));
    put("apcer_ap_bounds", json!(worst.map(|(_, rate)| bounds(rate))));
    put("apcer_ap_species", json!(worst.map(|(species, _)| species.as_str())));
    let rates = [
        ("bpcer", metrics.bpcer),
        ("apnrr", metrics.apnrr),
        ("bpnrr", metrics.bpnrr),
        ("non_response_accepted", metrics.non_response_accepted),
    ];
    for (name, rate) in rates {
        put(name, json!(rate.map(Rate::value)));
        put(&format!("{name}_bounds"), json!(rate.map(bounds)));
    }
    put("acer", json!(metrics.acer()));
    put("eer", json!(curve.map(catchlight_evaluation::ErrorCurve::equal_error_rate)));
    put("auc", json!(curve.map(catchlight_evaluation::ErrorCurve::area)));
    put(
        "auc_without_masks",
        json!(metrics.curve_without_masks.as_ref().map(catchlight_evaluation::ErrorCurve::area)),
    );
    put("bpcer20", json!(metrics.bpcer20()));
    put("bpcer100", json!(metrics.bpcer100()));
    let reliability = metrics.reliability.as_ref();
    put("ece", json!(reliability.map(catchlight_evaluation::Reliability::expected_calibration_error)));
    put("reliability", json!(reliability.map(reliability_table)));
    figures
}

fn by_species(rates: &BTreeMap<Species, Rate>, value: impl Fn(Rate) -> Value) -> Value {
    let rates: BTreeMap<&str, Value> =
        rates.iter().map(|(species, &rate)| (species.as_str(), value(rate))).collect();
    json!(rates)
}

fn by_family(metrics: &Metrics, value: impl Fn(Rate) -> Value) -> Value {
    let rates: BTreeMap<&str, Value> =
        metrics.apcer_pooled.iter().map(|(family, &rate)| (family.name(), value(rate))).collect();
    json!(rates)
}

fn bounds(rate: Rate) -> Value {
    let interval = rate.interval();
    json!({
        "errors": rate.errors(),
        "trials": rate.trials(),
        "low": interval.low,
        "high": interval.high,
    })
}

fn reliability_table(reliability: &catchlight_evaluation::Reliability) -> Value {
    let row = |bin: &catchlight_evaluation::ReliabilityBin| {
        json!({
            "count": bin.count,
            "mean_confidence": bin.mean_confidence,
            "bona_fide_share": bin.bona_fide_share,
        })
    };
    Value::Array(reliability.bins().iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attack, bona_fide, failed_attack};
    use catchlight_types::{Confidence, Measurement, NotTaken, SignalName};

    fn evaluation(attempts: Vec<Attempt>) -> Evaluation {
        let threshold = Confidence::PASS_MARK;
        Evaluation::of(threshold, attempts.into_iter().map(Ok))
    }

    #[test]
    fn figures_carry_their_bounds() {
        let json = evaluation_json(&evaluation(vec![
            bona_fide(90.0),
            attack("print_flat", 10.0),
            failed_attack("print_flat"),
        ]));
        let metrics = &json["metrics"];
        assert_eq!(metrics["apcer"]["print_flat"], 0.0);
        assert_eq!(metrics["apcer_bounds"]["print_flat"]["trials"], 2);
        assert_eq!(metrics["apnrr"], 0.5);
        assert_eq!(metrics["apnrr_by_species"]["print_flat"], 0.5);
        assert_eq!(metrics["apcer_pooled_bounds"]["print"]["trials"], 2);
        assert_eq!(metrics["by"]["family"]["print"]["auc"], 1.0);
        assert_eq!(metrics["auc"], 1.0);
        assert_eq!(json["recordings"][2]["status"], "FAILED");
        assert_eq!(json["recordings"][2]["confidence"], Value::Null);
    }

    #[test]
    fn what_could_not_be_read_has_a_row_in_its_place() {
        let mut set = evaluation(vec![bona_fide(90.0)]);
        set.unanswered.push(Unanswered { name: "a".to_owned(), reason: "no video".to_owned() });
        let json = evaluation_json(&set);
        assert_eq!(json["recordings"][0]["name"], "a");
        assert_eq!(json["recordings"][0]["status"], Value::Null);
        assert_eq!(json["recordings"][0]["error"], "no video");
        assert_eq!(json["recordings"][1]["status"], "SUCCEEDED");
    }

    #[test]
    fn recordings_without_label_have_rows_and_no_figures() {
        let mut unlabelled = bona_fide(60.0);
        unlabelled.presentation = None;
        unlabelled.measurements = vec![
            Measurement { signal: SignalName::of("a"), reading: Reading::Raw(0.5), details: vec![] },
            Measurement {
                signal: SignalName::of("b"),
                reading: Reading::NotTaken(NotTaken::NoFace),
                details: vec![],
            },
        ];
        let json = evaluation_json(&evaluation(vec![unlabelled]));
        assert_eq!(json["metrics"], Value::Null);
        assert_eq!(json["recordings"][0]["species"], Value::Null);
        assert_eq!(json["recordings"][0]["readings"], json!({"a": 0.5, "b": {"not_taken": "no_face"}}));
    }
}
