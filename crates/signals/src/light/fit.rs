//! How well a painted screen explains a series of chroma.
//!
//! In: the series, a screen. Out: share of the change explained, lag, gain.
//! The model is linear for weak light: the logarithm of a channel moves with the screen's channel, times a gain.

use super::{Chroma, FlashSeries, PaintedScreen};
use nalgebra::{Matrix3, Vector3};

/// How a face answers a screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Response {
    /// Share of the change that the screen explains, 0..=1.
    pub(crate) explained: f64,
    /// How much later than painted, seconds.
    pub(crate) lag_s: f64,
    /// Screen's full light over the light that was there, by channel.
    pub(crate) gains: Vector3<f64>,
}

/// One series, ready to be compared with many screens.
#[derive(Debug, Clone)]
pub(crate) struct Fitter {
    times_s: Vec<f64>,
    /// Orthonormal drift: a level and a slope.
    level: f64,
    slope: Vec<f64>,
    changes: Vec<Chroma>,
    power: f64,
}

impl Fitter {
    pub(crate) fn new(series: &FlashSeries) -> Self {
        let count = series.times_s.len().max(1) as f64;
        let middle = series.times_s.iter().sum::<f64>() / count;
        let length = series
            .times_s
            .iter()
            .map(|time| (time - middle).powi(2))
            .sum::<f64>()
            .sqrt()
            .max(f64::MIN_POSITIVE);
        let slope: Vec<f64> = series.times_s.iter().map(|time| (time - middle) / length).collect();
        let mut fitter = Self {
            times_s: series.times_s.clone(),
            level: 1.0 / count,
            slope,
            changes: Vec::new(),
            power: 0.0,
        };
        let mut red: Vec<f64> = series.face.iter().map(|chroma| chroma.red).collect();
        let mut blue: Vec<f64> = series.face.iter().map(|chroma| chroma.blue).collect();
        fitter.remove_drift(&mut red);
        fitter.remove_drift(&mut blue);
        fitter.power = red.iter().chain(&blue).map(|value| value * value).sum::<f64>().max(f64::MIN_POSITIVE);
        fitter.changes = red.into_iter().zip(blue).map(|(red, blue)| Chroma { red, blue }).collect();
        fitter
    }

    /// The best answer over the lags that a display and a camera can have.
    pub(crate) fn best(&self, screen: &PaintedScreen) -> Response {
        let mut best = Response { explained: 0.0, lag_s: 0.0, gains: Vector3::zeros() };
        for step in 0..=LAG_STEPS {
            let response = self.at_lag(screen, LAG_FIRST_S + f64::from(step) * LAG_STEP_S);
            if response.explained > best.explained {
                best = response;
            }
        }
        best
    }

    fn at_lag(&self, screen: &PaintedScreen, lag_s: f64) -> Response {
        let count = self.times_s.len();
        let (mut red, mut green, mut blue) =
            (Vec::with_capacity(count), Vec::with_capacity(count), Vec::with_capacity(count));
        for light in screen.at_each(self.times_s.iter().map(|time_s| time_s - lag_s)) {
            red.push(f64::from(light.red));
            green.push(f64::from(light.green));
            blue.push(f64::from(light.blue));
        }
        [&mut red, &mut green, &mut blue].into_iter().for_each(|channel| self.remove_drift(channel));
        let (mut rr, mut gg, mut bb, mut rg, mut gb) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let mut met = Vector3::zeros();
        for (((&r, &g), &b), change) in red.iter().zip(&green).zip(&blue).zip(&self.changes) {
            rr += r * r;
            gg += g * g;
            bb += b * b;
            rg += r * g;
            gb += g * b;
            met += Vector3::new(r * change.red, -g * (change.red + change.blue), b * change.blue);
        }
        // ln(R/G) moves with gain * R - gain * G, ln(B/G) with gain * B - gain * G.
        let normal = Matrix3::new(rr, -rg, 0.0, -rg, 2.0 * gg, -gb, 0.0, -gb, bb);
        let trace = normal.trace().max(f64::MIN_POSITIVE);
        let equal = (Matrix3::identity() - Matrix3::repeat(1.0 / 3.0)) * (EQUAL_GAINS * trace / 3.0);
        let solvable = normal + equal + Matrix3::identity() * (SOLVABLE * trace);
        let free = solvable.try_inverse().map_or_else(Vector3::zeros, |inverse| inverse * met);
        let gains = free.map(|gain| gain.max(0.0));
        let (own, along) = ((gains.transpose() * normal * gains).x, gains.dot(&met).max(0.0));
        if own <= 0.0 {
            return Response { explained: 0.0, lag_s, gains: Vector3::zeros() };
        }
        Response { explained: along * along / own / self.power, lag_s, gains: gains * (along / own) }
    }

    fn remove_drift(&self, values: &mut [f64]) {
        let mean = values.iter().sum::<f64>() * self.level;
        let along: f64 = values.iter().zip(&self.slope).map(|(value, slope)| value * slope).sum();
        values.iter_mut().zip(&self.slope).for_each(|(value, slope)| *value -= mean + along * slope);
    }
}

/// Earliest answer: recorders start up to this much before they say.
const LAG_FIRST_S: f64 = -0.08;
/// Lags tried: a window of 0.32 s, narrower than the shortest step of a challenge.
const LAG_STEPS: u32 = 16;
const LAG_STEP_S: f64 = 0.02;
/// Pull of the channels' gains towards each other; skin returns red and blue within a factor of three.
const EQUAL_GAINS: f64 = 0.1;
const SOLVABLE: f64 = 1e-9;
