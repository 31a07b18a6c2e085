//! Was the face lit by the colours of this very check?
//!
//! The chroma of the skin is compared with the painted screen, over a narrow window of lags, and with about a thousand
//! chance sequences of the same kind. The reading is how much less the real sequence leaves unexplained than the best
//! hundredth of the chance ones: ln((1 - R2 of that hundredth) / (1 - R2)). Above 0 only one chance sequence in a hundred
//! explains as much. A threshold on the correlation itself would not do: chance reaches 0.9.
//!
//! That one in a hundred is told apart in two ways. A true answer that 8-bit video can carry leaves no more than the
//! noise of the frames and the error of the linear model, while a chance match with the colours of another check leaves
//! many times that: the reading is lowered by the logarithm of how far that is missed. And it must be rare: a video that
//! knows nothing of the colours matches the real sequence as well as any chance one, so that the share of chance
//! sequences that match better says how likely it is; beyond the best of them that share is read off how they thin out.
//! For this the middle of the face is taken as a whole, and what wanders from frame to frame counts less. How many
//! chance matches above 0.3 the two leave stands in docs/accuracy.md.
//! An answer below a step of 8-bit video, as in a bright room, drowns in what the codec makes of it patch by patch; there
//! rarity alone decides, against the noise of the very video, and more of it is asked for.
//! A match that is not clean is what heavy compression leaves of a true one: where it is rarer than a clean one need be,
//! it counts all the same, and where it is rare but not that rare, there is no reading. The face as a whole and its
//! patches are two looks at one answer; the rarer match of both counts.
//! Face Flashing (Tang et al., NDSS 2018); Aurora Guard (Liu et al. 2019).
//! Needs: 15 different frames, five for each two colours, and the client's colour times. In a room so bright that the screen changes
//! nothing there is no reading.

use crate::finding::Finding;
use crate::light::{Changes, Chroma, Clockwork, LightAnalysis, LitFace, MiddleSeries, PaintedScreen, decoys};
use catchlight_types::NotTaken;
use std::f64::consts::LN_10;

pub(crate) fn measure(light: &LightAnalysis<'_>) -> Result<Finding, NotTaken> {
    let colors_from_s = light.shown().after_opening_s().ok_or(NotTaken::MissingClientReport)?;
    let LitFace { series, screen, clockwork, changes, response: real, expected } = light.face()?;
    let others = decoys(&light.evidence.challenge.colors, colors_from_s, DECOYS);
    if others.is_empty() {
        return Err(NotTaken::NotInChallenge);
    }
    let matched = |screen: &PaintedScreen| gained(clockwork.best(changes, screen).explained);
    let chance = Chance::of(others.iter().map(matched).collect());
    let real_gain = gained(real.explained);
    let excess = real_gain - chance.best(1);
    let fit = Fit::of(changes, expected);
    let misfit = fit.misfit(series.noise);
    let whole = series.middle(light.evidence).map(|middle| Whole::of(&middle, screen, &others));
    let rarity = chance.rarity(real_gain);
    let clear = excess - (misfit / MISFIT_MAX).ln().max(0.0);
    let reading = match &whole {
        Some(whole) if fit.answer < ANSWER_MIN => whole.reading(),
        Some(whole) => {
            let likely = whole.rarity.max(rarity);
            clear
                .min(SURE + RARITY_WEIGHT * (likely - RARITY_CLEAR))
                .max(SURE + RARITY_WEIGHT * (likely - rarity_unclean(fit.answer)))
        }
        None => clear + (fit.answer / ANSWER_MIN).max(LEAST).ln().min(0.0),
    };
    let finding = if series.noise < NOISE_FROZEN {
        // No camera is this quiet: the same frame comes again and again, and room light has nothing to do with it.
        Finding::not_taken(NotTaken::TooFewFrames)
    } else if reading < SURE && fit.answer >= ANSWER_MIN && whole.as_ref().is_some_and(Whole::is_probable) {
        // An encoder that saves bits lets chroma stand still and then jump: what it leaves of a true answer is unclean.
        Finding::not_taken(NotTaken::TooCoarse)
    } else if reading < SURE && series.variation < VARIATION_MIN {
        Finding::not_taken(NotTaken::TooMuchAmbientLight)
    } else {
        Finding::value(reading)
    };
    Ok(finding
        .with("explained", real.explained)
        .with("chance_rank", chance.rank(real_gain))
        .with("excess", excess)
        .with("misfit", misfit)
        .with("face_rarity", rarity)
        .with("rarity", whole.as_ref().map_or(f64::NAN, |whole| whole.rarity))
        .with("whole_misfit", whole.as_ref().map_or(f64::NAN, |whole| whole.misfit))
        .with("answer", fit.answer)
        .with("lag_ms", 1000.0 * real.lag_s)
        .with("gain_red", real.gains.x)
        .with("gain_green", real.gains.y)
        .with("gain_blue", real.gains.z)
        .with("variation", series.variation)
        .with("noise", series.noise)
        .with("frames", series.times_s.len() as f64))
}

