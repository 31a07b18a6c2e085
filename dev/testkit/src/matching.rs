//! How a client decides that the face fills the oval.

use catchlight_types::{MatchSettings, OvalFitTimeout};
use proptest::array::uniform10;
use proptest::prelude::Strategy;

/// What servers send.
pub(crate) fn sample() -> MatchSettings {
    MatchSettings {
        least_face_score: 0.75,
        far_ratio: 0.28,
        far_ratio_ios: 0.4,
        far_ratio_unused: 0.0,
        match_overlap: 0.7,
        match_width_difference: 0.25,
        match_height_difference: 0.25,
        close_width_difference: 0.15,
        close_height_difference: 0.15,
        oval_height_over_width: OVAL_RATIO,
        fit_timeout: seconds(7),
    }
}

/// Any shares and any time that is allowed.
pub(crate) fn any() -> impl Strategy<Value = MatchSettings> {
    (uniform10(0.0_f32..1.0), 1_u16..=10).prop_map(|(shares, fit_s)| MatchSettings {
        least_face_score: shares[0],
        far_ratio: shares[1],
        far_ratio_ios: shares[2],
        far_ratio_unused: shares[3],
        match_overlap: shares[4],
        match_width_difference: shares[5],
        match_height_difference: shares[6],
        close_width_difference: shares[7],
        close_height_difference: shares[8],
        oval_height_over_width: shares[9],
        fit_timeout: seconds(fit_s),
    })
}

fn seconds(seconds: u16) -> OvalFitTimeout {
    OvalFitTimeout::from_secs(seconds).expect("1 to 10 seconds are allowed")
}

/// Height of every oval over its width.
pub(crate) const OVAL_RATIO: f32 = 1.618;
