//! Was the face lit by the colours of this check?
//!
//! The signal compares the chroma of the skin with the screen as the client painted it, over a narrow window of lags,
//! and with a thousand random sequences of the same kind (decoys). The reading is how much less the real sequence
//! leaves unexplained than the best hundredth of the decoys: ln((1 - R2 of that hundredth) / (1 - R2)). Above 0, only
//! one random sequence in a hundred explains as much. A threshold on the correlation itself would not work: decoys
//! reach 0.9.
//!
//! Two further tests separate a true response from the one decoy in a hundred. First, the residual: a true response
//! that 8-bit video can carry leaves no more than the noise of the frames and the error of the linear model, while a
//! chance match leaves many times that. The reading is lowered by the logarithm of the excess. Second, rarity: a video
//! that knows nothing of the colours matches the real sequence as well as it matches any decoy, so the share of decoys
//! that match better says how likely the match is by matches. Beyond the best decoy that share is extrapolated. Rarity
//! is measured on the middle of the face as a whole, where slow changes from frame to frame count less.
//! docs/accuracy.md reports how many chance matches above 0.3 remain.
//!
//! A response below one step of 8-bit video, as in a bright room, is lost in the codec's noise patch by patch. There,
//! rarity alone decides, compared with the noise of the video itself, and the bar is higher. Heavy compression makes a
//! true match unclean: it still counts where it is rarer than a clean match has to be, and gives no reading where it is
//! rare but not rare enough. The whole face and its patches are two views of one response; the rarer match counts.
//! Sources: Face Flashing (Tang et al., NDSS 2018); Aurora Guard (Liu et al. 2019).
//! Needs: 15 different frames, five for every two colours, and the client's colour times. No reading in a room so
//! bright that the screen changes nothing.

use crate::finding::Finding;
use crate::light::{
    Changes, Chroma, DriftFilter, LightAnalysis, LitFace, MiddleSeries, PaintedScreen, decoys,
};
use crate::signal::Description;
use catchlight_types::NotTaken;
use std::f64::consts::LN_10;

pub(crate) fn measure(light: &LightAnalysis<'_>) -> Result<Finding, NotTaken> {
    let colors_from_s = light.shown().after_opening_s().ok_or(NotTaken::MissingClientReport)?;
    let LitFace { series, screen, filter, changes, response: real, expected } = light.face()?;
    let others = decoys(&light.evidence.challenge.colors, colors_from_s, DECOYS);
    if others.is_empty() {
        return Err(NotTaken::NotInChallenge);
    }
    let matched = |screen: &PaintedScreen| gained(filter.best(changes, screen).explained);
    let matches = DecoyMatches::of(others.iter().map(matched).collect());
    let real_gain = gained(real.explained);
    let excess = real_gain - matches.best(1);
    let fit = ResponseFit::of(changes, expected);
    let misfit = fit.misfit(series.noise);
    let whole = series.middle(light.evidence).map(|middle| WholeFace::of(&middle, screen, &others));
    let rarity = matches.rarity(real_gain);
    let clear = excess - (misfit / MISFIT_MAX).ln().max(0.0);
    let reading = match &whole {
        Some(whole) if fit.response < RESPONSE_MIN => whole.reading(),
        Some(whole) => {
            let likely = whole.rarity.max(rarity);
            clear
                .min(SURE + RARITY_WEIGHT * (likely - RARITY_CLEAR))
                .max(SURE + RARITY_WEIGHT * (likely - rarity_unclean(fit.response)))
        }
        None => clear + (fit.response / RESPONSE_MIN).max(LEAST).ln().min(0.0),
    };
    let finding = if series.noise < NOISE_FROZEN {
        // No camera is this quiet: the same frame repeats, and room light has nothing to do with it.
        Finding::not_taken(NotTaken::TooFewFrames)
    } else if reading < SURE
        && fit.response >= RESPONSE_MIN
        && whole.as_ref().is_some_and(WholeFace::is_probable)
    {
        // An encoder that saves bits lets chroma freeze and then jump: what it leaves of a true response is unclean.
        Finding::not_taken(NotTaken::TooCoarse)
    } else if reading < SURE && series.variation < VARIATION_MIN {
        Finding::not_taken(NotTaken::TooMuchAmbientLight)
    } else {
        Finding::value(reading)
    };
    Ok(finding
        .with("explained", real.explained)
        .with("chance_rank", matches.rank(real_gain))
        .with("excess", excess)
        .with("misfit", misfit)
        .with("face_rarity", rarity)
        .with("rarity", whole.as_ref().map_or(f64::NAN, |whole| whole.rarity))
        .with("whole_misfit", whole.as_ref().map_or(f64::NAN, |whole| whole.misfit))
        .with("answer", fit.response)
        .with("lag_ms", 1000.0 * real.lag_s)
        .with("gain_red", real.gains.x)
        .with("gain_green", real.gains.y)
        .with("gain_blue", real.gains.z)
        .with("variation", series.variation)
        .with("noise", series.noise)
        .with("frames", series.times_s.len() as f64))
}

