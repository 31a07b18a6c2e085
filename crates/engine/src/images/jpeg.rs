//! Frames to JPEG within the size that the API allows.

use crate::EngineError;
use crate::limits::IMAGE_SIDE_MAX_PX;
use catchlight_media::{RgbImage, Yuv420};
use catchlight_types::{FrameSize, JpegBytes, MAX_IMAGE_BYTES};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Encodes at the best quality that fits, and smaller when no quality fits; the size is that of the image.
pub(crate) fn encode(frame: &Yuv420) -> Result<(JpegBytes, FrameSize), EngineError> {
    let mut image = frame.to_rgb();
    loop {
        image = shrunk(image)?;
        for quality in QUALITIES {
            let jpeg = encode_at(&image, quality)?;
            if jpeg.len() <= MAX_IMAGE_BYTES {
                return Ok((JpegBytes::new(jpeg), image.size));
            }
        }
        let FrameSize { width_px, height_px } = image.size;
        let half = FrameSize { width_px: width_px.div_ceil(2), height_px: height_px.div_ceil(2) };
        image = resized(&image, half)?;
    }
}

fn encode_at(image: &RgbImage, quality: u8) -> Result<Vec<u8>, EngineError> {
    let side = |length_px: u32| u16::try_from(length_px).map_err(|error| failed("size", &error));
    let mut jpeg = Vec::with_capacity(MAX_IMAGE_BYTES);
    let mut encoder = Encoder::new(&mut jpeg, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&image.data, side(image.size.width_px)?, side(image.size.height_px)?, ColorType::Rgb)
        .map_err(|error| failed("encoding", &error))?;
    Ok(jpeg)
}

/// The image itself when no side is longer than the limit.
fn shrunk(image: RgbImage) -> Result<RgbImage, EngineError> {
    let FrameSize { width_px, height_px } = image.size;
    let longest = width_px.max(height_px);
    if longest <= IMAGE_SIDE_MAX_PX {
        return Ok(image);
    }
    let scaled = |length_px: u32| (length_px * IMAGE_SIDE_MAX_PX / longest).max(1);
    resized(&image, FrameSize { width_px: scaled(width_px), height_px: scaled(height_px) })
}

fn resized(image: &RgbImage, size: FrameSize) -> Result<RgbImage, EngineError> {
    let source = ImageRef::new(image.size.width_px, image.size.height_px, &image.data, PixelType::U8x3)
        .map_err(|error| failed("scaling", &error))?;
    let mut target = Image::new(size.width_px, size.height_px, PixelType::U8x3);
    Resizer::new().resize(&source, &mut target, None).map_err(|error| failed("scaling", &error))?;
    Ok(RgbImage { size, data: target.into_vec() })
}

fn failed(step: &str, error: &dyn std::error::Error) -> EngineError {
    EngineError::Image { what: format!("{step}: {error}") }
}

/// Tried from the best; a 640x480 camera frame fits at the first.
const QUALITIES: [u8; 3] = [92, 80, 60];

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise, which compresses worst.
    fn noise(size: FrameSize) -> Yuv420 {
        let mut state = 1u32;
        let mut byte = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let data = (0..size.width_px * size.height_px * 3).map(|_| byte()).collect();
        Yuv420::from_rgb(&RgbImage { size, data }).expect("the data fills the size")
    }

    #[test]
    fn the_worst_picture_fits_the_limit() {
        let (jpeg, size) = encode(&noise(FrameSize { width_px: 1920, height_px: 1080 })).unwrap();
        assert!(size.width_px <= IMAGE_SIDE_MAX_PX, "{size:?}");
        assert!(jpeg.as_slice().starts_with(&[0xff, 0xd8]));
        assert!(jpeg.as_slice().len() <= MAX_IMAGE_BYTES);
    }
}
