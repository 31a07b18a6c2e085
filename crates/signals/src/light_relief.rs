//! Does the screen's light fall on the face as on a head, or as on a sheet or a flat tint?
//!
//! Each patch of skin responds to the colours by the screen's light over the room's light at that patch. On a head this
//! varies with the orientation of the skin; on a flat print it varies as a smooth bowl; in a tint laid over a video it
//! does not vary at all. The reading is what a quadratic bowl leaves of the patches' responses (root mean square over
//! their mean, noise subtracted), for the whole face or its inner part, whichever is less, because a rendered face may
//! fade out at its rim. Tints read 0.00 to 0.04, flat prints 0.00 to 0.07, heads 0.11 and more.
//! Source: Aurora Guard (Liu et al. 2019) learns the same cue from normals.
//! Needs: a clear response of the face to the colours.

use crate::evidence::PATCHES;
use crate::finding::Finding;
use crate::light::{Changes, Chroma, LightAnalysis, Projection};
use crate::signal::Description;
use catchlight_types::NotTaken;
use nalgebra::{DMatrix, DVector};

pub(crate) fn measure(light: &LightAnalysis<'_>) -> Result<Finding, NotTaken> {
    let face = light.face()?;
    if !face.responds_clearly() {
        return Ok(face.no_clear_response());
    }
    let series = &face.series;
    let gains: Vec<PatchGain> = series
        .patches
        .iter()
        .map(|patch| {
            let changes = face.filter.changes(&patch.chroma);
            PatchGain::of(patch.patch, &series.times_s, &changes, &face.expected)
        })
        .collect();
    let inner: Vec<PatchGain> = gains.iter().copied().filter(|patch| patch.is_inner()).collect();
    let (Some(spread), Some(inner)) = (Spread::of(&gains), Spread::of(&inner)) else {
        return Err(NotTaken::TooLittleLight);
    };
    let finding = if spread.noise > NOISE_MAX {
        Finding::not_taken(NotTaken::TooMuchAmbientLight)
    } else {
        Finding::value(spread.beyond_bowl.min(inner.beyond_bowl))
    };
    Ok(finding
        .with("beyond_bowl", spread.beyond_bowl)
        .with("inner_beyond_bowl", inner.beyond_bowl)
        .with("overall", spread.overall)
        .with("noise", spread.noise)
        .with("explained", face.response.explained))
}

/// How strongly a patch responds, relative to the whole face.
#[derive(Debug, Clone, Copy)]
struct PatchGain {
    right: f64,
    down: f64,
    gain: f64,
    /// Deviation of the gain that the noise of the frames makes.
    noise: f64,
}

impl PatchGain {
    fn of(patch: usize, times_s: &[f64], changes: &Changes, expected: &[Chroma]) -> Self {
        let Projection { gain, own, .. } = changes.projected_on(expected);
        let pulls: Vec<f64> = changes
            .values()
            .iter()
            .zip(expected)
            .map(|(change, expected)| {
                (change.red - gain * expected.red) * expected.red
                    + (change.blue - gain * expected.blue) * expected.blue
            })
            .collect();
        let place = PATCHES[patch].place();
        Self {
            right: f64::from(place.right_cm) / UNIT_CM,
            down: f64::from(place.down_cm) / UNIT_CM,
            gain,
            noise: pull_of_errors(times_s, &pulls) / own,
        }
    }

    /// Whether the patch lies well inside the face, where a rendered face is opaque.
    fn is_inner(self) -> bool {
        (self.right / INNER_RIGHT).powi(2) + (self.down / INNER_DOWN).powi(2) < 1.0
    }

    /// Weight against the other patches; none counts more than the skin's own variety allows.
    fn weight(self) -> f64 {
        1.0 / (self.noise.powi(2) + NOISE_FLOOR.powi(2))
    }
}

/// Deviation of the sum of what errors pull a gain by, errors of frames near each other being alike: what a codec or a
/// white balance gets wrong it gets wrong for some tenths of a second (Newey and West 1987).
fn pull_of_errors(times_s: &[f64], pulls: &[f64]) -> f64 {
    let mut power = 0.0;
    for (place, &pull) in pulls.iter().enumerate() {
        power += pull * pull;
        for (&later, &later_s) in pulls[place + 1..].iter().zip(&times_s[place + 1..]) {
            let alike = 1.0 - (later_s - times_s[place]) / ALIKE_S;
            if alike <= 0.0 {
                break;
            }
            power += 2.0 * alike * pull * later;
        }
    }
    let frames = pulls.len() as f64;
    (power.max(0.0) * frames / (frames - FITTED).max(1.0)).sqrt()
}

