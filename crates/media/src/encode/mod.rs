//! Images to VP8 packets and packets to a live WebM, as browsers record them.
//!
//! The simulator and the tests use it; the service itself never encodes.

mod webm;

pub use crate::vpx::encoder::{EncoderSettings, Vp8Encoder};
pub use webm::WebmWriter;

use catchlight_types::MediaTime;
use std::fmt;

/// One compressed frame.
#[derive(Clone, PartialEq, Eq)]
pub struct Packet {
    /// Time since the first frame.
    pub time: MediaTime,
    /// Whether decoding can start here.
    pub is_key: bool,
    /// The compressed image.
    pub data: Vec<u8>,
}

impl fmt::Debug for Packet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_key { "key" } else { "delta" };
        write!(formatter, "Packet({:?}, {kind}, {} bytes, redacted)", self.time, self.data.len())
    }
}
