//! Tables of rates and of recordings.

use super::percent;
use super::plot::escape;
use crate::{Answer, Attempt, Evaluation, Metrics, Presentation, Rate, SplitBy, Unanswered};
use catchlight_types::{FeedbackCode, Reading};

/// One row a species, the worst first.
pub(super) fn species(metrics: &Metrics) -> String {
    let mut rows: Vec<_> = metrics.apcer.iter().collect();
    rows.sort_by(|(_, left), (_, right)| right.value().total_cmp(&left.value()));
    let rows: String = rows
        .into_iter()
        .map(|(species, &rate)| {
            format!("<tr><th>{}</th>{}</tr>", escape(species.as_str()), rate_cells(Some(rate)))
        })
        .collect();
    format!(
        "<table><thead><tr><th>Species</th><th>APCER</th><th>Taken for live</th><th>95 %</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// One row a family, its species pooled.
pub(super) fn families(evaluation: &Evaluation) -> String {
    let rows: String = evaluation
        .split(SplitBy::Family)
        .iter()
        .map(|(family, metrics)| {
            let name = if family.name() == "other" { "of no known family" } else { family.name() };
            let pooled = rate_cells(metrics.apcer_pooled.values().next().copied());
            let area =
                metrics.curve.as_ref().map_or_else(|| "–".to_owned(), |curve| format!("{:.4}", curve.area()));
            format!("<tr><th>{name}</th>{pooled}<td class=\"number\">{area}</td></tr>")
        })
        .collect();
    format!(
        "<table><thead><tr><th>Family</th><th>Pooled APCER</th><th>Taken for live</th><th>95 %</th><th>AUC</th></tr></thead>\
         <tbody>{rows}</tbody></table>"
    )
}

/// One row a recording that nothing could answer, with what was said instead.
pub(super) fn non_responses(evaluation: &Evaluation) -> String {
    let rows: String = evaluation
        .non_responses()
        .map(|attempt| {
            let class = if is_wrong(evaluation, attempt) { " class=\"wrong\"" } else { "" };
            let what = attempt.circumstances.reason.as_deref().unwrap_or("–").replace('_', " ");
            let said = attempt.failure.clone().unwrap_or_else(|| codes(attempt));
            format!(
                "<tr{class}><th>{}</th><td>{}</td><td class=\"number\">{}</td><td>{}</td></tr>",
                escape(&attempt.name),
                escape(&what),
                answer(attempt),
                escape(&said)
            )
        })
        .collect();
    format!(
        "<table><thead><tr><th>Recording</th><th>What is wrong</th><th>Confidence</th><th>What was said</th></tr></thead>\
         <tbody>{rows}</tbody></table>"
    )
}

/// One row a recording that could not be read.
pub(super) fn unanswered(evaluation: &Evaluation) -> String {
    let row =
        |one: &Unanswered| format!("<tr><th>{}</th><td>{}</td></tr>", escape(&one.name), escape(&one.reason));
    let rows: String = evaluation.unanswered.iter().map(row).collect();
    format!("<table><thead><tr><th>Recording</th><th>Why</th></tr></thead><tbody>{rows}</tbody></table>")
}

/// One row a part of the set.
pub(super) fn splits(evaluation: &Evaluation) -> String {
    let mut rows = String::new();
    for by in SplitBy::CIRCUMSTANCES {
        for (part, metrics) in evaluation.split(by) {
            let worst = metrics.apcer_ap();
            rows.push_str(&format!(
                "<tr><th>{}: {}</th>{}<td>{}</td></tr>",
                by.name().replace('_', " "),
                escape(part.name()),
                rate_cells(metrics.bpcer),
                worst.map_or_else(
                    || "–".to_owned(),
                    |(species, rate)| format!("{} {}", percent(rate.value()), escape(species.as_str()))
                )
            ));
        }
    }
    format!(
        "<table><thead><tr><th>Part</th><th>BPCER</th><th>Refused</th><th>95 %</th><th>Worst species</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// Every recording with its readings, wrong answers first.
pub(super) fn recordings(evaluation: &Evaluation) -> String {
    let mut attempts: Vec<&Attempt> = evaluation.attempts.iter().collect();
    attempts.sort_by_key(|attempt| !is_wrong(evaluation, attempt));
    let signals: Vec<String> = attempts
        .first()
        .map(|attempt| attempt.measurements.iter().map(|one| one.signal.to_string()).collect())
        .unwrap_or_default();
    let heads: String =
        signals.iter().map(|name| format!("<th>{}</th>", escape(&name.replace('_', " ")))).collect();
    let rows: String = attempts.iter().map(|attempt| recording(evaluation, attempt)).collect();
    format!(
        "<div class=\"wide\"><table class=\"small\"><thead><tr><th>Recording</th><th>What it is</th><th>Confidence</th>\
         <th>Feedback</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

fn is_wrong(evaluation: &Evaluation, attempt: &Attempt) -> bool {
    let accepted = attempt.answer.is_accepted(evaluation.threshold);
    match &attempt.presentation {
        Some(Presentation::BonaFide) => !accepted,
        Some(Presentation::Attack(_) | Presentation::NonResponse) => accepted,
        None => false,
    }
}

fn recording(evaluation: &Evaluation, attempt: &Attempt) -> String {
    let class = if is_wrong(evaluation, attempt) { " class=\"wrong\"" } else { "" };
    let presentation = match &attempt.presentation {
        Some(Presentation::BonaFide) => "live",
        Some(Presentation::Attack(species)) => species.as_str(),
        Some(Presentation::NonResponse) => "non-response",
        None => "no label",
    };
    let readings: String = attempt.measurements.iter().map(|one| reading(one.reading)).collect();
    format!(
        "<tr{class}><th>{}</th><td>{}</td><td class=\"number\">{}</td><td>{}</td>{readings}</tr>",
        escape(&attempt.name),
        escape(presentation),
        answer(attempt),
        codes(attempt)
    )
}

fn answer(attempt: &Attempt) -> String {
    match attempt.answer {
        Answer::Scored(confidence) => confidence.to_string(),
        Answer::Failed => "failed".to_owned(),
    }
}

fn codes(attempt: &Attempt) -> String {
    let codes: Vec<_> = attempt.feedback.iter().copied().map(FeedbackCode::name).collect();
    codes.join(" ")
}

fn reading(reading: Reading) -> String {
    match reading {
        Reading::Raw(value) => format!("<td class=\"number\">{value:.3}</td>"),
        Reading::NotTaken(why) => format!("<td class=\"not-taken\">{}</td>", why.name().replace('_', " ")),
    }
}

fn rate_cells(rate: Option<Rate>) -> String {
    let Some(rate) = rate else { return "<td>–</td><td></td><td></td>".to_owned() };
    let interval = rate.interval();
    format!(
        "<td class=\"number\">{}</td><td>{} of {}</td><td><span class=\"range\"><span style=\"left:{:.1}%;width:{:.1}%\"></span>\
         <i style=\"left:{:.1}%\"></i></span>{} to {}</td>",
        percent(rate.value()),
        rate.errors(),
        rate.trials(),
        100.0 * interval.low,
        100.0 * (interval.high - interval.low),
        100.0 * rate.value(),
        percent(interval.low),
        percent(interval.high)
    )
}
