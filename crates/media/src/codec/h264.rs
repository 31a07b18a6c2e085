//! H.264 by a decoder in safe Rust; every unit is inspected before the decoder sees it.

mod configuration;
mod sequence;
mod units;

use crate::codec::{Picture, check_size};
use crate::{ColorRange, MediaError, Yuv420};
use catchlight_types::FrameSize;
use configuration::Configuration;
use rusty_h264_decoder::{DecodeError, Decoder};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use units::Kind;

/// The decoder of one H.264 track.
pub(crate) struct H264Decoder {
    decoder: Decoder,
    configuration: Configuration,
    limit_px: u32,
    range: ColorRange,
    reorder_depth: usize,
    started: bool,
}

impl H264Decoder {
    /// Starts a decoder with the `avcC` record of the container, or without one.
    pub(crate) fn new(record: &[u8], limit_px: u32) -> Result<Self, MediaError> {
        let configuration = Configuration::read(record)
            .ok_or(MediaError::DamagedContainer { what: "a damaged H.264 configuration" })?;
        let mut decoder = Self {
            decoder: Decoder::new(),
            configuration,
            limit_px,
            range: ColorRange::Limited,
            reorder_depth: 0,
            started: false,
        };
        let parameter_sets = std::mem::take(&mut decoder.configuration.parameter_sets);
        decoder.decode_stream(&parameter_sets, 0)?;
        Ok(decoder)
    }

    /// Most pictures that are decoded before one that is shown earlier.
    pub(crate) const fn reorder_depth(&self) -> usize {
        self.reorder_depth
    }

    /// Decodes one sample; pictures come in decoding order.
    pub(crate) fn decode(&mut self, sample: &[u8], index: u32) -> Result<Option<Picture>, MediaError> {
        let stream = units::with_start_codes(sample, self.configuration.framing)
            .ok_or(MediaError::DamagedFrame { index })?;
        self.decode_stream(&stream, index)
    }

    fn decode_stream(&mut self, stream: &[u8], index: u32) -> Result<Option<Picture>, MediaError> {
        let mut wanted = Vec::with_capacity(stream.len());
        let (mut has_slices, mut is_key) = (false, false);
        for unit in units::split(stream) {
            match units::kind_of(unit) {
                Kind::SequenceParameters => self.check_sequence(unit)?,
                Kind::PictureParameters => {}
                Kind::SliceOfKeyFrame => (has_slices, is_key) = (true, true),
                Kind::Slice => has_slices = true,
                Kind::Partition => {
                    return Err(MediaError::UnsupportedTool { what: "data partitioning" });
                }
                Kind::Other => continue,
            }
            units::push_unit(&mut wanted, unit);
        }
        if has_slices && !self.started && !is_key {
            return Err(MediaError::DamagedFrame { index });
        }
        self.started |= is_key;
        let Some(frame) = self.run(&wanted, index)? else {
            return if has_slices { Err(MediaError::DamagedFrame { index }) } else { Ok(None) };
        };
        let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let size = FrameSize { width_px: side(frame.width), height_px: side(frame.height) };
        let image = Yuv420::from_planes(size, self.range, frame.y, frame.u, frame.v)
            .ok_or(MediaError::DamagedFrame { index })?;
        Ok(Some(Picture { image, starts_sequence: is_key }))
    }

    fn check_sequence(&mut self, unit: &[u8]) -> Result<(), MediaError> {
        let sequence = sequence::read(&units::payload(unit))?;
        check_size(sequence.size, self.limit_px)?;
        // Cropping hides at most part of a macroblock in honest streams; a hidden giant costs memory all the same.
        check_size(sequence.coded_size, self.limit_px.next_multiple_of(MACROBLOCK_PX))?;
        self.range = sequence.range;
        self.reorder_depth = sequence.reorder_depth;
        Ok(())
    }

    /// Runs the decoder; a panic inside it is an error of this one video.
    fn run(&mut self, stream: &[u8], index: u32) -> Result<Option<rusty_h264_common::YuvFrame>, MediaError> {
        let decoded = catch_unwind(AssertUnwindSafe(|| self.decoder.decode(stream)));
        match decoded {
            Ok(Ok(frame)) => Ok(frame),
            Ok(Err(
                DecodeError::Unsupported(_) | DecodeError::Truncated | DecodeError::MissingParameterSet,
            )) => Err(MediaError::DamagedFrame { index }),
            Ok(Err(DecodeError::Internal(what))) => Err(MediaError::Decoder { what }),
            Err(_panic) => Err(MediaError::Decoder { what: "decoding H.264" }),
        }
    }
}

impl fmt::Debug for H264Decoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("H264Decoder")
    }
}

const MACROBLOCK_PX: u32 = 16;
