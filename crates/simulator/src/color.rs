//! Light as three linear channels.

use catchlight_types::Rgb8;
use std::ops::{Add, AddAssign, Mul};

/// Linear light in three channels; 1 in each is the white of the unit that the value stands for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct LinearRgb {
    pub(crate) red: f32,
    pub(crate) green: f32,
    pub(crate) blue: f32,
}

impl LinearRgb {
    pub(crate) const BLACK: Self = Self::gray(0.0);

    pub(crate) const fn new(red: f32, green: f32, blue: f32) -> Self {
        Self { red, green, blue }
    }

    pub(crate) const fn gray(level: f32) -> Self {
        Self { red: level, green: level, blue: level }
    }

    /// What a screen emits for a colour, 1 for white.
    pub(crate) fn of_srgb(color: Rgb8) -> Self {
        Self::new(srgb_to_linear(color.red), srgb_to_linear(color.green), srgb_to_linear(color.blue))
    }

    /// Light of a lamp with this colour temperature, of luminance 1.
    pub(crate) fn of_kelvin(kelvin: f32) -> Self {
        // Tanner Helland's fit of the black body, good to a few percent from 2000 to 12000 kelvin.
        let hundreds = kelvin.clamp(1_500.0, 15_000.0) / 100.0;
        let (red, green) = if hundreds <= 66.0 {
            (255.0, 99.470_8 * hundreds.ln() - 161.119_57)
        } else {
            (
                329.698_73 * (hundreds - 60.0).powf(-0.133_204_76),
                288.122_16 * (hundreds - 60.0).powf(-0.075_514_85),
            )
        };
        let blue = if hundreds >= 66.0 {
            255.0
        } else if hundreds <= 19.0 {
            0.0
        } else {
            138.517_73 * (hundreds - 10.0).ln() - 305.044_8
        };
        let linear = |value: f32| (value.clamp(0.0, 255.0) / 255.0).powf(2.2);
        let lamp = Self::new(linear(red), linear(green), linear(blue));
        lamp * (1.0 / lamp.luminance().max(1e-3))
    }

    pub(crate) fn luminance(self) -> f32 {
        0.2126 * self.red + 0.7152 * self.green + 0.0722 * self.blue
    }

    pub(crate) fn mix(self, other: Self, share: f32) -> Self {
        self * (1.0 - share) + other * share
    }

    pub(crate) fn map(self, change: impl Fn(f32) -> f32) -> Self {
        Self::new(change(self.red), change(self.green), change(self.blue))
    }
}

impl Add for LinearRgb {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.red + other.red, self.green + other.green, self.blue + other.blue)
    }
}

impl AddAssign for LinearRgb {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Mul for LinearRgb {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::new(self.red * other.red, self.green * other.green, self.blue * other.blue)
    }
}

impl Mul<f32> for LinearRgb {
    type Output = Self;

    fn mul(self, factor: f32) -> Self {
        Self::new(self.red * factor, self.green * factor, self.blue * factor)
    }
}

pub(crate) fn srgb_to_linear(value: u8) -> f32 {
    let share = f32::from(value) / 255.0;
    if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

pub(crate) fn linear_to_srgb(share: f32) -> f32 {
    let share = share.clamp(0.0, 1.0);
    if share <= 0.003_130_8 { share * 12.92 } else { 1.055 * share.powf(1.0 / 2.4) - 0.055 }
}

/// 0 below `low`, 1 above `high`, smooth between.
pub(crate) fn smooth_step(low: f32, high: f32, value: f32) -> f32 {
    let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_emit_what_srgb_says() {
        let emitted = LinearRgb::of_srgb(Rgb8 { red: 255, green: 128, blue: 0 });
        assert!(
            (emitted.red - 1.0).abs() < 1e-6 && (emitted.green - 0.2158).abs() < 1e-3 && emitted.blue == 0.0
        );
    }

    #[test]
    fn warm_lamps_are_red_and_cold_ones_blue() {
        let (warm, cold) = (LinearRgb::of_kelvin(2_700.0), LinearRgb::of_kelvin(9_000.0));
        assert!(warm.red > 1.5 * warm.blue && cold.blue > cold.red);
        assert!((warm.luminance() - 1.0).abs() < 1e-4 && (cold.luminance() - 1.0).abs() < 1e-4);
    }
}