/// Least rarity of a match that is not clean: less is required of a response of hardly more than a step of 8-bit chroma,
/// which cannot be clean, than of one twice as large.
fn rarity_unclean(response: f64) -> f64 {
    let plain = (response / RESPONSE_MIN).log2().clamp(0.0, 1.0);
    RARITY_ALONE + plain * (RARITY_COARSE - RARITY_ALONE)
}

/// Twice the log-likelihood that a match gains a value, by the share of the change that it leaves unexplained; of chance
/// matches it thins out exponentially.
fn gained(explained: f64) -> f64 {
    -(1.0 - explained).max(UNEXPLAINED_MIN).ln()
}

/// How well the decoys match, the best last.
struct DecoyMatches {
    matches: Vec<f64>,
}

impl DecoyMatches {
    /// There is one at least.
    fn of(mut matches: Vec<f64>) -> Self {
        matches.sort_by(f64::total_cmp);
        Self { matches }
    }

    /// Share of the decoys that match less well.
    fn rank(&self, matched: f64) -> f64 {
        self.matches.partition_point(|&other| other < matched) as f64 / self.matches.len() as f64
    }

    /// ln(0.01 / share of decoys that match as well), extrapolated from how the best of them thin out.
    fn rarity(&self, matched: f64) -> f64 {
        let fall = ((self.best(1) - self.best(10)) / LN_10).max(FALL_MIN);
        (matched - self.best(1)) / fall
    }

    /// The weakest match among the best hundredths.
    fn best(&self, hundredths: usize) -> f64 {
        self.matches[self.matches.len() * (100 - hundredths) / 100]
    }
}

/// The middle of the face as a whole, compared with the decoys.
struct WholeFace {
    /// ln(0.01 / share of decoys that match as well).
    rarity: f64,
    misfit: f64,
}

impl WholeFace {
    fn of(middle: &MiddleSeries, screen: &PaintedScreen, others: &[PaintedScreen]) -> Self {
        let filter = DriftFilter::of_weak_light(&middle.times_s);
        let changes = filter.changes(&middle.chroma);
        let matched = |screen: &PaintedScreen| gained(filter.best(&changes, screen).explained);
        let matches = DecoyMatches::of(others.iter().map(matched).collect());
        let plain = DriftFilter::of(&middle.times_s);
        let changes = plain.changes(&middle.chroma);
        let fit = ResponseFit::of(&changes, &plain.expected(screen, &plain.best(&changes, screen)));
        Self { rarity: matches.rarity(matched(screen)), misfit: fit.misfit(middle.noise) }
    }

    /// Whether a match by chance is improbable, whether the match is clean or not.
    fn is_probable(&self) -> bool {
        self.rarity > RARITY_PROBABLE
    }

    /// The reading from this alone.
    fn reading(&self) -> f64 {
        SURE + RARITY_WEIGHT * (self.rarity - RARITY_ALONE) - (self.misfit / MISFIT_MAX).ln().max(0.0)
    }
}

/// Sizes of a response and of its residual, root mean squares of log-chroma.
struct ResponseFit {
    response: f64,
    left: f64,
}

impl ResponseFit {
    fn of(changes: &Changes, expected: &[Chroma]) -> Self {
        let size = |series: &[Chroma]| {
            let power: f64 = series.iter().map(|chroma| chroma.red.powi(2) + chroma.blue.powi(2)).sum();
            (power / (2 * series.len()).max(1) as f64).sqrt()
        };
        Self { response: size(expected), left: size(&changes.beyond(expected)) }
    }

    /// The residual over that of a true response.
    fn misfit(&self, noise: f64) -> f64 {
        self.left / self.left_by_a_true_response(noise)
    }

    /// Residual of a true response, from noise, the codec and the error of the model together.
    fn left_by_a_true_response(&self, noise: f64) -> f64 {
        noise.hypot(MODEL_ERROR * self.response).hypot(CODEC_ERROR)
    }
}

