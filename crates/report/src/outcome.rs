//! One answer with all that is behind it as JSON, for programs.

use catchlight_engine::{Outcome, Report};
use catchlight_types::{
    Ceiling, Confidence, Contribution, FaceImage, FeedbackCode, MainReason, Measurement, MediaTime, Reading,
    SignalName,
};
use serde_json::{Map, Value, json};

/// Everything behind one verdict: readings with their contributions and reasons, the video, what the frames showed. Of
/// images only time, size and box.
#[must_use]
pub fn outcome_json(outcome: &Outcome) -> Map<String, Value> {
    let report = &outcome.report;
    let feedback = outcome.verdict.feedback.iter().copied().map(FeedbackCode::name);
    let reference = outcome.reference_image.as_ref();
    let audit = outcome.audit_images.iter().zip(&report.audit_times);
    let members = [
        ("confidence", json!(outcome.verdict.confidence.percent())),
        ("feedback", feedback.collect()),
        ("pass_mark", json!(Confidence::PASS_MARK.percent())),
        ("passed", json!(outcome.verdict.passes())),
        ("prior_log_odds", json!(outcome.verdict.prior_log_odds)),
        ("reasons", outcome.verdict.main_reasons().into_iter().map(reason).collect()),
        ("ceiling", outcome.verdict.ceiling.as_ref().map_or(Value::Null, ceiling)),
        ("readings", readings(outcome)),
        ("video", video(report)),
        ("view", view(report)),
        ("reference_image", reference.map_or(Value::Null, |kept| image(kept, report.reference_time))),
        ("audit_images", audit.map(|(kept, &time)| image(kept, Some(time))).collect()),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn video(report: &Report) -> Value {
    json!({
        "container": format!("{:?}", report.video.container),
        "codec": format!("{:?}", report.video.codec),
        "width_px": report.video.size.width_px,
        "height_px": report.video.size.height_px,
        "duration_s": report.video.duration.as_secs_f64(),
        "frames": report.frames.decoded,
        "frames_analysed": report.frames.analysed,
        "frames_with_face": report.frames.with_face,
    })
}

fn reason(reason: MainReason<'_>) -> Value {
    json!({
        "signal": reason.signal.map(SignalName::as_str),
        "direction": reason.direction.name(),
        "log_odds": reason.log_odds,
        "reason": reason.words,
    })
}

fn ceiling(ceiling: &Ceiling) -> Value {
    json!({
        "cause": ceiling.cause.name(),
        "signals": ceiling.signals.iter().map(SignalName::as_str).collect::<Vec<_>>(),
        "limit": ceiling.limit.percent(),
        "without": ceiling.without.percent(),
        "log_odds_taken": ceiling.log_odds_taken,
        "reason": ceiling.reason,
    })
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
        "several_faces_share": view.several_faces_share,
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
