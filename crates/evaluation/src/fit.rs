//! Fits a calibration file to labelled attempts, and judges such fits by people whom they have not seen.
//!
//! In: a calibration file, measurements with labels. Out: the same file with new points and a new prior.
//! Never: touches what people wrote by hand: which signals are needed, what they prove, how they are worded.

mod line;

use crate::{
    Attempt, Evaluation, EvaluationError, Logistic, LogisticRow, Response, Species, Term, leave_subjects_out,
};
use catchlight_engine::{Calibration, decide};
use catchlight_types::{Measurement, Reading};
use line::{Knot, Line};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

/// Strength of the pull of every height to what it was before, in squared log-odds: as if a few recordings more had
/// said what the file says.
const RIDGE: f64 = 3.0;
/// Fewest attempts of each class.
const EACH_CLASS_MIN: usize = 2;

/// What a fit is to be called and what it leaves out.
#[derive(Debug, Clone, Default)]
pub struct FitSettings {
    /// Name of the new version of the file.
    pub version: String,
    /// Species that are not fitted to. A species that no signal can tell from a live person teaches nothing but to
    /// doubt everybody.
    pub without: Vec<Species>,
}

/// The calibration file with its prior and the points of its rows fitted to the attempts, under a new version name.
///
/// The log-odds are a sum of one line per signal: `prior + sum(line(reading))`. The readings of the points stay, their
/// heights are fitted together by logistic regression, so that signals which say the same do not count twice, and
/// are pulled to the heights that the file starts from (`start`, else `points`), so that few recordings cannot overturn what physics says. A step of a line
/// never turns against the way that it went before. Bona fide presentations and attacks weigh the same, however many
/// there are of each. A reading that was not taken adds nothing, and an attempt that lacks a reading its challenge needs
/// is left out: the sum does not decide it.
///
/// # Errors
/// [`EvaluationError::Calibration`] when the text is no calibration file, [`EvaluationError::TooFew`] when a class is
/// missing.
pub fn fit_calibration(
    text: &str,
    settings: &FitSettings,
    attempts: &[&Attempt],
) -> Result<String, EvaluationError> {
    Calibration::parse(text)?;
    let mut document: DocumentMut = text.parse().map_err(|source| EvaluationError::Toml { source })?;
    let tables = document["signal"].as_array_of_tables_mut();
    let mut tables: Vec<&mut Table> = tables.map(|tables| tables.iter_mut().collect()).unwrap_or_default();
    let labelled: Vec<&Attempt> = attempts
        .iter()
        .copied()
        .filter(|one| counts(one, &settings.without) && !lacks_a_needed_reading(one, &tables))
        .collect();
    let live = labelled.iter().filter(|one| one.is_bona_fide()).count();
    if live < EACH_CLASS_MIN || labelled.len() - live < EACH_CLASS_MIN {
        return Err(EvaluationError::TooFew { live, attacks: labelled.len() - live });
    }
    let lines: Vec<Option<Line>> = tables.iter().map(|table| Line::through(knots(table))).collect();
    let fitted = fit(&tables, &lines, &labelled);
    let mut weights = fitted.weights.as_slice();
    for (table, line) in tables.iter_mut().zip(&lines) {
        let Some(line) = line else { continue };
        let (own, others) = weights.split_at(line.len());
        weights = others;
        table["weight"] = value(1.0);
        table["points"] = value(points(&line.fitted(own)));
    }
    document["prior_log_odds"] = value(rounded(fitted.bias));
    document["version"] = value(&settings.version);
    let text = document.to_string();
    Calibration::parse(&text)?;
    Ok(text)
}

/// Answers every attempt anew from its measurements, each by a calibration fitted without its subject.
///
/// # Errors
/// Those of [`fit_calibration`].
pub fn judge_unseen(
    text: &str,
    settings: &FitSettings,
    evaluation: &Evaluation,
) -> Result<Evaluation, EvaluationError> {
    let mut attempts = evaluation.attempts.clone();
    for fold in leave_subjects_out(&evaluation.attempts) {
        let seen: Vec<&Attempt> = fold.fit.iter().map(|&place| &evaluation.attempts[place]).collect();
        let calibration = Calibration::parse(&fit_calibration(text, settings, &seen)?)?;
        for place in fold.judge {
            let attempt = &mut attempts[place];
            if attempt.response == Response::Failed {
                continue;
            }
            let verdict = decide(&calibration, attempt.challenge, &attempt.measurements, &attempt.feedback);
            attempt.response = Response::Scored(verdict.confidence);
        }
    }
    Ok(Evaluation { attempts, ..evaluation.clone() })
}

