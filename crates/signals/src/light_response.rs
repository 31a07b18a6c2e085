//! Was the face lit by the colours of this very check?
//!
//! The chroma of the skin is compared with the painted screen, over a narrow window of lags, and with about a thousand
//! chance sequences of the same kind. The reading is how much less the real sequence leaves unexplained than the best
//! hundredth of the chance ones: ln((1 - R2 of that hundredth) / (1 - R2)). Above 0 only one chance sequence in a hundred
//! explains as much. A threshold on the correlation itself would not do: chance reaches 0.9.
//!
//! That one in a hundred is told apart by what a true answer must be beyond being the best. It leaves no more than the
//! noise of the frames and the error of the linear model: a chance match with the colours of another check leaves many
//! times that. And it is an answer that 8-bit video can carry, not a match with the noise of a face that has none. The
//! reading is lowered by the logarithm of how far either is missed; of ten chance sequences above 0.3 one is left.
//! Face Flashing (Tang et al., NDSS 2018); Aurora Guard (Liu et al. 2019).
//! Needs: 15 different frames, three for each colour, and the client's colour times. In a room so bright that the screen changes
//! nothing there is no reading.

use crate::Evidence;
use crate::light::{Changes, Chroma, Clockwork, FlashSeries, PaintedScreen, decoys};
use crate::signal::Finding;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let steps = &evidence.challenge.colors;
    if steps.is_empty() {
        return Finding::not_taken(NotTaken::NotInChallenge);
    }
    let shown = evidence.shown_colors();
    let Some(colors_from_s) = shown.iter().find(|stage| stage.step > 0).map(|stage| stage.from_s) else {
        return Finding::not_taken(NotTaken::MissingClientReport);
    };
    let series = match FlashSeries::of(evidence, &shown) {
        Ok(series) => series,
        Err(why) => return Finding::not_taken(why),
    };
    let clockwork = Clockwork::of(&series);
    let changes = clockwork.changes(&series.face);
    let screen = PaintedScreen::shown(&shown);
    let real = clockwork.best(&changes, &screen);
    let mut chance: Vec<f64> = decoys(steps, colors_from_s, DECOYS)
        .iter()
        .map(|screen| clockwork.best(&changes, screen).explained)
        .collect();
    if chance.is_empty() {
        return Finding::not_taken(NotTaken::NotInChallenge);
    }
    chance.sort_by(f64::total_cmp);
    let beaten = chance.partition_point(|&explained| explained < real.explained);
    let best_hundredth = chance[chance.len() * 99 / 100];
    let left = |explained: f64| (1.0 - explained).max(UNEXPLAINED_MIN);
    let excess = (left(best_hundredth) / left(real.explained)).ln();
    let expected = clockwork.expected(&screen, &real);
    let fit = Fit::of(&changes, &expected);
    let misfit = fit.left / fit.left_by_a_true_answer(series.noise);
    let reading =
        excess - (misfit / MISFIT_MAX).ln().max(0.0) + (fit.answer / ANSWER_MIN).max(LEAST).ln().min(0.0);
    let finding = if series.noise < NOISE_FROZEN {
        // No camera is this quiet: the same frame comes again and again, and room light has nothing to do with it.
        Finding::not_taken(NotTaken::TooFewFrames)
    } else if reading < 0.0 && series.variation < VARIATION_MIN {
        Finding::not_taken(NotTaken::TooMuchAmbientLight)
    } else {
        Finding::value(reading)
    };
    finding
        .with("explained", real.explained)
        .with("chance_rank", beaten as f64 / chance.len() as f64)
        .with("excess", excess)
        .with("misfit", misfit)
        .with("answer", fit.answer)
        .with("lag_ms", 1000.0 * real.lag_s)
        .with("gain_red", real.gains.x)
        .with("gain_green", real.gains.y)
        .with("gain_blue", real.gains.z)
        .with("variation", series.variation)
        .with("noise", series.noise)
        .with("frames", series.times_s.len() as f64)
}

/// Sizes of an answer and of what it leaves, root mean squares of log-chroma.
struct Fit {
    answer: f64,
    left: f64,
}

impl Fit {
    fn of(changes: &Changes, expected: &[Chroma]) -> Self {
        let size = |series: &[Chroma]| {
            let power: f64 = series.iter().map(|chroma| chroma.red.powi(2) + chroma.blue.powi(2)).sum();
            (power / (2 * series.len()).max(1) as f64).sqrt()
        };
        Self { answer: size(expected), left: size(&changes.beyond(expected)) }
    }

