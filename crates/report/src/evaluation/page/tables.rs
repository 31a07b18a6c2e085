//! Tables of rates and of recordings.

use super::percent;
use crate::html::{escape, table};
use catchlight_evaluation::{
    Attempt, Evaluation, Metrics, Presentation, Rate, Reliability, Response, SplitBy, Unanswered,
};
use catchlight_types::{FeedbackCode, Reading};

/// Every figure of the set that is no rate of one species.
pub(super) fn figures(metrics: &Metrics) -> String {
    let rates = [
        ("BPCER", metrics.bpcer),
        ("BPNRR, bona fide presentations without a response", metrics.bpnrr),
        ("APNRR, attacks without a response", metrics.apnrr),
        ("Non-responses accepted as live", metrics.non_response_accepted),
    ];
    let curve = metrics.curve.as_ref();
    let numbers = [
        ("ACER", metrics.acer()),
        ("EER", curve.map(catchlight_evaluation::ErrorCurve::equal_error_rate)),
        ("BPCER20", metrics.bpcer20()),
        ("BPCER100", metrics.bpcer100()),
    ];
    let rates = rates.map(|(name, rate)| format!("<tr><th>{name}</th>{}</tr>", rate_cells(rate)));
    let numbers = numbers.map(|(name, value)| {
        let value = value.map_or_else(|| "–".to_owned(), percent);
        format!("<tr><th>{name}</th><td class=\"number\">{value}</td><td></td><td></td></tr>")
    });
    table("", &["Figure", "#Value", "Errors", "95 %"], &(rates.concat() + &numbers.concat()))
}

/// How many checks lie in each bin of confidence, and how many of them were live.
pub(super) fn reliability(reliability: &Reliability) -> String {
    let rows: String = reliability
        .bins()
        .iter()
        .zip(0..)
        .map(|(bin, place)| {
            let (said, was) = if bin.count == 0 {
                ("–".to_owned(), "–".to_owned())
            } else {
                (percent(bin.mean_confidence), percent(bin.bona_fide_share))
            };
            format!(
                "<tr><th>{} to {}</th><td class=\"number\">{}</td><td class=\"number\">{said}</td><td class=\"number\">{was}</td></tr>",
                10 * place,
                10 * (place + 1),
                bin.count
            )
        })
        .collect();
    let table = table("small", &["Confidence", "#Checks", "#Said on average", "#Were live"], &rows);
    format!("<details><summary>As a table</summary>{table}</details>")
}

/// One row a species, the worst first.
pub(super) fn species(metrics: &Metrics) -> String {
    let mut rows: Vec<_> = metrics.apcer.iter().collect();
    rows.sort_by(|(_, left), (_, right)| right.value().total_cmp(&left.value()));
    let rows: String = rows
        .into_iter()
        .map(|(species, &rate)| {
            let unanswered = metrics.apnrr_by_species.get(species).map(|rate| percent(rate.value()));
            format!(
                "<tr><th>{}</th>{}<td class=\"number\">{}</td></tr>",
                escape(species.as_str()),
                rate_cells(Some(rate)),
                unanswered.unwrap_or_default()
            )
        })
        .collect();
    table("", &["Species", "#APCER", "Taken for live", "95 %", "#APNRR"], &rows)
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
    table("", &["Family", "#Pooled APCER", "Taken for live", "95 %", "#AUC"], &rows)
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
                "<tr{class}><th>{}</th><td>{}</td><td class=\"number answer\">{}</td><td>{}</td></tr>",
                escape(&attempt.name),
                escape(&what),
                answer(attempt),
                escape(&said)
            )
        })
        .collect();
    table("", &["Recording", "What is wrong", "#Confidence", "What was said"], &rows)
}

/// One row a recording that could not be read.
pub(super) fn unanswered(evaluation: &Evaluation) -> String {
    let row =
        |one: &Unanswered| format!("<tr><th>{}</th><td>{}</td></tr>", escape(&one.name), escape(&one.reason));
    let rows: String = evaluation.unanswered.iter().map(row).collect();
    table("", &["Recording", "Why"], &rows)
}

/// One row a part of the set, under the name of what divides it.
pub(super) fn splits(evaluation: &Evaluation) -> String {
    let mut rows = String::new();
    for by in SplitBy::CIRCUMSTANCES {
        let parts = evaluation.split(by);
        if parts.is_empty() {
            continue;
        }
        rows.push_str(&format!(
            "<tr class=\"group\"><th colspan=\"5\">{}</th></tr>",
            by.name().replace('_', " ")
        ));
        for (part, metrics) in parts {
            let worst = metrics.apcer_ap();
            rows.push_str(&format!(
                "<tr class=\"member\"><th>{}</th>{}<td>{}</td></tr>",
                escape(part.name()),
                rate_cells(metrics.bpcer),
                worst.map_or_else(
                    || "–".to_owned(),
                    |(species, rate)| format!("{} {}", percent(rate.value()), escape(species.as_str()))
                )
            ));
        }
    }
    table("", &["Part", "#BPCER", "Refused", "95 %", "Worst APCER"], &rows)
}

/// Every recording with its readings, wrong answers first.
pub(super) fn recordings(evaluation: &Evaluation) -> String {
    let mut attempts: Vec<&Attempt> = evaluation.attempts.iter().collect();
    attempts.sort_by_key(|attempt| !is_wrong(evaluation, attempt));
    // A failed check has no readings, so the first attempt need not name the signals.
    let signals: Vec<String> = attempts
        .iter()
        .max_by_key(|attempt| attempt.measurements.len())
        .map(|attempt| attempt.measurements.iter().map(|one| one.signal.to_string()).collect())
        .unwrap_or_default();
    let heads: Vec<String> =
        signals.iter().map(|name| format!("#{}", escape(&name.replace('_', " ")))).collect();
    let first = ["Recording", "What it is", "#Confidence", "Feedback"];
    let heads: Vec<&str> = first.into_iter().chain(heads.iter().map(String::as_str)).collect();
    let rows: String = attempts.iter().map(|attempt| recording(evaluation, attempt)).collect();
    table("small", &heads, &rows)
}

fn is_wrong(evaluation: &Evaluation, attempt: &Attempt) -> bool {
    let accepted = attempt.response.is_accepted(evaluation.threshold);
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
        "<tr{class}><th>{}</th><td>{}</td><td class=\"number answer\">{}</td><td>{}</td>{readings}</tr>",
        escape(&attempt.name),
        escape(presentation),
        answer(attempt),
        codes(attempt)
    )
}

fn answer(attempt: &Attempt) -> String {
    match attempt.response {
        Response::Scored(confidence) => confidence.to_string(),
        Response::Failed => "failed".to_owned(),
    }
}

fn codes(attempt: &Attempt) -> String {
    let codes: Vec<_> = attempt.feedback.iter().copied().map(FeedbackCode::name).collect();
    codes.join(" ")
}

fn reading(reading: Reading) -> String {
    match reading {
        Reading::Raw(value) => format!("<td class=\"number\">{value:.3}</td>"),
        Reading::NotTaken(why) => {
            format!("<td class=\"number not-taken\">{}</td>", why.name().replace('_', " "))
        }
    }
}

fn rate_cells(rate: Option<Rate>) -> String {
    let Some(rate) = rate else { return "<td>–</td><td></td><td></td>".to_owned() };
    let interval = rate.interval();
    format!(
        "<td class=\"number\">{}</td><td>{} of {}</td><td><span class=\"range\"><span style=\"left:{:.1}%;width:{:.1}%\"></span>\
         <i style=\"left:{:.1}%\"></i></span><span>{} to {}</span></td>",
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