/// Whether an attempt can teach anything: it has a class, and the engine measured something.
fn counts(attempt: &Attempt, without: &[Species]) -> bool {
    let taught = attempt.attack_species().is_some_and(|species| !without.contains(species));
    (taught || attempt.is_bona_fide())
        && attempt.measurements.iter().any(|one| matches!(one.reading, Reading::Raw(_)))
}

/// Whether the verdict is held below a pass, whatever the sum says. A sum that does not decide must not be fitted to:
/// live people in the sun would teach that what is left of their readings means an attack.
fn lacks_a_needed_reading(attempt: &Attempt, tables: &[&mut Table]) -> bool {
    let challenge = attempt.challenge.name();
    let is_needed = |signal: &str| {
        tables.iter().filter(|table| table.get("name").and_then(Item::as_str) == Some(signal)).any(|table| {
            let challenges = table.get("needed_for").and_then(Item::as_array);
            challenges.into_iter().flatten().any(|name| name.as_str() == Some(challenge))
        })
    };
    attempt
        .measurements
        .iter()
        .any(|one| matches!(one.reading, Reading::NotTaken(_)) && is_needed(one.signal.as_str()))
}

/// Where the fit of a row begins: at its `start`, else at its points with its weight in their heights.
fn knots(row: &Table) -> Vec<Knot> {
    let (name, weight) = if row.contains_key("start") {
        ("start", 1.0)
    } else {
        ("points", row.get("weight").and_then(|item| number(item.as_value()?)).unwrap_or(1.0))
    };
    let points = row.get(name).and_then(Item::as_array).into_iter().flatten();
    let knot = |point: &Value| {
        let point = point.as_inline_table()?;
        let reading = number(point.get("reading")?)?;
        Some(Knot { reading, log_odds: weight * number(point.get("llr")?)? })
    };
    points.filter_map(knot).collect()
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

fn reading(signal: &str, measurements: &[Measurement]) -> Option<f64> {
    let measured = measurements.iter().find(|one| one.signal.as_str() == signal)?;
    match measured.reading {
        Reading::Raw(raw) => Some(raw),
        Reading::NotTaken(_) => None,
    }
}

fn fit(tables: &[&mut Table], lines: &[Option<Line>], attempts: &[&Attempt]) -> Logistic {
    let live = attempts.iter().filter(|attempt| attempt.is_bona_fide()).count();
    let half = attempts.len() as f64 / 2.0;
    let rows: Vec<LogisticRow> = attempts
        .iter()
        .map(|attempt| {
            let mut features = Vec::new();
            for (table, line) in tables.iter().zip(lines) {
                let Some(line) = line else { continue };
                let name = table.get("name").and_then(Item::as_str).unwrap_or_default();
                features.extend(line.features(reading(name, &attempt.measurements)));
            }
            let bona_fide = attempt.is_bona_fide();
            let of_its_class = if bona_fide { live } else { attempts.len() - live };
            LogisticRow { features, bona_fide, weight: half / of_its_class as f64 }
        })
        .collect();
    let terms: Vec<Term> = lines.iter().flatten().flat_map(Line::terms).collect();
    Logistic::fit(&rows, &terms, RIDGE)
}

fn points(knots: &[Knot]) -> Array {
    let mut array = Array::new();
    for knot in knots {
        let mut point = InlineTable::new();
        point.insert("reading", knot.reading.into());
        point.insert("llr", rounded(knot.log_odds).into());
        array.push(point);
    }
    array.iter_mut().for_each(|point| point.decor_mut().set_prefix("\n    "));
    array.set_trailing_comma(true);
    array.set_trailing("\n");
    array
}

/// Three decimals say more than the data do, and keep a re-fit of the same data from showing as a difference; adding
/// zero makes a negative zero positive.
fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3 + 0.0
}

#[cfg(test)]
mod tests;