/// How the responses vary over the face, relative to their mean.
struct Spread {
    overall: f64,
    beyond_bowl: f64,
    noise: f64,
}

impl Spread {
    fn of(gains: &[PatchGain]) -> Option<Self> {
        let total: f64 = gains.iter().map(|patch| patch.weight()).sum();
        let mean = gains.iter().map(|patch| patch.weight() * patch.gain).sum::<f64>() / total;
        let noise_power = gains.iter().map(|patch| patch.weight() * patch.noise.powi(2)).sum::<f64>() / total;
        if mean <= 0.0 || gains.len() <= BOWL_TERMS {
            return None;
        }
        let term = |patch: &PatchGain, term: usize| match term {
            0 => 1.0,
            1 => patch.right,
            2 => patch.down,
            3 => patch.right * patch.right,
            4 => patch.right * patch.down,
            _ => patch.down * patch.down,
        };
        let bowl = DMatrix::from_fn(gains.len(), BOWL_TERMS, |row, column| term(&gains[row], column));
        let weighted = DMatrix::from_fn(gains.len(), BOWL_TERMS, |row, column| {
            gains[row].weight() * bowl[(row, column)]
        });
        let values = DVector::from_iterator(gains.len(), gains.iter().map(|patch| patch.gain));
        let shape = weighted.tr_mul(&bowl).cholesky()?.solve(&weighted.tr_mul(&values));
        let left = &values - &bowl * shape;
        let power = |apart: &dyn Fn(usize) -> f64| {
            let squares = gains.iter().enumerate().map(|(row, patch)| patch.weight() * apart(row).powi(2));
            (squares.sum::<f64>() / total - noise_power).max(0.0)
        };
        Some(Self {
            overall: power(&|row| gains[row].gain - mean).sqrt() / mean,
            beyond_bowl: power(&|row| left[row]).sqrt() / mean,
            noise: noise_power.sqrt() / mean,
        })
    }
}

/// Half width and half height of the inner face, units of places.
const INNER_RIGHT: f64 = 0.95;
const INNER_DOWN: f64 = 1.12;
/// Noise of a patch's response, over the mean response, above which relief cannot be seen.
const NOISE_MAX: f64 = 0.1;
/// Deviation that differences of skin make between patches that are lit alike.
const NOISE_FLOOR: f64 = 0.02;
/// Drift and gain that are fitted to every patch.
const FITTED: f64 = 2.5;
/// Time after which errors of frames have nothing in common any more.
const ALIKE_S: f64 = 0.4;
/// Terms of a plane and its bow.
const BOWL_TERMS: usize = 6;
/// Unit of places, keeps the bowl's terms alike in size.
const UNIT_CM: f64 = 6.0;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Light relief",
    question: "Did the light fall on the face as on a head, or as on a flat sheet?",
    unit: "unevenness of the response over the face, share",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{evidence_lit_by, light_challenge, light_reading, painted, skin_lit_by};

    /// The reading of a face whose patches respond as `gain_of` says.
    fn reading(gain_of: impl Fn(usize) -> f32) -> Result<f64, NotTaken> {
        let challenge = light_challenge();
        let screen = painted(&challenge);
        let evidence = evidence_lit_by(&challenge, |time_s, patch| {
            skin_lit_by(&screen, gain_of(patch), time_s - 0.06, patch)
        });
        light_reading(measure, &evidence)
    }

    #[test]
    fn a_head_is_lit_by_the_turn_of_its_skin() {
        let found = reading(|patch| {
            let place = PATCHES[patch].place();
            let nose = (-(place.right_cm / 1.5).powi(2) - ((place.down_cm - 0.5) / 2.5).powi(2)).exp();
            let cheeks = (1.0 - (place.right_cm / 8.0).powi(2)).max(0.0).sqrt();
            0.1 * cheeks * (1.0 + nose)
        })
        .unwrap();
        assert!(found > 0.13, "{found}");
    }

    #[test]
    fn a_flat_tint_is_the_same_everywhere() {
        let found = reading(|_| 0.12).unwrap();
        assert!(found < 0.05, "{found}");
    }

    #[test]
    fn a_sheet_is_lit_as_a_bowl() {
        let found = reading(|patch| {
            let place = PATCHES[patch].place();
            let away_cm = place.right_cm.hypot(place.down_cm + 12.0);
            0.15 / (1.0 + (away_cm / 25.0).powi(2))
        });
        assert!(found.unwrap() < 0.08);
    }

    #[test]
    fn a_face_without_an_answer_is_not_judged() {
        assert_eq!(reading(|_| 0.0), Err(NotTaken::TooMuchAmbientLight));
    }
}
