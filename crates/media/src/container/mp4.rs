//! MP4: fragmented, as phones and Safari send it, or complete with its header first or last.
//!
//! Media data is held only while a sample may still need it: until the samples of its fragment are read, or, when
//! it precedes its header, until that header has arrived.

mod boxes;
mod fragment;
mod movie;
mod table;

use super::{Sample, Track, Window};
use crate::MediaError;
use crate::limits::{MAX_HEADER_ELEMENT_BYTES, MAX_SAMPLE_BYTES};
use boxes::{BoxHeader, damaged, read_header};
use movie::Movie;
use std::collections::VecDeque;

/// Where a sample lies in the file and when it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SampleRange {
    /// Bytes from the start of the file.
    offset: u64,
    /// Bytes.
    len: u32,
    decode_ticks: u64,
    /// From decoding to presentation; may be negative.
    composition_ticks: i64,
}

/// Reads one MP4 video.
#[derive(Debug)]
pub(crate) struct Mp4Demuxer {
    frame_limit: u32,
    movie: Option<Movie>,
    /// Samples of the last header that are not read yet.
    pending: VecDeque<SampleRange>,
    /// Where the next top-level box begins; `None` when the last one reaches to the end of the file.
    next_box: Option<u64>,
    /// Start of the first media data that no sample has used.
    unclaimed: Option<u64>,
    /// End of the last sample that was listed.
    claimed_end: u64,
    /// Where the next fragment begins if it does not say.
    decode_ticks: u64,
    /// The most negative composition offset so far, or 0.
    lowest_composition_ticks: i64,
}

impl Mp4Demuxer {
    pub(crate) const fn new(frame_limit: u32) -> Self {
        Self {
            frame_limit,
            movie: None,
            pending: VecDeque::new(),
            next_box: Some(0),
            unclaimed: None,
            claimed_end: 0,
            decode_ticks: 0,
            lowest_composition_ticks: 0,
        }
    }

    pub(crate) fn track(&self) -> Option<&Track> {
        self.movie.as_ref().map(|movie| &movie.track)
    }

    /// Reads up to the next frame of the video track; `None` when more bytes are needed.
    pub(crate) fn next_sample(&mut self, window: &mut Window) -> Result<Option<Sample>, MediaError> {
        loop {
            if let Some(range) = self.pending.front() {
                let sample = self.read_sample(*range, window)?;
                if sample.is_some() {
                    self.pending.pop_front();
                }
                return Ok(sample);
            }
            self.release(window);
            if !self.read_box(window)? {
                return Ok(None);
            }
        }
    }

    /// What the end of the video cut off, if it did.
    pub(crate) fn unfinished(&self, window: &Window) -> Option<&'static str> {
        let arrived = window.position() + window.peek().len() as u64;
        if !self.pending.is_empty() {
            Some("an MP4 sample")
        } else {
            self.next_box.filter(|next| *next != arrived).map(|_| "an MP4 box")
        }
    }

    /// Reads or skips one top-level box; returns whether another may follow.
    fn read_box(&mut self, window: &Window) -> Result<bool, MediaError> {
        let Some(start) = self.next_box else { return Ok(false) };
        let Some(bytes) = bytes_at(window, start) else { return Ok(false) };
        let Some(header) = read_header(bytes)? else { return Ok(false) };
        match &header.kind {
            b"moov" | b"moof" => {
                let Some(payload) = whole_payload(bytes, header)? else { return Ok(false) };
                let samples = self.read_index(header.kind, payload, start)?;
                self.enlist(samples)?;
            }
            b"mdat" if self.claimed_end <= start => {
                self.unclaimed.get_or_insert(start);
            }
            _ => {}
        }
        self.next_box = header.len.map(|len| start.saturating_add(len));
        Ok(true)
    }

    fn read_index(
        &mut self,
        kind: [u8; 4],
        payload: &[u8],
        start: u64,
    ) -> Result<Vec<SampleRange>, MediaError> {
        match &self.movie {
            None if kind == *b"moov" => {
                let (movie, samples) = movie::read(payload, self.frame_limit)?;
                self.movie = Some(movie);
                Ok(samples)
            }
            None => Err(damaged("a fragment before the movie header")),
            // A recorder may repeat its header; the first one counts.
            Some(_) if kind == *b"moov" => Ok(Vec::new()),
            Some(movie) => fragment::read(payload, start, movie, &mut self.decode_ticks, self.frame_limit),
        }
    }

    fn enlist(&mut self, samples: Vec<SampleRange>) -> Result<(), MediaError> {
        for sample in &samples {
            if u64::from(sample.len) > MAX_SAMPLE_BYTES {
                return Err(MediaError::ElementTooLarge {
                    element: "MP4 sample",
                    found: u64::from(sample.len),
                    limit: MAX_SAMPLE_BYTES,
                });
            }
            self.claimed_end = self.claimed_end.max(sample.offset.saturating_add(u64::from(sample.len)));
            self.lowest_composition_ticks = self.lowest_composition_ticks.min(sample.composition_ticks);
        }
        self.pending.extend(samples);
        Ok(())
    }

    fn read_sample(&mut self, range: SampleRange, window: &Window) -> Result<Option<Sample>, MediaError> {
        let Some(movie) = &self.movie else { return Err(damaged("a sample before the movie header")) };
        if range.offset < window.position() {
            return Err(damaged("a sample in media data that has passed"));
        }
        let Some(data) = bytes_at(window, range.offset).and_then(|bytes| bytes.get(..range.len as usize))
        else {
            return Ok(None);
        };
        self.unclaimed = None;
        let nanos = |composition| nanos(range.decode_ticks, composition, movie.ticks_per_second);
        Ok(Some(Sample {
            time_nanos: nanos(range.composition_ticks),
            later_from_nanos: Some(nanos(self.lowest_composition_ticks)),
            data: data.to_vec(),
        }))
    }

    /// Drops what no sample can need any more.
    fn release(&self, window: &mut Window) {
        let keep_from = match (self.unclaimed, self.next_box) {
            (Some(start), Some(next)) => start.min(next),
            (Some(start), None) => start,
            (None, Some(next)) => next,
            (None, None) => u64::MAX,
        };
        window.skip_to(keep_from);
    }
}

/// The payload of a box that must be read as a whole; `None` when more bytes are needed.
fn whole_payload(bytes: &[u8], header: BoxHeader) -> Result<Option<&[u8]>, MediaError> {
    let Some(len) = header.len else { return Err(damaged("a header box without an end")) };
    if len > MAX_HEADER_ELEMENT_BYTES {
        return Err(MediaError::ElementTooLarge {
            element: "MP4 header",
            found: len,
            limit: MAX_HEADER_ELEMENT_BYTES,
        });
    }
    Ok(usize::try_from(len).ok().and_then(|end| bytes.get(header.header_len..end)))
}

fn bytes_at(window: &Window, offset: u64) -> Option<&[u8]> {
    let from = usize::try_from(offset.checked_sub(window.position())?).ok()?;
    window.peek().get(from..)
}

fn nanos(decode_ticks: u64, composition_ticks: i64, ticks_per_second: u32) -> i64 {
    let ticks = i128::from(decode_ticks) + i128::from(composition_ticks);
    let nanos = ticks * 1_000_000_000 / i128::from(ticks_per_second.max(1));
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}
