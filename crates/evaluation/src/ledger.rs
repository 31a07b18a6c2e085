//! The answers to a set as a small table that can be committed, so that a change which moves scores shows in its diff.
//!
//! In: an evaluation, or the text of a table. Out: the text, or what differs. Never: anything of a recording but its
//! name, its species and the answer.

use crate::{Attempt, Evaluation, Response};
use catchlight_types::Reading;
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write;

/// Confidences that differ by less are the same: the models and the decoder round differently on other processors.
pub const TOLERANCE_PERCENT: f64 = 1.0;

/// The answers to a set, by the name of the recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    lines: BTreeMap<String, Line>,
}

#[derive(Debug, Clone, PartialEq)]
struct Line {
    species: String,
    status: String,
    confidence: Option<f64>,
    not_taken: String,
}

/// A line of the text that is none of a ledger.
#[derive(Debug, thiserror::Error)]
#[error("line {number} is no line of a ledger: {line}")]
pub struct LedgerError {
    /// Counted from 1.
    pub number: usize,
    /// What stands there.
    pub line: String,
}

impl Ledger {
    /// The answers of the built-in calibration to the evaluated set, as they are committed with this crate.
    ///
    /// # Errors
    /// [`LedgerError`] when the committed file was damaged by hand.
    pub fn builtin() -> Result<Self, LedgerError> {
        Self::parse(BUILTIN)
    }

    /// The answers of an evaluation.
    #[must_use]
    pub fn of(evaluation: &Evaluation) -> Self {
        let answered = evaluation.attempts.iter().map(|attempt| (attempt.name.clone(), Line::of(attempt)));
        let unanswered = evaluation.unanswered.iter().map(|one| (one.name.clone(), Line::unanswered()));
        Self { lines: answered.chain(unanswered).collect() }
    }

    /// Reads what `Display` wrote; lines that begin with `#` are for people.
    ///
    /// # Errors
    /// [`LedgerError`] with the first line that is none of a ledger.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let mut lines = BTreeMap::new();
        for (place, text) in text.lines().enumerate() {
            if text.starts_with('#') || text.trim().is_empty() {
                continue;
            }
            let line = Line::parse(text);
            let (name, line) =
                line.ok_or_else(|| LedgerError { number: place + 1, line: text.to_owned() })?;
            lines.insert(name, line);
        }
        Ok(Self { lines })
    }

    /// How many recordings it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The species of each recording with its Confidence in percent, which a failed check has not.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (&str, Option<f64>)> {
        self.lines.values().map(|line| (line.species.as_str(), line.confidence))
    }

    /// One line for each recording whose answer is another one `now`; empty when nothing moved.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, line) in &now.lines {
            match self.lines.get(name) {
                None => found.push(format!("{name} is new: {line}")),
                Some(before) => {
                    let changes = before.changes(line);
                    if !changes.is_empty() {
                        found.push(format!("{name} {}: {}", line.species, changes.join("; ")));
                    }
                }
            }
        }
        let gone = self.lines.keys().filter(|name| !now.lines.contains_key(*name));
        found.extend(gone.map(|name| format!("{name} is gone")));
        found
    }
}

impl Line {
    fn of(attempt: &Attempt) -> Self {
        let (status, confidence) = match attempt.response {
            Response::Scored(confidence) => ("SUCCEEDED", Some(rounded(confidence.percent()))),
            Response::Failed => ("FAILED", None),
        };
        Self {
            species: attempt.species_name().unwrap_or(NOTHING).to_owned(),
            status: status.to_owned(),
            confidence,
            not_taken: not_taken(attempt),
        }
    }

    fn unanswered() -> Self {
        let nothing = || NOTHING.to_owned();
        Self { species: nothing(), status: "UNREAD".to_owned(), confidence: None, not_taken: nothing() }
    }

    fn parse(text: &str) -> Option<(String, Self)> {
        let cells: Vec<&str> = text.split_whitespace().collect();
        let [name, species, status, confidence, not_taken] = *cells else { return None };
        let confidence = match confidence {
            NOTHING => None,
            number => Some(number.parse().ok()?),
        };
        let line = Self {
            species: species.to_owned(),
            status: status.to_owned(),
            confidence,
            not_taken: not_taken.to_owned(),
        };
        Some((name.to_owned(), line))
    }

