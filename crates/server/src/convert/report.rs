//! The report of one check: everything that led to the Confidence, in our own JSON.

use super::signal_words;
use catchlight_store::{StoredResult, StoredSession};
use catchlight_types::{
    Ceiling, Confidence, Contribution, MainReason, Measurement, Reading, SessionStatus, SignalName,
};
use serde::Serialize;

/// The answer of `GET /v1/sessions/{id}/report`.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'a> {
    session_id: &'a str,
    status: &'static str,
    /// Why the session is FAILED, a name.
    failure: Option<&'a str>,
    challenge: Option<ReportedChallenge>,
    sdk_type: Option<&'a str>,
    created_at_ms: i64,
    result: Option<ReportedResult<'a>>,
}

#[derive(Debug, Serialize)]
struct ReportedChallenge {
    kind: &'static str,
    version: String,
}

#[derive(Debug, Serialize)]
struct ReportedResult<'a> {
    confidence: f32,
    /// From here on a check counts as passed; an application sets its own threshold.
    pass_mark: f32,
    passed: bool,
    calibration: &'a str,
    feedback: Vec<&'static str>,
    /// Why the answer is what it is, the strongest reason first.
    reasons: Vec<ReportedReason<'a>>,
    /// What held the answer below what the readings add up to.
    ceiling: Option<ReportedCeiling<'a>>,
    /// Log-odds of a live person before any reading; null in results of older versions.
    prior_log_odds: Option<f64>,
    /// What the fusion made of each signal, the strongest first.
    contributions: Vec<ReportedContribution<'a>>,
    /// What was measured, with the numbers behind it.
    measurements: Vec<ReportedMeasurement<'a>>,
}

#[derive(Debug, Serialize)]
struct ReportedReason<'a> {
    signal: Option<&'a str>,
    label: Option<String>,
    direction: &'static str,
    log_odds: f64,
    reason: &'a str,
}

#[derive(Debug, Serialize)]
struct ReportedCeiling<'a> {
    cause: &'static str,
    /// The signals whose readings would have lifted it.
    signals: Vec<&'a str>,
    limit: f32,
    without: f32,
    log_odds_taken: f64,
    reason: &'a str,
}

#[derive(Debug, Serialize)]
struct ReportedContribution<'a> {
    signal: &'a str,
    label: String,
    reading: ReportedReading,
    log_likelihood_ratio: f64,
    weight: f64,
    added: f64,
    reason: &'a str,
}

#[derive(Debug, Serialize)]
struct ReportedMeasurement<'a> {
    signal: &'a str,
    label: String,
    question: Option<&'static str>,
    unit: Option<&'static str>,
    reading: ReportedReading,
    details: Vec<ReportedDetail<'a>>,
}

#[derive(Debug, Serialize)]
struct ReportedDetail<'a> {
    name: &'a str,
    value: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum ReportedReading {
    Raw(f64),
    NotTaken(&'static str),
}

impl<'a> Report<'a> {
    /// The report of a session that stands at `status`.
    pub(crate) fn new(
        session: &'a StoredSession,
        status: SessionStatus,
        result: Option<&'a StoredResult>,
    ) -> Self {
        Self {
            session_id: session.id.as_str(),
            status: status.name(),
            failure: session.failure.as_deref(),
            challenge: session.challenge.map(|challenge| ReportedChallenge {
                kind: challenge.kind.name(),
                version: challenge.version.to_string(),
            }),
            sdk_type: session.sdk_type.as_deref(),
            created_at_ms: session.created_at.as_millis(),
            result: result.map(ReportedResult::new),
        }
    }
}

impl<'a> ReportedResult<'a> {
    fn new(result: &'a StoredResult) -> Self {
        let verdict = &result.verdict;
        Self {
            confidence: verdict.confidence.percent(),
            pass_mark: Confidence::PASS_MARK.percent(),
            passed: verdict.passes(),
            calibration: &verdict.calibration,
            feedback: verdict.feedback.iter().map(|code| code.name()).collect(),
            reasons: verdict.main_reasons().into_iter().map(ReportedReason::new).collect(),
            ceiling: verdict.ceiling.as_ref().map(ReportedCeiling::new),
            prior_log_odds: verdict.prior_log_odds,
            contributions: verdict.by_strength().into_iter().map(ReportedContribution::new).collect(),
            measurements: result.measurements.iter().map(ReportedMeasurement::new).collect(),
        }
    }
}

impl<'a> ReportedReason<'a> {
    fn new(reason: MainReason<'a>) -> Self {
        Self {
            signal: reason.signal.map(SignalName::as_str),
            label: reason.signal.map(signal_words::label),
            direction: reason.direction.name(),
            log_odds: reason.log_odds,
            reason: reason.words,
        }
    }
}

impl<'a> ReportedCeiling<'a> {
    fn new(ceiling: &'a Ceiling) -> Self {
        Self {
            cause: ceiling.cause.name(),
            signals: ceiling.signals.iter().map(SignalName::as_str).collect(),
            limit: ceiling.limit.percent(),
            without: ceiling.without.percent(),
            log_odds_taken: ceiling.log_odds_taken,
            reason: &ceiling.reason,
        }
    }
}

impl<'a> ReportedContribution<'a> {
    fn new(contribution: &'a Contribution) -> Self {
        Self {
            signal: contribution.signal.as_str(),
            label: signal_words::label(&contribution.signal),
            reading: ReportedReading::new(contribution.reading),
            log_likelihood_ratio: contribution.log_likelihood_ratio,
            weight: contribution.weight,
            added: contribution.added(),
            reason: &contribution.reason,
        }
    }
}

impl<'a> ReportedMeasurement<'a> {
    fn new(measurement: &'a Measurement) -> Self {
        let details = measurement.details.iter();
        let words = signal_words::words(&measurement.signal);
        Self {
            signal: measurement.signal.as_str(),
            label: signal_words::label(&measurement.signal),
            question: words.map(|words| words.question),
            unit: words.map(|words| words.unit),
            reading: ReportedReading::new(measurement.reading),
            details: details
                .map(|detail| ReportedDetail { name: &detail.name, value: detail.value })
                .collect(),
        }
    }
}

impl ReportedReading {
    const fn new(reading: Reading) -> Self {
        match reading {
            Reading::Raw(value) => Self::Raw(value),
            Reading::NotTaken(why) => Self::NotTaken(why.name()),
        }
    }
}
