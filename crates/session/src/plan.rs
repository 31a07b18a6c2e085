//! Plans the challenge of one check.
//!
//! In: 32 bytes of entropy, the agreed challenge, the announced video size. Out: a [`Challenge`] that the
//! web, iOS and Android clients all accept. Never: reads a random source of its own.

use crate::{MIN_FRAME_SIDE_PX, SessionError};
use catchlight_types::{
    Challenge, ChallengeKind, ChallengeVersion, ColorStep, FrameSize, MAX_FRAME_SIDE_PX, MatchSettings, Oval,
    OvalFitTimeout, Rgb8,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;
use std::fmt;

/// Entropy of one plan; `Debug` hides it, since it foretells the colours.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Wraps 32 bytes of a cryptographic random source, or fixed ones for a reproducible plan.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seed(redacted)")
    }
}

/// Plans one challenge; the same arguments give the same plan.
///
/// # Errors
/// [`SessionError::VideoSize`] when a side of the video is outside the limits.
pub fn plan_challenge(
    seed: &Seed,
    kind: ChallengeKind,
    version: ChallengeVersion,
    video: FrameSize,
) -> Result<Challenge, SessionError> {
    let sides = MIN_FRAME_SIDE_PX..=MAX_FRAME_SIDE_PX;
    if !sides.contains(&video.width_px) || !sides.contains(&video.height_px) {
        return Err(SessionError::VideoSize {
            width_px: video.width_px,
            height_px: video.height_px,
            least_px: MIN_FRAME_SIDE_PX,
            most_px: MAX_FRAME_SIDE_PX,
        });
    }
    let mut rng = ChaCha12Rng::from_seed(seed.0);
    let oval = plan_oval(&mut rng, video);
    let matching = plan_matching(&mut rng);
    let colors = match kind {
        ChallengeKind::FaceMovementAndLight => plan_colors(&mut rng),
        ChallengeKind::FaceMovement => Vec::new(),
    };
    Ok(Challenge { kind, version, video, oval, matching, colors })
}

/// Base-2 logarithm of the number of equally likely colour sequences with the fewest steps, palette and
/// durations counted, the dark opening not.
#[must_use]
pub fn sequence_space_bits() -> f64 {
    let palette = f64::from(HUES);
    let next = f64::from(HUES - 2 * MIN_HUE_GAP + 1);
    let colors = palette.log2() + f64::from(MIN_STEPS - 1) * next.log2();
    let count = usize::from(DURATION_CHOICES);
    let mut without_jump = vec![1.0_f64; count];
    for _ in 1..MIN_STEPS {
        without_jump = (0..count)
            .map(|here| {
                let near = |there: &usize| here.abs_diff(*there) < usize::from(MIN_JUMP);
                (0..count).filter(near).map(|there| without_jump[there]).sum()
            })
            .collect();
    }
    let all = f64::from(DURATION_CHOICES).powi(i32::from(MIN_STEPS));
    colors + (all - without_jump.iter().sum::<f64>()).log2()
}

fn plan_oval(rng: &mut ChaCha12Rng, video: FrameSize) -> Oval {
    let (width_px, height_px) = (video.width_px as f32, video.height_px as f32);
    let base_px = if video.width_px > video.height_px { 0.75 * height_px } else { width_px };
    // Nearly square portrait videos are too low for the formula; the oval then shrinks until it fits.
    let oval_width_px =
        (0.8 * base_px).min(MAX_OVAL_SHARE * height_px / OVAL_RATIO).min(MAX_OVAL_SHARE * width_px);
    let oval_height_px = OVAL_RATIO * oval_width_px;
    Oval {
        center_x_px: plan_center_px(rng, width_px, oval_width_px),
        center_y_px: plan_center_px(rng, height_px, oval_height_px),
        width_px: oval_width_px,
        height_px: oval_height_px,
    }
}

fn plan_center_px(rng: &mut ChaCha12Rng, side_px: f32, oval_px: f32) -> f32 {
    let low_px = (side_px * 7.0 / 16.0).max(oval_px / 2.0);
    let high_px = (side_px * 9.0 / 16.0).min(side_px - oval_px / 2.0);
    low_px + rng.random::<f32>() * (high_px - low_px)
}

