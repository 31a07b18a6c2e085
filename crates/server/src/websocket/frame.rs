//! Frames of RFC 6455, the server's side.
//!
//! In: bytes in arrival order. Out: unmasked frames; bytes of frames to send.
//! Never: sockets, and never more memory than the caller's limit.

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opcode {
    /// More of the message before.
    Continuation,
    /// Text, which our protocol never uses.
    Text,
    /// Bytes.
    Binary,
    /// End of the connection.
    Close,
    /// Are you there?
    Ping,
    /// I am.
    Pong,
}

impl Opcode {
    const fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            0x0 => Some(Self::Continuation),
            0x1 => Some(Self::Text),
            0x2 => Some(Self::Binary),
            0x8 => Some(Self::Close),
            0x9 => Some(Self::Ping),
            0xA => Some(Self::Pong),
            _ => None,
        }
    }

    const fn bits(self) -> u8 {
        match self {
            Self::Continuation => 0x0,
            Self::Text => 0x1,
            Self::Binary => 0x2,
            Self::Close => 0x8,
            Self::Ping => 0x9,
            Self::Pong => 0xA,
        }
    }

    const fn is_control(self) -> bool {
        matches!(self, Self::Close | Self::Ping | Self::Pong)
    }
}

/// One frame of a client, unmasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Whether the message ends with it.
    pub(crate) last: bool,
    /// What it carries.
    pub(crate) opcode: Opcode,
    /// Its bytes.
    pub(crate) payload: Bytes,
}

/// Why the bytes are not a frame that we take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrameError {
    /// Reserved bits or an unknown opcode; also what a compressed frame looks like.
    #[error("websocket frame has reserved bits or an unknown opcode")]
    Reserved,
    /// Clients have to mask.
    #[error("websocket frame is not masked")]
    Unmasked,
    /// A control frame that is long or in parts.
    #[error("websocket control frame is too long or fragmented")]
    Control,
    /// Longer than the limit.
    #[error("websocket message is longer than {limit_bytes} bytes")]
    TooLong {
        /// The limit.
        limit_bytes: usize,
    },
    /// A message begins before the last one ended, or goes on without having begun.
    #[error("websocket message is fragmented out of order")]
    Order,
}

/// Takes one frame off the front of `buffer`; `None` until it is complete.
///
/// # Errors
/// [`FrameError`] as soon as the head of the frame shows that it will not be taken.
pub(crate) fn take(buffer: &mut BytesMut, limit_bytes: usize) -> Result<Option<Frame>, FrameError> {
    let &[first, second, ..] = buffer.as_ref() else { return Ok(None) };
    let opcode = Opcode::from_bits(first & 0x0f).filter(|_| first & 0x70 == 0).ok_or(FrameError::Reserved)?;
    let last = first & 0x80 != 0;
    if second & 0x80 == 0 {
        return Err(FrameError::Unmasked);
    }
    let short = second & 0x7f;
    if opcode.is_control() && (!last || short > 125) {
        return Err(FrameError::Control);
    }
    let mut rest = &buffer[2..];
    let length = match short {
        126 if rest.len() >= 2 => u64::from(rest.get_u16()),
        127 if rest.len() >= 8 => rest.get_u64(),
        126 | 127 => return Ok(None),
        short => u64::from(short),
    };
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= limit_bytes)
        .ok_or(FrameError::TooLong { limit_bytes })?;
    let head_bytes = buffer.len() - rest.len() + MASK_BYTES;
    if buffer.len() < head_bytes + length {
        return Ok(None);
    }
    let head = buffer.split_to(head_bytes);
    let mut payload = buffer.split_to(length);
    let mask = &head[head_bytes - MASK_BYTES..];
    for (byte, key) in payload.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= key;
    }
    Ok(Some(Frame { last, opcode, payload: payload.freeze() }))
}

/// The bytes of one unfragmented frame to a client; servers do not mask.
pub(crate) fn encode(opcode: Opcode, payload: &[u8]) -> BytesMut {
    let mut bytes = BytesMut::with_capacity(payload.len() + 10);
    bytes.put_u8(0x80 | opcode.bits());
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ 0..=125), _) => bytes.put_u8(length),
        (_, Ok(length)) => {
            bytes.put_u8(126);
            bytes.put_u16(length);
        }
        _ => {
            bytes.put_u8(127);
            bytes.put_u64(payload.len() as u64);
        }
    }
    bytes.put_slice(payload);
    bytes
}

/// The bytes of a close frame; the reason is cut to what a control frame can hold.
pub(crate) fn encode_close(code: u16, reason: &str) -> BytesMut {
    let reason = reason.get(..reason.floor_char_boundary(123)).unwrap_or_default();
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend_from_slice(reason.as_bytes());
    encode(Opcode::Close, &payload)
}

const MASK_BYTES: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(first: u8, payload: &[u8]) -> BytesMut {
        let mut bytes = encode(Opcode::Binary, payload);
        bytes[0] = first;
        bytes[1] |= 0x80;
        let head = bytes.len() - payload.len();
        let mut out = BytesMut::from(&bytes[..head]);
        let mask = [1_u8, 2, 3, 4];
        out.put_slice(&mask);
        out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, key)| byte ^ key));
        out
    }

    fn check(first: u8, payload: &[u8], expected: Result<Opcode, FrameError>) {
        let mut whole = masked(first, payload);
        let taken = take(&mut whole, 70_000).map(|frame| {
            let frame = frame.unwrap();
            assert_eq!(frame.payload, payload);
            assert!(whole.is_empty());
            frame.opcode
        });
        assert_eq!(taken, expected);
    }

    #[test]
    fn every_length_form_survives() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            check(0x82, &vec![7; length], Ok(Opcode::Binary));
        }
    }

    #[test]
    fn a_frame_in_single_bytes_is_taken_once_whole() {
        let whole = masked(0x82, &[9; 300]);
        let mut buffer = BytesMut::new();
        for (place, byte) in whole.iter().enumerate() {
            assert_eq!(take(&mut buffer, 300).unwrap(), None, "after {place} bytes");
            buffer.put_u8(*byte);
        }
        assert_eq!(take(&mut buffer, 300).unwrap().unwrap().payload, [9; 300].as_slice());
    }

    #[test]
    fn what_the_standard_forbids_is_refused() {
        check(0xC2, b"deflated", Err(FrameError::Reserved));
        check(0x83, b"", Err(FrameError::Reserved));
        check(0x09, b"", Err(FrameError::Control));
        check(0x89, &[0; 126], Err(FrameError::Control));
        check(0x82, &[0; 70_001], Err(FrameError::TooLong { limit_bytes: 70_000 }));
        assert_eq!(take(&mut encode(Opcode::Binary, b"plain"), 10), Err(FrameError::Unmasked));
    }

    #[test]
    fn a_forged_length_is_refused_before_its_bytes_arrive() {
        let mut head = BytesMut::from(&[0x82, 0xff][..]);
        head.put_u64(u64::MAX);
        assert_eq!(take(&mut head, 10), Err(FrameError::TooLong { limit_bytes: 10 }));
    }

    #[test]
    fn a_long_reason_is_cut() {
        assert_eq!(encode_close(4005, &"é".repeat(100)).len(), 2 + 2 + 122);
    }
}
