//! The report of one check: everything that led to the Confidence, in our own JSON.

use catchlight_store::{StoredResult, StoredSession};
use catchlight_types::{Contribution, Measurement, Reading, SessionStatus};
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
    calibration: &'a str,
    feedback: Vec<&'static str>,
    /// What the fusion made of each signal, the strongest first: the main reasons lead.
    contributions: Vec<ReportedContribution<'a>>,
    /// What was measured, with the numbers behind it.
    measurements: Vec<ReportedMeasurement<'a>>,
}

#[derive(Debug, Serialize)]
struct ReportedContribution<'a> {
    signal: &'a str,
    reading: ReportedReading,
    log_likelihood_ratio: f64,
    weight: f64,
    reason: &'a str,
}

#[derive(Debug, Serialize)]
struct ReportedMeasurement<'a> {
    signal: &'a str,
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
        let strength =
            |contribution: &Contribution| (contribution.log_likelihood_ratio * contribution.weight).abs();
        let mut contributions: Vec<&Contribution> = verdict.contributions.iter().collect();
        contributions.sort_by(|one, other| strength(other).total_cmp(&strength(one)));
        Self {
            confidence: verdict.confidence.percent(),
            calibration: &verdict.calibration,
            feedback: verdict.feedback.iter().map(|code| code.name()).collect(),
            contributions: contributions.into_iter().map(ReportedContribution::new).collect(),
            measurements: result.measurements.iter().map(ReportedMeasurement::new).collect(),
        }
    }
}

impl<'a> ReportedContribution<'a> {
    fn new(contribution: &'a Contribution) -> Self {
        Self {
            signal: contribution.signal.as_str(),
            reading: ReportedReading::new(contribution.reading),
            log_likelihood_ratio: contribution.log_likelihood_ratio,
            weight: contribution.weight,
            reason: &contribution.reason,
        }
    }
}

impl<'a> ReportedMeasurement<'a> {
    fn new(measurement: &'a Measurement) -> Self {
        let details = measurement.details.iter();
        Self {
            signal: measurement.signal.as_str(),
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
