//! Compressed frames to pictures. Sizes are read from the frame headers before a decoder sees them.

pub(crate) mod vp8_header;

use crate::vpx::decoder::VpxDecoder;
use crate::{Codec, MediaError, Yuv420};
use catchlight_types::FrameSize;

/// The decoder of one track.
#[derive(Debug)]
pub(crate) struct VideoDecoder {
    vpx: VpxDecoder,
    limit_px: u32,
    started: bool,
}

impl VideoDecoder {
    pub(crate) fn new(codec: Codec, limit_px: u32) -> Result<Self, MediaError> {
        Ok(Self { vpx: VpxDecoder::new(codec)?, limit_px, started: false })
    }

    /// Decodes one sample; some samples show nothing.
    pub(crate) fn decode(&mut self, data: &[u8], index: u32) -> Result<Option<Yuv420>, MediaError> {
        match vp8_header::key_frame_size(data) {
            vp8_header::Start::Key(size) => check_size(size, self.limit_px)?,
            vp8_header::Start::Delta if self.started => {}
            vp8_header::Start::Delta | vp8_header::Start::Damaged => {
                return Err(MediaError::DamagedFrame { index });
            }
        }
        self.started = true;
        self.vpx.decode(data, index)
    }
}

fn check_size(size: FrameSize, limit_px: u32) -> Result<(), MediaError> {
    let FrameSize { width_px, height_px } = size;
    let sides = 1..=limit_px;
    if sides.contains(&width_px) && sides.contains(&height_px) {
        Ok(())
    } else {
        Err(MediaError::FrameSize { width_px, height_px, limit_px })
    }
}
