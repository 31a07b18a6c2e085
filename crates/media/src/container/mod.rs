//! Push parsers: slices of a container in, compressed samples out.
#![forbid(unsafe_code)]

mod ebml;
mod mp4;
mod window;

pub(crate) use window::Window;

use crate::orientation::Orientation;
use crate::{Codec, Container, MediaError};
use ebml::EbmlDemuxer;
use mp4::Mp4Demuxer;
use std::fmt;

/// The first video track of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Track {
    pub(crate) codec: Codec,
    /// The `avcC` record of H.264, empty for other codecs.
    pub(crate) configuration: Vec<u8>,
    pub(crate) orientation: Orientation,
}

/// One compressed frame with its time on the container's clock.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    /// When the frame is shown, nanoseconds; MP4 may begin below zero.
    pub(crate) time_nanos: i64,
    /// No later sample is shown before this time; `None` when the container does not say.
    pub(crate) later_from_nanos: Option<i64>,
    pub(crate) data: Vec<u8>,
}

/// The parser of whichever container the first bytes announce.
#[derive(Debug)]
pub(crate) enum Demuxer {
    Ebml(EbmlDemuxer),
    Mp4(Mp4Demuxer),
}

impl Demuxer {
    /// Chooses by content, never by what a client says; `None` until enough bytes have arrived.
    pub(crate) fn sniff(start: &[u8], frame_limit: u32) -> Result<Option<Self>, MediaError> {
        if start.starts_with(&EBML_MAGIC) {
            return Ok(Some(Self::Ebml(EbmlDemuxer::new())));
        }
        let Some(kind) = start.get(4..8) else { return Ok(None) };
        if FIRST_BOXES.iter().any(|first| kind == *first) {
            Ok(Some(Self::Mp4(Mp4Demuxer::new(frame_limit))))
        } else {
            Err(MediaError::UnknownContainer)
        }
    }

    pub(crate) const fn container(&self) -> Container {
        match self {
            Self::Ebml(_) => Container::WebM,
            Self::Mp4(_) => Container::Mp4,
        }
    }

    pub(crate) fn track(&self) -> Option<&Track> {
        match self {
            Self::Ebml(demuxer) => demuxer.track(),
            Self::Mp4(demuxer) => demuxer.track(),
        }
    }

    /// Reads up to the next frame of the video track; `None` when more bytes are needed.
    pub(crate) fn next_sample(&mut self, window: &mut Window) -> Result<Option<Sample>, MediaError> {
        match self {
            Self::Ebml(demuxer) => demuxer.next_sample(window),
            Self::Mp4(demuxer) => demuxer.next_sample(window),
        }
    }

    /// What the end of the video cut off, if it did.
    pub(crate) fn unfinished(&self, window: &Window) -> Option<&'static str> {
        match self {
            Self::Ebml(demuxer) => demuxer.unfinished(window),
            Self::Mp4(demuxer) => demuxer.unfinished(window),
        }
    }
}

impl fmt::Debug for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Sample({} ns, {} bytes, redacted)", self.time_nanos, self.data.len())
    }
}

/// A codec that is not supported, by its usual name and its name in the container.
fn unsupported(known_as: Option<&str>, name: &[u8], container: &'static str) -> MediaError {
    let name = printable(name);
    let codec = known_as.map_or_else(|| name.clone(), |known| format!("{known} ({name})"));
    MediaError::UnsupportedCodec { codec, container }
}

/// The part of an untrusted name that a log may show.
fn printable(name: &[u8]) -> String {
    name.iter().take(32).map(|&byte| if byte.is_ascii_graphic() { char::from(byte) } else { '?' }).collect()
}

const EBML_MAGIC: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];
/// Boxes that an MP4 file or stream may begin with.
const FIRST_BOXES: [&[u8; 4]; 8] = [b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"free", b"skip", b"wide"];
