//! BT.601 conversions between planes, pixels and grey.

use crate::frame::plane_len;
use crate::{ColorRange, GrayImage, RgbImage, Yuv420};
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvPlanarImage, YuvPlanarImageMut, YuvRange, YuvStandardMatrix,
};

/// Luma of black and of white in limited range, ITU-R BT.601.
const LIMITED_BLACK: i32 = 16;
const LIMITED_SPAN: i32 = 219;

impl Yuv420 {
    /// Converts to full-range red, green and blue.
    #[must_use]
    pub fn to_rgb(&self) -> RgbImage {
        let size = self.size();
        let row_bytes = size.width_px * 3;
        let mut data = vec![0; self.y().len() * 3];
        let planes = YuvPlanarImage {
            y_plane: self.y(),
            y_stride: size.width_px,
            u_plane: self.u(),
            u_stride: self.chroma_size().width_px,
            v_plane: self.v(),
            v_stride: self.chroma_size().width_px,
            width: size.width_px,
            height: size.height_px,
        };
        yuv::yuv420_to_rgb(&planes, &mut data, row_bytes, yuv_range(self.range()), YuvStandardMatrix::Bt601)
            .expect("the planes and the target have the lengths of their size");
        RgbImage { size, data }
    }

    /// Takes the luma plane, stretched to full range.
    #[must_use]
    pub fn to_luma(&self) -> GrayImage {
        let data = match self.range() {
            ColorRange::Full => self.y().to_vec(),
            ColorRange::Limited => self.y().iter().map(|&luma| stretch(luma)).collect(),
        };
        GrayImage { size: self.size(), data }
    }

    /// Converts from red, green and blue to limited range; `None` when the pixels do not fill the size.
    #[must_use]
    pub fn from_rgb(image: &RgbImage) -> Option<Self> {
        let size = image.size;
        let pixels = plane_len(size)?;
        if pixels == 0 || pixels.checked_mul(3)? != image.data.len() {
            return None;
        }
        let (chroma_width, chroma_height) = (size.width_px.div_ceil(2), size.height_px.div_ceil(2));
        let chroma = usize::try_from(u64::from(chroma_width) * u64::from(chroma_height)).ok()?;
        let (mut y, mut u, mut v) = (vec![0; pixels], vec![0; chroma], vec![0; chroma]);
        let mut planes = YuvPlanarImageMut {
            y_plane: BufferStoreMut::Borrowed(&mut y),
            y_stride: size.width_px,
            u_plane: BufferStoreMut::Borrowed(&mut u),
            u_stride: chroma_width,
            v_plane: BufferStoreMut::Borrowed(&mut v),
            v_stride: chroma_width,
            width: size.width_px,
            height: size.height_px,
        };
        yuv::rgb_to_yuv420(
            &mut planes,
            &image.data,
            size.width_px * 3,
            YuvRange::Limited,
            YuvStandardMatrix::Bt601,
            YuvConversionMode::Balanced,
        )
        .ok()?;
        Self::from_planes(size, ColorRange::Limited, y, u, v)
    }
}

const fn yuv_range(range: ColorRange) -> YuvRange {
    match range {
        ColorRange::Limited => YuvRange::Limited,
        ColorRange::Full => YuvRange::Full,
    }
}

fn stretch(luma: u8) -> u8 {
    let full = ((i32::from(luma) - LIMITED_BLACK) * 255 + LIMITED_SPAN / 2) / LIMITED_SPAN;
    u8::try_from(full.clamp(0, 255)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::FrameSize;

    const SIZE: FrameSize = FrameSize { width_px: 5, height_px: 3 };

    fn flat(range: ColorRange, luma: u8, blue: u8, red: u8) -> Yuv420 {
        Yuv420::from_planes(SIZE, range, vec![luma; 15], vec![blue; 6], vec![red; 6]).unwrap()
    }

    #[test]
    fn limited_range_ends_are_black_and_white() {
        assert_eq!(flat(ColorRange::Limited, 16, 128, 128).to_rgb().data, vec![0; 45]);
        assert_eq!(flat(ColorRange::Limited, 235, 128, 128).to_rgb().data, vec![255; 45]);
        assert_eq!(flat(ColorRange::Full, 255, 128, 128).to_rgb().data, vec![255; 45]);
        assert_eq!(flat(ColorRange::Limited, 16, 128, 128).to_luma().data, vec![0; 15]);
        assert_eq!(flat(ColorRange::Limited, 235, 128, 128).to_luma().data, vec![255; 15]);
    }

    #[test]
    fn colours_survive_the_way_there_and_back() {
        let pixels = [200, 40, 90].repeat(15);
        let there = Yuv420::from_rgb(&RgbImage { size: SIZE, data: pixels.clone() }).unwrap();
        for (before, after) in pixels.iter().zip(there.to_rgb().data) {
            assert!(before.abs_diff(after) <= 3, "{before} became {after}");
        }
    }

    #[test]
    fn planes_must_fill_the_size() {
        assert_eq!(Yuv420::from_rgb(&RgbImage { size: SIZE, data: vec![0; 44] }), None);
        assert_eq!(Yuv420::from_planes(SIZE, ColorRange::Full, vec![0; 15], vec![0; 6], vec![0; 5]), None);
    }
}
