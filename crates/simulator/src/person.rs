//! One person: everything that distinguishes a face from others.

use crate::color::LinearRgb;
use crate::seed::{Seed, Topic};
use rand::RngExt;

/// Looks of one person; reflectances are linear, lengths in centimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Person {
    /// Darkness of the skin, 0 the lightest and 1 the darkest.
    pub(crate) melanin: f32,
    pub(crate) skin: LinearRgb,
    pub(crate) lips: LinearRgb,
    pub(crate) iris: LinearRgb,
    pub(crate) hair: LinearRgb,
    pub(crate) brows: LinearRgb,
    pub(crate) shirt: LinearRgb,
    pub(crate) hair_style: HairStyle,
    /// Shadow of a beard, 0 none and 1 dark.
    pub(crate) stubble: f32,
    pub(crate) freckles: f32,
    pub(crate) shape: Shape,
    /// Start of everything painted at random on the skin.
    pub(crate) paint_seed: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HairStyle {
    Cropped,
    Short,
    Long,
}

/// How a head differs from the mean one; 0 is the mean and 1 about as far as people differ.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Shape {
    pub(crate) width: f32,
    pub(crate) length: f32,
    pub(crate) jaw: f32,
    pub(crate) nose_length: f32,
    pub(crate) nose_width: f32,
    pub(crate) brow: f32,
    pub(crate) lips: f32,
    pub(crate) cheeks: f32,
    pub(crate) chin: f32,
    pub(crate) eyes: f32,
}

impl Person {
    pub(crate) fn draw(seed: Seed, asked_melanin: Option<f32>) -> Self {
        let mut random = seed.stream(Topic::Person);
        let drawn_melanin: f32 = random.random();
        let melanin = asked_melanin.unwrap_or(drawn_melanin);
        let skin = skin_of(melanin, random.random_range(-1.0..1.0));
        let fair: f32 = random.random::<f32>() * (1.0 - 1.6 * melanin).max(0.0);
        let gray = if random.random::<f32>() < 0.15 { random.random_range(0.3..0.9) } else { 0.0 };
        let hair = hair_of(fair, gray);
        let feminine = random.random::<f32>() < 0.5;
        let hair_style = match (feminine, random.random::<f32>() < 0.75) {
            (true, true) => HairStyle::Long,
            (false, true) | (true, false) => HairStyle::Short,
            (false, false) => HairStyle::Cropped,
        };
        let stubble = if feminine { 0.0 } else { random.random_range(0.0_f32..1.0).powi(2) };
        let shape = draw_shape(|| random.random_range(-1.0..1.0), feminine);
        let lips = skin * LinearRgb::new(0.92, 0.56, 0.60) + LinearRgb::new(0.05, 0.005, 0.01);
        Self {
            melanin,
            skin,
            lips,
            iris: LinearRgb::new(0.10, 0.055, 0.03).mix(LinearRgb::new(0.16, 0.24, 0.30), fair),
            hair,
            brows: hair.mix(skin * 0.25, 0.35),
            shirt: LinearRgb::new(
                random.random_range(0.03..0.5),
                random.random_range(0.03..0.5),
                random.random_range(0.03..0.5),
            ),
            hair_style,
            stubble,
            freckles: random.random::<f32>() * fair,
            shape,
            paint_seed: random.random(),
        }
    }
}

fn draw_shape(mut side: impl FnMut() -> f32, feminine: bool) -> Shape {
    let lean = if feminine { -0.5 } else { 0.4 };
    Shape {
        width: side(),
        length: side(),
        jaw: (0.6 * side() + lean).clamp(-1.0, 1.0),
        nose_length: side(),
        nose_width: side(),
        brow: (0.6 * side() + lean).clamp(-1.0, 1.0),
        lips: (0.7 * side() - 0.6 * lean).clamp(-1.0, 1.0),
        cheeks: side(),
        chin: side(),
        eyes: (0.7 * side() - 0.5 * lean).clamp(-1.0, 1.0),
    }
}

/// Melanin darkens every channel, blue most; `red_side` is a person's own lean between yellow and red.
fn skin_of(melanin: f32, red_side: f32) -> LinearRgb {
    let light = LinearRgb::new(0.60, 0.40, 0.30);
    let dark = LinearRgb::new(0.095, 0.048, 0.032);
    let between = |light: f32, dark: f32| light * (dark / light).powf(melanin);
    LinearRgb::new(
        between(light.red, dark.red),
        between(light.green, dark.green) * (1.0 - 0.05 * red_side),
        between(light.blue, dark.blue) * (1.0 + 0.04 * red_side),
    )
}

fn hair_of(fair: f32, gray: f32) -> LinearRgb {
    let dark = LinearRgb::new(0.022, 0.016, 0.013);
    let blond = LinearRgb::new(0.30, 0.19, 0.09);
    dark.mix(blond, fair * fair).mix(LinearRgb::gray(0.34), gray)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn melanin_darkens_the_skin() {
        let skin = |melanin| Person::draw(Seed::new(5), Some(melanin)).skin;
        assert!(skin(0.0).luminance() > 2.0 * skin(0.6).luminance());
        assert!(skin(0.6).luminance() > skin(1.0).luminance());
        assert!(skin(1.0).red > skin(1.0).green && skin(1.0).green > skin(1.0).blue);
    }
}
