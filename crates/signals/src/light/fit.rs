//! How well a painted screen explains a series of chroma.
//!
//! In: the series, a screen. Out: share of the change explained, lag, gain.
//! The model is linear for weak light: the logarithm of a channel moves with the screen's channel, times a gain.

use super::series::Chroma;
use super::whitening::Whitening;
use super::{PaintedScreen, Part};
use crate::evidence::LinearRgb;
use nalgebra::{Matrix3, Vector3};

/// How a face responds to a screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Response {
    /// Share of the change that the screen explains, 0..=1.
    pub(crate) explained: f64,
    /// How much later than painted, seconds.
    pub(crate) lag_s: f64,
    /// Screen's full light over the light that was there, by channel.
    pub(crate) gains: Vector3<f64>,
}

/// The times of the frames, how noise carries over from one to the next, and the drift to remove: a level and a slope.
#[derive(Debug, Clone)]
pub(crate) struct DriftFilter {
    times_s: Vec<f64>,
    /// `None` where the noise of frames is treated as independent.
    whitening: Option<Whitening>,
    /// Level and slope, orthogonal and of length 1.
    drift: [Vec<f64>; 2],
    equal_gains: f64,
}

/// A series without its drift.
#[derive(Debug, Clone)]
pub(crate) struct Changes {
    values: Vec<Chroma>,
    /// Sum of the squares.
    pub(crate) power: f64,
}

/// How far changes follow the expected ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Projection {
    /// Changes over expected changes, by least squares.
    pub(crate) gain: f64,
    /// Sum of the products of both.
    pub(crate) product: f64,
    /// Sum of the squares of the expected changes.
    pub(crate) own: f64,
}

/// A screen at the times of the frames, without its drift.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    red: Vec<f64>,
    green: Vec<f64>,
    blue: Vec<f64>,
    normal: Matrix3<f64>,
    solver: Option<Matrix3<f64>>,
}

/// How much of some changes a template explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TemplateFit {
    /// Power explained, at most the power of the changes.
    pub(crate) power: f64,
    pub(crate) gains: Vector3<f64>,
}

impl DriftFilter {
    pub(crate) fn of(times_s: &[f64]) -> Self {
        Self::new(times_s, None, EQUAL_GAINS)
    }

    /// Gives slow changes from frame to frame less weight than jumps and pulls the channels' gains product: for responses
    /// that are no larger than the noise.
    pub(crate) fn of_weak_light(times_s: &[f64]) -> Self {
        Self::new(times_s, Some(Whitening::of(times_s)), EQUAL_GAINS_WEAK)
    }

    fn new(times_s: &[f64], whitening: Option<Whitening>, equal_gains: f64) -> Self {
        let first_s = times_s.first().copied().unwrap_or_default();
        let mut level = vec![1.0; times_s.len()];
        let mut slope: Vec<f64> = times_s.iter().map(|time_s| time_s - first_s).collect();
        if let Some(whitening) = &whitening {
            whitening.apply(&mut level);
            whitening.apply(&mut slope);
        }
        scale_to_one(&mut level);
        remove_along(&level, &mut slope);
        scale_to_one(&mut slope);
        Self { times_s: times_s.to_vec(), whitening, drift: [level, slope], equal_gains }
    }

    pub(crate) fn changes(&self, series: &[Chroma]) -> Changes {
        let mut red: Vec<f64> = series.iter().map(|chroma| chroma.red).collect();
        let mut blue: Vec<f64> = series.iter().map(|chroma| chroma.blue).collect();
        self.remove_drift(&mut red);
        self.remove_drift(&mut blue);
        let values: Vec<Chroma> = red.into_iter().zip(blue).map(|(red, blue)| Chroma { red, blue }).collect();
        let power = values.iter().map(|change| change.dot(*change)).sum::<f64>().max(f64::MIN_POSITIVE);
        Changes { values, power }
    }

    /// A part of a screen, `lag_s` later than painted.
    pub(crate) fn template(&self, screen: &PaintedScreen, part: Part, lag_s: f64) -> Template {
        let count = self.times_s.len();
        let channel = || Vec::with_capacity(count);
        let (mut red, mut green, mut blue) = (channel(), channel(), channel());
        for LinearRgb { red: r, green: g, blue: b } in
            screen.at_each(part, self.times_s.iter().map(|time_s| time_s - lag_s))
        {
            red.push(f64::from(r));
            green.push(f64::from(g));
            blue.push(f64::from(b));
        }
        [&mut red, &mut green, &mut blue].into_iter().for_each(|channel| self.remove_drift(channel));
        let (mut rr, mut gg, mut bb, mut rg, mut gb) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for ((r, g), b) in red.iter().zip(&green).zip(&blue) {
            rr += r * r;
            gg += g * g;
            bb += b * b;
            rg += r * g;
            gb += g * b;
        }
        // ln(R/G) moves with gain * R - gain * G, ln(B/G) with gain * B - gain * G.
        let normal = Matrix3::new(rr, -rg, 0.0, -rg, 2.0 * gg, -gb, 0.0, -gb, bb);
        let trace = normal.trace().max(f64::MIN_POSITIVE);
        let equal = (Matrix3::identity() - Matrix3::repeat(1.0 / 3.0)) * (self.equal_gains * trace / 3.0);
        let solver = (normal + equal + Matrix3::identity() * (SOLVABLE * trace)).try_inverse();
        Template { red, green, blue, normal, solver }
    }

