//! The line of a calibration row, as terms and features of a linear fit.

use crate::{Sign, Term};

/// One point of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Knot {
    pub(super) reading: f64,
    pub(super) log_odds: f64,
}

/// A line through points with rising readings, level beyond them; a fit moves the points up and down.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    knots: Vec<Knot>,
}

impl Line {
    /// A line with something to fit; `None` for a level one, which says nothing about readings.
    pub(super) fn through(knots: Vec<Knot>) -> Option<Self> {
        let level = knots.windows(2).all(|step| step[0].log_odds == step[1].log_odds);
        (!level).then_some(Self { knots })
    }

    /// The height of the first point, then of every step. A step keeps its way, and a level one stays level.
    pub(super) fn terms(&self) -> Vec<Term> {
        let first = self.knots.iter().take(1).map(|knot| Term { sign: Sign::Free, expected: knot.log_odds });
        let steps = self.knots.windows(2).map(|step| {
            let expected = step[1].log_odds - step[0].log_odds;
            let sign = if expected > 0.0 {
                Sign::Rising
            } else if expected < 0.0 {
                Sign::Falling
            } else {
                Sign::Fixed
            };
            Term { sign, expected }
        });
        first.chain(steps).collect()
    }

    /// 1 for a reading that was taken, then how far it has come on each step, 0 to 1; nothing for one not taken.
    pub(super) fn features(&self, reading: Option<f64>) -> Vec<f64> {
        let Some(reading) = reading else { return vec![0.0; self.knots.len()] };
        let steps = self.knots.windows(2);
        let steps = steps
            .map(|step| ((reading - step[0].reading) / (step[1].reading - step[0].reading)).clamp(0.0, 1.0));
        std::iter::once(1.0).chain(steps).collect()
    }

    /// The points that fitted terms make.
    pub(super) fn fitted(&self, heights: &[f64]) -> Vec<Knot> {
        let mut log_odds = 0.0;
        let knots = self.knots.iter().zip(heights).map(|(knot, height)| {
            log_odds += height;
            Knot { reading: knot.reading, log_odds }
        });
        knots.collect()
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.knots.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(heights: &[f64]) -> Option<Line> {
        let knots = (0..).zip(heights).map(|(place, &log_odds)| Knot { reading: f64::from(place), log_odds });
        Line::through(knots.collect())
    }

    #[test]
    fn the_terms_make_the_line_that_they_came_from() {
        let line = line(&[-3.0, 1.0, 1.0, -0.5]).expect("it is not level");
        let terms = line.terms();
        let expected: Vec<f64> = terms.iter().map(|term| term.expected).collect();
        let signs: Vec<Sign> = terms.iter().map(|term| term.sign).collect();
        assert_eq!(signs, [Sign::Free, Sign::Rising, Sign::Fixed, Sign::Falling]);
        assert_eq!(line.fitted(&expected), line.knots);
        for knot in &line.knots {
            let features = line.features(Some(knot.reading));
            let sum: f64 = features.iter().zip(&expected).map(|(feature, height)| feature * height).sum();
            assert!((sum - knot.log_odds).abs() < 1e-12, "{knot:?}");
        }
        assert_eq!(line.features(None), [0.0; 4]);
    }

    #[test]
    fn level_lines_have_nothing_to_fit() {
        assert_eq!(line(&[0.5, 0.5]), None);
        assert_eq!(line(&[1.0]), None);
    }
}
