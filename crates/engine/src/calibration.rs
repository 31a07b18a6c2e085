//! How readings become opinions: one row per signal, in a versioned file.
//!
//! In: TOML. Out: rows that cannot be wrong any more.
//! Never: fitted while a service runs.

use crate::CalibrationError;
use catchlight_types::{ChallengeKind, SignalName};
use serde::Deserialize;

/// A checked calibration file.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    pub(crate) version: String,
    pub(crate) prior_log_odds: f64,
    pub(crate) unproven_log_odds_max: f64,
    pub(crate) unseen_attacks: UnseenAttacks,
    pub(crate) evidence_min: f64,
    pub(crate) rows: Vec<Row>,
    pub(crate) feedback: FeedbackBounds,
}

/// How one signal counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) signal: SignalName,
    /// Factor of the ratio, never negative: more for live in a reading is never less in the answer.
    pub(crate) weight: f64,
    /// Share of a full check that this signal proves when it is taken.
    pub(crate) evidence: f64,
    pub(crate) needed_for: Vec<ChallengeKind>,
    /// The signal whose finding this one reads further: for live it adds no more than that signal does itself.
    pub(crate) rests_on: Option<SignalName>,
    /// Reading to log-likelihood ratio: straight lines between the points, level beyond them.
    pub(crate) points: Vec<Point>,
    pub(crate) for_live: String,
    pub(crate) for_attack: String,
}

/// Attacks that look live in every way, such as a good mask, and the one signal that rules them out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnseenAttacks {
    /// Share of them among the checks that look live and whose reading does not rule them out.
    pub(crate) share: f64,
    /// The signal that rules them out.
    pub(crate) ruled_out_by: SignalName,
    /// Reading of that signal from which they are ruled out.
    pub(crate) ruled_out_from: f64,
    /// What to say of a check that they hold back.
    pub(crate) reason: String,
}

/// One point of a row's line.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    pub(crate) reading: f64,
    pub(crate) llr: f64,
}

/// From where on the person is told to do something better; each is compared with a median or a share of the check.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeedbackBounds {
    pub(crate) face_share_min: f64,
    pub(crate) several_faces_share_max: f64,
    pub(crate) obstruction_max: f64,
    pub(crate) sharpness_min: f64,
    pub(crate) frames_per_second_min: f64,
    pub(crate) inter_eye_min_px: f64,
    pub(crate) oval_overlap_min: f64,
    pub(crate) turn_max_rad: f64,
    pub(crate) eye_openness_min: f64,
    pub(crate) iris_contrast_min: f64,
    pub(crate) luminance_min: f64,
    pub(crate) luminance_max: f64,
    pub(crate) clipped_share_max: f64,
}

impl Calibration {
    /// The calibration that ships with the engine.
    ///
    /// # Panics
    /// Never: a test reads the same file.
    #[must_use]
    pub fn builtin() -> Self {
        Self::parse(BUILTIN).expect("the built-in calibration is tested")
    }

    /// The file behind [`Calibration::builtin`], to start a fit from.
    #[must_use]
    pub const fn builtin_text() -> &'static str {
        BUILTIN
    }

    /// Reads a calibration file.
    ///
    /// # Errors
    /// [`CalibrationError`] when the file has another shape or its rows are not those of the signal list.
    pub fn parse(text: &str) -> Result<Self, CalibrationError> {
        let file: CalibrationFile =
            toml::from_str(text).map_err(|source| CalibrationError::Shape { source })?;
        let rows = file.signal.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
        for (place, row) in rows.iter().enumerate() {
            if rows[..place].iter().any(|earlier| earlier.signal == row.signal) {
                return Err(problem(row.signal.as_str(), "stands twice"));
            }
        }
        for signal in catchlight_signals::ALL {
            if !rows.iter().any(|row| row.signal == signal.name) {
                return Err(CalibrationError::MissingRow { signal: signal.name.to_string() });
            }
        }
        Ok(Self {
            version: file.version,
            prior_log_odds: file.prior_log_odds,
            unproven_log_odds_max: file.unproven_log_odds_max,
            unseen_attacks: unseen_attacks(&file.unseen_attacks)?,
            evidence_min: file.evidence_min,
            rows,
            feedback: file.feedback,
        })
    }

    /// Version of the file, as every verdict names it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Log-odds of a live person before anything is measured.
    #[must_use]
    pub const fn prior_log_odds(&self) -> f64 {
        self.prior_log_odds
    }
}

