//! What `catchlight check` prints.
//!
//! In: a check after its end. Out: lines for people, or one JSON document. Never: the bytes of an image.

use super::CompletedCheck;
use crate::result_images::bucket_location;
use catchlight_client::control::AuditImage;
use catchlight_types::Confidence;
use serde_json::{Value, json};

/// Lines for people.
pub(crate) fn lines(completed: &CompletedCheck) -> String {
    let results = &completed.results;
    let mut lines =
        vec![format!("Session     {}", results.session_id), format!("Status      {}", results.status.name())];
    if let Some(confidence) = results.confidence.and_then(Confidence::new) {
        lines.push(format!("Confidence  {confidence}"));
    }
    if let Some(challenge) = &results.challenge {
        lines.push(format!("Challenge   {} {}", challenge.r#type.name(), challenge.version));
    }
    for item in results.feedback.iter().flatten() {
        lines.push(format!("Feedback    {}: {}", item.code.name(), item.message));
    }
    for path in &completed.images {
        lines.push(format!("Image       {}", path.display()));
    }
    lines.extend(in_buckets(completed).map(|place| format!("Image       {place}")));
    if completed.images.is_empty() && inline(completed) > 0 {
        lines.push(format!("Images      {}; write them with --save-images DIR", inline(completed)));
    }
    if let Some(wait) = completed.stream.as_ref().ok().and_then(|outcome| outcome.verdict_wait) {
        lines.push(format!("Verdict     {} ms after the last byte of video", wait.as_millis()));
    }
    lines.join("\n")
}

/// One JSON document.
pub(crate) fn json(completed: &CompletedCheck) -> serde_json::Result<String> {
    let results = &completed.results;
    let feedback = results.feedback.iter().flatten();
    let feedback: Vec<Value> =
        feedback.map(|item| json!({"code": item.code.name(), "message": item.message})).collect();
    let paths = completed.images.iter().map(|path| path.display().to_string());
    let document = json!({
        "session_id": results.session_id,
        "status": results.status.name(),
        "confidence": results.confidence,
        "challenge": results.challenge.as_ref().map(|challenge| json!({
            "type": challenge.r#type.name(),
            "version": challenge.version,
        })),
        "feedback": feedback,
        "pictures": paths.chain(in_buckets(completed)).collect::<Vec<_>>(),
        "pictures_inline": inline(completed),
        "reference_bounding_box": results.reference_image.as_ref().and_then(|image| image.bounding_box)
            .map(|face| json!({"left": face.left, "top": face.top, "width": face.width, "height": face.height})),
        "video_bytes": completed.video_bytes,
        "verdict_wait_ms": completed.stream.as_ref().ok().and_then(|outcome| outcome.verdict_wait)
            .map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
        "stream_error": completed.stream.as_ref().err().map(ToString::to_string),
    });
    serde_json::to_string_pretty(&document)
}

fn images(completed: &CompletedCheck) -> impl Iterator<Item = &AuditImage> {
    completed.results.reference_image.iter().chain(completed.results.audit_images.iter().flatten())
}

fn in_buckets(completed: &CompletedCheck) -> impl Iterator<Item = String> {
    images(completed).filter_map(bucket_location)
}

fn inline(completed: &CompletedCheck) -> usize {
    images(completed).filter(|image| image.bytes.is_some()).count()
}
