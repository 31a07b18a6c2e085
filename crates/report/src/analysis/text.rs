//! Answers as text for a terminal: one check in full, several as a table.

use super::AnalysedRecording;
use crate::words::{codec_name, container_name};
use catchlight_engine::Outcome;
use catchlight_types::{Contribution, FaceImage, FeedbackCode, MediaTime, Reading};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// One recording in full, several as a table.
#[must_use]
pub fn analysis_text(checks: &[AnalysedRecording]) -> String {
    match checks {
        [] => "nothing was analysed".to_owned(),
        [check] => in_full(check),
        several => table(several),
    }
}

fn in_full(check: &AnalysedRecording) -> String {
    let mut lines = vec![format!("{:11} {}", "Recording", check.name)];
    let mut line = |name: &str, value: &str| lines.push(format!("{name:11} {value}"));
    line("Challenge", check.recording.challenge.kind.name());
    line("Status", check.status().name());
    match &check.outcome {
        Err(reason) => line("Reason", reason),
        Ok(outcome) => {
            line("Confidence", &outcome.verdict.confidence.to_string());
            line("Feedback", &feedback(outcome));
            line("Video", &video(outcome));
            line("Reference", &reference(outcome));
            line("Audit", &audit(outcome));
            line("Calibration", &outcome.verdict.calibration);
            if let Some(ceiling) = &outcome.verdict.ceiling {
                line("Held back", &ceiling.reason);
            }
            lines.push(readings(outcome));
        }
    }
    lines.join("\n")
}

fn feedback(outcome: &Outcome) -> String {
    let codes: Vec<_> = outcome.verdict.feedback.iter().copied().map(FeedbackCode::name).collect();
    if codes.is_empty() { "none".to_owned() } else { codes.join(" ") }
}

fn video(outcome: &Outcome) -> String {
    let (video, frames) = (&outcome.report.video, outcome.report.frames);
    format!(
        "{} in {}, {} x {}, {:.1} s, {} frames, {} analysed, a face in {}",
        codec_name(video.codec),
        container_name(video.container),
        video.size.width_px,
        video.size.height_px,
        video.duration.as_secs_f64(),
        frames.decoded,
        frames.analysed,
        frames.with_face
    )
}

fn reference(outcome: &Outcome) -> String {
    match (&outcome.reference_image, outcome.report.reference_time) {
        (Some(image), Some(time)) => at(image, time),
        _ => "no frame is good enough".to_owned(),
    }
}

fn audit(outcome: &Outcome) -> String {
    let times = outcome.report.audit_times.iter();
    let images: Vec<_> =
        outcome.audit_images.iter().zip(times).map(|(image, &time)| at(image, time)).collect();
    if images.is_empty() { "none".to_owned() } else { images.join(", ") }
}

fn at(image: &FaceImage, time: MediaTime) -> String {
    format!("{:.2} s ({} KiB)", time.as_secs_f64(), image.jpeg.as_slice().len().div_ceil(1024))
}

fn readings(outcome: &Outcome) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["signal", "reading", "log-odds", "why"]);
    for contribution in &outcome.verdict.contributions {
        table.add_row([
            contribution.signal.to_string(),
            reading(contribution),
            format!("{:+.2}", contribution.added()),
            contribution.reason.clone(),
        ]);
    }
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

fn reading(contribution: &Contribution) -> String {
    match contribution.reading {
        Reading::Raw(value) => format!("{value:.4}"),
        Reading::NotTaken(_) => "-".to_owned(),
    }
}

fn table(checks: &[AnalysedRecording]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    let labelled = checks.iter().any(|check| check.recording.label.is_some());
    let label_header = labelled.then_some("label");
    table.set_header(["recording"].into_iter().chain(label_header).chain([
        "status",
        "confidence",
        "feedback or reason",
    ]));
    for check in checks {
        let label = check.recording.label.as_ref().map_or("", |label| label.species.as_str());
        let (confidence, remark) = match &check.outcome {
            Ok(outcome) => (outcome.verdict.confidence.to_string(), feedback(outcome)),
            Err(reason) => ("-".to_owned(), reason.clone()),
        };
        let first = [check.name.clone()].into_iter().chain(labelled.then(|| label.to_owned()));
        table.add_row(first.chain([check.status().name().to_owned(), confidence, remark]));
    }
    let confidence = if labelled { 3 } else { 2 };
    if let Some(column) = table.column_mut(confidence) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}