fn plan_matching(rng: &mut ChaCha12Rng) -> MatchSettings {
    MatchSettings {
        least_face_score: 0.75,
        far_ratio: 0.25 + 0.05 * rng.random::<f32>(),
        far_ratio_ios: 0.4,
        far_ratio_unused: 0.0,
        match_overlap: 0.7,
        match_width_difference: 0.25,
        match_height_difference: 0.25,
        close_width_difference: 0.15,
        close_height_difference: 0.15,
        oval_height_over_width: OVAL_RATIO,
        fit_timeout: OVAL_FIT_TIMEOUT,
    }
}

fn plan_colors(rng: &mut ChaCha12Rng) -> Vec<ColorStep> {
    let steps = rng.random_range(MIN_STEPS..=MAX_STEPS);
    let opening =
        ColorStep { color: DARK, downscroll_ms: 0.0, flat_ms: f32::from(rng.random_range(75_u8..=100)) };
    let mut colors = vec![opening];
    let durations = plan_durations(rng, steps);
    let mut hue = rng.random_range(0..HUES);
    for duration in durations {
        let downscroll_ms = FIRST_DURATION_MS + DURATION_GRID_MS * f32::from(duration);
        colors.push(ColorStep { color: HUE_CIRCLE[usize::from(hue)], downscroll_ms, flat_ms: 0.0 });
        hue = (hue + rng.random_range(MIN_HUE_GAP..=HUES - MIN_HUE_GAP)) % HUES;
    }
    colors
}

/// Draws durations on the grid until two neighbours differ by 100 ms; a clip replayed at an even pace then
/// falls out of step.
fn plan_durations(rng: &mut ChaCha12Rng, steps: u8) -> Vec<u8> {
    loop {
        let durations: Vec<u8> = (0..steps).map(|_| rng.random_range(0..DURATION_CHOICES)).collect();
        if durations.windows(2).any(|pair| pair[0].abs_diff(pair[1]) >= MIN_JUMP) {
            return durations;
        }
    }
}

