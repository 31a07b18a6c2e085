//! Whitens the noise of a series.
//!
//! In: the times of the frames, a series. Out: what is new in every value, each of the same size where there is only noise.
//! The chroma of a face wanders with the codec and the white balance, so that neighbouring frames err alike: a share of
//! the noise is new in every frame, the rest is forgotten within some tenths of a second. What a value adds to what the
//! values before it foretold is the innovation of a Kalman filter, here with gains that depend on the times alone.

/// The steps of the filter, one a frame.
#[derive(Debug, Clone)]
pub(super) struct Whitening {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    /// Share of what wanders that is still there since the frame before.
    kept: f64,
    /// Share of a surprise that is taken for wandering.
    gain: f64,
    /// One over the expected size of a surprise.
    scale: f64,
}

impl Whitening {
    /// The filter for frames at rising times.
    pub(super) fn of(times_s: &[f64]) -> Self {
        let mut steps = Vec::with_capacity(times_s.len());
        let (mut uncertain, mut before_s) = (WANDERING, None);
        for &time_s in times_s {
            let kept = before_s.map_or(1.0, |before_s: f64| (-(time_s - before_s) / FORGOTTEN_S).exp());
            uncertain = kept * kept * uncertain + (1.0 - kept * kept) * WANDERING;
            let surprise = uncertain + (1.0 - WANDERING);
            let gain = uncertain / surprise;
            steps.push(Step { kept, gain, scale: 1.0 / surprise.sqrt() });
            uncertain *= 1.0 - gain;
            before_s = Some(time_s);
        }
        Self { steps }
    }

    /// Replaces each value by its innovation.
    pub(super) fn apply(&self, values: &mut [f64]) {
        let mut foretold = 0.0;
        for (value, step) in values.iter_mut().zip(&self.steps) {
            foretold *= step.kept;
            let surprise = *value - foretold;
            foretold += step.gain * surprise;
            *value = step.scale * surprise;
        }
    }
}

/// Share of the noise's power that wanders; measured on faces that no colour reached.
const WANDERING: f64 = 0.7;
/// Time in which the wandering falls to a third.
const FORGOTTEN_S: f64 = 0.3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::noise;
    use nalgebra::DMatrix;

    #[test]
    fn the_filter_is_the_inverse_root_of_the_noise() {
        let times_s = [0.0, 0.05, 0.12, 0.16, 0.4, 0.43];
        let covariance = DMatrix::from_fn(6, 6, |row, column| {
            let apart_s: f64 = times_s[row] - times_s[column];
            let own = if row == column { 1.0 - WANDERING } else { 0.0 };
            WANDERING * (-apart_s.abs() / FORGOTTEN_S).exp() + own
        });
        let root = covariance.cholesky().unwrap().l();
        let new: Vec<f64> = (0..6).map(|place| f64::from(noise(place))).collect();
        let mut values: Vec<f64> = (&root * DMatrix::from_column_slice(6, 1, &new)).iter().copied().collect();
        Whitening::of(&times_s).apply(&mut values);
        for (found, expected) in values.iter().zip(&new) {
            assert!((found - expected).abs() < 1e-12, "{values:?} {new:?}");
        }
    }
}
