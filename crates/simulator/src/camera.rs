//! The camera behind the lens: it meters, exposes, balances white, adds noise and returns 8-bit planes.

use crate::color::{LinearRgb, linear_to_srgb};
use crate::room::LightImage;
use crate::seed::{Seed, Topic};
use catchlight_media::{ColorRange, Yuv420};
use rand::RngExt;

/// What stays the same in one camera during one check.
#[derive(Debug, Clone)]
pub(crate) struct Camera {
    /// Mean of the metered image after exposure, linear.
    target: f32,
    /// How fast exposure follows, seconds.
    exposure_lag_s: f32,
    /// How fast white balance follows, seconds.
    balance_lag_s: f32,
    /// How far white balance goes towards a grey image, 0..=1.
    balance_share: f32,
    /// Standard deviation of the noise at [`GAIN_OF_NOISE`], steps of 255.
    noise: f32,
    /// Share of the light that the corners of the image lose.
    vignetting: f32,
    tone: Vec<f32>,
    gauss: Vec<f32>,
    grain_seed: u32,
}

/// Exposure and white balance of one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Exposure {
    /// Signal per lux of light that leaves towards the lens.
    gain: f32,
    red: f32,
    blue: f32,
}

/// Mean light of an image, the middle counting most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Metered(LinearRgb);

impl Camera {
    pub(crate) fn draw(seed: Seed) -> Self {
        let mut random = seed.stream(Topic::Camera);
        random.set_word_pos(1 << 20);
        let tone = (0..TONE_STEPS).map(|step| 255.0 * tone_of(step as f32 / TONE_STEPS_PER_UNIT)).collect();
        let mut gaussian = || (0..12).map(|_| random.random::<f32>()).sum::<f32>() - 6.0;
        let gauss = (0..GAUSS_STEPS).map(|_| gaussian()).collect();
        Self {
            target: random.random_range(0.17..0.22),
            exposure_lag_s: random.random_range(0.5..1.1),
            balance_lag_s: random.random_range(1.5..4.0),
            balance_share: random.random_range(0.55..0.85),
            noise: random.random_range(0.7..1.3),
            vignetting: random.random_range(0.04..0.22),
            tone,
            gauss,
            grain_seed: random.random(),
        }
    }

    /// Exposure of a camera that has seen this for a long time.
    pub(crate) fn settle(&self, metered: Metered) -> Exposure {
        let light = metered.0;
        let level = light.luminance().max(1e-3);
        let balance = |channel: f32| (level / channel.max(1e-3)).powf(self.balance_share).clamp(0.4, 2.5);
        Exposure {
            gain: (self.target / level).clamp(LEAST_GAIN, MOST_GAIN),
            red: balance(light.red),
            blue: balance(light.blue),
        }
    }

    /// Exposure of the frame after one with exposure `now` that metered `metered`, `passed_s` later.
    pub(crate) fn follow(&self, now: Exposure, metered: Metered, passed_s: f32) -> Exposure {
        let goal = self.settle(metered);
        let error = (goal.gain / now.gain).ln();
        // Cameras ignore small errors, or the image would pump.
        let wanted = if error.abs() < DEAD_ZONE { 0.0 } else { error - DEAD_ZONE * error.signum() };
        let exposure_step = 1.0 - (-passed_s / self.exposure_lag_s).exp();
        let balance_step = 1.0 - (-passed_s / self.balance_lag_s).exp();
        Exposure {
            gain: now.gain * (wanted * exposure_step).exp(),
            red: now.red + (goal.red - now.red) * balance_step,
            blue: now.blue + (goal.blue - now.blue) * balance_step,
        }
    }

