//! Compressed frames to images. Sizes are read from the frame headers before a decoder sees them.

mod bits;
mod h264;
mod order;
mod vp8_header;
mod vp9_header;

pub(crate) use order::PictureOrder;

use crate::container::Track;
use crate::vpx::decoder::VpxDecoder;
use crate::{Codec, MediaError, Yuv420};
use catchlight_types::FrameSize;
use h264::H264Decoder;

/// The decoder of one track.
#[derive(Debug)]
pub(crate) enum VideoDecoder {
    Vp8(Vpx),
    Vp9(Vpx),
    H264(Box<H264Decoder>),
}

/// A decoded image.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) image: Yuv420,
    /// Whether every image decoded before is also shown before.
    pub(crate) starts_sequence: bool,
}

/// libvpx and the frame headers it has seen.
#[derive(Debug)]
pub(crate) struct Vpx {
    library: VpxDecoder,
    limit_px: u32,
    started: bool,
}

impl VideoDecoder {
    pub(crate) fn new(track: &Track, limit_px: u32) -> Result<Self, MediaError> {
        let vpx = || Ok(Vpx { library: VpxDecoder::new(track.codec)?, limit_px, started: false });
        Ok(match track.codec {
            Codec::Vp8 => Self::Vp8(vpx()?),
            Codec::Vp9 => Self::Vp9(vpx()?),
            Codec::H264 => Self::H264(Box::new(H264Decoder::new(&track.configuration, limit_px)?)),
        })
    }

    /// Decodes one sample; some samples show nothing.
    pub(crate) fn decode(&mut self, data: &[u8], index: u32) -> Result<Option<Picture>, MediaError> {
        let image = match self {
            Self::Vp8(vpx) => {
                vpx.check_vp8(data, index)?;
                vpx.library.decode(data, index)?
            }
            Self::Vp9(vpx) => {
                let frames = vp9_header::split_superframe(data).ok_or(MediaError::DamagedFrame { index })?;
                for frame in frames {
                    vpx.check_vp9(frame, index)?;
                }
                vpx.library.decode(&vp9_header::with_index(data), index)?
            }
            Self::H264(decoder) => return decoder.decode(data, index),
        };
        Ok(image.map(|image| Picture { image, starts_sequence: false }))
    }

    /// Most images that are decoded before one that is shown earlier.
    pub(crate) const fn reorder_depth(&self) -> usize {
        match self {
            Self::Vp8(_) | Self::Vp9(_) => 0,
            Self::H264(decoder) => decoder.reorder_depth(),
        }
    }
}

impl Vpx {
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