impl Row {
    /// The log-likelihood ratio of a reading.
    pub(crate) fn log_likelihood_ratio(&self, reading: f64) -> f64 {
        let after = self.points.partition_point(|point| point.reading <= reading);
        match (after.checked_sub(1).map(|before| self.points[before]), self.points.get(after)) {
            (Some(before), Some(next)) => {
                let share = (reading - before.reading) / (next.reading - before.reading);
                before.llr + share * (next.llr - before.llr)
            }
            (Some(edge), None) => edge.llr,
            (None, Some(edge)) => edge.llr,
            (None, None) => 0.0,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalibrationFile {
    version: String,
    prior_log_odds: f64,
    unproven_log_odds_max: f64,
    evidence_min: f64,
    unseen_attacks: UnseenAttacksShape,
    feedback: FeedbackBounds,
    signal: Vec<RowShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnseenAttacksShape {
    share: f64,
    ruled_out_by: String,
    ruled_out_from: f64,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowShape {
    name: String,
    weight: f64,
    evidence: f64,
    #[serde(default)]
    needed_for: Vec<String>,
    rests_on: Option<String>,
    points: Vec<Point>,
    /// Where fits begin, if not at the points.
    start: Option<Vec<Point>>,
    for_live: String,
    for_attack: String,
}

fn known(name: &str) -> Option<SignalName> {
    let signal = catchlight_signals::ALL.iter().find(|signal| signal.name.as_str() == name)?;
    Some(signal.name.clone())
}

fn unseen_attacks(shape: &UnseenAttacksShape) -> Result<UnseenAttacks, CalibrationError> {
    if !(0.0..0.5).contains(&shape.share) {
        return Err(CalibrationError::UnseenAttacks { share: shape.share });
    }
    let ruled_out_by = known(&shape.ruled_out_by)
        .ok_or_else(|| problem(&shape.ruled_out_by, "is said to rule attacks out and names no signal"))?;
    let reason = shape.reason.clone().unwrap_or_else(|| {
        let label = catchlight_signals::describe(&ruled_out_by).map_or("its signal", |words| words.label);
        format!("some attacks look live to every signal, and {label} did not rule them out")
    });
    Ok(UnseenAttacks { share: shape.share, ruled_out_by, ruled_out_from: shape.ruled_out_from, reason })
}

fn row(shape: RowShape) -> Result<Row, CalibrationError> {
    let signal = known(&shape.name).ok_or_else(|| problem(&shape.name, "names no signal"))?;
    let rests_on = match &shape.rests_on {
        Some(name) if *name == shape.name => return Err(problem(name, "rests on itself")),
        Some(name) => Some(known(name).ok_or_else(|| problem(&shape.name, "rests on no signal"))?),
        None => None,
    };
    if !is_line(&shape.points) || shape.start.as_deref().is_some_and(|start| !is_line(start)) {
        return Err(problem(&shape.name, "needs points with finite, rising readings"));
    }
    if !(0.0..=WEIGHT_MAX).contains(&shape.weight) {
        return Err(problem(&shape.name, "weight must be 0 to 4"));
    }
    if !(0.0..=1.0).contains(&shape.evidence) {
        return Err(problem(&shape.name, "evidence must be 0 to 1"));
    }
    if shape.for_live.trim().is_empty() || shape.for_attack.trim().is_empty() {
        return Err(problem(&shape.name, "needs words in for_live and for_attack"));
    }
    let needed_for = shape.needed_for.iter().map(|name| ChallengeKind::from_name(name));
    let needed_for = needed_for
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| problem(&shape.name, "needed_for names no challenge"))?;
    Ok(Row {
        signal,
        weight: shape.weight,
        evidence: shape.evidence,
        needed_for,
        rests_on,
        points: shape.points,
        for_live: shape.for_live,
        for_attack: shape.for_attack,
    })
}

/// Whether points make a line: at least one, finite, with rising readings.
fn is_line(points: &[Point]) -> bool {
    let finite = points.iter().all(|point| point.reading.is_finite() && point.llr.is_finite());
    !points.is_empty() && finite && points.windows(2).all(|pair| pair[0].reading < pair[1].reading)
}

fn problem(signal: &str, problem: &'static str) -> CalibrationError {
    CalibrationError::Row { signal: signal.to_owned(), problem }
}

/// Above, a fit has taken one signal for several.
const WEIGHT_MAX: f64 = 4.0;

const BUILTIN: &str = include_str!("../calibration.toml");

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[test]
    fn the_built_in_file_is_sound() {
        assert!(!Calibration::builtin().version().is_empty());
    }

    #[test]
    fn a_signal_without_a_row_and_a_row_without_a_signal_are_refused() {
        let (head, rows) = BUILTIN.split_once("[[signal]]").expect("there are rows");
        let (first, others) = rows.split_once("[[signal]]").expect("there are several rows");
        let without = Calibration::parse(&format!("{head}[[signal]]{others}")).expect_err("a row is missing");
        assert_eq!(without.to_string(), "signal light_response has no row in the calibration file");
        let unknown = first.replacen("light_response", "unheard_of", 1);
        let more = Calibration::parse(&format!("{BUILTIN}\n[[signal]]{unknown}")).expect_err("one too many");
        assert_eq!(more.to_string(), "calibration row unheard_of: names no signal");
    }

    #[test]
    fn a_reading_between_two_points_lies_between_their_ratios() {
        let points = [(1.0, -2.0), (2.0, 0.0), (4.0, 3.0)];
        let points = points.map(|(reading, llr)| Point { reading, llr }).to_vec();
        let row = Row { points, ..Calibration::builtin().rows[0].clone() };
        let ratios = [0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 9.0].map(|reading| row.log_likelihood_ratio(reading));
        assert_eq!(ratios, [-2.0, -2.0, -1.0, 0.0, 1.5, 3.0, 3.0]);
    }

    fn refused(from: &str, to: &str, expected: &Expect) {
        assert!(BUILTIN.contains(from), "{from}");
        let error = Calibration::parse(&BUILTIN.replacen(from, to, 1)).expect_err("the file is damaged");
        expected.assert_eq(&error.to_string());
    }

    #[test]
    fn damaged_files_are_refused_by_name() {
        refused(
            r#"name = "parallax""#,
            r#"name = "paralax""#,
            &expect!["calibration row paralax: names no signal"],
        );
        refused(
            r#"name = "parallax""#,
            r#"name = "light_response""#,
            &expect!["calibration row light_response: stands twice"],
        );
        refused(
            "weight = 1.0",
            "weight = -1.0",
            &expect!["calibration row light_response: weight must be 0 to 4"],
        );
        refused(
            r#"rests_on = "light_response""#,
            r#"rests_on = "light""#,
            &expect!["calibration row light_relief: rests on no signal"],
        );
        refused(
            r#"for_live = "the eyes closed and opened""#,
            r#"for_live = """#,
            &expect!["calibration row eyes: needs words in for_live and for_attack"],
        );
        refused("prior_log_odds", "prior", &expect!["the calibration file cannot be read"]);
        refused(
            "share = 0",
            "share = 1",
            &expect!["unseen_attacks.share is 1.18, it must be 0 or more and less than 0.5"],
        );
        refused(
            r#"ruled_out_by = "eyes""#,
            r#"ruled_out_by = "eye""#,
            &expect!["calibration row eye: is said to rule attacks out and names no signal"],
        );
    }
}
