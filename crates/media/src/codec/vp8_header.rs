//! The uncompressed start of a VP8 frame, RFC 6386 section 9.1.
#![forbid(unsafe_code)]

use catchlight_types::FrameSize;

const START_CODE: [u8; 3] = [0x9d, 0x01, 0x2a];

/// What a frame says before it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    Key(FrameSize),
    Delta,
    Damaged,
}

pub(crate) fn read_start(data: &[u8]) -> Start {
    match *data {
        [tag, _, _, ..] if tag & 1 == 1 => Start::Delta,
        [_, _, _, s0, s1, s2, w0, w1, h0, h1, ..] if [s0, s1, s2] == START_CODE => Start::Key(FrameSize {
            width_px: u32::from(u16::from_le_bytes([w0, w1]) & 0x3fff),
            height_px: u32::from(u16::from_le_bytes([h0, h1]) & 0x3fff),
        }),
        _ => Start::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_frame_states_its_size_without_scaling_bits() {
        let bytes = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x42, 0xe0, 0x81];
        assert_eq!(read_start(&bytes), Start::Key(FrameSize { width_px: 640, height_px: 480 }));
        assert_eq!(read_start(&bytes[..9]), Start::Damaged);
        assert_eq!(read_start(&[0x11, 0, 0]), Start::Delta);
        assert_eq!(read_start(&[]), Start::Damaged);
    }
}