    /// Exposes an image to 8 bits. The frame's number decides the grain alone.
    pub(crate) fn develop(&self, image: &LightImage, exposure: Exposure, number: u32) -> Yuv420 {
        let (width, height) = (image.size.width_px as usize, image.size.height_px as usize);
        let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
        let mut luma = vec![0.0_f32; width * height];
        let mut blue = vec![0.0_f32; half_width * half_height];
        let mut red = vec![0.0_f32; half_width * half_height];
        let gain = LinearRgb::new(exposure.gain * exposure.red, exposure.gain, exposure.gain * exposure.blue);
        for (row, pixels) in image.pixels.chunks_exact(width).enumerate() {
            let luma_row = &mut luma[row * width..(row + 1) * width];
            let chroma = row / 2 * half_width;
            let down = row as f32 / height as f32 - 0.5;
            let row_gain = gain * (1.0 - 2.0 * self.vignetting * down * down);
            for (column, (pixel, luma)) in pixels.iter().zip(luma_row).enumerate() {
                let across = column as f32 / width as f32 - 0.5;
                let gain = row_gain * (1.0 - 2.0 * self.vignetting * across * across);
                let shown = LinearRgb::new(
                    self.tone_at(pixel.red * gain.red),
                    self.tone_at(pixel.green * gain.green),
                    self.tone_at(pixel.blue * gain.blue),
                );
                let value = 0.299 * shown.red + 0.587 * shown.green + 0.114 * shown.blue;
                *luma = value;
                blue[chroma + column / 2] += (shown.blue - value) / 1.772;
                red[chroma + column / 2] += (shown.red - value) / 1.402;
            }
        }
        let noise = self.noise * (exposure.gain / GAIN_OF_NOISE).sqrt().clamp(0.5, 3.5);
        let mut grain =
            Grain { gauss: &self.gauss, state: self.grain_seed ^ number.wrapping_mul(0x9e37_79b9) };
        let y = finish_luma(&blur(&luma, width, height), noise, &mut grain);
        let u = finish_chroma(&blue, noise, &mut grain);
        let v = finish_chroma(&red, noise, &mut grain);
        match Yuv420::from_planes(image.size, ColorRange::Limited, y, u, v) {
            Some(planes) => planes,
            None => unreachable!("the planes have the size of the picture"),
        }
    }

    fn tone_at(&self, signal: f32) -> f32 {
        self.tone[((signal * TONE_STEPS_PER_UNIT) as usize).min(TONE_STEPS - 1)]
    }
}

impl Metered {
    pub(crate) fn of(image: &LightImage) -> Self {
        let (width, height) = (image.size.width_px as usize, image.size.height_px as usize);
        let mut sum = LinearRgb::BLACK;
        let mut weights = 0.0;
        for row in (0..height).step_by(METER_STEP_PX) {
            for column in (0..width).step_by(METER_STEP_PX) {
                let across = column as f32 / width as f32 - 0.5;
                let down = row as f32 / height as f32 - 0.5;
                let weight = 1.0 - 1.4 * (across * across + down * down);
                sum += image.pixels[row * width + column].map(|value| value.min(CLIPPED_LUX)) * weight;
                weights += weight;
            }
        }
        Self(sum * (1.0 / weights))
    }
}

/// Random numbers with a normal distribution, in any order but the same for the same frame.
struct Grain<'a> {
    gauss: &'a [f32],
    state: u32,
}

impl Grain<'_> {
    /// The next `length` numbers: a piece of the table from a random place.
    fn piece(&mut self, length: usize) -> impl Iterator<Item = f32> + '_ {
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let start = (self.state >> 12) as usize % self.gauss.len();
        self.gauss[start..].iter().chain(self.gauss.iter().cycle()).take(length).copied()
    }
}

/// The lens and the sensor's own low-pass filter.
fn blur(luma: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut across = luma.to_vec();
    for (from, to) in luma.chunks_exact(width).zip(across.chunks_exact_mut(width)) {
        for (three, to) in from.windows(3).zip(&mut to[1..]) {
            *to = SIDE_TAP * (three[0] + three[2]) + (1.0 - 2.0 * SIDE_TAP) * three[1];
        }
    }
    let mut down = across.clone();
    for row in 1..height.saturating_sub(1) {
        let place = row * width;
        let (above, below) = (&across[place - width..place], &across[place + width..place + 2 * width]);
        let middle = &across[place..place + width];
        for (((to, above), middle), below) in down[place..].iter_mut().zip(above).zip(middle).zip(below) {
            *to = SIDE_TAP * (above + below) + (1.0 - 2.0 * SIDE_TAP) * middle;
        }
    }
    down
}

