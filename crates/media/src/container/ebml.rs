//! WebM and Matroska, live or complete, read front to back.
//!
//! Segments and Clusters are entered, Tracks and blocks are read whole, everything else is skipped. Live recordings
//! give Segment and Cluster no size, so an element of a higher level ends them.

use super::{Sample, Track, Window, unsupported};
use crate::limits::{MAX_HEADER_ELEMENT_BYTES, MAX_SAMPLE_BYTES};
use crate::orientation::Orientation;
use crate::{Codec, MediaError};

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TIMESTAMP_SCALE: u32 = 0x2a_d7b1;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK_ENTRY: u32 = 0xae;
const TRACK_NUMBER: u32 = 0xd7;
const TRACK_TYPE: u32 = 0x83;
const CODEC_ID: u32 = 0x86;
const CODEC_PRIVATE: u32 = 0x63a2;
const CONTENT_ENCODINGS: u32 = 0x6d80;
const CLUSTER: u32 = 0x1f43_b675;
const TIMESTAMP: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;

const VIDEO_TRACK: u64 = 1;
const AUDIO_TRACK: u64 = 2;
const LACING_BITS: u8 = 0x06;

/// Reads one WebM video.
#[derive(Debug)]
pub(crate) struct EbmlDemuxer {
    tick_nanos: u64,
    track: Option<(u64, Track)>,
    cluster_ticks: Option<u64>,
    segment: Extent,
    cluster: Extent,
}

/// Where an element ends, as far as its header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    Outside,
    Until(u64),
    Unknown,
}

struct Header {
    id: u32,
    header_len: usize,
    /// `None` when the size is unknown.
    size: Option<u64>,
}

impl EbmlDemuxer {
    pub(crate) const fn new() -> Self {
        Self {
            tick_nanos: 1_000_000,
            track: None,
            cluster_ticks: None,
            segment: Extent::Outside,
            cluster: Extent::Outside,
        }
    }

    pub(crate) fn track(&self) -> Option<&Track> {
        self.track.as_ref().map(|(_, track)| track)
    }

    /// Reads up to the next frame of the video track; `None` when more bytes are needed.
    pub(crate) fn next_sample(&mut self, window: &mut Window) -> Result<Option<Sample>, MediaError> {
        loop {
            let Some(header) = read_header(window.peek())? else { return Ok(None) };
            let len = header.header_len as u64;
            self.leave_ended(&header, window.position(), len)?;
            if matches!(header.id, SEGMENT | CLUSTER) {
                self.enter(&header, window.position());
                window.skip(len);
                continue;
            }
            let Some(size) = header.size else {
                return Err(damaged("an element of unknown size that must have one"));
            };
            let limit = match header.id {
                EBML | INFO | TRACKS | TIMESTAMP => MAX_HEADER_ELEMENT_BYTES,
                SIMPLE_BLOCK | BLOCK_GROUP => MAX_SAMPLE_BYTES,
                _ => {
                    window.skip(len.saturating_add(size));
                    continue;
                }
            };
            if size > limit {
                return Err(MediaError::ElementTooLarge { element: "WebM element", found: size, limit });
            }
            let end = header.header_len + usize::try_from(size).unwrap_or(usize::MAX);
            let Some(payload) = window.peek().get(header.header_len..end) else { return Ok(None) };
            let sample = self.read_element(header.id, payload)?;
            window.skip(end as u64);
            if sample.is_some() {
                return Ok(sample);
            }
        }
    }

