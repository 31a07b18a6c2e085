//! Was the face lit by the colours of this very check?
//!
//! The chroma of the skin is compared with the painted screen, over a narrow window of lags, and with about a thousand
//! chance sequences of the same kind. The reading is how much less the real sequence leaves unexplained than the best
//! hundredth of the chance ones: ln((1 - R2 of that hundredth) / (1 - R2)). Above 0 no chance explains the fit; injected
//! and replayed videos lie at -0.4 and below. A threshold on the correlation itself would not do: chance reaches 0.9.
//! Face Flashing (Tang et al., NDSS 2018); Aurora Guard (Liu et al. 2019).
//! Needs: 15 frames, two for each colour, and the client's colour times. In a room so bright that the screen changes
//! nothing there is no reading.

use crate::Evidence;
use crate::light::{Clockwork, FlashSeries, PaintedScreen, decoys};
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
    let real = clockwork.best(&changes, &PaintedScreen::shown(&shown));
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
    let reading = (left(best_hundredth) / left(real.explained)).ln();
    let finding = if reading < 0.0 && series.variation < VARIATION_MIN {
        Finding::not_taken(NotTaken::TooMuchAmbientLight)
    } else {
        Finding::value(reading)
    };
    finding
        .with("explained", real.explained)
        .with("chance_rank", beaten as f64 / chance.len() as f64)
        .with("excess", reading)
        .with("lag_ms", 1000.0 * real.lag_s)
        .with("gain_red", real.gains.x)
        .with("gain_green", real.gains.y)
        .with("gain_blue", real.gains.z)
        .with("variation", series.variation)
        .with("noise", series.noise)
        .with("frames", series.times_s.len() as f64)
}

/// Chance sequences; the hundredth best of so many is known within a few per cent.
const DECOYS: usize = 1000;
/// Noise keeps any series from being explained better than this.
const UNEXPLAINED_MIN: f64 = 1e-3;
/// Root mean square change of log-chroma, drift aside, below which a screen in a bright room may be the reason for no
/// answer; being unsure costs nothing, since a check without this reading does not pass.
const VARIATION_MIN: f64 = 0.012;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::LinearRgb;
    use crate::testing::{
        evidence_with_claims, light_by, light_challenge, other_light_challenge, painted, skin_lit_by,
    };

    fn reading(light_at: impl Fn(f64, usize) -> LinearRgb) -> Result<f64, NotTaken> {
        let mut evidence = evidence_with_claims(&light_challenge());
        light_by(&mut evidence, light_at);
        measure(&evidence).into_value()
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
    fn missing_reports_and_frames_are_named() {
        let challenge = light_challenge();
        assert_eq!(measure(&Evidence::new(&challenge)).into_value(), Err(NotTaken::MissingClientReport));
        assert_eq!(measure(&evidence_with_claims(&challenge)).into_value(), Err(NotTaken::NoFace));
        let mut without_colors = challenge;
        without_colors.colors.clear();
        assert_eq!(measure(&Evidence::new(&without_colors)).into_value(), Err(NotTaken::NotInChallenge));
    }
}