fn finish_luma(luma: &[f32], noise: f32, grain: &mut Grain<'_>) -> Vec<u8> {
    let mut plane = Vec::with_capacity(luma.len());
    for piece in luma.chunks(PIECE) {
        let grains = grain.piece(piece.len());
        plane.extend(piece.iter().zip(grains).map(|(value, grain)| {
            let noisy = value + grain * noise * (1.25 - value * (0.7 / 255.0));
            (16.5 + noisy * (219.0 / 255.0)).clamp(16.0, 235.0) as u8
        }));
    }
    plane
}

fn finish_chroma(sums: &[f32], noise: f32, grain: &mut Grain<'_>) -> Vec<u8> {
    let mut plane = Vec::with_capacity(sums.len());
    for piece in sums.chunks(PIECE) {
        let grains = grain.piece(piece.len());
        plane.extend(piece.iter().zip(grains).map(|(sum, grain)| {
            let difference = sum / 4.0 + 0.5 * noise * grain;
            (128.5 + difference * (224.0 / 255.0)).clamp(16.0, 240.0) as u8
        }));
    }
    plane
}

/// sRGB with a shoulder: what is brighter than [`KNEE`] is pressed together instead of cut.
fn tone_of(signal: f32) -> f32 {
    let pressed = if signal <= KNEE {
        signal
    } else {
        let above = (signal - KNEE) / (1.0 - KNEE);
        KNEE + (1.0 - KNEE) * (1.0 - (-above).exp())
    };
    linear_to_srgb(pressed)
}

/// Signal from which highlights are pressed together.
const KNEE: f32 = 0.6;
const TONE_STEPS: usize = 16_384;
const TONE_STEPS_PER_UNIT: f32 = 5_461.0;
const GAUSS_STEPS: usize = 1 << 16;
/// Pixels that share one piece of the table of grain.
const PIECE: usize = 997;
const SIDE_TAP: f32 = 0.17;
const METER_STEP_PX: usize = 6;
/// Light beyond this counts no more in the meter, lux.
const CLIPPED_LUX: f32 = 100_000.0;
/// Gain at which the noise is as stated: a bright office.
const GAIN_OF_NOISE: f32 = 0.0016;
/// Limits of the exposure: no camera sees in the dark or into the sun.
const MOST_GAIN: f32 = 0.03;
const LEAST_GAIN: f32 = 0.000_005;
/// Error of exposure that is left alone, natural logarithm.
const DEAD_ZONE: f32 = 0.12;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::FrameSize;

    const SIZE: FrameSize = FrameSize { width_px: 64, height_px: 48 };

    fn plain(light: LinearRgb) -> LightImage {
        LightImage { size: SIZE, pixels: vec![light; 64 * 48] }
    }

    fn mean(plane: &[u8]) -> f32 {
        plane.iter().map(|value| f32::from(*value)).sum::<f32>() / plane.len() as f32
    }

    #[test]
    fn a_grey_card_becomes_grey_at_any_light() {
        let camera = Camera::draw(Seed::new(1));
        for lux in [30.0, 300.0, 30_000.0] {
            let image = plain(LinearRgb::gray(lux));
            let planes = camera.develop(&image, camera.settle(Metered::of(&image)), 0);
            let luma = mean(planes.y());
            assert!((105.0..130.0).contains(&luma), "{luma} at {lux}");
            assert!((mean(planes.u()) - 128.0).abs() < 1.0 && (mean(planes.v()) - 128.0).abs() < 1.0);
        }
    }

    #[test]
    fn redder_light_gives_redder_planes() {
        let camera = Camera::draw(Seed::new(1));
        let exposure = camera.settle(Metered::of(&plain(LinearRgb::gray(100.0))));
        let planes = camera.develop(&plain(LinearRgb::new(140.0, 100.0, 100.0)), exposure, 0);
        assert!(mean(planes.v()) > 135.0 && mean(planes.u()) < 128.0);
    }

    #[test]
    fn exposure_follows_slowly() {
        let camera = Camera::draw(Seed::new(1));
        let dim = Metered::of(&plain(LinearRgb::gray(50.0)));
        let before = camera.settle(Metered::of(&plain(LinearRgb::gray(100.0))));
        let soon = camera.follow(before, dim, 0.033);
        let mut late = before;
        for _ in 0..300 {
            late = camera.follow(late, dim, 0.033);
        }
        assert!(soon.gain > before.gain && soon.gain < 1.06 * before.gain);
        assert!((late.gain / before.gain).ln() > 0.5);
    }
}
