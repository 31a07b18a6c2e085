//! The sample tables of a movie that is not fragmented.

use super::SampleRange;
use super::boxes::{Fields, damaged, find};
use crate::MediaError;

/// Lists the samples in decoding order; a track without tables or with empty ones has none.
pub(super) fn read(stbl: &[u8], frame_limit: u32) -> Result<Vec<SampleRange>, MediaError> {
    let Some(stsz) = find(stbl, b"stsz")? else { return Ok(Vec::new()) };
    let mut sizes = Fields::new(stsz);
    sizes.full_box()?;
    let shared_len = sizes.u32()?;
    let count = sizes.u32()?;
    if count == 0 {
        return Ok(Vec::new());
    }
    if count > frame_limit {
        return Err(MediaError::TooManyFrames { limit: frame_limit });
    }
    let mut durations = Runs::open(find(stbl, b"stts")?)?;
    let mut compositions = Runs::open(find(stbl, b"ctts")?)?;
    let mut chunks = Chunks::open(stbl)?;
    let mut decode_ticks = 0_u64;
    let mut samples = Vec::new();
    for _ in 0..count {
        let len = if shared_len == 0 { sizes.u32()? } else { shared_len };
        let composition_ticks = i64::from(compositions.next()?.unwrap_or(0).cast_signed());
        samples.push(SampleRange { offset: chunks.place(len)?, len, decode_ticks, composition_ticks });
        decode_ticks = decode_ticks.saturating_add(u64::from(durations.next()?.unwrap_or(0)));
    }
    Ok(samples)
}

/// A run-length table: how often, then which value.
struct Runs<'a> {
    fields: Fields<'a>,
    runs_left: u32,
    repeats_left: u32,
    value: u32,
}

impl<'a> Runs<'a> {
    fn open(table: Option<&'a [u8]>) -> Result<Self, MediaError> {
        let mut fields = Fields::new(table.unwrap_or_default());
        let mut runs_left = 0;
        if table.is_some() {
            fields.full_box()?;
            runs_left = fields.u32()?;
        }
        Ok(Self { fields, runs_left, repeats_left: 0, value: 0 })
    }

    fn next(&mut self) -> Result<Option<u32>, MediaError> {
        while self.repeats_left == 0 {
            if self.runs_left == 0 {
                return Ok(None);
            }
            self.runs_left -= 1;
            self.repeats_left = self.fields.u32()?;
            self.value = self.fields.u32()?;
        }
        self.repeats_left -= 1;
        Ok(Some(self.value))
    }
}

/// Where the next sample lies: chunks have places, samples follow each other inside a chunk.
struct Chunks<'a> {
    offsets: Fields<'a>,
    has_wide_offsets: bool,
    chunk: u32,
    lengths: Fields<'a>,
    runs_left: u32,
    next_run: Option<ChunkRun>,
    samples_per_chunk: u32,
    samples_left: u32,
    position: u64,
}

#[derive(Clone, Copy)]
struct ChunkRun {
    first_chunk: u32,
    samples_per_chunk: u32,
}

impl<'a> Chunks<'a> {
    fn open(stbl: &'a [u8]) -> Result<Self, MediaError> {
        let (offsets, has_wide_offsets) = match (find(stbl, b"stco")?, find(stbl, b"co64")?) {
            (Some(offsets), _) => (offsets, false),
            (None, Some(offsets)) => (offsets, true),
            (None, None) => return Err(damaged("samples without chunk offsets")),
        };
        let stsc = find(stbl, b"stsc")?.ok_or_else(|| damaged("samples without chunks"))?;
        let (mut offsets, mut lengths) = (Fields::new(offsets), Fields::new(stsc));
        offsets.full_box()?;
        let _chunks = offsets.u32()?;
        lengths.full_box()?;
        let runs_left = lengths.u32()?;
        let mut chunks = Self {
            offsets,
            has_wide_offsets,
            chunk: 0,
            lengths,
            runs_left,
            next_run: None,
            samples_per_chunk: 0,
            samples_left: 0,
            position: 0,
        };
        chunks.read_run()?;
        Ok(chunks)
    }

    fn place(&mut self, len: u32) -> Result<u64, MediaError> {
        if self.samples_left == 0 {
            self.chunk = self.chunk.saturating_add(1);
            while let Some(run) = self.next_run.filter(|run| run.first_chunk <= self.chunk) {
                self.samples_per_chunk = run.samples_per_chunk;
                self.read_run()?;
            }
            if self.samples_per_chunk == 0 {
                return Err(damaged("a chunk without samples"));
            }
            self.samples_left = self.samples_per_chunk;
            self.position =
                if self.has_wide_offsets { self.offsets.u64()? } else { u64::from(self.offsets.u32()?) };
        }
        self.samples_left -= 1;
        let place = self.position;
        self.position = place.saturating_add(u64::from(len));
        Ok(place)
    }

    fn read_run(&mut self) -> Result<(), MediaError> {
        self.next_run = None;
        if self.runs_left > 0 {
            self.runs_left -= 1;
            let run = ChunkRun { first_chunk: self.lengths.u32()?, samples_per_chunk: self.lengths.u32()? };
            let _description = self.lengths.u32()?;
            self.next_run = Some(run);
        }
        Ok(())
    }
}
