//! Answers as one self-contained HTML page: pictures, light over time, and how the log-odds came about.
//!
//! In: checks with their outcomes. Out: HTML that loads nothing. It shows the person.
//! Never: a name that is not escaped, a script, the truth of a recording.

mod light;
mod stills;
mod waterfall;

use super::AnalysedRecording;
use crate::ReportError;
use crate::html::{chart, document, escape, section, table, tile};
use crate::words::{codec_name, label};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catchlight_engine::{Calibration, Outcome};
use catchlight_face::FaceModels;
use catchlight_types::{Direction, FaceImage, FeedbackCode, Measurement, MediaTime, Reading, Verdict};
use std::fmt::Write;
use stills::Moment;

/// Draws the page.
///
/// # Errors
/// When a video cannot be decoded once more or a net fails.
pub fn analysis_page(
    checks: &[AnalysedRecording],
    calibration: &Calibration,
    models: &FaceModels,
) -> Result<String, ReportError> {
    let mut body = format!(
        "<header><h1>Analysis</h1><p>{} by calibration {}. The page holds pictures of the person: \
         keep it as you keep the video.</p></header>",
        count(checks.len()),
        escape(calibration.version())
    );
    for check in checks {
        body.push_str(&article(check, models)?);
    }
    Ok(document("Analysis", &body))
}

fn count(checks: usize) -> String {
    if checks == 1 { "One recording".to_owned() } else { format!("{checks} recordings") }
}

fn article(check: &AnalysedRecording, models: &FaceModels) -> Result<String, ReportError> {
    let name = escape(&check.name);
    let content = match &check.outcome {
        Err(reason) => failed(check, reason),
        Ok(outcome) => {
            let challenge = &check.recording.challenge;
            let stills = stills::figures(&check.recording, models, &moments(outcome))?;
            let light = light::skin_against_screen(outcome)
                .map_or_else(String::new, |light| section("Skin against screen", LIGHT_NOTE, &chart(&light)));
            [
                format!("<p class=\"verdict\">{}</p>", escape(&in_words(&outcome.verdict))),
                tiles(check, outcome),
                section("How the answer came about", WATERFALL_NOTE, &waterfall(outcome)),
                light,
                section(
                    "The way into the oval",
                    SIZE_NOTE,
                    &chart(&light::way_into_the_oval(outcome, challenge)),
                ),
                section("Chosen frames", STILLS_NOTE, &stills),
                section("Returned images", IMAGES_NOTE, &returned(outcome)),
            ]
            .concat()
        }
    };
    Ok(format!("<article><h1>{name}</h1>{content}</article>"))
}

fn failed(check: &AnalysedRecording, reason: &str) -> String {
    let challenge = check.recording.challenge.kind.name();
    let length = format!("{} KiB", check.recording.video.len().div_ceil(1024));
    let tiles = [
        tile("Status", check.status().name(), "attack word", challenge),
        tile("Confidence", "–", "", "a failed check has none"),
        tile("Video", &length, "", "as the client sent it"),
    ];
    format!(
        "<p class=\"verdict\">There is no answer: {}.</p><div class=\"tiles\">{}</div>",
        escape(reason),
        tiles.concat()
    )
}

/// The answer as a sentence, for readers who read nothing else.
fn in_words(verdict: &Verdict) -> String {
    let reasons = verdict.main_reasons();
    let taken = match reasons.first().map(|reason| reason.direction) {
        Some(Direction::Live) => "More likely a live person than an attack",
        Some(Direction::Attack) => "More likely an attack than a live person",
        Some(Direction::Unproven) => "A live person was not proven",
        None if verdict.passes() => "More likely a live person than an attack, though no signal was decisive",
        None => "A live person was not proven, since no signal was decisive",
    };
    let words: Vec<&str> = reasons.iter().take(REASONS).map(|reason| reason.words).collect();
    if words.is_empty() { format!("{taken}.") } else { format!("{taken}: {}.", words.join(", and ")) }
}