    /// What the end of the video cut off, if it did.
    pub(crate) fn unfinished(&self, window: &Window) -> Option<&'static str> {
        let ends_later = |extent| matches!(extent, Extent::Until(end) if end > window.position());
        if window.is_unfinished() {
            Some("a WebM element")
        } else if ends_later(self.cluster) || ends_later(self.segment) {
            Some("a WebM cluster")
        } else {
            None
        }
    }

    fn leave_ended(&mut self, header: &Header, position: u64, header_len: u64) -> Result<(), MediaError> {
        let element_end = position.saturating_add(header_len).saturating_add(header.size.unwrap_or(0));
        for (extent, closers) in [
            (&mut self.cluster, &[CLUSTER, TRACKS, INFO, EBML, SEGMENT][..]),
            (&mut self.segment, &[EBML, SEGMENT][..]),
        ] {
            match *extent {
                Extent::Until(end) if position >= end => *extent = Extent::Outside,
                Extent::Until(end) if element_end > end => {
                    return Err(damaged("an element longer than its parent"));
                }
                Extent::Unknown if closers.contains(&header.id) => *extent = Extent::Outside,
                Extent::Until(_) | Extent::Unknown | Extent::Outside => {}
            }
        }
        Ok(())
    }

    fn enter(&mut self, header: &Header, position: u64) {
        let start = position.saturating_add(header.header_len as u64);
        let extent = header.size.map_or(Extent::Unknown, |size| Extent::Until(start.saturating_add(size)));
        if header.id == SEGMENT {
            self.segment = extent;
        } else {
            self.cluster = extent;
            self.cluster_ticks = None;
        }
    }

    fn read_element(&mut self, id: u32, payload: &[u8]) -> Result<Option<Sample>, MediaError> {
        match id {
            INFO => {
                for child in children(payload) {
                    let (id, value) = child?;
                    if id == TIMESTAMP_SCALE {
                        self.tick_nanos = number(value)?;
                    }
                }
            }
            TRACKS => self.read_tracks(payload)?,
            TIMESTAMP if self.cluster != Extent::Outside => self.cluster_ticks = Some(number(payload)?),
            SIMPLE_BLOCK => return self.read_block(payload),
            BLOCK_GROUP => {
                for child in children(payload) {
                    let (id, value) = child?;
                    if id == BLOCK {
                        return self.read_block(value);
                    }
                }
            }
            _ => {}
        }
        Ok(None)
    }

    fn read_tracks(&mut self, payload: &[u8]) -> Result<(), MediaError> {
        if self.track.is_some() {
            return Ok(());
        }
        let mut has_audio = false;
        for child in children(payload) {
            let (id, entry) = child?;
            if id != TRACK_ENTRY {
                continue;
            }
            match read_track(entry)? {
                TrackEntry::Video(number, track) => {
                    self.track = Some((number, track));
                    return Ok(());
                }
                TrackEntry::Audio => has_audio = true,
                TrackEntry::Other => {}
            }
        }
        Err(if has_audio { MediaError::AudioOnly } else { MediaError::NoVideoTrack })
    }

    fn read_block(&self, block: &[u8]) -> Result<Option<Sample>, MediaError> {
        let Some((number, _)) = &self.track else { return Err(damaged("a block before the tracks")) };
        let Some(cluster) = self.cluster_ticks else {
            return Err(damaged("a block before its cluster's time"));
        };
        let Some((block_track, width)) = read_vint(block) else {
            return Err(damaged("a block without a track"));
        };
        let Some(&[high, low, flags]) = block.get(width..width + 3) else {
            return Err(damaged("a short block"));
        };
        if block_track != Some(*number) {
            return Ok(None);
        }
        if flags & LACING_BITS != 0 {
            return Err(damaged("laced video"));
        }
        let relative = i64::from(i16::from_be_bytes([high, low]));
        let ticks = cluster.saturating_add_signed(relative);
        let time_nanos = i64::try_from(ticks.saturating_mul(self.tick_nanos)).unwrap_or(i64::MAX);
        Ok(Some(Sample { time_nanos, later_from_nanos: None, data: block[width + 3..].to_vec() }))
    }
}

enum TrackEntry {
    Video(u64, Track),
    Audio,
    Other,
}

