//! Linear light in 8-bit images: the square root of the share of a level that is stored next to it.
//!
//! In: light in three channels. Out: JPEG. Never: the gamma of a screen; a reader squares and multiplies.

use crate::SimulatorError;
use crate::color::LinearRgb;
use catchlight_types::FrameSize;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Share of each pixel that the person covers.
pub(crate) struct Mask(Vec<f32>);

/// The light of one lamp in an image or a part of one.
pub(crate) struct Layer {
    pixels: Vec<LinearRgb>,
    level: f32,
}

/// A part of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patch {
    pub(crate) left_px: usize,
    pub(crate) top_px: usize,
    pub(crate) width_px: usize,
    pub(crate) height_px: usize,
}

impl Mask {
    /// What covers the wall is equally bright before a black wall and before a white one that gives `wall_light`.
    pub(crate) fn between(black: &[LinearRgb], white: &[LinearRgb], wall_light: LinearRgb) -> Self {
        let share = |(black, white): (&LinearRgb, &LinearRgb)| {
            (1.0 - (white.green - black.green) / wall_light.green).clamp(0.0, 1.0)
        };
        Self(black.iter().zip(white).map(share).collect())
    }
}

impl Layer {
    /// The light of what `mask` covers, as it was taken before a black wall. Beyond its edge the light of the edge
    /// goes on, so that the edge itself is as bright as what it belongs to.
    pub(crate) fn new(size: FrameSize, seen: &[LinearRgb], mask: &Mask) -> Self {
        let width = size.width_px as usize;
        let mut pixels: Vec<LinearRgb> = seen
            .iter()
            .zip(&mask.0)
            .map(
                |(light, share)| if *share > LEAST_SHARE { *light * (1.0 / share) } else { LinearRgb::BLACK },
            )
            .collect();
        for (row, shares) in pixels.chunks_mut(width).zip(mask.0.chunks(width)) {
            spread(row.iter_mut().zip(shares));
            let Some(first) = shares.iter().position(|share| *share > LEAST_SHARE) else { continue };
            let edge = row[first];
            row[..first].fill(edge);
        }
        let level = level_of(&pixels);
        Self { pixels, level }
    }

    /// A part of an image that is covered everywhere.
    pub(crate) fn cut(size: FrameSize, seen: &[LinearRgb], patch: Patch) -> Self {
        let rows = seen.chunks(size.width_px as usize).skip(patch.top_px).take(patch.height_px);
        let pixels: Vec<LinearRgb> =
            rows.flat_map(|row| row[patch.left_px..patch.left_px + patch.width_px].iter().copied()).collect();
        let level = level_of(&pixels);
        Self { pixels, level }
    }

    /// Light that the brightest value of an image stands for.
    pub(crate) fn level(&self) -> f32 {
        self.level
    }

    fn write(&self, level: f32, to: &mut Vec<u8>) {
        for pixel in &self.pixels {
            to.extend([pixel.red, pixel.green, pixel.blue].map(|light| root_of(light / level)));
        }
    }
}

/// Carries the last light that is the person's own on to the right.
fn spread<'a>(row: impl Iterator<Item = (&'a mut LinearRgb, &'a f32)>) {
    let mut last = LinearRgb::BLACK;
    for (pixel, share) in row {
        if *share > LEAST_SHARE {
            last = *pixel;
        } else {
            *pixel = last;
        }
    }
}

/// The layers one below the other, and the mask below them.
pub(crate) fn encode_layers(
    size: FrameSize,
    layers: &[Layer; 3],
    mask: &Mask,
) -> Result<Vec<u8>, SimulatorError> {
    let mut data = Vec::with_capacity(12 * mask.0.len());
    for layer in layers {
        layer.write(layer.level, &mut data);
    }
    for share in &mask.0 {
        data.extend([(share * 255.0).round() as u8; 3]);
    }
    encode(&data, size.width_px as usize, 4 * size.height_px as usize)
}

/// Parts of one size one below the other, on the levels of the image that they belong to.
pub(crate) fn encode_patches(
    patch: Patch,
    parts: &[[Layer; 3]],
    levels: [f32; 3],
) -> Result<Vec<u8>, SimulatorError> {
    let mut data = Vec::new();
    for (layer, level) in parts.iter().flat_map(|part| part.iter().zip(levels)) {
        layer.write(level, &mut data);
    }
    encode(&data, patch.width_px, 3 * parts.len() * patch.height_px)
}

/// Reflectance, on the level 1.
pub(crate) fn encode_wall(size: FrameSize, reflectance: &[LinearRgb]) -> Result<Vec<u8>, SimulatorError> {
    let mut data = Vec::with_capacity(3 * reflectance.len());
    Layer { pixels: reflectance.to_vec(), level: 1.0 }.write(1.0, &mut data);
    encode(&data, size.width_px as usize, size.height_px as usize)
}

fn encode(data: &[u8], width: usize, height: usize) -> Result<Vec<u8>, SimulatorError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    let side = |side: usize| u16::try_from(side).unwrap_or(u16::MAX);
    encoder.encode(data, side(width), side(height), ColorType::Rgb)?;
    Ok(bytes)
}

fn root_of(share: f32) -> u8 {
    (255.0 * share.clamp(0.0, 1.0).sqrt()).round() as u8
}

/// Nearly the brightest light: mirror images of lamps in the eyes may be cut, or everything else would be stored coarsely.
fn level_of(pixels: &[LinearRgb]) -> f32 {
    let mut lights: Vec<f32> =
        pixels.iter().map(|pixel| pixel.red.max(pixel.green).max(pixel.blue)).collect();
    lights.sort_unstable_by(f32::total_cmp);
    let usual = lights.get(lights.len() * 499 / 500).copied().unwrap_or_default();
    let brightest = lights.last().copied().unwrap_or_default();
    (BEYOND_USUAL * usual).min(brightest).max(LEAST_LEVEL)
}

/// Least cover of a pixel whose light is used.
const LEAST_SHARE: f32 = 0.02;
const BEYOND_USUAL: f32 = 2.0;
const LEAST_LEVEL: f32 = 1e-6;
const QUALITY: u8 = 93;