    /// The best response to the whole screen over the lags that a display and a camera can have.
    pub(crate) fn best(&self, changes: &Changes, screen: &PaintedScreen) -> Response {
        let mut best = Response { explained: 0.0, lag_s: 0.0, gains: Vector3::zeros() };
        for lag_s in lags_s() {
            let fit = self.template(screen, Part::Whole, lag_s).fit(changes);
            let explained = fit.power / changes.power;
            if explained > best.explained {
                best = Response { explained, lag_s, gains: fit.gains };
            }
        }
        best
    }

    /// The changes that a face of this response shows under a screen.
    pub(crate) fn expected(&self, screen: &PaintedScreen, response: &Response) -> Vec<Chroma> {
        self.template(screen, Part::Whole, response.lag_s).expected(response.gains)
    }

    fn remove_drift(&self, values: &mut [f64]) {
        if let Some(whitening) = &self.whitening {
            whitening.apply(values);
        }
        self.drift.iter().for_each(|column| remove_along(column, values));
    }
}

fn remove_along(column: &[f64], values: &mut [f64]) {
    let along: f64 = values.iter().zip(column).map(|(value, weight)| value * weight).sum();
    values.iter_mut().zip(column).for_each(|(value, weight)| *value -= along * weight);
}

fn scale_to_one(values: &mut [f64]) {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    values.iter_mut().for_each(|value| *value /= length);
}

impl Template {
    /// The most that gains of light, which add and never take away, can explain.
    pub(crate) fn fit(&self, changes: &Changes) -> TemplateFit {
        let mut met = Vector3::zeros();
        let channels = self.red.iter().zip(&self.green).zip(&self.blue);
        for (((red, green), blue), change) in channels.zip(&changes.values) {
            met.x += red * change.red;
            met.y -= green * (change.red + change.blue);
            met.z += blue * change.blue;
        }
        let free = self.solver.map_or_else(Vector3::zeros, |solver| solver * met);
        let gains = free.map(|gain| gain.max(0.0));
        let (own, along) = ((gains.transpose() * self.normal * gains).x, gains.dot(&met).max(0.0));
        if own <= 0.0 {
            return TemplateFit { power: 0.0, gains: Vector3::zeros() };
        }
        TemplateFit { power: along * along / own, gains: gains * (along / own) }
    }

    /// What the template makes of these gains: the expected changes.
    fn expected(&self, gains: Vector3<f64>) -> Vec<Chroma> {
        let channels = self.red.iter().zip(&self.green).zip(&self.blue);
        channels
            .map(|((red, green), blue)| Chroma {
                red: gains.x * red - gains.y * green,
                blue: gains.z * blue - gains.y * green,
            })
            .collect()
    }
}

impl Changes {
    pub(crate) fn values(&self) -> &[Chroma] {
        &self.values
    }

    /// How far they follow the expected ones.
    pub(crate) fn projected_on(&self, expected: &[Chroma]) -> Projection {
        let (mut product, mut own) = (0.0, f64::MIN_POSITIVE);
        for (change, expected) in self.values.iter().zip(expected) {
            product += change.dot(*expected);
            own += expected.dot(*expected);
        }
        Projection { gain: product / own, product, own }
    }

    /// What remains after subtracting the expected changes.
    pub(crate) fn beyond(&self, expected: &[Chroma]) -> Vec<Chroma> {
        let pairs = self.values.iter().zip(expected);
        pairs
            .map(|(change, expected)| Chroma {
                red: change.red - expected.red,
                blue: change.blue - expected.blue,
            })
            .collect()
    }
}

/// Lags tried: a window of 0.32 s, narrower than the shortest step of a challenge.
pub(crate) fn lags_s() -> impl Iterator<Item = f64> {
    (0..=LAG_STEPS).map(|step| LAG_FIRST_S + f64::from(step) * LAG_STEP_S)
}

/// Earliest response: recorders start up to this much before they say.
const LAG_FIRST_S: f64 = -0.08;
const LAG_STEPS: u32 = 16;
const LAG_STEP_S: f64 = 0.02;
/// Pull of the channels' gains towards each other; skin returns red and blue within a factor of three.
const EQUAL_GAINS: f64 = 0.1;
/// The same where a response hardly stands out from the noise, which pulls the gains apart. Of responses of 1 % that were
/// added to the noise of 15 recordings, a tenth more are found than with the weaker pull.
const EQUAL_GAINS_WEAK: f64 = 1.0;
const SOLVABLE: f64 = 1e-9;
