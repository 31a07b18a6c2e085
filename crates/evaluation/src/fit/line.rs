//! A monotone line through a few knots, as features of a linear fit.

use crate::Sign;

/// Shares of the readings below each knot: few enough for some hundred attempts, closer where a tail decides.
const QUANTILES: [f64; 6] = [0.03, 0.15, 0.35, 0.6, 0.85, 0.97];

/// One bend of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Knot {
    pub(super) reading: f64,
    pub(super) log_odds: f64,
}

/// Where a line may bend; its steps are what a fit chooses.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    sign: Sign,
    knots: Vec<f64>,
    /// Mean of every feature over the readings, so that a line is zero where a typical reading lies.
    centre: Vec<f64>,
}

impl Line {
    /// Knots at quantiles of the readings; `None` when they are all alike.
    pub(super) fn through(sign: Sign, readings: &[f64]) -> Option<Self> {
        let mut sorted = readings.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let mut knots: Vec<f64> = QUANTILES
            .iter()
            .map(|share| significant(sorted[(share * last as f64).round() as usize]))
            .collect();
        knots.dedup();
        if knots.len() < 2 {
            return None;
        }
        let mut line = Self { sign, centre: vec![0.0; knots.len() - 1], knots };
        let mut sums = vec![0.0; line.steps()];
        for &reading in readings {
            for (sum, feature) in sums.iter_mut().zip(line.features(Some(reading))) {
                *sum += feature;
            }
        }
        line.centre = sums.into_iter().map(|sum| significant(sum / readings.len() as f64)).collect();
        Some(line)
    }

    pub(super) const fn sign(&self) -> Sign {
        self.sign
    }

    pub(super) fn steps(&self) -> usize {
        self.knots.len() - 1
    }

    /// How far a reading has come on each step, 0 to 1, less the centre; nothing at all for a reading not taken.
    pub(super) fn features(&self, reading: Option<f64>) -> Vec<f64> {
        let Some(reading) = reading else { return vec![0.0; self.steps()] };
        let steps = self.knots.windows(2).zip(&self.centre);
        steps
            .map(|(step, centre)| ((reading - step[0]) / (step[1] - step[0])).clamp(0.0, 1.0) - centre)
            .collect()
    }

    /// The line that fitted step heights make.
    pub(super) fn knots(&self, heights: &[f64]) -> Vec<Knot> {
        let mut log_odds: f64 =
            -heights.iter().zip(&self.centre).map(|(height, centre)| height * centre).sum::<f64>();
        let mut knots = vec![Knot { reading: self.knots[0], log_odds }];
        for (&reading, height) in self.knots[1..].iter().zip(heights) {
            log_odds += height;
            knots.push(Knot { reading, log_odds });
        }
        knots
    }
}

/// Four significant digits: a file that people can read.
fn significant(number: f64) -> f64 {
    if number == 0.0 {
        return 0.0;
    }
    let scale = 10_f64.powf(3.0 - number.abs().log10().floor());
    (number * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(line: &Line, heights: &[f64], reading: f64) -> f64 {
        line.features(Some(reading)).iter().zip(heights).map(|(feature, height)| feature * height).sum()
    }

    #[test]
    fn the_knots_say_what_the_features_sum_to() {
        let readings: Vec<f64> = (0..200).map(f64::from).collect();
        let line = Line::through(Sign::Rising, &readings).expect("they differ");
        let heights: Vec<f64> = (0..line.steps()).map(|step| step as f64 + 0.5).collect();
        for knot in line.knots(&heights) {
            assert!((sum(&line, &heights, knot.reading) - knot.log_odds).abs() < 1e-9, "{knot:?}");
        }
        let mean: f64 = readings.iter().map(|&reading| sum(&line, &heights, reading)).sum::<f64>() / 200.0;
        assert!(mean.abs() < 1e-2, "a typical reading says nothing, {mean}");
        assert!(line.features(None).iter().all(|&feature| feature == 0.0));
    }

    #[test]
    fn readings_that_are_all_alike_make_no_line() {
        assert_eq!(Line::through(Sign::Rising, &[1.0, 1.0, 1.0]), None);
        assert_eq!(Line::through(Sign::Rising, &[]), None);
    }

    #[test]
    fn four_digits_stay() {
        let rounded = [0.0, 123_456.0, -0.001_234_56, 9.999_96].map(significant);
        assert_eq!(rounded, [0.0, 123_500.0, -0.001_235, 10.0]);
    }
}
