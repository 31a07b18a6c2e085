//! The uncompressed start of VP9 frames, and the index that joins several frames into one sample.
#![forbid(unsafe_code)]

use super::bits::BitReader;
use catchlight_types::FrameSize;

const FRAME_MARKER: u32 = 2;
const SYNC_CODE: u32 = 0x49_8342;
const COLOR_SPACE_RGB: u32 = 7;
const REFERENCES_PER_FRAME: u32 = 3;
/// An index with one size of four bytes: the mark of a superframe (110), four bytes a size (11), one frame (000).
const INDEX_OF_ONE: u8 = 0b1101_1000;

/// What a frame says before it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    Key(FrameSize),
    /// A frame that states its size although it is not a key frame.
    Resized(FrameSize),
    /// A frame as large as one that was decoded before, or a repeat of it.
    Delta,
    /// A profile with more than 8 bits or other than 4:2:0.
    OtherProfile,
    Damaged,
}

pub(crate) fn read_start(frame: &[u8]) -> Start {
    read(&mut BitReader::new(frame)).unwrap_or(Start::Damaged)
}

fn read(bits: &mut BitReader<'_>) -> Option<Start> {
    if bits.bits(2)? != FRAME_MARKER {
        return Some(Start::Damaged);
    }
    if bits.bits(2)? != 0 {
        return Some(Start::OtherProfile);
    }
    let shows_existing = bits.flag()?;
    if shows_existing {
        return Some(Start::Delta);
    }
    let is_delta = bits.flag()?;
    let is_shown = bits.flag()?;
    let is_error_resilient = bits.flag()?;
    if !is_delta {
        return Some(match (bits.bits(24)?, bits.bits(3)?) {
            (SYNC_CODE, COLOR_SPACE_RGB) => Start::OtherProfile,
            (SYNC_CODE, _) => {
                let _range = bits.flag()?;
                Start::Key(read_size(bits)?)
            }
            _ => Start::Damaged,
        });
    }
    let is_intra_only = !is_shown && bits.flag()?;
    if !is_error_resilient {
        let _reset = bits.bits(2)?;
    }
    if is_intra_only {
        if bits.bits(24)? != SYNC_CODE {
            return Some(Start::Damaged);
        }
        let _refreshed = bits.bits(8)?;
        return Some(Start::Resized(read_size(bits)?));
    }
    let _refreshed = bits.bits(8)?;
    for _ in 0..REFERENCES_PER_FRAME {
        let _reference_and_sign = bits.bits(4)?;
    }
    for _ in 0..REFERENCES_PER_FRAME {
        let has_size_of_reference = bits.flag()?;
        if has_size_of_reference {
            return Some(Start::Delta);
        }
    }
    Some(Start::Resized(read_size(bits)?))
}

fn read_size(bits: &mut BitReader<'_>) -> Option<FrameSize> {
    Some(FrameSize { width_px: bits.bits(16)? + 1, height_px: bits.bits(16)? + 1 })
}

/// The frames inside a sample; `None` when the index at its end asks for more bytes than there are.
pub(crate) fn split_superframe(sample: &[u8]) -> Option<Vec<&[u8]>> {
    let Some(sizes) = index_sizes(sample) else { return Some(vec![sample]) };
    let mut rest = sample;
    sizes.into_iter().map(|size| rest.split_off(..size)).collect()
}

/// The sample with an index at its end, so that libvpx decodes the frames we looked at and nothing behind them.
///
/// Without an index libvpx treats what follows a frame as another frame, whose size nobody has checked.
pub(crate) fn with_index(sample: &[u8]) -> Vec<u8> {
    let mut indexed = sample.to_vec();
    if index_sizes(sample).is_none() {
        indexed.push(INDEX_OF_ONE);
        indexed.extend((sample.len() as u32).to_le_bytes());
        indexed.push(INDEX_OF_ONE);
    }
    indexed
}

fn index_sizes(sample: &[u8]) -> Option<Vec<usize>> {
    let marker = *sample.last()?;
    if marker & 0b1110_0000 != 0b1100_0000 {
        return None;
    }
    let frames = usize::from(marker & 7) + 1;
    let size_len = usize::from(marker >> 3 & 3) + 1;
    let index = sample.get(sample.len().checked_sub(2 + frames * size_len)?..)?;
    if index[0] != marker {
        return None;
    }
    let little_endian =
        |bytes: &[u8]| bytes.iter().rev().fold(0, |size, &byte| size << 8 | usize::from(byte));
    Some(index[1..index.len() - 1].chunks(size_len).map(little_endian).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shown key frame in BT.601 limited range, 640x480.
    fn key_frame(first: u8) -> [u8; 9] {
        [first, 0x49, 0x83, 0x42, 0x20, 0x27, 0xf0, 0x1d, 0xf0]
    }

    #[test]
    fn a_key_frame_states_its_size() {
        let bytes = key_frame(0x82);
        let expected = FrameSize { width_px: 640, height_px: 480 };
        assert_eq!(read_start(&bytes), Start::Key(expected));
        assert_eq!(read_start(&bytes[..8]), Start::Damaged);
    }

    #[test]
    fn other_profiles_and_markers_are_told_apart() {
        assert_eq!(read_start(&key_frame(0x92)), Start::OtherProfile);
        assert_eq!(read_start(&key_frame(0x02)), Start::Damaged);
        assert_eq!(read_start(&[0x88]), Start::Delta);
        assert_eq!(read_start(&[]), Start::Damaged);
    }

    #[test]
    fn superframes_split_and_single_frames_get_an_index() {
        let double = [1, 2, 3, 0b1100_0001, 1, 2, 0b1100_0001];
        assert_eq!(split_superframe(&double), Some(vec![&[1][..], &[2, 3][..]]));
        assert_eq!(with_index(&double), double);
        assert_eq!(split_superframe(&[1, 2, 0b1100_0001, 9, 2, 0b1100_0001]), None);
        assert_eq!(split_superframe(&with_index(&[7, 7])), Some(vec![&[7, 7][..]]));
    }
}
