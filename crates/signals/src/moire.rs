//! Does one fine, regular ripple run through the whole face, as the pixel grid of a display in front of the camera
//! makes it?
//!
//! A camera that films a display samples its pixel grid; where the two grids do not match, moire appears: a ripple a
//! few pixels long over everything that the display shows. Skin, hair and clothes have no single frequency that is the
//! same on the forehead, both cheeks and the chin. The signal measures, twice a second, how far the sharpest peak of
//! the spectrum shared by all parts of the face stands above its neighbourhood, in decibels. The reading is the median:
//! the ripple of a display in a hand drifts but does not end.
//! Source: Garcia and de Queiroz, Face-spoofing 2D-detection based on Moire-pattern analysis, IEEE TIFS 10 (2015).
//! Needs: three measurements of a face at least 140 pixels wide, in a video that still holds detail finer than facial
//! features.

use crate::evidence::Evidence;
use crate::finding::Finding;
use crate::limits::LOOK_SPACING_S;
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(evidence: &Evidence) -> Finding {
    let looks: Vec<_> = evidence.frames.iter().filter_map(|frame| frame.ripple).collect();
    if looks.len() < LOOKS_MIN {
        let mut followed = evidence.frames.iter().filter(|frame| frame.face.is_some());
        let Some(first) = followed.next() else { return Finding::not_taken(NotTaken::NoFace) };
        let lasts_s = followed.next_back().map_or(0.0, |last| last.time_s - first.time_s);
        let is_short = lasts_s < (LOOKS_MIN - 1) as f64 * LOOK_SPACING_S;
        return Finding::not_taken(if is_short { NotTaken::TooFewFrames } else { NotTaken::FaceTooSmall });
    }
    let middle = |mut values: Vec<f32>| {
        values.sort_by(f32::total_cmp);
        f64::from(values[values.len() / 2])
    };
    let height_db = middle(looks.iter().map(|look| look.height_db).collect());
    let quiet_db = middle(looks.iter().map(|look| look.quiet_db).collect());
    let most_db = looks.iter().map(|look| look.height_db).fold(f32::NEG_INFINITY, f32::max);
    let period_px = middle(looks.iter().map(|look| look.period_px).collect());
    let finding = if height_db < SHOWS_DB && quiet_db < QUIET_DB {
        Finding::not_taken(NotTaken::TooCoarse)
    } else {
        Finding::value(height_db)
    };
    finding
        .with("looks", looks.len() as f64)
        .with("most_db", f64::from(most_db))
        .with("quiet_db", quiet_db)
        .with("period_px", period_px)
}

