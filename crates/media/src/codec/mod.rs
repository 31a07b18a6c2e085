//! Compressed frames to pictures. Sizes are read from the frame headers before a decoder sees them.

mod bits;
mod vp8_header;
mod vp9_header;

use crate::vpx::decoder::VpxDecoder;
use crate::{Codec, MediaError, Yuv420};
use catchlight_types::FrameSize;

/// The decoder of one track.
#[derive(Debug)]
pub(crate) struct VideoDecoder {
    vpx: VpxDecoder,
    codec: Codec,
    limit_px: u32,
    started: bool,
}

impl VideoDecoder {
    pub(crate) fn new(codec: Codec, limit_px: u32) -> Result<Self, MediaError> {
        Ok(Self { vpx: VpxDecoder::new(codec)?, codec, limit_px, started: false })
    }

    /// Decodes one sample; some samples show nothing.
    pub(crate) fn decode(&mut self, data: &[u8], index: u32) -> Result<Option<Yuv420>, MediaError> {
        match self.codec {
            Codec::Vp9 => {
                let frames = vp9_header::split_superframe(data).ok_or(MediaError::DamagedFrame { index })?;
                for frame in frames {
                    self.check_vp9(frame, index)?;
                }
                self.vpx.decode(&vp9_header::with_index(data), index)
            }
            Codec::Vp8 | Codec::H264 => {
                self.check_vp8(data, index)?;
                self.vpx.decode(data, index)
            }
        }
    }

    fn check_vp8(&mut self, data: &[u8], index: u32) -> Result<(), MediaError> {
        match vp8_header::read_start(data) {
            vp8_header::Start::Key(size) => check_size(size, self.limit_px)?,
            vp8_header::Start::Delta if self.started => {}
            vp8_header::Start::Delta | vp8_header::Start::Damaged => {
                return Err(MediaError::DamagedFrame { index });
            }
        }
        self.started = true;
        Ok(())
    }

    fn check_vp9(&mut self, frame: &[u8], index: u32) -> Result<(), MediaError> {
        match vp9_header::read_start(frame) {
            vp9_header::Start::Key(size) => check_size(size, self.limit_px)?,
            vp9_header::Start::Resized(size) if self.started => check_size(size, self.limit_px)?,
            vp9_header::Start::Delta if self.started => {}
            vp9_header::Start::OtherProfile => return Err(MediaError::PixelFormat),
            vp9_header::Start::Resized(_) | vp9_header::Start::Delta | vp9_header::Start::Damaged => {
                return Err(MediaError::DamagedFrame { index });
            }
        }
        self.started = true;
        Ok(())
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
