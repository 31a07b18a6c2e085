//! An old video in place of the camera. The face moves as it should, but it is lit by no colours, or by the colours
//! of another check.

use super::{Cast, Casting, Part, live};
use crate::seed::Topic;
use catchlight_types::ColorStep;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

pub(super) const PART: Part = Part {
    name: "inject_plain",
    title: "an injected old video",
    is_bona_fide: false,
    is_lit_by_screen: false,
    play,
};

fn play(casting: &Casting<'_>) -> Cast {
    let mut random = casting.seed.stream(Topic::Attack);
    let has_colors = random.random::<bool>();
    let earlier = if has_colors { other_colors(&casting.challenge.colors, &mut random) } else { Vec::new() };
    Cast { earlier_colors: Some(earlier), ..(live::PART.play)(casting) }
}

/// Colours of another check from the same generator: the same palette in another order and at another pace.
pub(super) fn other_colors(colors: &[ColorStep], random: &mut ChaCha8Rng) -> Vec<ColorStep> {
    let mut other = colors.to_vec();
    for place in (1..other.len()).rev() {
        let from = random.random_range(1..=place);
        let color = other[from].color;
        other[from].color = other[place].color;
        other[place].color = color;
    }
    for step in &mut other {
        let (wipe, flat) = (step.downscroll_ms, step.flat_ms);
        step.downscroll_ms = if wipe > 0.0 { wipe * random.random_range(0.7..1.3) } else { wipe };
        step.flat_ms = if flat > 0.0 { flat * random.random_range(0.7..1.3) } else { flat };
    }
    other
}