const LOOKS_MIN: usize = 3;
/// A peak this high is real, whatever else the encoder left.
const SHOWS_DB: f64 = 10.0;
/// With less power than rounding to whole bytes causes, a grid would not have survived either.
const QUIET_DB: f64 = 0.0;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Moire",
    question: "Does a fine ripple run through the whole face, as the pixels of a screen leave it?",
    unit: "height of its peak, decibels",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::film::{FACE, filmed, observed, portrait};
    use catchlight_types::{PointPx, RectPx};
    use std::f32::consts::{PI, TAU};

    /// A panel before a camera: its square pixels shine over seven tenths of their pitch.
    struct Panel {
        pitch_px: f32,
        tilt_rad: f32,
        /// Blur of the lens, standard deviation.
        blur_px: f32,
    }

    impl Panel {
        /// Light of the panel's grid as the camera's pixel at a place takes it up, 1 on average.
        ///
        /// The waves of the grid are weakened by the lens and by the area of a pixel; being finer than the camera's
        /// grid, they appear as slower ones.
        fn grid_at(&self, at: PointPx) -> f32 {
            let sinc = |x: f32| if x.abs() < 1e-6 { 1.0 } else { (PI * x).sin() / (PI * x) };
            let (sin, cos) = self.tilt_rad.sin_cos();
            let wave = |right: f32, down: f32| {
                let frequency = right.hypot(down);
                let lens = (-0.5 * (TAU * self.blur_px * frequency).powi(2)).exp();
                lens * sinc(right) * sinc(down) * (TAU * (right * at.x_px + down * at.y_px)).cos()
            };
            let order = |order: f32| {
                let along = order / self.pitch_px;
                2.0 * sinc(0.7 * order) * (wave(along * cos, along * sin) + wave(-along * sin, along * cos))
            };
            1.0 + order(1.0) + order(2.0)
        }
    }

    /// A hand is never still: some tenths of a millimetre, which moire magnifies.
    fn hand(time_s: f64) -> PointPx {
        let t = time_s as f32;
        PointPx { x_px: 1.5 * (7.0 * t).sin() + 0.4 * (41.0 * t).sin(), y_px: 1.2 * (5.0 * t + 1.0).cos() }
    }

    fn reading(bitrate_kbps: u32, luma_at: impl Fn(f64, PointPx) -> f32) -> Result<f64, NotTaken> {
        measure(&observed(&filmed(1.1, bitrate_kbps, luma_at), |_| FACE)).into_value()
    }

    fn reading_db(bitrate_kbps: u32, luma_at: impl Fn(f64, PointPx) -> f32) -> f64 {
        reading(bitrate_kbps, luma_at).unwrap()
    }

    fn shown_on(panel: &Panel, bitrate_kbps: u32) -> Result<f64, NotTaken> {
        reading(bitrate_kbps, |time_s, at| {
            let hand = hand(time_s);
            portrait(at, hand) * panel.grid_at(moved(at, hand))
        })
    }

    fn moved(at: PointPx, by: PointPx) -> PointPx {
        PointPx { x_px: at.x_px - by.x_px, y_px: at.y_px - by.y_px }
    }

    /// A grid a little coarser than the camera's; the lens decides how much of it is left.
    fn panel(blur_px: f32) -> Panel {
        Panel { pitch_px: 1.12, tilt_rad: 0.05, blur_px }
    }

    #[test]
    fn the_grid_of_a_panel_shows_through_a_usual_encoder() {
        // 2.6 % of the light in the strongest places.
        let found = shown_on(&panel(0.35), 600).unwrap();
        assert!(found > 14.0, "{found}");
    }

    #[test]
    fn a_starved_encoder_drowns_a_weak_grid() {
        assert_eq!(shown_on(&panel(0.4), 300), Err(NotTaken::TooCoarse));
    }

    #[test]
    fn a_head_with_hair_and_stripes_around_it_has_no_ripple() {
        let found = reading_db(1000, |time_s, at| portrait(at, hand(time_s)));
        assert!(found < 8.0, "{found}");
    }

    #[test]
    fn a_knitted_cloth_before_the_mouth_is_no_panel() {
        let found = reading_db(1000, |time_s, at| {
            let place = moved(at, hand(time_s));
            let knit = if place.y_px > 250.0 {
                1.0 + 0.1 * (1.1 * place.x_px + 0.7 * place.y_px).sin()
            } else {
                1.0
            };
            portrait(at, hand(time_s)) * knit
        });
        assert!(found < 10.0, "{found}");
    }

    #[test]
    fn rows_and_columns_of_a_sensor_are_no_panel() {
        let found = reading_db(1000, |time_s, at| {
            portrait(at, hand(time_s)) + 2.0 * (1.3 * at.x_px).sin() + 2.0 * (0.9 * at.y_px).sin()
        });
        assert!(found < 8.0, "{found}");
    }

    #[test]
    fn a_small_face_and_an_empty_picture_are_not_judged() {
        let reading = |luma: f32, face: RectPx| {
            measure(&observed(&filmed(1.1, 1000, |_, _| luma), |_| face)).into_value()
        };
        let small = RectPx { width_px: 60.0, height_px: 80.0, ..FACE };
        assert_eq!(reading(120.0, small), Err(NotTaken::FaceTooSmall));
        assert_eq!(measure(&observed(&[], |_| FACE)).into_value(), Err(NotTaken::NoFace));
        assert_eq!(reading(0.0, FACE), Err(NotTaken::TooCoarse));
    }
}
