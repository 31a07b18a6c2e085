//! How the service does, and what a threshold would give.

use super::response::{ConsoleResponse, Refusal};
use crate::convert::console_check::pass_percent;
use crate::convert::signal_words;
use crate::evaluated::{EvaluatedPoint, EvaluatedSet, EvaluatedSpecies, Share};
use crate::limits::MAX_RECENT_RESULTS;
use crate::node::Node;
use catchlight_types::EpochMillis;
use serde_json::{Value, json};

/// `GET thresholds`.
pub(super) async fn thresholds(node: &Node) -> Result<ConsoleResponse, Refusal> {
    let recent = node.parts.store.recent_results(MAX_RECENT_RESULTS).await?;
    let passed_at: Vec<usize> = (0..=100u8)
        .map(|least| recent.confidences.iter().filter(|percent| **percent >= f64::from(least)).count())
        .collect();
    Ok(ConsoleResponse::ok(json!({
        "passMark": pass_percent(),
        "evaluated": node.parts.evaluated.as_deref().map(evaluated),
        "recent": {
            "fromMs": recent.from.map(EpochMillis::as_millis),
            "total": recent.confidences.len(),
            "passedAt": passed_at,
        },
    })))
}

fn evaluated(set: &EvaluatedSet) -> Value {
    json!({
        "calibration": set.calibration,
        "set": set.name,
        "synthetic": true,
        "points": set.points.iter().map(point).collect::<Vec<_>>(),
        "species": set.species.iter().map(species).collect::<Vec<_>>(),
    })
}

fn point(point: &EvaluatedPoint) -> Value {
    let of = |share: &Option<Share>, end: fn(&Share) -> f64| share.as_ref().map(end);
    json!({
        "threshold": point.threshold,
        "apcer": of(&point.apcer, |share| share.value),
        "apcerLow": of(&point.apcer, |share| share.low),
        "apcerHigh": of(&point.apcer, |share| share.high),
        "apcerMax": of(&point.apcer_max, |share| share.value),
        "apcerMaxSpecies": point.apcer_max_species,
        "bpcer": of(&point.bpcer, |share| share.value),
        "bpcerLow": of(&point.bpcer, |share| share.low),
        "bpcerHigh": of(&point.bpcer, |share| share.high),
    })
}

fn species(species: &EvaluatedSpecies) -> Value {
    let points = species.apcer.iter().enumerate().map(|(threshold, share)| {
        json!({
            "threshold": threshold,
            "apcer": share.value,
            "apcerLow": share.low,
            "apcerHigh": share.high,
        })
    });
    json!({"name": species.name, "attempts": species.attempts, "points": points.collect::<Vec<_>>()})
}

/// `GET signals`.
pub(super) fn signals() -> ConsoleResponse {
    ConsoleResponse::ok(signal_words::list())
}

/// `GET health`.
pub(super) async fn health(node: &Node) -> Result<ConsoleResponse, Refusal> {
    let store = &node.parts.store;
    let state = |outcome: Result<(), catchlight_store::StoreError>| match outcome {
        Ok(()) => json!({"ok": true, "detail": "responds"}),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a part of the server does not respond"
            );
            json!({"ok": false, "detail": format!("{error}; see the server log")})
        }
    };
    let (database, images) = (state(store.ping().await), state(store.probe_images().await));
    let day = node.parts.clock.now().as_millis() - DAY_MS;
    let tally = store.tally_since(EpochMillis::new(day), pass_percent()).await?;
    let models = node.parts.analyzer.state();
    Ok(ConsoleResponse::ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "startedAtMs": node.started_at().as_millis(),
        "calibration": node.parts.analyzer.calibration(),
        "database": database,
        "images": images,
        "models": {"ok": models.is_ok(), "detail": models.unwrap_or_else(|reason| reason)},
        "runningChecks": node.running_checks(),
        "concurrentChecks": node.concurrent_checks(),
        "checks": {
            "last24h": tally.created,
            "failed24h": tally.failed,
            "passed24h": tally.passed,
        },
        "retentionHours": node.retention.as_secs() / 3600,
        // Their place; both come later.
        "quotas": null,
        "tenants": null,
    })))
}

const DAY_MS: i64 = 24 * 3_600_000;
