//! Push parsers: slices of a container in, compressed samples out.
#![forbid(unsafe_code)]

pub(crate) mod ebml;
mod window;

pub(crate) use window::Window;

use crate::Codec;
use std::fmt;
use std::time::Duration;

/// The first video track of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Track {
    pub(crate) codec: Codec,
    /// The `avcC` record of H.264, empty for other codecs.
    pub(crate) configuration: Vec<u8>,
}

/// One compressed frame with its time on the container's clock.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) time: Duration,
    pub(crate) data: Vec<u8>,
}

impl fmt::Debug for Sample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Sample({:?}, {} bytes, redacted)", self.time, self.data.len())
    }
}

/// Keeps what a log may show of a name that a stranger wrote.
fn printable(name: &[u8]) -> String {
    name.iter().take(32).map(|&byte| if byte.is_ascii_graphic() { char::from(byte) } else { '?' }).collect()
}
