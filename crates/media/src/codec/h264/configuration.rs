//! The `avcC` record: parameter sets and the framing of samples, ISO/IEC 14496-15 section 5.3.3.

use super::units::{Framing, push_unit};

/// What a container says about its H.264 track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Configuration {
    pub(super) framing: Framing,
    /// Sequence and picture parameter sets with start codes.
    pub(super) parameter_sets: Vec<u8>,
}

impl Configuration {
    /// Reads a record; without one, samples carry start codes and parameter sets themselves.
    pub(super) fn read(record: &[u8]) -> Option<Self> {
        if record.is_empty() {
            return Some(Self { framing: Framing::StartCodes, parameter_sets: Vec::new() });
        }
        let mut rest = record;
        let [version, _profile, _compatibility, _level, field_len, sequence_sets] = take(&mut rest)?;
        if version != 1 {
            return None;
        }
        let mut parameter_sets = Vec::new();
        read_sets(&mut rest, sequence_sets & 0x1f, &mut parameter_sets)?;
        let [picture_sets] = take(&mut rest)?;
        read_sets(&mut rest, picture_sets, &mut parameter_sets)?;
        let framing = Framing::Lengths { field_len: usize::from(field_len & 3) + 1 };
        Some(Self { framing, parameter_sets })
    }
}

fn read_sets(rest: &mut &[u8], count: u8, out: &mut Vec<u8>) -> Option<()> {
    for _ in 0..count {
        let len = usize::from(u16::from_be_bytes(take(rest)?));
        push_unit(out, rest.split_off(..len)?);
    }
    Some(())
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (value, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_holds_framing_and_parameter_sets() {
        let record = [1, 66, 0xc0, 30, 0xff, 0xe1, 0, 2, 0x67, 5, 1, 0, 1, 0x68];
        let expected = Configuration {
            framing: Framing::Lengths { field_len: 4 },
            parameter_sets: vec![0, 0, 0, 1, 0x67, 5, 0, 0, 0, 1, 0x68],
        };
        assert_eq!(Configuration::read(&record), Some(expected));
        for len in 1..record.len() {
            assert_eq!(Configuration::read(&record[..len]), None, "{len}");
        }
        assert_eq!(Configuration::read(&[]).unwrap().framing, Framing::StartCodes);
    }
}
