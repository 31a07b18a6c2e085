//! One movie fragment: where the samples of the next second lie.

use super::SampleRange;
use super::boxes::{Fields, children, damaged, find};
use super::movie::Movie;
use crate::MediaError;

/// Lists the video samples of one `moof`, which begins at `moof_start` of the file.
///
/// `decode_ticks` is where the fragment before ended, and afterwards where this one ends.
pub(super) fn read(
    moof: &[u8],
    moof_start: u64,
    movie: &Movie,
    decode_ticks: &mut u64,
    frame_limit: u32,
) -> Result<Vec<SampleRange>, MediaError> {
    let mut samples = Vec::new();
    let mut end_of_last = moof_start;
    for child in children(moof) {
        let (kind, traf) = child?;
        if kind != *b"traf" {
            continue;
        }
        let tfhd = find(traf, b"tfhd")?.ok_or_else(|| damaged("a track fragment without a header"))?;
        let header = FragmentHeader::read(tfhd, movie, moof_start, end_of_last)?;
        if header.track_id != movie.track_id {
            // Samples of other tracks only move the place where a track without a stated place begins.
            end_of_last = skip_track(traf, &header)?;
            continue;
        }
        if let Some(tfdt) = find(traf, b"tfdt")? {
            let mut fields = Fields::new(tfdt);
            let full = fields.full_box()?;
            *decode_ticks = fields.u32_or_u64(full)?;
        }
        let mut run = Run { header: &header, position: header.base, decode_ticks, samples: &mut samples };
        for child in children(traf) {
            let (kind, trun) = child?;
            if kind == *b"trun" {
                run.read(trun, frame_limit)?;
            }
        }
        end_of_last = run.position;
    }
    Ok(samples)
}

struct FragmentHeader {
    track_id: u32,
    /// What data offsets count from, bytes from the start of the file.
    base: u64,
    default_duration: u32,
    default_len: u32,
}

impl FragmentHeader {
    fn read(tfhd: &[u8], movie: &Movie, moof_start: u64, end_of_last: u64) -> Result<Self, MediaError> {
        let mut fields = Fields::new(tfhd);
        let flags = fields.full_box()?.flags;
        let track_id = fields.u32()?;
        let base = if flags & BASE_DATA_OFFSET != 0 {
            fields.u64()?
        } else if flags & DEFAULT_BASE_IS_MOOF != 0 {
            moof_start
        } else {
            end_of_last
        };
        if flags & DESCRIPTION_INDEX != 0 {
            fields.skip(4)?;
        }
        let default_duration =
            if flags & DEFAULT_DURATION != 0 { fields.u32()? } else { movie.default_duration };
        let default_len = if flags & DEFAULT_LEN != 0 { fields.u32()? } else { movie.default_len };
        Ok(Self { track_id, base, default_duration, default_len })
    }
}

/// The samples of one track of one fragment.
struct Run<'a> {
    header: &'a FragmentHeader,
    position: u64,
    decode_ticks: &'a mut u64,
    samples: &'a mut Vec<SampleRange>,
}

impl Run<'_> {
    fn read(&mut self, trun: &[u8], frame_limit: u32) -> Result<(), MediaError> {
        let mut fields = Fields::new(trun);
        let flags = fields.full_box()?.flags;
        let count = fields.u32()?;
        if u64::from(count) + self.samples.len() as u64 > u64::from(frame_limit) {
            return Err(MediaError::TooManyFrames { limit: frame_limit });
        }
        if flags & DATA_OFFSET != 0 {
            self.position = offset_from(self.header.base, fields.u32()?)?;
        }
        if flags & FIRST_SAMPLE_FLAGS != 0 {
            fields.skip(4)?;
        }
        for _ in 0..count {
            let field = |present: u32, fields: &mut Fields<'_>| {
                if flags & present == 0 { Ok(None) } else { fields.u32().map(Some) }
            };
            let duration = field(SAMPLE_DURATION, &mut fields)?.unwrap_or(self.header.default_duration);
            let len = field(SAMPLE_LEN, &mut fields)?.unwrap_or(self.header.default_len);
            let _sample_flags = field(SAMPLE_FLAGS, &mut fields)?;
            // Version 0 calls the offset unsigned, yet writers put negative ones there; none is near 2^31.
            let composition = field(SAMPLE_COMPOSITION, &mut fields)?.unwrap_or(0).cast_signed();
            self.samples.push(SampleRange {
                offset: self.position,
                len,
                decode_ticks: *self.decode_ticks,
                composition_ticks: i64::from(composition),
            });
            self.position = self.position.saturating_add(u64::from(len));
            *self.decode_ticks = self.decode_ticks.saturating_add(u64::from(duration));
        }
        Ok(())
    }
}

fn skip_track(traf: &[u8], header: &FragmentHeader) -> Result<u64, MediaError> {
    let mut position = header.base;
    for child in children(traf) {
        let (kind, trun) = child?;
        if kind != *b"trun" {
            continue;
        }
        let mut fields = Fields::new(trun);
        let flags = fields.full_box()?.flags;
        let count = fields.u32()?;
        if flags & DATA_OFFSET != 0 {
            position = offset_from(header.base, fields.u32()?)?;
        }
        if flags & FIRST_SAMPLE_FLAGS != 0 {
            fields.skip(4)?;
        }
        if flags & SAMPLE_LEN == 0 {
            position = position.saturating_add(u64::from(count) * u64::from(header.default_len));
            continue;
        }
        let before = (flags & SAMPLE_DURATION).count_ones() as usize * 4;
        let after = (flags & (SAMPLE_FLAGS | SAMPLE_COMPOSITION)).count_ones() as usize * 4;
        for _ in 0..count {
            fields.skip(before)?;
            position = position.saturating_add(u64::from(fields.u32()?));
            fields.skip(after)?;
        }
    }
    Ok(position)
}

fn offset_from(base: u64, offset: u32) -> Result<u64, MediaError> {
    base.checked_add_signed(i64::from(offset.cast_signed()))
        .ok_or_else(|| damaged("a sample before the start of the file"))
}

const BASE_DATA_OFFSET: u32 = 0x1;
const DESCRIPTION_INDEX: u32 = 0x2;
const DEFAULT_DURATION: u32 = 0x8;
const DEFAULT_LEN: u32 = 0x10;
const DEFAULT_BASE_IS_MOOF: u32 = 0x2_0000;

const DATA_OFFSET: u32 = 0x1;
const FIRST_SAMPLE_FLAGS: u32 = 0x4;
const SAMPLE_DURATION: u32 = 0x100;
const SAMPLE_LEN: u32 = 0x200;
const SAMPLE_FLAGS: u32 = 0x400;
const SAMPLE_COMPOSITION: u32 = 0x800;