    fn changes(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        let mut change = |what: &str, before: &str, after: &str| {
            if before != after {
                changes.push(format!("{what} {before} -> {after}"));
            }
        };
        change("species", &self.species, &now.species);
        change("status", &self.status, &now.status);
        change("not taken", &self.not_taken, &now.not_taken);
        let moved = match (self.confidence, now.confidence) {
            (Some(before), Some(after)) => (after - before).abs() >= TOLERANCE_PERCENT,
            (before, after) => before.is_some() != after.is_some(),
        };
        if moved {
            change("confidence", &shown(self.confidence), &shown(now.confidence));
        }
        changes
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.lines.keys().map(String::len).max().unwrap_or(0);
        for (recording, line) in &self.lines {
            writeln!(formatter, "{recording:name$}  {line}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { species, status, confidence, not_taken } = self;
        write!(formatter, "{species:18}  {status:9}  {:>5}  {not_taken}", shown(*confidence))
    }
}

/// As the table shows it, so that what is read back is what was written.
fn rounded(percent: f32) -> f64 {
    (f64::from(percent) * 10.0).round() / 10.0
}

fn shown(confidence: Option<f64>) -> String {
    confidence.map_or_else(|| NOTHING.to_owned(), |percent| format!("{percent:.1}"))
}

/// The signals that were not taken, by the reason, without a blank.
fn not_taken(attempt: &Attempt) -> String {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for measurement in &attempt.measurements {
        if let Reading::NotTaken(why) = measurement.reading {
            by_reason.entry(why.name()).or_default().push(measurement.signal.as_str());
        }
    }
    let mut text = String::new();
    for (reason, signals) in by_reason {
        // Writing to a string cannot fail.
        write!(text, "{}{reason}({})", if text.is_empty() { "" } else { "," }, signals.join(","))
            .unwrap_or_default();
    }
    if text.is_empty() { NOTHING.to_owned() } else { text }
}

const NOTHING: &str = "-";
/// Compared with the answers by `make shared`, written by `cargo xtask ledger`.
const BUILTIN: &str = include_str!("../ledger.txt");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attack, bona_fide, failed_attack};
    use catchlight_types::{Confidence, Measurement, NotTaken, SignalName};

    fn ledger(attempts: Vec<Attempt>) -> Ledger {
        let threshold = Confidence::PASS_MARK;
        Ledger::of(&Evaluation::of(threshold, attempts.into_iter().map(Ok)))
    }

    fn named(name: &str, attempt: Attempt) -> Attempt {
        Attempt { name: name.to_owned(), ..attempt }
    }

    fn check(before: Attempt, now: Attempt, expected: &[&str]) {
        let before = Ledger::parse(&ledger(vec![before]).to_string()).expect("a ledger");
        assert_eq!(before.differences(&ledger(vec![now])), expected);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut dim = bona_fide(91.26);
        let why = Reading::NotTaken(NotTaken::TooLittleLight);
        let signals = ["a", "b"].map(SignalName::of);
        dim.measurements =
            signals.map(|signal| Measurement { signal, reading: why, details: vec![] }).to_vec();
        let made = ledger(vec![named("t1", dim), named("t2", failed_attack("print_flat"))]);
        let text = made.to_string();
        assert!(text.contains("91.3  too_little_light(a,b)"), "{text}");
        assert_eq!(Ledger::parse(&format!("# for people\n\n{text}")).expect("a ledger"), made);
        assert_eq!(Ledger::parse("t1 live").expect_err("too short").number, 1);
    }

    #[test]
    fn rounding_is_no_difference_and_a_moved_score_is() {
        check(bona_fide(91.0), bona_fide(91.9), &[]);
        check(bona_fide(91.0), bona_fide(80.0), &["recording live: confidence 91.0 -> 80.0"]);
        let failed = "recording print_flat: status SUCCEEDED -> FAILED; confidence 3.0 -> -";
        check(attack("print_flat", 3.0), failed_attack("print_flat"), &[failed]);
    }

    #[test]
    fn the_committed_ledger_is_written_as_it_is_read() {
        let lines: String =
            BUILTIN.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
        assert_eq!(Ledger::builtin().expect("a ledger").to_string(), lines);
    }

    #[test]
    fn recordings_come_and_go() {
        let gone = ["new is new: live                SUCCEEDED   50.0  -", "old is gone"];
        check(named("old", bona_fide(50.0)), named("new", bona_fide(50.0)), &gone);
    }
}
