//! Answers as a JSON document, for programs.

use crate::analyze::check::Check;
use catchlight_engine::{Outcome, Report};
use catchlight_types::{Contribution, FaceImage, FeedbackCode, Measurement, MediaTime, Reading};
use serde_json::{Map, Value, json};

/// Every check with its readings, contributions and what the pictures showed; images only by time, size and box.
pub(crate) fn of(checks: &[Check], calibration: &str) -> Value {
    json!({
        "calibration": calibration,
        "recordings": checks.iter().map(check).collect::<Vec<_>>(),
    })
}

fn check(check: &Check) -> Value {
    let mut document = json!({
        "name": check.name,
        "session_id": check.recording.session.id.to_string(),
        "challenge": check.recording.challenge.kind.name(),
        "status": check.status().name(),
    });
    match &check.answer {
        Err(reason) => document["reason"] = json!(reason),
        Ok(outcome) => add_outcome(&mut document, outcome),
    }
    document
}

fn add_outcome(document: &mut Value, outcome: &Outcome) {
    let report = &outcome.report;
    document["confidence"] = json!(outcome.verdict.confidence.percent());
    document["feedback"] = outcome.verdict.feedback.iter().copied().map(FeedbackCode::name).collect();
    document["readings"] = readings(outcome);
    document["video"] = json!({
        "container": format!("{:?}", report.video.container),
        "codec": format!("{:?}", report.video.codec),
        "width_px": report.video.size.width_px,
        "height_px": report.video.size.height_px,
        "duration_s": report.video.duration.as_secs_f64(),
        "frames": report.frames.decoded,
        "frames_analysed": report.frames.analysed,
        "frames_with_face": report.frames.with_face,
    });
    document["view"] = view(report);
    document["reference_image"] =
        outcome.reference_image.as_ref().map_or(Value::Null, |kept| image(kept, report.reference_time));
    let audit = outcome.audit_images.iter().zip(&report.audit_times);
    document["audit_images"] = audit.map(|(kept, &time)| image(kept, Some(time))).collect();
}

fn readings(outcome: &Outcome) -> Value {
    let contributions = &outcome.verdict.contributions;
    let readings: Map<String, Value> = outcome
        .report
        .measurements
        .iter()
        .map(|measurement| {
            let counted = contributions.iter().find(|counted| counted.signal == measurement.signal);
            (measurement.signal.to_string(), reading(measurement, counted))
        })
        .collect();
    Value::Object(readings)
}

fn reading(measurement: &Measurement, counted: Option<&Contribution>) -> Value {
    let details: Map<String, Value> = measurement
        .details
        .iter()
        .map(|detail| (detail.name.clone().into_owned(), json!(detail.value)))
        .collect();
    let mut document = json!({ "details": details });
    match measurement.reading {
        Reading::Raw(value) => document["value"] = json!(value),
        Reading::NotTaken(why) => document["not_taken"] = json!(why.name()),
    }
    if let Some(counted) = counted {
        document["log_likelihood_ratio"] = json!(counted.log_likelihood_ratio);
        document["weight"] = json!(counted.weight);
        document["reason"] = json!(counted.reason);
    }
    document
}

fn view(report: &Report) -> Value {
    let view = &report.view;
    json!({
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
    })
}

fn image(image: &FaceImage, time: Option<MediaTime>) -> Value {
    let bounds = image.bounding_box.map(|bounds| {
        json!({ "left": bounds.left, "top": bounds.top, "width": bounds.width, "height": bounds.height })
    });
    json!({
        "time_s": time.map(MediaTime::as_secs_f64),
        "bytes": image.jpeg.as_slice().len(),
        "bounding_box": bounds,
    })
}
