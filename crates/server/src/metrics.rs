//! Counts for operators, in the text format of Prometheus.
//!
//! In: what happened. Out: `GET /metrics`. Never: ids, keys, anything about one person or one application.

use crate::body::{Body, whole};
use catchlight_types::SessionStatus;
use http::{HeaderValue, Response, header};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The counts of one process; they begin at zero when it starts.
#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<RequestLabels, u64>,
    checks: BTreeMap<CheckLabels, u64>,
    verdicts: Waits,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RequestLabels {
    operation: &'static str,
    answer: &'static str,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CheckLabels {
    status: &'static str,
    reason: &'static str,
}

/// How long clients waited, counted by upper bounds.
#[derive(Debug, Default)]
struct Waits {
    within: [u64; VERDICT_BOUNDS_MS.len()],
    count: u64,
    total: Duration,
}

impl Metrics {
    /// Counts a response; `answer` is `ok` or the name of the error.
    pub(crate) fn answered(&self, operation: &'static str, answer: &'static str) {
        self.change(|counts| *counts.requests.entry(RequestLabels { operation, answer }).or_default() += 1);
    }

    /// Counts a check that ended.
    pub(crate) fn ended(&self, status: SessionStatus, reason: Option<&'static str>) {
        let labels = CheckLabels { status: status.name(), reason: reason.unwrap_or_default() };
        self.change(|counts| *counts.checks.entry(labels).or_default() += 1);
    }

    /// Records the time from the end of a video to the stored verdict.
    pub(crate) fn verdict_after(&self, wait: Duration) {
        self.change(|counts| {
            for (within, bound_ms) in counts.verdicts.within.iter_mut().zip(VERDICT_BOUNDS_MS) {
                *within += u64::from(wait <= Duration::from_millis(bound_ms));
            }
            counts.verdicts.count += 1;
            counts.verdicts.total += wait;
        });
    }

    /// `GET /metrics`.
    pub(crate) fn answer(&self, running_checks: usize) -> Response<Body> {
        let mut response = Response::new(whole(self.text(running_checks)));
        let content_type = HeaderValue::from_static("text/plain; version=0.0.4");
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        response
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        // A count is whole after every step, so a poisoned lock hides no broken state.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn text(&self, running_checks: usize) -> String {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        head(
            &mut text,
            "catchlight_requests_total",
            "counter",
            "Requests of the control plane, by operation and outcome",
        );
        for (RequestLabels { operation, answer }, count) in &counts.requests {
            line(
                &mut text,
                format_args!(
                    "catchlight_requests_total{{operation=\"{operation}\",answer=\"{answer}\"}} {count}"
                ),
            );
        }
        head(&mut text, "catchlight_checks_running", "gauge", "Checks with an open stream");
        line(&mut text, format_args!("catchlight_checks_running {running_checks}"));
        head(&mut text, "catchlight_checks_total", "counter", "Finished checks, by status and reason");
        for (CheckLabels { status, reason }, count) in &counts.checks {
            line(
                &mut text,
                format_args!("catchlight_checks_total{{status=\"{status}\",reason=\"{reason}\"}} {count}"),
            );
        }
        let name = "catchlight_verdict_seconds";
        head(&mut text, name, "histogram", "Time from the end of the video to the stored verdict");
        let verdicts = &counts.verdicts;
        for (within, bound_ms) in verdicts.within.iter().zip(VERDICT_BOUNDS_MS) {
            let bound = Duration::from_millis(bound_ms).as_secs_f64();
            line(&mut text, format_args!("{name}_bucket{{le=\"{bound}\"}} {within}"));
        }
        line(&mut text, format_args!("{name}_bucket{{le=\"+Inf\"}} {}", verdicts.count));
        line(&mut text, format_args!("{name}_sum {}", verdicts.total.as_secs_f64()));
        line(&mut text, format_args!("{name}_count {}", verdicts.count));
        text
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    line(text, format_args!("# HELP {name} {help}."));
    line(text, format_args!("# TYPE {name} {kind}"));
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    writeln!(text, "{content}").expect("a string takes every text");
}

/// The aim is 150 ms for one in two clients and 400 ms for 19 in 20.
const VERDICT_BOUNDS_MS: [u64; 7] = [50, 100, 150, 400, 1000, 5000, 60_000];

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn every_count_is_reported() {
        let metrics = Metrics::default();
        metrics.answered("Create", "ok");
        metrics.answered("Create", "ok");
        metrics.answered("Create", "ThrottlingException");
        metrics.ended(SessionStatus::Failed, Some("cancelled"));
        metrics.ended(SessionStatus::Succeeded, None);
        metrics.verdict_after(Duration::from_millis(150));
        metrics.verdict_after(Duration::from_millis(500));
        expect![[r#"
            # HELP catchlight_requests_total Requests of the control plane, by operation and outcome.
            # TYPE catchlight_requests_total counter
            catchlight_requests_total{operation="Create",answer="ThrottlingException"} 1
            catchlight_requests_total{operation="Create",answer="ok"} 2
            # HELP catchlight_checks_running Checks with an open stream.
            # TYPE catchlight_checks_running gauge
            catchlight_checks_running 3
            # HELP catchlight_checks_total Finished checks, by status and reason.
            # TYPE catchlight_checks_total counter
            catchlight_checks_total{status="FAILED",reason="cancelled"} 1
            catchlight_checks_total{status="SUCCEEDED",reason=""} 1
            # HELP catchlight_verdict_seconds Time from the end of the video to the stored verdict.
            # TYPE catchlight_verdict_seconds histogram
            catchlight_verdict_seconds_bucket{le="0.05"} 0
            catchlight_verdict_seconds_bucket{le="0.1"} 0
            catchlight_verdict_seconds_bucket{le="0.15"} 1
            catchlight_verdict_seconds_bucket{le="0.4"} 1
            catchlight_verdict_seconds_bucket{le="1"} 2
            catchlight_verdict_seconds_bucket{le="5"} 2
            catchlight_verdict_seconds_bucket{le="60"} 2
            catchlight_verdict_seconds_bucket{le="+Inf"} 2
            catchlight_verdict_seconds_sum 0.65
            catchlight_verdict_seconds_count 2
        "#]]
        .assert_eq(&metrics.text(3));
    }
}
