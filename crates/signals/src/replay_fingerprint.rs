//! Does the face respond to the colours of another check?
//!
//! A video of an earlier check, injected or replayed on a display, carries the light of that check's colours: steps of
//! chroma that last some tenths of a second each. The signal subtracts what this check's colours explain, and slow
//! drift. The reading is how much of the rest such steps explain, beyond what they explain of noise, over what this
//! check's own colours explain (root mean squares). A face lit by this check reads below 0.2, old colours 0.4 to 2.
//! `light_response` says that a face was not lit by this check; this signal says by what instead.
//! Needs: the frames and colour times that `light_response` needs, and some change of chroma.

use crate::finding::Finding;
use crate::light::{Chroma, LightAnalysis, LitFace, without_drift};
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(light: &LightAnalysis<'_>) -> Result<Finding, NotTaken> {
    let LitFace { series, changes, response, expected, .. } = light.face()?;
    if series.variation < VARIATION_MIN {
        return Ok(Finding::not_taken(NotTaken::TooMuchAmbientLight).with("variation", series.variation));
    }
    let rest = without_drift(&changes.beyond(expected));
    let count = rest.len() as f64;
    let explained = root_mean_square(response.explained * changes.power, count);
    let steps = light.evidence.challenge.colors.len();
    let stray = root_mean_square(step_power(&series.times_s, &rest, steps), count);
    Ok(Finding::value(stray / (explained + LOG_CHROMA_FLOOR))
        .with("stray", stray)
        .with("explained", explained)
        .with("noise", series.noise))
}

/// Power of the series that at most `pieces` level pieces explain, less what so many explain of its noise.
fn step_power(times_s: &[f64], series: &[Chroma], pieces: usize) -> f64 {
    let sums = Sums::of(series);
    let count = series.len();
    let total = sums.unexplained(0, count);
    // The least that is left of the first frames with one piece more in every round.
    let mut left: Vec<f64> = (0..=count).map(|end| sums.unexplained(0, end)).collect();
    for _ in 1..pieces {
        left = (0..=count)
            .map(|end| {
                let starts = (1..end).rev().filter(|&start| times_s[end - 1] - times_s[start] >= STEP_MIN_S);
                starts.map(|start| left[start] + sums.unexplained(start, end)).fold(left[end], f64::min)
            })
            .collect();
    }
    let noise_power: f64 = 0.5
        * series
            .windows(2)
            .map(|pair| (pair[1].red - pair[0].red).powi(2) + (pair[1].blue - pair[0].blue).powi(2))
            .sum::<f64>()
        / (count.max(2) - 1) as f64;
    (total - left[count] - CHANCE_PER_STEP * pieces as f64 * noise_power).max(0.0)
}

/// Running sums, from which the power around the mean of any piece is read off.
struct Sums {
    red: Vec<f64>,
    blue: Vec<f64>,
    power: Vec<f64>,
}

impl Sums {
    fn of(series: &[Chroma]) -> Self {
        let running = |value: fn(&Chroma) -> f64| {
            let mut sum = 0.0;
            let rest = series.iter().map(|chroma| {
                sum += value(chroma);
                sum
            });
            std::iter::once(0.0).chain(rest).collect()
        };
        Self {
            red: running(|chroma| chroma.red),
            blue: running(|chroma| chroma.blue),
            power: running(|chroma| chroma.red.powi(2) + chroma.blue.powi(2)),
        }
    }

    fn unexplained(&self, start: usize, end: usize) -> f64 {
        let count = (end - start).max(1) as f64;
        let (red, blue) = (self.red[end] - self.red[start], self.blue[end] - self.blue[start]);
        (self.power[end] - self.power[start] - (red * red + blue * blue) / count).max(0.0)
    }
}

fn root_mean_square(power: f64, count: f64) -> f64 {
    (power / (2.0 * count.max(1.0))).sqrt()
}

/// Root mean square change of log-chroma, drift removed, below which there is only the white balance in a bright room.
const VARIATION_MIN: f64 = 0.007;
/// Least time that a colour of a check is shown.
const STEP_MIN_S: f64 = 0.2;
/// Power that the best placed step explains of noise, in powers of one frame.
const CHANCE_PER_STEP: f64 = 4.0;
/// Change of log-chroma by white balance and motion alone; avoids dividing by zero for a face that nothing lights.
const LOG_CHROMA_FLOOR: f64 = 0.01;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Replay fingerprint",
    question: "Did the face respond to the colours of another check?",
    unit: "response to the old colours over the response to those of this check",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Evidence, LinearRgb};
    use crate::testing::{
        evidence_lit_by, light_challenge, light_reading, other_light_challenge, painted, skin_lit_by,
    };

    fn reading(light_at: impl Fn(f64, usize) -> LinearRgb) -> Result<f64, NotTaken> {
        light_reading(measure, &evidence_lit_by(&light_challenge(), light_at))
    }

    #[test]
    fn the_colours_of_this_check_leave_no_steps() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| skin_lit_by(&screen, 0.1, time_s - 0.07, patch)).unwrap();
        assert!(found < 0.3, "{found}");
    }

    #[test]
    fn the_colours_of_another_check_do() {
        let screen = painted(&other_light_challenge());
        let found = reading(|time_s, patch| skin_lit_by(&screen, 0.1, time_s, patch)).unwrap();
        assert!(found > 0.8, "{found}");
    }

    #[test]
    fn a_face_that_nothing_lights_shows_none() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| skin_lit_by(&screen, 0.0, time_s, patch));
        assert_eq!(found, Err(NotTaken::TooMuchAmbientLight));
    }

    #[test]
    fn white_balance_that_wanders_is_no_step() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| {
            let light = skin_lit_by(&screen, 0.03, time_s, patch);
            let drift = 1.0 + 0.03 * (1.2 * time_s).sin() as f32;
            LinearRgb { red: light.red * drift, blue: light.blue / drift, ..light }
        });
        assert!(found.unwrap() < 0.3, "{found:?}");
    }

    #[test]
    fn a_check_without_colours_has_no_others() {
        let mut challenge = light_challenge();
        let unreported = Evidence::new(&challenge);
        assert_eq!(light_reading(measure, &unreported), Err(NotTaken::MissingClientReport));
        challenge.colors.clear();
        assert_eq!(light_reading(measure, &Evidence::new(&challenge)), Err(NotTaken::NotInChallenge));
    }
}