fn read_track(entry: &[u8]) -> Result<TrackEntry, MediaError> {
    let (mut track_number, mut kind, mut codec_id, mut configuration) = (0, 0, &[][..], &[][..]);
    for child in children(entry) {
        let (id, value) = child?;
        match id {
            TRACK_NUMBER => track_number = number(value)?,
            TRACK_TYPE => kind = number(value)?,
            CODEC_ID => codec_id = value,
            CODEC_PRIVATE => configuration = value,
            CONTENT_ENCODINGS => return Err(damaged("an encrypted or compressed track")),
            _ => {}
        }
    }
    match kind {
        VIDEO_TRACK => {}
        AUDIO_TRACK => return Ok(TrackEntry::Audio),
        _ => return Ok(TrackEntry::Other),
    }
    let codec = match codec_id {
        b"V_VP8" => Codec::Vp8,
        b"V_VP9" => Codec::Vp9,
        b"V_MPEG4/ISO/AVC" => Codec::H264,
        b"V_AV1" => return Err(unsupported(Some("AV1"), codec_id, "WebM")),
        b"V_MPEGH/ISO/HEVC" => return Err(unsupported(Some("HEVC"), codec_id, "WebM")),
        _ => return Err(unsupported(None, codec_id, "WebM")),
    };
    let configuration = if codec == Codec::H264 { configuration.to_vec() } else { Vec::new() };
    Ok(TrackEntry::Video(track_number, Track { codec, configuration, orientation: Orientation::default() }))
}

/// The elements inside a whole payload.
fn children(payload: &[u8]) -> impl Iterator<Item = Result<(u32, &[u8]), MediaError>> {
    let mut rest = payload;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let child = split_child(rest);
        rest = child.as_ref().map_or(&[][..], |(_, _, after)| after);
        Some(child.map(|(id, value, _)| (id, value)))
    })
}

fn split_child(bytes: &[u8]) -> Result<(u32, &[u8], &[u8]), MediaError> {
    let header = read_header(bytes)?.ok_or_else(|| damaged("an element cut by its parent"))?;
    let size = header.size.and_then(|size| usize::try_from(size).ok());
    let end = size.and_then(|size| size.checked_add(header.header_len));
    let value = end.and_then(|end| bytes.get(header.header_len..end).zip(bytes.get(end..)));
    let (value, after) = value.ok_or_else(|| damaged("an element longer than its parent"))?;
    Ok((header.id, value, after))
}

fn read_header(bytes: &[u8]) -> Result<Option<Header>, MediaError> {
    let Some(&first) = bytes.first() else { return Ok(None) };
    let id_len = first.leading_zeros() as usize + 1;
    if id_len > 4 {
        return Err(damaged("an element id longer than four bytes"));
    }
    let (Some(id_bytes), Some(&size_first)) = (bytes.get(..id_len), bytes.get(id_len)) else {
        return Ok(None);
    };
    if size_first == 0 {
        return Err(damaged("an element size longer than eight bytes"));
    }
    let id = id_bytes.iter().fold(0, |id, &byte| id << 8 | u32::from(byte));
    Ok(read_vint(&bytes[id_len..]).map(|(size, width)| Header { id, header_len: id_len + width, size }))
}

/// A variable-length number and its width; the number is `None` when all its bits are set.
fn read_vint(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let first = *bytes.first()?;
    let width = first.leading_zeros() as usize + 1;
    let field = bytes.get(..width).filter(|_| width <= 8)?;
    let raw = field.iter().fold(0, |value, &byte| value << 8 | u64::from(byte));
    let mask = (1_u64 << (7 * width)) - 1;
    let value = raw & mask;
    Some(((value != mask).then_some(value), width))
}

fn number(bytes: &[u8]) -> Result<u64, MediaError> {
    if bytes.len() > 8 {
        return Err(damaged("a number longer than eight bytes"));
    }
    Ok(bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)))
}

const fn damaged(what: &'static str) -> MediaError {
    MediaError::DamagedContainer { what }
}
