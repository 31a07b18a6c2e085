//! Answers as one self-contained HTML page: pictures, light over time, and how the log-odds came about.
//!
//! In: checks with their outcomes. Out: HTML that loads nothing. It shows the person.
//! Never: a name that is not escaped, a script, the truth of a recording.

mod drawing;
mod light;
mod screen;
mod stills;
mod waterfall;

use crate::analyze::check::Check;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catchlight_engine::{Calibration, Outcome};
use catchlight_face::FaceModels;
use catchlight_types::{FaceImage, FeedbackCode, Measurement, MediaTime, Reading};
pub(crate) use drawing::escape;
use std::fmt::Write;

const STYLE: &str = include_str!("page/page.css");

/// Draws the page.
///
/// # Errors
/// When a video cannot be decoded once more or a net fails.
pub(crate) fn of(checks: &[Check], calibration: &Calibration, models: &FaceModels) -> anyhow::Result<String> {
    let mut body = format!(
        "<header><h1>Analysis</h1><p>{} by calibration {}. The page holds pictures of the person: \
         keep it as you keep the video.</p></header>",
        count(checks.len()),
        escape(calibration.version())
    );
    for check in checks {
        body.push_str(&article(check, calibration, models)?);
    }
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Analysis</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    ))
}

fn count(checks: usize) -> String {
    if checks == 1 { "One recording".to_owned() } else { format!("{checks} recordings") }
}

fn article(check: &Check, calibration: &Calibration, models: &FaceModels) -> anyhow::Result<String> {
    let name = escape(&check.name);
    let content = match &check.answer {
        Err(reason) => tile("Status", check.status().name(), "attack", &escape(reason)),
        Ok(outcome) => {
            let shown = screen::shown_in(&check.recording);
            let challenge = &check.recording.challenge;
            let note = if shown.is_empty() { SIZE_NOTE } else { LIGHT_NOTE };
            let stills = stills::figures(&check.recording, models, &still_times(outcome))?;
            [
                tiles(check, outcome),
                section("How the answer came about", WATERFALL_NOTE, &waterfall(outcome, calibration)),
                section("Over time", note, &light::chart(outcome, challenge, &shown)),
                section("Frames", STILLS_NOTE, &stills),
                section("Returned images", IMAGES_NOTE, &returned(outcome)),
            ]
            .concat()
        }
    };
    Ok(format!("<article><h2>{name}</h2>{content}</article>"))
}

fn tiles(check: &Check, outcome: &Outcome) -> String {
    let percent = outcome.verdict.confidence.percent();
    let class = if percent >= MIDDLE_PERCENT { "live" } else { "attack" };
    let codes: Vec<_> = outcome.verdict.feedback.iter().copied().map(FeedbackCode::name).collect();
    let feedback = if codes.is_empty() { "nothing to improve".to_owned() } else { codes.join(" ") };
    let (video, frames) = (&outcome.report.video, outcome.report.frames);
    let format = format!("{:?}, {} x {}", video.codec, video.size.width_px, video.size.height_px);
    let length = format!("{:.1} s", video.duration.as_secs_f64());
    let seen = format!("{} decoded, a face in {}", frames.decoded, frames.with_face);
    let tiles = [
        tile("Confidence", &outcome.verdict.confidence.to_string(), class, "0 attack, 100 live"),
        tile("Status", check.status().name(), "", check.recording.challenge.kind.name()),
        tile("Feedback", &codes.len().to_string(), "", &feedback),
        tile("Video", &length, "", &format),
        tile("Frames", &frames.analysed.to_string(), "", &seen),
    ];
    format!("<div class=\"tiles\">{}</div>", tiles.concat())
}

fn tile(name: &str, value: &str, class: &str, below: &str) -> String {
    format!("<div class=\"tile\"><h4>{name}</h4><p class=\"value {class}\">{value}</p><p>{below}</p></div>")
}

fn section(title: &str, note: &str, content: &str) -> String {
    format!("<section><h3>{title}</h3><p class=\"note\">{note}</p>{content}</section>")
}

fn waterfall(outcome: &Outcome, calibration: &Calibration) -> String {
    let mut content = waterfall::table(&outcome.verdict, calibration.prior_log_odds());
    let rows: String = outcome.report.measurements.iter().map(details).collect();
    // Writing to a string cannot fail.
    write!(
        content,
        "<details><summary>The numbers behind the readings</summary><table>{rows}</table></details>"
    )
    .unwrap_or_default();
    content
}

fn details(measurement: &Measurement) -> String {
    let numbers: Vec<_> = measurement
        .details
        .iter()
        .map(|detail| format!("{} {:.4}", escape(&detail.name), detail.value))
        .collect();
    let reading = match measurement.reading {
        Reading::Raw(value) => format!("{value:.5}"),
        Reading::NotTaken(why) => why.name().to_owned(),
    };
    format!(
        "<tr><th>{}</th><td class=\"number\">{reading}</td><td class=\"small\">{}</td></tr>",
        escape(measurement.signal.as_str()),
        numbers.join(" · ")
    )
}

/// Evenly spread over the video, away from its very ends.
fn still_times(outcome: &Outcome) -> Vec<f64> {
    let length_s = outcome.report.video.duration.as_secs_f64();
    (0..STILLS).map(|place| length_s * (f64::from(place) + 0.5) / f64::from(STILLS)).collect()
}

fn returned(outcome: &Outcome) -> String {
    let report = &outcome.report;
    let mut figures = String::new();
    if let Some(image) = &outcome.reference_image {
        figures.push_str(&figure("reference", image, report.reference_time));
    }
    for (image, &time) in outcome.audit_images.iter().zip(&report.audit_times) {
        figures.push_str(&figure("audit", image, Some(time)));
    }
    if figures.is_empty() {
        figures.push_str("<p class=\"note\">No frame shows a face.</p>");
    }
    format!("<div class=\"stills\">{figures}</div>")
}

fn figure(name: &str, image: &FaceImage, time: Option<MediaTime>) -> String {
    let jpeg = image.jpeg.as_slice();
    let time = time.map_or_else(String::new, |time| format!(", {:.2} s", time.as_secs_f64()));
    format!(
        "<figure><img alt=\"{name}\" src=\"data:image/jpeg;base64,{}\"><figcaption>{name}{time}, {} KiB</figcaption></figure>",
        STANDARD.encode(jpeg),
        jpeg.len().div_ceil(1024)
    )
}

/// From here on the tile is green; an application sets its own bound.
const MIDDLE_PERCENT: f32 = 50.0;
/// Frames with landmarks.
const STILLS: u32 = 8;
const WATERFALL_NOTE: &str = "Each reading moves the log-odds of a live person from where the one above left them. \
    What could not be measured moves nothing.";
const LIGHT_NOTE: &str = "Above, the colours that the client says its screen showed. Solid, the tint of the skin; dashed, \
    the tint of the screen, as late as it was measured and stretched so that it fits the skin best. Below, how the face came to the size of the oval.";
const SIZE_NOTE: &str =
    "The client reported no colours. The curve is how the face came to the size of the oval.";
const STILLS_NOTE: &str =
    "The followed face with its 468 landmarks and its box; dashed, the oval it had to fill.";
const IMAGES_NOTE: &str =
    "What the API returns: the reference image from neutral light, the audit images spread over the check.";
