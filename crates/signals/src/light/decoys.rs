//! Decoys: random colour sequences that this server could have sent instead.
//!
//! In: the challenge and when its colours began. Out: painted screens with colours and durations of the same kind.

use super::PaintedScreen;
use catchlight_types::{ColorStep, Rgb8};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

/// `count` random sequences that begin when the real one did; the same challenge gives the same ones.
pub(crate) fn decoys(steps: &[ColorStep], colors_from_s: f64, count: usize) -> Vec<PaintedScreen> {
    let mut rng = ChaCha12Rng::seed_from_u64(SEED);
    let palette: Vec<Rgb8> = steps.iter().map(|step| step.color).filter(|&color| color != BLACK).collect();
    let after_opening: Vec<ColorStep> =
        steps.iter().skip(1).copied().filter(|step| length_ms(*step) > 0.0).collect();
    let lengths = after_opening.iter().map(|&step| length_ms(step));
    let longest_ms = lengths.clone().fold(0.0, f32::max);
    let shortest_ms = lengths.fold(longest_ms, f32::min);
    if palette.is_empty() || after_opening.is_empty() {
        return Vec::new();
    }
    let sequence = |_| {
        let mut screen = PaintedScreen::blank();
        let (mut from_s, mut before) = (colors_from_s, BLACK);
        for _ in &after_opening {
            let color = other_color(&mut rng, &palette, before);
            let shape = after_opening[rng.random_range(0..after_opening.len())];
            let total_ms = shortest_ms + rng.random::<f32>() * (longest_ms - shortest_ms);
            let total_s = f64::from(total_ms) / 1000.0;
            let wipe_s = total_s * f64::from(shape.downscroll_ms / length_ms(shape));
            screen.paint(from_s, wipe_s, before, color);
            from_s += total_s;
            before = color;
        }
        screen
    };
    (0..count).map(sequence).collect()
}

/// A colour of the palette with its channels permuted, different from the one before.
fn other_color(rng: &mut ChaCha12Rng, palette: &[Rgb8], before: Rgb8) -> Rgb8 {
    for _ in 0..DRAWS_MAX {
        let Rgb8 { red, green, blue } = palette[rng.random_range(0..palette.len())];
        let color = match rng.random_range(0..6) {
            0 => Rgb8 { red, green, blue },
            1 => Rgb8 { red, green: blue, blue: green },
            2 => Rgb8 { red: green, green: red, blue },
            3 => Rgb8 { red: green, green: blue, blue: red },
            4 => Rgb8 { red: blue, green: red, blue: green },
            _ => Rgb8 { red: blue, green, blue: red },
        };
        if color != before {
            return color;
        }
    }
    before
}

fn length_ms(step: ColorStep) -> f32 {
    step.downscroll_ms + step.flat_ms
}

const BLACK: Rgb8 = Rgb8 { red: 0, green: 0, blue: 0 };
/// Any number works; it only has to stay the same.
const SEED: u64 = 0x5eed_0f11;
/// A palette of greys would never give another colour.
const DRAWS_MAX: usize = 32;