    /// What noise, the codec and the error of the model together leave of a true answer.
    fn left_by_a_true_answer(&self, noise: f64) -> f64 {
        noise.hypot(MODEL_ERROR * self.answer).hypot(CODEC_ERROR)
    }
}

/// Chance sequences; the hundredth best of so many is known within a few per cent.
const DECOYS: usize = 1000;
/// Noise keeps any series from being explained better than this.
const UNEXPLAINED_MIN: f64 = 1e-3;
/// Share of an answer that the linear model misses: the logarithm bends, white balance follows the colours.
const MODEL_ERROR: f64 = 0.15;
/// Slow error of log-chroma that a low bit rate leaves between key frames.
const CODEC_ERROR: f64 = 0.002;
/// A true answer leaves up to this many times what it should; all live people of the tuning set but two do.
const MISFIT_MAX: f64 = 1.5;
/// The smallest answer of log-chroma that is more than one step of 8-bit chroma wandering with the codec.
const ANSWER_MIN: f64 = 0.006;
/// Less noise than this is that of a frozen picture: a tenth of what a clean camera has after averaging over the face.
const NOISE_FROZEN: f64 = 5e-5;
/// Keeps the logarithm of no answer at all finite.
const LEAST: f64 = 0.05;
/// Root mean square change of log-chroma, drift aside, below which a screen in a bright room may be the reason for no
/// answer; being unsure costs nothing, since a check without this reading does not pass.
const VARIATION_MIN: f64 = 0.012;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::LinearRgb;
    use crate::testing::{
        evidence_lit_by, evidence_with_claims, light_challenge, other_light_challenge, painted, skin_lit_by,
    };

    fn reading(light_at: impl Fn(f64, usize) -> LinearRgb) -> Result<f64, NotTaken> {
        measure(&evidence_lit_by(&light_challenge(), light_at)).into_value()
    }

    #[test]
    fn the_colours_of_this_check_with_a_lag_beat_chance() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| skin_lit_by(&screen, 0.1, time_s - 0.09, patch)).unwrap();
        assert!(found > 1.0, "{found}");
    }

    #[test]
    fn drift_of_white_balance_and_exposure_costs_little() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| {
            let light = skin_lit_by(&screen, 0.1, time_s - 0.05, patch);
            let drift = 1.0 + 0.03 * time_s as f32;
            LinearRgb { red: light.red * drift * drift, green: light.green * drift, ..light }
        });
        assert!(found.unwrap() > 1.0);
    }

    #[test]
    fn the_colours_of_another_check_do_not() {
        let screen = painted(&other_light_challenge());
        let found = reading(|time_s, patch| skin_lit_by(&screen, 0.1, time_s, patch)).unwrap();
        assert!(found < -0.3, "{found}");
    }

    #[test]
    fn colours_that_come_half_a_second_late_do_not() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| skin_lit_by(&screen, 0.1, time_s - 0.6, patch)).unwrap();
        assert!(found < 0.0, "{found}");
    }

    #[test]
    fn a_face_that_no_colour_reaches_is_not_accused() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| skin_lit_by(&screen, 0.0, time_s, patch));
        assert_eq!(found, Err(NotTaken::TooMuchAmbientLight));
    }

    #[test]
    fn a_frozen_picture_is_not_called_too_bright() {
        let screen = painted(&light_challenge());
        let found = reading(|_, patch| skin_lit_by(&screen, 0.0, 1.0, patch));
        assert_eq!(found, Err(NotTaken::TooFewFrames));
    }

    #[test]
    fn a_chance_match_that_leaves_more_than_noise_is_lowered() {
        let (screen, other) = (painted(&light_challenge()), painted(&other_light_challenge()));
        let clean = reading(|time_s, patch| skin_lit_by(&screen, 0.1, time_s, patch)).unwrap();
        let mixed = reading(|time_s, patch| {
            let (light, stale) =
                (skin_lit_by(&screen, 0.1, time_s, patch), skin_lit_by(&other, 0.1, time_s, patch));
            LinearRgb {
                red: light.red * stale.red,
                green: light.green * stale.green,
                blue: light.blue * stale.blue,
            }
        });
        assert!(mixed.unwrap() < clean - 2.0, "{clean}");
    }

    #[test]
    fn missing_reports_and_frames_are_named() {
        let challenge = light_challenge();
        assert_eq!(measure(&Evidence::new(&challenge)).into_value(), Err(NotTaken::MissingClientReport));
        assert_eq!(measure(&evidence_with_claims(&challenge)).into_value(), Err(NotTaken::NoFace));
        let mut without_colors = challenge;
        without_colors.colors.clear();
        assert_eq!(measure(&Evidence::new(&without_colors)).into_value(), Err(NotTaken::NotInChallenge));
    }
}
