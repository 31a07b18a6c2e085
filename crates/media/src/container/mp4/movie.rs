//! The movie header: which track holds the video, in which codec, on which clock.

use super::boxes::{Fields, children, damaged, find};
use super::{SampleRange, table};
use crate::container::{Track, unsupported};
use crate::orientation::Orientation;
use crate::{Codec, MediaError};

/// What `moov` says about the first video track.
#[derive(Debug)]
pub(super) struct Movie {
    pub(super) track: Track,
    pub(super) track_id: u32,
    pub(super) ticks_per_second: u32,
    /// Duration of fragment samples that state none, ticks.
    pub(super) default_duration: u32,
    /// Length of fragment samples that state none, bytes.
    pub(super) default_len: u32,
}

/// Reads `moov` and the samples that its tables list; a fragmented file lists none.
pub(super) fn read(moov: &[u8], frame_limit: u32) -> Result<(Movie, Vec<SampleRange>), MediaError> {
    let mut has_audio = false;
    for child in children(moov) {
        let (kind, trak) = child?;
        if kind != *b"trak" {
            continue;
        }
        let mdia = require(trak, b"mdia")?;
        let mut handler = Fields::new(require(mdia, b"hdlr")?);
        handler.skip(8)?;
        match &handler.u32()?.to_be_bytes() {
            b"vide" => {
                let (mut movie, samples) = read_track(trak, mdia, frame_limit)?;
                read_defaults(moov, &mut movie)?;
                return Ok((movie, samples));
            }
            b"soun" => has_audio = true,
            _ => {}
        }
    }
    Err(if has_audio { MediaError::AudioOnly } else { MediaError::NoVideoTrack })
}

fn read_track(trak: &[u8], mdia: &[u8], frame_limit: u32) -> Result<(Movie, Vec<SampleRange>), MediaError> {
    let mut header = Fields::new(require(trak, b"tkhd")?);
    let full = header.full_box()?;
    header.skip(if full.version == 0 { 8 } else { 16 })?;
    let track_id = header.u32()?;
    header.skip(if full.version == 0 { 8 } else { 12 } + LAYOUT_FIELDS_LEN)?;
    let orientation = read_orientation(&mut header)?;
    let mut media = Fields::new(require(mdia, b"mdhd")?);
    let full = media.full_box()?;
    media.skip(if full.version == 0 { 8 } else { 16 })?;
    let ticks_per_second = media.u32()?;
    if ticks_per_second == 0 {
        return Err(damaged("a clock without ticks"));
    }
    let stbl = require(require(mdia, b"minf")?, b"stbl")?;
    let track = read_description(require(stbl, b"stsd")?, orientation)?;
    let samples = table::read(stbl, frame_limit)?;
    Ok((Movie { track, track_id, ticks_per_second, default_duration: 0, default_len: 0 }, samples))
}

/// Reads the display matrix; only quarter turns and mirror images are known, as cameras write no others.
fn read_orientation(fields: &mut Fields<'_>) -> Result<Orientation, MediaError> {
    let mut entry = || fields.u32().map(u32::cast_signed);
    let (x_from_x, y_from_x, _) = (entry()?, entry()?, entry()?);
    let (x_from_y, y_from_y, _) = (entry()?, entry()?, entry()?);
    match (x_from_x != 0, y_from_x != 0, x_from_y != 0, y_from_y != 0) {
        // Some writers leave the matrix empty.
        (false, false, false, false) => Ok(Orientation::default()),
        (true, false, false, true) => {
            Ok(Orientation { swaps_axes: false, flips_x: x_from_x < 0, flips_y: y_from_y < 0 })
        }
        (false, true, true, false) => {
            Ok(Orientation { swaps_axes: true, flips_x: x_from_y < 0, flips_y: y_from_x < 0 })
        }
        _ => Err(damaged("a display matrix that is no quarter turn")),
    }
}

fn read_description(stsd: &[u8], orientation: Orientation) -> Result<Track, MediaError> {
    let mut fields = Fields::new(stsd);
    fields.full_box()?;
    let _entries = fields.u32()?;
    let Some(entry) = children(fields.rest()).next() else {
        return Err(damaged("a track without a description"));
    };
    let (kind, entry) = entry?;
    let codec = match &kind {
        b"avc1" | b"avc3" => Codec::H264,
        b"vp08" => Codec::Vp8,
        b"vp09" => Codec::Vp9,
        b"hvc1" | b"hev1" => return Err(unsupported(Some("HEVC"), &kind, "MP4")),
        b"av01" => return Err(unsupported(Some("AV1"), &kind, "MP4")),
        b"encv" => return Err(unsupported(Some("encrypted video"), &kind, "MP4")),
        _ => return Err(unsupported(None, &kind, "MP4")),
    };
    let mut configuration = Vec::new();
    if codec == Codec::H264 {
        let mut visual = Fields::new(entry);
        visual.skip(VISUAL_FIELDS_LEN)?;
        configuration = require(visual.rest(), b"avcC")?.to_vec();
    }
    Ok(Track { codec, configuration, orientation })
}

fn read_defaults(moov: &[u8], movie: &mut Movie) -> Result<(), MediaError> {
    let Some(mvex) = find(moov, b"mvex")? else { return Ok(()) };
    for child in children(mvex) {
        let (kind, value) = child?;
        if kind != *b"trex" {
            continue;
        }
        let mut fields = Fields::new(value);
        fields.full_box()?;
        if fields.u32()? == movie.track_id {
            let _description = fields.u32()?;
            movie.default_duration = fields.u32()?;
            movie.default_len = fields.u32()?;
        }
    }
    Ok(())
}

fn require<'a>(payload: &'a [u8], kind: &'static [u8; 4]) -> Result<&'a [u8], MediaError> {
    find(payload, kind)?.ok_or_else(|| damaged("an MP4 track without a box that it needs"))
}

/// Fields of a track header between its duration and its display matrix, section 8.3.2, bytes.
const LAYOUT_FIELDS_LEN: usize = 16;
/// Fields of a visual sample entry before its boxes, ISO/IEC 14496-12 section 12.1.3, bytes.
const VISUAL_FIELDS_LEN: usize = 78;
