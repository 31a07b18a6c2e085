//! Boxes and the numbers inside them, ISO/IEC 14496-12 section 4.2.

use crate::MediaError;

/// The start of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BoxHeader {
    pub(super) kind: [u8; 4],
    pub(super) header_len: usize,
    /// Length with the header, bytes; `None` when the box reaches to the end of the file.
    pub(super) len: Option<u64>,
}

/// Reads the start of a box; `None` when more bytes are needed.
pub(super) fn read_header(bytes: &[u8]) -> Result<Option<BoxHeader>, MediaError> {
    let Some((&[s0, s1, s2, s3, k0, k1, k2, k3], rest)) = bytes.split_first_chunk::<8>() else {
        return Ok(None);
    };
    let (header_len, len) = match u32::from_be_bytes([s0, s1, s2, s3]) {
        0 => (8, None),
        1 => match rest.first_chunk::<8>() {
            Some(large) => (16, Some(u64::from_be_bytes(*large))),
            None => return Ok(None),
        },
        len => (8, Some(u64::from(len))),
    };
    if len.is_some_and(|len| len < header_len as u64) {
        return Err(damaged("an MP4 box shorter than its own header"));
    }
    Ok(Some(BoxHeader { kind: [k0, k1, k2, k3], header_len, len }))
}

/// One box inside another: what it is and what it holds.
type Child<'a> = ([u8; 4], &'a [u8]);

/// The boxes inside a whole payload.
pub(super) fn children(payload: &[u8]) -> impl Iterator<Item = Result<Child<'_>, MediaError>> {
    let mut rest = payload;
    std::iter::from_fn(move || {
        // Some writers end a list of boxes with four zero bytes.
        if rest.len() < 8 {
            return None;
        }
        let child = take_child(&mut rest);
        if child.is_err() {
            rest = &[];
        }
        Some(child)
    })
}

/// The payload of the first child of this kind.
pub(super) fn find<'a>(payload: &'a [u8], wanted: &[u8; 4]) -> Result<Option<&'a [u8]>, MediaError> {
    for child in children(payload) {
        let (kind, value) = child?;
        if kind == *wanted {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn take_child<'a>(rest: &mut &'a [u8]) -> Result<Child<'a>, MediaError> {
    let header = read_header(rest)?.ok_or_else(|| damaged("an MP4 box cut by its parent"))?;
    let end = header.len.map_or(Some(rest.len()), |len| usize::try_from(len).ok());
    let whole = end.and_then(|end| rest.split_off(..end));
    let value = whole.and_then(|whole| whole.get(header.header_len..));
    Ok((header.kind, value.ok_or_else(|| damaged("an MP4 box longer than its parent"))?))
}

/// Big-endian numbers, front to back.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

/// The version and the flags that open a full box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FullBox {
    pub(super) version: u8,
    pub(super) flags: u32,
}

impl<'a> Fields<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn full_box(&mut self) -> Result<FullBox, MediaError> {
        let word = self.u32()?;
        Ok(FullBox { version: word.to_be_bytes()[0], flags: word & 0x00ff_ffff })
    }

    pub(super) fn skip(&mut self, count: usize) -> Result<(), MediaError> {
        self.rest = self.rest.get(count..).ok_or_else(|| damaged(SHORT))?;
        Ok(())
    }

    pub(super) fn u32(&mut self) -> Result<u32, MediaError> {
        self.take().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, MediaError> {
        self.take().map(u64::from_be_bytes)
    }

    /// A number of 32 bits in version 0 of a box and of 64 bits later.
    pub(super) fn u32_or_u64(&mut self, full: FullBox) -> Result<u64, MediaError> {
        if full.version == 0 { self.u32().map(u64::from) } else { self.u64() }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], MediaError> {
        let (value, rest) = self.rest.split_first_chunk().ok_or_else(|| damaged(SHORT))?;
        self.rest = rest;
        Ok(*value)
    }
}

pub(super) const fn damaged(what: &'static str) -> MediaError {
    MediaError::DamagedContainer { what }
}

const SHORT: &str = "an MP4 box shorter than its fields";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_kind_and_length() {
        let header = |kind: &[u8; 4], header_len, len| Ok(Some(BoxHeader { kind: *kind, header_len, len }));
        assert_eq!(read_header(b"\0\0\0\x10ftyp"), header(b"ftyp", 8, Some(16)));
        assert_eq!(read_header(b"\0\0\0\0mdat"), header(b"mdat", 8, None));
        assert_eq!(read_header(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x20"), header(b"mdat", 16, Some(32)));
        assert_eq!(read_header(b"\0\0\0\x01mdat\0\0\0"), Ok(None));
        assert_eq!(read_header(b"\0\0\0\x10fty"), Ok(None));
        assert!(read_header(b"\0\0\0\x07ftyp").is_err());
        assert!(read_header(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x0f").is_err());
    }

    #[test]
    fn children_stay_inside_their_parent() {
        let payload = b"\0\0\0\x09free!\0\0\0\x00moov..\0\0\0";
        assert_eq!(find(payload, b"moov"), Ok(Some(&b"..\0\0\0"[..])));
        assert_eq!(find(payload, b"trak"), Ok(None));
        assert!(find(b"\0\0\0\x0afree!", b"moov").is_err());
    }
}
