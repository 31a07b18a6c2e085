//! Logistic regression whose weights may not turn against what a signal means.

/// Which way a feature is allowed to speak for a bona fide presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A higher value never speaks for an attack.
    Rising,
    /// A higher value never speaks for a bona fide presentation.
    Falling,
    /// Either way.
    Free,
    /// Stays as expected.
    Fixed,
}

/// What is known of a weight before the fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    /// Which way the weight may speak.
    pub sign: Sign,
    /// Where the weight is pulled to.
    pub expected: f64,
}

/// One row to fit on.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Features, each about -5..=5; the same number in every row. 0 where a reading was not taken.
    pub features: Vec<f64>,
    /// Whether it is bona fide.
    pub bona_fide: bool,
    /// How much the row counts, above 0.
    pub weight: f64,
}

/// The fitted log-odds: `bias + sum(weights * features)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    /// Log-odds of a row without features.
    pub bias: f64,
    /// One factor a feature.
    pub weights: Vec<f64>,
}

/// Sweeps over all weights; the fits of this project settle within some hundreds.
const SWEEPS: usize = 20_000;
/// A sweep that moves no weight further than this is the last.
const SETTLED: f64 = 1e-9;
/// The curvature of the logistic loss is nowhere above this.
const LARGEST_CURVATURE: f64 = 0.25;

impl Logistic {
    /// Minimises the weighted log loss plus `ridge / 2 * |weights - expected|^2` by projected coordinate descent.
    ///
    /// Every step uses the largest curvature that the loss can have, so that no step overshoots. `ridge` is above 0.
    #[must_use]
    pub fn fit(rows: &[Row], terms: &[Term], ridge: f64) -> Self {
        let mut fitted = Self { bias: 0.0, weights: terms.iter().map(|term| term.expected).collect() };
        let curvature = |place: usize| {
            let squares: f64 = rows.iter().map(|row| row.weight * row.features[place].powi(2)).sum();
            LARGEST_CURVATURE * squares + ridge
        };
        let curvatures: Vec<f64> = (0..terms.len()).map(curvature).collect();
        let bias_curvature =
            LARGEST_CURVATURE * rows.iter().map(|row| row.weight).sum::<f64>() + ridge * 1e-3;
        let mut odds: Vec<f64> = rows.iter().map(|row| fitted.log_odds(&row.features)).collect();
        for _ in 0..SWEEPS {
            let mut moved = fitted.step_bias(rows, &mut odds, bias_curvature);
            for (place, &term) in terms.iter().enumerate() {
                moved = moved.max(fitted.step_weight(rows, &mut odds, place, term, ridge, curvatures[place]));
            }
            if moved < SETTLED {
                break;
            }
        }
        fitted
    }

    /// The log-odds of a row.
    #[must_use]
    pub fn log_odds(&self, features: &[f64]) -> f64 {
        self.bias + self.weights.iter().zip(features).map(|(weight, feature)| weight * feature).sum::<f64>()
    }

    fn step_bias(&mut self, rows: &[Row], odds: &mut [f64], curvature: f64) -> f64 {
        let slope: f64 = rows.iter().zip(&*odds).map(|(row, &odds)| row.weight * surprise(row, odds)).sum();
        let step = -slope / curvature;
        self.bias += step;
        odds.iter_mut().for_each(|odds| *odds += step);
        step.abs()
    }

    fn step_weight(
        &mut self,
        rows: &[Row],
        odds: &mut [f64],
        place: usize,
        term: Term,
        ridge: f64,
        curvature: f64,
    ) -> f64 {
        let before = self.weights[place];
        let pull = |(row, &odds): (&Row, &f64)| row.weight * row.features[place] * surprise(row, odds);
        let slope: f64 = rows.iter().zip(&*odds).map(pull).sum::<f64>() + ridge * (before - term.expected);
        let after = before - slope / curvature;
        let after = match term.sign {
            Sign::Rising => after.max(0.0),
            Sign::Falling => after.min(0.0),
            Sign::Free => after,
            Sign::Fixed => before,
        };
        self.weights[place] = after;
        for (row, odds) in rows.iter().zip(odds) {
            *odds += (after - before) * row.features[place];
        }
        (after - before).abs()
    }
}

/// Derivative of the log loss by the log-odds.
fn surprise(row: &Row, odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(row.bona_fide))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(features: &[f64], bona_fide: bool) -> Row {
        Row { features: features.to_vec(), bona_fide, weight: 1.0 }
    }

    fn check(rows: &[Row], signs: &[Sign], expected: &[f64]) {
        let terms: Vec<Term> = signs.iter().map(|&sign| Term { sign, expected: 0.0 }).collect();
        let fitted = Logistic::fit(rows, &terms, 1e-6);
        for (found, wanted) in fitted.weights.iter().zip(expected) {
            assert!((found - wanted).abs() < 1e-3, "{fitted:?}");
        }
    }

    /// Three of four at +1 are bona fide and one of four at -1: the odds are 3 and 1/3.
    fn three_of_four() -> Vec<Row> {
        [(1.0, [true, true, true, false]), (-1.0, [true, false, false, false])]
            .into_iter()
            .flat_map(|(feature, answers)| answers.map(|bona_fide| row(&[feature, -feature], bona_fide)))
            .collect()
    }

    #[test]
    fn a_weight_is_the_logarithm_of_the_odds() {
        let one: Vec<Row> =
            three_of_four().iter().map(|full| row(&full.features[..1], full.bona_fide)).collect();
        check(&one, &[Sign::Free], &[3.0_f64.ln()]);
        check(&one, &[Sign::Rising], &[3.0_f64.ln()]);
    }

    #[test]
    fn a_weight_never_turns_against_its_meaning() {
        check(&three_of_four(), &[Sign::Falling, Sign::Rising], &[0.0, 0.0]);
        check(&three_of_four(), &[Sign::Rising, Sign::Rising], &[3.0_f64.ln(), 0.0]);
    }

    #[test]
    fn the_bias_is_the_prior() {
        let rows = [row(&[], true), row(&[], true), row(&[], true), row(&[], false)];
        let fitted = Logistic::fit(&rows, &[], 1e-6);
        assert!((fitted.log_odds(&[]) - 3.0_f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn a_row_counts_by_its_weight() {
        let mut rows = [row(&[], true), row(&[], false)];
        rows[0].weight = 4.0;
        assert!((Logistic::fit(&rows, &[], 1e-6).bias - 4.0_f64.ln()).abs() < 1e-6);
    }
}
