//! Sequence parameters: what must be known before a decoder allocates anything, ITU-T H.264 section 7.3.2.1.

use crate::codec::bits::BitReader;
use crate::{ColorRange, MediaError};
use catchlight_types::FrameSize;

/// What a sequence parameter set says about its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sequence {
    /// Size after cropping.
    pub(super) size: FrameSize,
    /// Whole macroblocks, before cropping.
    pub(super) coded_size: FrameSize,
    /// Most pictures that are decoded before one that is shown earlier.
    pub(super) reorder_depth: usize,
    pub(super) range: ColorRange,
}

/// Reads a parameter set without its header byte and protection bytes.
pub(super) fn read(payload: &[u8]) -> Result<Sequence, MediaError> {
    let mut bits = BitReader::new(payload);
    let profile = read_profile(&mut bits).ok_or(DAMAGED)?;
    let Some(format) = read_format(&mut bits, profile.number) else { return Err(DAMAGED) };
    if format != Format::Planar420 {
        return Err(MediaError::PixelFormat);
    }
    let has_order = read_order(&mut bits).ok_or(DAMAGED)?;
    let geometry = read_geometry(&mut bits).ok_or(DAMAGED)?;
    if !geometry.is_progressive {
        return Err(MediaError::UnsupportedTool { what: "interlaced coding" });
    }
    let size = geometry.cropped().ok_or(DAMAGED)?;
    let coded_size = FrameSize {
        width_px: geometry.width_macroblocks.saturating_mul(MACROBLOCK_PX),
        height_px: geometry.height_macroblocks.saturating_mul(MACROBLOCK_PX),
    };
    let usability = if bits.flag() == Some(true) { read_usability(&mut bits) } else { Usability::default() };
    let never_reorders = !has_order || profile.number == BASELINE;
    let reorder_depth = match usability.reorder_depth {
        Some(depth) => depth.min(MAX_REFERENCES) as usize,
        None if never_reorders => 0,
        None => profile.decoded_pictures(geometry) as usize,
    };
    let range = if usability.is_full_range { ColorRange::Full } else { ColorRange::Limited };
    Ok(Sequence { size, coded_size, reorder_depth, range })
}

#[derive(Clone, Copy)]
struct Profile {
    number: u32,
    level: u32,
}

impl Profile {
    /// Pictures that a decoder of this level stores, table A-1.
    fn decoded_pictures(self, geometry: Geometry) -> u32 {
        let macroblocks = match self.level {
            ..=10 => 396,
            11 => 900,
            12 | 13 | 20 => 2_376,
            21 => 4_752,
            22 | 30 => 8_100,
            31 => 18_000,
            32 => 20_480,
            40 | 41 => 32_768,
            42 => 34_816,
            50 => 110_400,
            _ => 184_320,
        };
        let frame = geometry.width_macroblocks.saturating_mul(geometry.height_macroblocks);
        (macroblocks / frame.max(1)).clamp(1, MAX_REFERENCES)
    }
}

fn read_profile(bits: &mut BitReader<'_>) -> Option<Profile> {
    let number = bits.bits(8)?;
    let _constraints = bits.bits(8)?;
    let level = bits.bits(8)?;
    let _identifier = bits.exp_golomb()?;
    Some(Profile { number, level })
}

#[derive(PartialEq, Eq)]
enum Format {
    Planar420,
    Other,
}

fn read_format(bits: &mut BitReader<'_>, profile: u32) -> Option<Format> {
    if !PROFILES_WITH_FORMAT.contains(&profile) {
        return Some(Format::Planar420);
    }
    let chroma_format = bits.exp_golomb()?;
    if chroma_format == 3 {
        let _separate_planes = bits.flag()?;
    }
    let (luma_extra_bits, chroma_extra_bits) = (bits.exp_golomb()?, bits.exp_golomb()?);
    let _is_lossless = bits.flag()?;
    let has_scaling_lists = bits.flag()?;
    if has_scaling_lists {
        for list in 0..if chroma_format == 3 { 12 } else { 8 } {
            if bits.flag()? {
                skip_scaling_list(bits, if list < 6 { 16 } else { 64 })?;
            }
        }
    }
    let is_planar_420 = chroma_format == 1 && luma_extra_bits == 0 && chroma_extra_bits == 0;
    Some(if is_planar_420 { Format::Planar420 } else { Format::Other })
}

