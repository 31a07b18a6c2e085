//! Error rates at each threshold, for the threshold explorer of the console.
//!
//! In: the ledger of the evaluated set, as it was when this program was built. Out: the shape that the server takes.
//! Never: a recording.

use anyhow::Context;
use catchlight_engine::Calibration;
use catchlight_evaluation::{Ledger, Rate, ThresholdTable};
use catchlight_server::{EvaluatedPoint, EvaluatedSet, EvaluatedSpecies, Share};

/// The error rates of the built-in calibration.
pub(super) fn set() -> anyhow::Result<EvaluatedSet> {
    let ledger = Ledger::builtin().context("cannot read the built-in ledger")?;
    let table = ThresholdTable::of(&ledger);
    let points = table.points.into_iter().map(|point| {
        let (apcer_max_species, worst) = point.worst.unzip();
        EvaluatedPoint {
            threshold: point.threshold,
            apcer: point.attacks.map(share),
            apcer_max: worst.map(share),
            apcer_max_species,
            bpcer: point.bona_fide.map(share),
        }
    });
    let species = table.species.into_iter().map(|one| EvaluatedSpecies {
        name: one.name,
        attempts: one.attempts,
        apcer: one.passing.into_iter().map(share).collect(),
    });
    Ok(EvaluatedSet {
        calibration: Calibration::builtin().version().to_owned(),
        name: format!("tuning set, {} recordings", ledger.len()),
        points: points.collect(),
        species: species.collect(),
    })
}

fn share(rate: Rate) -> Share {
    let interval = rate.interval();
    let rounded = |share: f64| (share * 1e4).round() / 1e4;
    Share { value: rounded(rate.value()), low: rounded(interval.low), high: rounded(interval.high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_ledger_has_attacks_and_bona_fide_presentations() {
        let set = set().unwrap();
        assert_eq!(set.points.len(), 101);
        assert!(set.species.len() > 5, "{:?}", set.species.len());
        assert!(set.points.iter().all(|point| point.apcer.is_some() && point.bpcer.is_some()));
        let (least, most) = (&set.points[0], &set.points[100]);
        assert!(least.apcer.unwrap().value > most.apcer.unwrap().value);
        assert!(least.bpcer.unwrap().value < most.bpcer.unwrap().value);
    }
}