/// Height of the oval over its width, as every client draws it.
const OVAL_RATIO: f32 = 1.618;
/// Largest share of the frame that the oval takes: 621 of 640 rows in a portrait phone video.
const MAX_OVAL_SHARE: f32 = 0.971;
/// Seven seconds are the default of the web and iOS clients.
const OVAL_FIT_TIMEOUT: OvalFitTimeout = match OvalFitTimeout::from_secs(7) {
    Some(timeout) => timeout,
    None => unreachable!(),
};
/// Opening colour: dark, so that the first colour changes the light on the face.
const DARK: Rgb8 = Rgb8 { red: 0, green: 0, blue: 0 };
/// The fully saturated colours in steps of 30 degrees of hue, red first.
const HUE_CIRCLE: [Rgb8; HUES as usize] = [
    Rgb8 { red: 255, green: 0, blue: 0 },
    Rgb8 { red: 255, green: 128, blue: 0 },
    Rgb8 { red: 255, green: 255, blue: 0 },
    Rgb8 { red: 128, green: 255, blue: 0 },
    Rgb8 { red: 0, green: 255, blue: 0 },
    Rgb8 { red: 0, green: 255, blue: 128 },
    Rgb8 { red: 0, green: 255, blue: 255 },
    Rgb8 { red: 0, green: 128, blue: 255 },
    Rgb8 { red: 0, green: 0, blue: 255 },
    Rgb8 { red: 128, green: 0, blue: 255 },
    Rgb8 { red: 255, green: 0, blue: 255 },
    Rgb8 { red: 255, green: 0, blue: 128 },
];
const HUES: u8 = 12;
/// Least way on the circle between neighbours, twelfths: 60 degrees can be told apart on skin.
const MIN_HUE_GAP: u8 = 2;
/// Fewest and most colours after the opening.
const MIN_STEPS: u8 = 6;
const MAX_STEPS: u8 = 8;
/// Shortest wipe, ms: three changes a second are the most that WCAG 2.3.1 allows.
const FIRST_DURATION_MS: f32 = 340.0;
/// Wipes lie on a grid of 10 ms, the tick of the web client, from 340 to 600 ms.
const DURATION_GRID_MS: f32 = 10.0;
const DURATION_CHOICES: u8 = 27;
/// Jump between neighbours that must occur once, grid steps: 100 ms.
const MIN_JUMP: u8 = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIGHT: ChallengeKind = ChallengeKind::FaceMovementAndLight;
    const VERSION: ChallengeVersion = ChallengeVersion { major: 2, minor: 0, patch: 0 };

    fn plan(seed: [u8; 32], kind: ChallengeKind, width_px: u32, height_px: u32) -> Challenge {
        plan_challenge(&Seed::new(seed), kind, VERSION, FrameSize { width_px, height_px }).unwrap()
    }

    proptest! {
        #[test]
        fn the_oval_lies_inside_the_frame(seed: [u8; 32], width in 120_u32..=1920, height in 120_u32..=1920) {
            let oval = plan(seed, LIGHT, width, height).oval;
            let (width, height) = (width as f32, height as f32);
            prop_assert!(oval.center_x_px - oval.width_px / 2.0 >= -0.01);
            prop_assert!(oval.center_x_px + oval.width_px / 2.0 <= width + 0.01);
            prop_assert!(oval.center_y_px - oval.height_px / 2.0 >= -0.01);
            prop_assert!(oval.center_y_px + oval.height_px / 2.0 <= height + 0.01);
            prop_assert!((0.4375..=0.5625).contains(&(oval.center_x_px / width)));
            prop_assert!((0.4375..=0.5625).contains(&(oval.center_y_px / height)));
        }

        #[test]
        fn every_member_that_the_web_client_tests_for_truth_is_non_zero(seed: [u8; 32]) {
            let challenge = plan(seed, LIGHT, 640, 480);
            let (oval, matching) = (challenge.oval, challenge.matching);
            let truthy = [
                oval.center_x_px, oval.center_y_px, oval.width_px, oval.height_px,
                matching.far_ratio_ios, matching.far_ratio,
                matching.oval_height_over_width, matching.match_overlap,
                matching.match_height_difference, matching.match_width_difference,
                matching.close_height_difference, matching.close_width_difference,
            ];
            prop_assert!(truthy.iter().all(|value| *value > 0.0));
            prop_assert!((0.25..=0.30).contains(&matching.far_ratio));
            prop_assert_eq!(matching.fit_timeout.as_millis(), 7000);
        }

        #[test]
        fn colors_have_the_shape_that_all_clients_share(seed: [u8; 32]) {
            let colors = plan(seed, LIGHT, 480, 640).colors;
            prop_assert!((7..=9).contains(&colors.len()));
            prop_assert!(colors[0].downscroll_ms == 0.0 && (75.0..=100.0).contains(&colors[0].flat_ms));
            for step in &colors[1..] {
                prop_assert!(step.flat_ms == 0.0 && (340.0..=600.0).contains(&step.downscroll_ms));
                let channels = [step.color.red, step.color.green, step.color.blue];
                prop_assert!(channels.contains(&255) && channels.contains(&0));
            }
            prop_assert!(colors.windows(2).all(|pair| pair[0].color != pair[1].color));
            prop_assert!(
                colors[1..].windows(2).any(|pair| (pair[0].downscroll_ms - pair[1].downscroll_ms).abs() >= 100.0)
            );
        }

        #[test]
        fn the_same_seed_gives_the_same_plan(seed: [u8; 32]) {
            prop_assert_eq!(plan(seed, LIGHT, 640, 480), plan(seed, LIGHT, 640, 480));
        }
    }

    #[test]
    fn the_sequence_space_has_at_least_40_bits() {
        let bits = sequence_space_bits();
        assert!((40.0..48.0).contains(&bits), "{bits}");
    }

    #[test]
    fn ovals_have_the_size_that_clients_draw() {
        let landscape = plan([1; 32], LIGHT, 640, 480).oval;
        assert!((landscape.width_px - 288.0).abs() < 0.01 && (landscape.height_px - 465.98).abs() < 0.01);
        let portrait = plan([1; 32], LIGHT, 480, 640).oval;
        assert!((portrait.width_px - 384.0).abs() < 0.01 && (portrait.height_px - 621.31).abs() < 0.01);
    }

    #[test]
    fn the_movement_challenge_has_no_colors() {
        assert!(plan([1; 32], ChallengeKind::FaceMovement, 640, 480).colors.is_empty());
    }

    #[test]
    fn sizes_outside_the_limits_are_refused() {
        let refused = |width_px, height_px| {
            let video = FrameSize { width_px, height_px };
            plan_challenge(&Seed::new([0; 32]), LIGHT, VERSION, video).is_err()
        };
        assert_eq!([refused(119, 640), refused(640, 1921), refused(120, 1920)], [true, true, false]);
    }
}