fn skip_scaling_list(bits: &mut BitReader<'_>, len: u32) -> Option<()> {
    let (mut last, mut next) = (8_i64, 8_i64);
    for _ in 0..len {
        if next != 0 {
            next = (last + bits.signed_exp_golomb()?).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

/// Whether pictures may be shown in another order than they are decoded in.
fn read_order(bits: &mut BitReader<'_>) -> Option<bool> {
    let _frame_number_bits = bits.exp_golomb()?;
    let order_kind = bits.exp_golomb()?;
    match order_kind {
        0 => {
            let _order_bits = bits.exp_golomb()?;
        }
        1 => {
            let _is_always_zero = bits.flag()?;
            let _offsets = (bits.signed_exp_golomb()?, bits.signed_exp_golomb()?);
            let cycle_len = bits.exp_golomb()?;
            if cycle_len > 255 {
                return None;
            }
            for _ in 0..cycle_len {
                let _offset = bits.signed_exp_golomb()?;
            }
        }
        2 => {}
        _ => return None,
    }
    let references = bits.exp_golomb()?;
    let _gaps_allowed = bits.flag()?;
    (references <= MAX_REFERENCES).then_some(order_kind != 2)
}

#[derive(Clone, Copy)]
struct Geometry {
    width_macroblocks: u32,
    height_macroblocks: u32,
    is_progressive: bool,
    crop_width_px: u32,
    crop_height_px: u32,
}

impl Geometry {
    fn cropped(self) -> Option<FrameSize> {
        let side = |macroblocks: u32, crop_px| {
            macroblocks.checked_mul(MACROBLOCK_PX)?.checked_sub(crop_px).filter(|side_px| *side_px > 0)
        };
        Some(FrameSize {
            width_px: side(self.width_macroblocks, self.crop_width_px)?,
            height_px: side(self.height_macroblocks, self.crop_height_px)?,
        })
    }
}

fn read_geometry(bits: &mut BitReader<'_>) -> Option<Geometry> {
    let width_macroblocks = bits.exp_golomb()?.checked_add(1)?;
    let height_macroblocks = bits.exp_golomb()?.checked_add(1)?;
    let is_progressive = bits.flag()?;
    if !is_progressive {
        let _mixes_fields = bits.flag()?;
    }
    let _direct_8x8 = bits.flag()?;
    let mut geometry = Geometry {
        width_macroblocks,
        height_macroblocks,
        is_progressive,
        crop_width_px: 0,
        crop_height_px: 0,
    };
    let is_cropped = bits.flag()?;
    if is_cropped {
        let mut edge_px = || bits.exp_golomb()?.checked_mul(CHROMA_STEP_PX);
        let (left, right, top, bottom) = (edge_px()?, edge_px()?, edge_px()?, edge_px()?);
        geometry.crop_width_px = left.checked_add(right)?;
        geometry.crop_height_px = top.checked_add(bottom)?;
    }
    Some(geometry)
}

/// Hints for showing the pictures, annex E.
#[derive(Default)]
struct Usability {
    is_full_range: bool,
    reorder_depth: Option<u32>,
}

/// Reads as far as the hints go; of a set that ends early, what was read is used.
fn read_usability(bits: &mut BitReader<'_>) -> Usability {
    let mut usability = Usability::default();
    let _end = read_usability_into(bits, &mut usability);
    usability
}

fn read_usability_into(bits: &mut BitReader<'_>, usability: &mut Usability) -> Option<()> {
    let has_aspect = bits.flag()?;
    if has_aspect && bits.bits(8)? == ASPECT_IN_NUMBERS {
        let _aspect = bits.bits(32)?;
    }
    let has_overscan = bits.flag()?;
    if has_overscan {
        let _overscan = bits.flag()?;
    }
    let has_signal = bits.flag()?;
    if has_signal {
        let _video_format = bits.bits(3)?;
        usability.is_full_range = bits.flag()?;
        let has_color = bits.flag()?;
        if has_color {
            let _color = bits.bits(24)?;
        }
    }
    let has_chroma_place = bits.flag()?;
    if has_chroma_place {
        let _places = (bits.exp_golomb()?, bits.exp_golomb()?);
    }
    let has_timing = bits.flag()?;
    if has_timing {
        let _timing = (bits.bits(32)?, bits.bits(32)?, bits.flag()?);
    }
    let has_nal_buffer = skip_buffer_model(bits)?;
    let has_slice_buffer = skip_buffer_model(bits)?;
    if has_nal_buffer || has_slice_buffer {
        let _low_delay = bits.flag()?;
    }
    let _has_picture_structure = bits.flag()?;
    let has_restrictions = bits.flag()?;
    if has_restrictions {
        let _motion_over_edges = bits.flag()?;
        for _ in 0..4 {
            let _bound = bits.exp_golomb()?;
        }
        usability.reorder_depth = Some(bits.exp_golomb()?);
    }
    Some(())
}

fn skip_buffer_model(bits: &mut BitReader<'_>) -> Option<bool> {
    let is_present = bits.flag()?;
    if is_present {
        let models = bits.exp_golomb()?;
        let _scales = bits.bits(8)?;
        if models > 31 {
            return None;
        }
        for _ in 0..=models {
            let _model = (bits.exp_golomb()?, bits.exp_golomb()?, bits.flag()?);
        }
        let _lengths = bits.bits(20)?;
    }
    Some(is_present)
}

const DAMAGED: MediaError = MediaError::DamagedContainer { what: "damaged H.264 sequence parameters" };
const BASELINE: u32 = 66;
/// Profiles that state a chroma format, section 7.3.2.1.1.
const PROFILES_WITH_FORMAT: [u32; 13] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];
const MACROBLOCK_PX: u32 = 16;
/// Cropping counts in chroma samples, which are two pixels apart in 4:2:0.
const CHROMA_STEP_PX: u32 = 2;
/// Most reference pictures and most pictures to reorder that the standard allows.
const MAX_REFERENCES: u32 = 16;
const ASPECT_IN_NUMBERS: u32 = 255;