fn tiles(check: &AnalysedRecording, outcome: &Outcome) -> String {
    let class = if outcome.verdict.passes() { "live" } else { "attack" };
    let codes: Vec<_> = outcome.verdict.feedback.iter().copied().map(FeedbackCode::name).collect();
    let feedback = if codes.is_empty() { "nothing to improve".to_owned() } else { codes.join("<br>") };
    let (video, frames) = (&outcome.report.video, outcome.report.frames);
    let format = format!("{}, {} x {}", codec_name(video.codec), video.size.width_px, video.size.height_px);
    let length = format!("{:.1} s", video.duration.as_secs_f64());
    let seen = format!("of {} decoded; a face in {}", frames.decoded, frames.with_face);
    let tiles = [
        tile("Confidence", &outcome.verdict.confidence.to_string(), class, "0 attack, 100 live"),
        tile("Status", check.status().name(), "word", check.recording.challenge.kind.name()),
        tile("Feedback codes", &codes.len().to_string(), "", &feedback),
        tile("Video", &length, "", &format),
        tile("Frames looked at", &frames.analysed.to_string(), "", &seen),
    ];
    format!("<div class=\"tiles\">{}</div>", tiles.concat())
}

fn waterfall(outcome: &Outcome) -> String {
    let mut content = waterfall::rows(&outcome.verdict);
    let rows: String = outcome.report.measurements.iter().map(details).collect();
    // Writing to a string cannot fail.
    write!(
        content,
        "<details><summary>The numbers behind the readings</summary>{}</details>",
        table("small", &["signal", "#reading", "details"], &rows)
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
        Reading::NotTaken(why) => format!("not measured: {}", why.words()),
    };
    format!(
        "<tr><th>{}</th><td class=\"number\">{reading}</td><td>{}</td></tr>",
        escape(&label(&measurement.signal)),
        numbers.join(" · ")
    )
}

/// The frames of the returned images, in order of time; frames spread over the video when there is none.
fn moments(outcome: &Outcome) -> Vec<Moment> {
    let report = &outcome.report;
    let reference = report.reference_time.map(|time| ("reference".to_owned(), time));
    let audit = report.audit_times.iter().zip(1..).map(|(&time, number)| (format!("audit {number}"), time));
    let mut moments: Vec<Moment> = reference
        .into_iter()
        .chain(audit)
        .map(|(name, time)| Moment { name, time_s: time.as_secs_f64() })
        .collect();
    if moments.is_empty() {
        let length_s = report.video.duration.as_secs_f64();
        let time_s = |place: u32| length_s * (f64::from(place) + 0.5) / f64::from(STILLS);
        moments.extend((0..STILLS).map(|place| Moment { name: "no face".to_owned(), time_s: time_s(place) }));
    }
    moments.sort_by(|one, other| one.time_s.total_cmp(&other.time_s));
    moments
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
    format!("<div class=\"stills small-ones\">{figures}</div>")
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

/// Reasons in the sentence above the figures.
const REASONS: usize = 2;
/// Frames with landmarks when none was chosen for an image.
const STILLS: u32 = 4;
const WATERFALL_NOTE: &str = "Each reading moves the log-odds of a live person from where the one above left them; the scale \
    says which Confidence that is. What could not be measured moves nothing.";
const LIGHT_NOTE: &str = "What the client says its screen showed, and behind the curves the same as a tint. The dashed curve \
    is the light of the screen, as late as it was measured and stretched to fit; skin that this screen lit follows it.";
const SIZE_NOTE: &str =
    "Width of the face against that of the oval, over the whole video; shaded, when colours were shown.";
const STILLS_NOTE: &str = "The frames behind the returned images: the followed face with its 468 landmarks and its box; \
    dashed, the oval it had to fill.";
const IMAGES_NOTE: &str =
    "What the API returns: the reference image from neutral light, the audit images spread over the check.";