/// Least rarity of a match that is not clean: less is asked of an answer of hardly more than a step of 8-bit chroma, which
/// cannot be clean, than of one of twice as much.
fn rarity_unclean(answer: f64) -> f64 {
    let plain = (answer / ANSWER_MIN).log2().clamp(0.0, 1.0);
    RARITY_ALONE + plain * (RARITY_COARSE - RARITY_ALONE)
}

/// Twice the log-likelihood that a match gains a value, by the share of the change that it leaves unexplained; of chance
/// matches it thins out exponentially.
fn gained(explained: f64) -> f64 {
    -(1.0 - explained).max(UNEXPLAINED_MIN).ln()
}

/// How well chance sequences match, the best last.
struct Chance {
    matches: Vec<f64>,
}

impl Chance {
    /// There is one at least.
    fn of(mut matches: Vec<f64>) -> Self {
        matches.sort_by(f64::total_cmp);
        Self { matches }
    }

    /// Share of the chance sequences that match less.
    fn rank(&self, matched: f64) -> f64 {
        self.matches.partition_point(|&other| other < matched) as f64 / self.matches.len() as f64
    }

    /// ln(0.01 / share of chance sequences that match as well), read off how the best of them thin out.
    fn rarity(&self, matched: f64) -> f64 {
        let fall = ((self.best(1) - self.best(10)) / LN_10).max(FALL_MIN);
        (matched - self.best(1)) / fall
    }

    /// The least match of the best hundredths.
    fn best(&self, hundredths: usize) -> f64 {
        self.matches[self.matches.len() * (100 - hundredths) / 100]
    }
}

/// The middle of the face as a whole against chance.
struct Whole {
    /// ln(0.01 / share of chance sequences that match as well).
    rarity: f64,
    misfit: f64,
}

impl Whole {
    fn of(middle: &MiddleSeries, screen: &PaintedScreen, others: &[PaintedScreen]) -> Self {
        let clockwork = Clockwork::of_weak_light(&middle.times_s);
        let changes = clockwork.changes(&middle.chroma);
        let matched = |screen: &PaintedScreen| gained(clockwork.best(&changes, screen).explained);
        let chance = Chance::of(others.iter().map(matched).collect());
        let plain = Clockwork::of(&middle.times_s);
        let changes = plain.changes(&middle.chroma);
        let fit = Fit::of(&changes, &plain.expected(screen, &plain.best(&changes, screen)));
        Self { rarity: chance.rarity(matched(screen)), misfit: fit.misfit(middle.noise) }
    }

    /// Whether chance would hardly match as well, be the match clean or not.
    fn is_probable(&self) -> bool {
        self.rarity > RARITY_PROBABLE
    }

    /// What it says alone.
    fn reading(&self) -> f64 {
        SURE + RARITY_WEIGHT * (self.rarity - RARITY_ALONE) - (self.misfit / MISFIT_MAX).ln().max(0.0)
    }
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

    /// How many times what a true answer leaves is left.
    fn misfit(&self, noise: f64) -> f64 {
        self.left / self.left_by_a_true_answer(noise)
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
/// Readings from here on are the colours of this check.
const SURE: f64 = 0.3;
/// One chance sequence in 740 matches as well as this: least rarity of an answer that is clear besides.
const RARITY_CLEAR: f64 = 2.0;
/// One chance sequence in 1200 matches as well as this: least rarity where nothing else speaks. With it and with
/// [`RARITY_CLEAR`] old videos match by chance no more often than when such answers were never taken (docs/accuracy.md).
const RARITY_ALONE: f64 = 2.5;
/// One chance sequence in 5500 matches as well as this: least rarity of a large answer that is not clean. Of 10500 matches
/// with other checks' colours one whole face and four sets of patches were rarer than one in 2000 (docs/accuracy.md).
const RARITY_COARSE: f64 = 4.0;
/// One chance sequence in 270 matches as well as this: too many for a proof, too few for an accusation.
const RARITY_PROBABLE: f64 = 1.0;
/// Weight of rarity against the excess of a clear answer: over live people they grow at this ratio.
const RARITY_WEIGHT: f64 = 0.4;
/// Keeps chance sequences that all match alike from being infinitely far away.
const FALL_MIN: f64 = 1e-6;
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
                // What a codec leaves between its key frames, the same for the whole face.
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
        // What is left is twice what a clean answer leaves.
        assert!(found.is_ok_and(|found| found > 1.0), "{found:?}");
    }

    #[test]
    fn the_smaller_an_answer_the_less_clean_it_need_be() {
        assert_eq!(rarity_unclean(0.5 * ANSWER_MIN), RARITY_ALONE);
        assert_eq!(rarity_unclean(2.0 * ANSWER_MIN), RARITY_COARSE);
        assert_eq!(rarity_unclean(20.0 * ANSWER_MIN), RARITY_COARSE);
        let between = rarity_unclean(1.4 * ANSWER_MIN);
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
