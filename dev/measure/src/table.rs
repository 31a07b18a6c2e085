//! The answers by species, and the least that must hold of them.

use crate::check::Check;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::fmt;

/// Confidences by species.
pub(crate) struct Table {
    rows: BTreeMap<String, Row>,
    live: Vec<f32>,
    attacks: Vec<f32>,
}

#[derive(Default)]
struct Row {
    confidences: Vec<f32>,
    failed: usize,
    with_reference: usize,
}

impl Table {
    pub(crate) fn of(checks: &[Check]) -> Self {
        let mut table = Self { rows: BTreeMap::new(), live: Vec::new(), attacks: Vec::new() };
        for check in checks {
            let row = table.rows.entry(check.species().to_owned()).or_default();
            let Ok(outcome) = &check.answer else {
                row.failed += 1;
                continue;
            };
            let percent = outcome.verdict.confidence.percent();
            row.confidences.push(percent);
            row.with_reference += usize::from(outcome.reference_image.is_some());
            match &check.label {
                Some(label) if label.bona_fide => table.live.push(percent),
                Some(label) if !label.is_non_response() => table.attacks.push(percent),
                _ => {}
            }
        }
        for row in table.rows.values_mut() {
            row.confidences.sort_by(f32::total_cmp);
        }
        table.live.sort_by(f32::total_cmp);
        table.attacks.sort_by(f32::total_cmp);
        table
    }

    /// Fails when live people do not score above attacks.
    pub(crate) fn check(&self) -> Result<()> {
        if let (Some(live), Some(attack)) = (quantile(&self.live, 0.5), quantile(&self.attacks, 0.5)) {
            ensure!(
                live > attack,
                "the median live confidence {live:.1} is not above that of attacks, {attack:.1}"
            );
        }
        Ok(())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.keys().map(String::len).max().unwrap_or(0).max("species".len());
        writeln!(
            formatter,
            "{:width$}  count  failed  at or above 50  confidence p10   p50   p90  reference",
            "species"
        )?;
        for (species, row) in &self.rows {
            let at_least = row.confidences.iter().filter(|percent| **percent >= THRESHOLD).count();
            let at = |share| quantile(&row.confidences, share).unwrap_or(f32::NAN);
            writeln!(
                formatter,
                "{species:width$}  {:5}  {:6}  {at_least:15}  {:14.1} {:5.1} {:5.1}  {:9}",
                row.confidences.len() + row.failed,
                row.failed,
                at(0.1),
                at(0.5),
                at(0.9),
                row.with_reference,
            )?;
        }
        let median = |values: &[f32]| quantile(values, 0.5).unwrap_or(f32::NAN);
        writeln!(formatter, "median live {:.1}, attack {:.1}", median(&self.live), median(&self.attacks))
    }
}

/// The value below which `share` of the sorted values lie; `None` without values.
fn quantile(sorted: &[f32], share: f64) -> Option<f32> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((share * last as f64).round() as usize).copied()
}

/// From this Confidence on, an application that uses the middle takes the person for live.
const THRESHOLD: f32 = 50.0;