/// Number of decoys; the best hundredth of so many is known within a few per cent.
const DECOYS: usize = 1000;
/// Noise keeps any series from being explained better than this.
const UNEXPLAINED_MIN: f64 = 1e-3;
/// Share of a response that the linear model misses: the logarithm bends, white balance follows the colours.
const MODEL_ERROR: f64 = 0.15;
/// Slow error of log-chroma that a low bit rate leaves between key frames.
const CODEC_ERROR: f64 = 0.002;
/// A true response leaves up to this many times what it should; so do all but two bona fide checks of the tuning set.
const MISFIT_MAX: f64 = 1.5;
/// The smallest response of log-chroma that is larger than one step of 8-bit chroma as the codec varies it.
const RESPONSE_MIN: f64 = 0.006;
/// Readings from here on are the colours of this check.
const SURE: f64 = 0.3;
/// One decoy in 740 matches as well as this: least rarity of a response that is otherwise clear.
const RARITY_CLEAR: f64 = 2.0;
/// One decoy in 1200 matches as well as this: least rarity where nothing else supports the match. With it and with
/// [`RARITY_CLEAR`] old videos match by chance no more often than without such readings (docs/accuracy.md).
const RARITY_ALONE: f64 = 2.5;
/// One decoy in 5500 matches as well as this: least rarity of a large response that is not clean. Of 10500 matches with
/// other checks' colours, one whole face and four sets of patches were rarer than one in 2000 (docs/accuracy.md).
const RARITY_COARSE: f64 = 4.0;
/// One decoy in 270 matches as well as this: not rare enough to prove a response, too rare to rule one out.
const RARITY_PROBABLE: f64 = 1.0;
/// Weight of rarity against the excess of a clear response: across bona fide checks they grow at this ratio.
const RARITY_WEIGHT: f64 = 0.4;
/// Keeps decoys that all match equally from being infinitely far away.
const FALL_MIN: f64 = 1e-6;
/// Noise below this means a frozen image: a tenth of what a clean camera has after averaging over the face.
const NOISE_FROZEN: f64 = 5e-5;
/// Keeps the logarithm finite where there is no response at all.
const LEAST: f64 = 0.05;
/// Root mean square change of log-chroma, drift removed, below which a bright room may be the reason for the missing
/// response; being unsure costs nothing, since a check without this reading does not pass.
const VARIATION_MIN: f64 = 0.012;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Light response",
    question: "Was the face lit by the colours of this very check?",
    unit: "advantage over random colour sequences, logarithm",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Evidence, LinearRgb};
    use crate::testing::{
        evidence_lit_by, evidence_with_claims, light_challenge, light_reading, noise, other_light_challenge,
        painted, skin_lit_by,
    };

    fn reading(light_at: impl Fn(f64, usize) -> LinearRgb) -> Result<f64, NotTaken> {
        light_reading(measure, &evidence_lit_by(&light_challenge(), light_at))
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
    fn an_answer_of_one_per_cent_is_found_in_a_wandering_picture() {
        let screen = painted(&light_challenge());
        let found = |gain: f32| {
            reading(|time_s, patch| {
                let light = skin_lit_by(&screen, gain, time_s - 0.07, patch);
                // Error of a codec between its key frames, the same for the whole face.
                let frame = (time_s * 15.0).round() as usize;
                let wandering = (0..8).map(|age| 0.002 * noise(frame + 900 - age) * 0.8_f32.powi(age as i32));
                LinearRgb { red: light.red * (1.0 + wandering.sum::<f32>()), ..light }
            })
        };
        assert!(found(0.012).unwrap() > SURE, "{:?}", found(0.012));
        assert_eq!(found(0.0), Err(NotTaken::TooMuchAmbientLight));
    }

    #[test]
    fn an_answer_that_an_encoder_held_back_is_not_accused() {
        let screen = painted(&light_challenge());
        // Each patch keeps the chroma of its last update, which comes every half second.
        let found = reading(|time_s, patch| {
            let frame = (time_s * 15.0).round() as usize;
            let held_s = frame.saturating_sub((frame + patch) % 8) as f64 / 15.0;
            skin_lit_by(&screen, 0.1, held_s - 0.05, patch)
        });
        assert_eq!(found, Err(NotTaken::TooCoarse));
    }

    #[test]
    fn an_answer_that_is_unclean_but_too_rare_for_chance_counts() {
        let screen = painted(&light_challenge());
        let found = reading(|time_s, patch| {
            let frame = (time_s * 15.0).round() as usize;
            let held_s = frame.saturating_sub((frame + patch) % 6) as f64 / 15.0;
            let light = skin_lit_by(&screen, 0.2, held_s - 0.05, patch);
            LinearRgb { red: light.red * (1.0 + 0.02 * noise(frame / 3)), ..light }
        });
        // The residual is twice that of a clean response.
        assert!(found.is_ok_and(|found| found > 1.0), "{found:?}");
    }

    #[test]
    fn the_smaller_an_answer_the_less_clean_it_need_be() {
        assert_eq!(rarity_unclean(0.5 * RESPONSE_MIN), RARITY_ALONE);
        assert_eq!(rarity_unclean(2.0 * RESPONSE_MIN), RARITY_COARSE);
        assert_eq!(rarity_unclean(20.0 * RESPONSE_MIN), RARITY_COARSE);
        let between = rarity_unclean(1.4 * RESPONSE_MIN);
        assert!(RARITY_ALONE < between && between < RARITY_COARSE, "{between}");
    }

    #[test]
    fn missing_reports_and_frames_are_named() {
        let challenge = light_challenge();
        let unreported = Evidence::new(&challenge);
        assert_eq!(light_reading(measure, &unreported), Err(NotTaken::MissingClientReport));
        assert_eq!(light_reading(measure, &evidence_with_claims(&challenge)), Err(NotTaken::NoFace));
    }
}
