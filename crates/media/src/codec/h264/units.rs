//! NAL units inside a sample, ITU-T H.264 annex B and ISO/IEC 14496-15.

/// How the units of a sample are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// Each unit follows its length.
    Lengths {
        /// Bytes of the length field, 1 to 4.
        field_len: usize,
    },
    /// Each unit follows a start code, as some browsers write H.264 into Matroska.
    StartCodes,
}

/// What a unit holds, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Slice,
    SliceOfKeyFrame,
    /// A slice split by importance, a tool of the Extended profile.
    Partition,
    SequenceParameters,
    PictureParameters,
    /// Hints, delimiters and padding, which decoding does not need.
    Other,
}

pub(super) fn kind_of(unit: &[u8]) -> Kind {
    match unit.first().map(|header| header & 0x1f) {
        Some(1) => Kind::Slice,
        Some(2..=4) => Kind::Partition,
        Some(5) => Kind::SliceOfKeyFrame,
        Some(7) => Kind::SequenceParameters,
        Some(8) => Kind::PictureParameters,
        _ => Kind::Other,
    }
}

/// The sample with start codes; `None` when a length does not fit the sample.
pub(super) fn with_start_codes(sample: &[u8], framing: Framing) -> Option<Vec<u8>> {
    let Framing::Lengths { field_len } = framing else { return Some(sample.to_vec()) };
    let mut out = Vec::with_capacity(sample.len() + 8);
    let mut rest = sample;
    while !rest.is_empty() {
        let field = rest.split_off(..field_len)?;
        let len = field.iter().fold(0, |len, &byte| len << 8 | usize::from(byte));
        push_unit(&mut out, rest.split_off(..len)?);
    }
    Some(out)
}

pub(super) fn push_unit(out: &mut Vec<u8>, unit: &[u8]) {
    out.extend([0, 0, 0, 1]);
    out.extend(unit);
}

/// The units between start codes: what the decoder will find, regardless of the lengths in the container.
pub(super) fn split(stream: &[u8]) -> Vec<&[u8]> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(window) = stream.get(at..at + 3) {
        if window == [0, 0, 1] {
            starts.push(at + 3);
            at += 3;
        } else {
            at += 1;
        }
    }
    let ends = starts.iter().skip(1).map(|start| start - 3).chain([stream.len()]);
    starts.iter().zip(ends).map(|(&start, end)| trim_zeros(&stream[start..end])).collect()
}

fn trim_zeros(unit: &[u8]) -> &[u8] {
    let len = unit.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    &unit[..len]
}

/// The unit without its header byte and without the bytes that keep start codes from appearing inside it.
pub(super) fn payload(unit: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(unit.len());
    let mut zeros = 0;
    for &byte in unit.iter().skip(1) {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_become_start_codes() {
        let four = Framing::Lengths { field_len: 4 };
        assert_eq!(
            with_start_codes(&[0, 0, 0, 2, 0x65, 9, 0, 0, 0, 1, 0x41], four).unwrap(),
            [0, 0, 0, 1, 0x65, 9, 0, 0, 0, 1, 0x41]
        );
        assert_eq!(with_start_codes(&[0, 0, 0, 2, 0x65], four), None);
        assert_eq!(with_start_codes(&[0, 0], four), None);
    }

    #[test]
    fn a_start_code_inside_a_length_is_seen() {
        let sample = [7, 0x41, 0, 0, 1, 0x67, 9, 9];
        let stream = with_start_codes(&sample, Framing::Lengths { field_len: 1 }).unwrap();
        assert_eq!(split(&stream), [&[0x41][..], &[0x67, 9, 9][..]]);
        assert_eq!(kind_of(split(&stream)[1]), Kind::SequenceParameters);
    }

    #[test]
    fn protection_bytes_are_taken_out() {
        assert_eq!(payload(&[0x67, 0, 0, 3, 1, 0, 0, 3, 3]), [0, 0, 1, 0, 0, 3]);
    }
}
