//! The answers to recordings under other circumstances, as one table.
//!
//! In: recordings, variations. Out: errors of each family of attacks and of live people, a row for each variation.

use super::readings;
use super::variation::{self, Variation};
use crate::output::print;
use anyhow::{Context, Result, bail};
use catchlight_engine::Engine;
use catchlight_evaluation::{Attempt, Family, Judged, Metrics, Rate, judge_recording};
use catchlight_recording::Recording;
use catchlight_types::Confidence;
use rayon::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The variations of these names, every one for `all`.
pub(crate) fn chosen(names: &[String]) -> Result<Vec<&'static Variation>> {
    let mut chosen = Vec::new();
    for name in names {
        if name == "all" {
            chosen.extend(variation::ALL);
        } else if let Some(known) = variation::ALL.iter().find(|known| known.name == name) {
            chosen.push(known);
        } else {
            let known: Vec<&str> = variation::ALL.iter().map(|known| known.name).collect();
            bail!("no variation is called {name}; there are all, {}", known.join(", "));
        }
    }
    Ok(chosen)
}

/// Prints a row for each variation as soon as it is judged; `lines` takes the readings of all of them.
pub(crate) fn table(
    engine: &Engine,
    recordings: &[PathBuf],
    variations: &[&Variation],
    threshold: Confidence,
    lines: Option<&Path>,
) -> Result<()> {
    let mut file = lines.map(std::fs::File::create).transpose().context("cannot write the readings")?;
    let mut head = format!("{:<12} {:>12} {:>8}", "variation", "live <=500lx", "live");
    for family in FAMILIES {
        write!(head, " {:>10}", family.name())?;
    }
    print(&head);
    for variation in variations {
        let judged: Vec<Judged> = recordings
            .par_iter()
            .map(|path| {
                let recording = variation.of(&Recording::read(path)?)?;
                let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
                judge_recording(engine, name.unwrap_or_default(), recording)
                    .map_err(|one| anyhow::anyhow!("{}: {}", one.name, one.reason))
            })
            .collect::<Result<_>>()?;
        print(&row(variation.name, &judged, threshold));
        if let Some(file) = &mut file {
            for one in &judged {
                let mut line = readings::of(one);
                line["variation"] = variation.name.into();
                writeln!(file, "{line}").context("cannot write the readings")?;
            }
        }
    }
    Ok(())
}

fn row(name: &str, judged: &[Judged], threshold: Confidence) -> String {
    let errors = |rate: Option<Rate>| {
        rate.map_or_else(|| "-".to_owned(), |rate| format!("{}/{}", rate.errors(), rate.trials()))
    };
    let of = |attempts: &[&Attempt]| Metrics::of(attempts, threshold);
    let all: Vec<&Attempt> = judged.iter().map(|one| &one.attempt).collect();
    let dim: Vec<&Attempt> =
        all.iter().copied().filter(|one| one.circumstances.lux.is_none_or(|lux| lux <= DIM_LUX)).collect();
    // A live person who gets no answer at all is refused as well.
    let refused = |metrics: &Metrics| {
        let wrong = metrics.bpcer?.errors() + metrics.bpnrr?.errors();
        Rate::of((0..metrics.bpcer?.trials()).map(|place| place < wrong))
    };
    let metrics = of(&all);
    let mut row = format!("{name:<12} {:>12} {:>8}", errors(refused(&of(&dim))), errors(refused(&metrics)));
    for family in FAMILIES {
        let rate = errors(metrics.apcer_pooled.get(&family).copied());
        row.push_str(&format!(" {rate:>10}"));
    }
    row
}

const FAMILIES: [Family; 5] =
    [Family::Injection, Family::Replay, Family::Print, Family::Relighting, Family::Mask];
/// Rooms in which a screen lights a face well.
const DIM_LUX: f64 = 500.0;
