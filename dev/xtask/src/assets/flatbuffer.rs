//! A bounded reader of flatbuffer tables: every offset is checked against the end of the bytes.
//!
//! In: the bytes of one flatbuffer. Out: tables, vectors and scalars by field number.
//! Never: panics on a damaged file.

use anyhow::{Context, Result};

/// The root table of a buffer.
pub(super) fn root(bytes: &[u8]) -> Result<Table<'_>> {
    Ok(Table { bytes, at: u32_at(bytes, 0)? as usize })
}

/// One table; fields are numbered as in the schema.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    fn field(self, number: usize) -> Result<Option<usize>> {
        let back = i32::from_le_bytes(array_at(self.bytes, self.at)?);
        let layout = usize::try_from(self.at as i64 - i64::from(back)).context("field table out of range")?;
        let slot = 4 + 2 * number;
        if slot >= usize::from(u16_at(self.bytes, layout)?) {
            return Ok(None);
        }
        let offset = usize::from(u16_at(self.bytes, layout + slot)?);
        Ok((offset != 0).then_some(self.at + offset))
    }

    pub(super) fn u8_or(self, number: usize, default: u8) -> Result<u8> {
        match self.field(number)? {
            Some(at) => Ok(array_at::<1>(self.bytes, at)?[0]),
            None => Ok(default),
        }
    }

    pub(super) fn i32_or(self, number: usize, default: i32) -> Result<i32> {
        match self.field(number)? {
            Some(at) => Ok(i32::from_le_bytes(array_at(self.bytes, at)?)),
            None => Ok(default),
        }
    }

    pub(super) fn table(self, number: usize) -> Result<Option<Self>> {
        let Some(at) = self.field(number)? else { return Ok(None) };
        Ok(Some(Self { bytes: self.bytes, at: at + u32_at(self.bytes, at)? as usize }))
    }

    /// The bytes of a vector of scalars; empty when the field is absent.
    pub(super) fn vector_bytes(self, number: usize, item_bytes: usize) -> Result<&'a [u8]> {
        let Some(at) = self.field(number)? else { return Ok(&[]) };
        let vector = at + u32_at(self.bytes, at)? as usize;
        let length =
            (u32_at(self.bytes, vector)? as usize).checked_mul(item_bytes).context("vector too long")?;
        let first = vector + 4;
        let end = first.checked_add(length).context("vector too long")?;
        self.bytes.get(first..end).context("vector reaches beyond the file")
    }

    pub(super) fn i32_vector(self, number: usize) -> Result<Vec<i32>> {
        let (words, _) = self.vector_bytes(number, 4)?.as_chunks::<4>();
        Ok(words.iter().map(|word| i32::from_le_bytes(*word)).collect())
    }

    pub(super) fn table_vector(self, number: usize) -> Result<Vec<Self>> {
        let Some(at) = self.field(number)? else { return Ok(Vec::new()) };
        let first = at + u32_at(self.bytes, at)? as usize + 4;
        let count = self.vector_bytes(number, 4)?.len() / 4;
        (0..count)
            .map(|index| {
                let slot = first + 4 * index;
                Ok(Self { bytes: self.bytes, at: slot + u32_at(self.bytes, slot)? as usize })
            })
            .collect()
    }
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N]> {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().context("offset reaches beyond the file")
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16> {
    Ok(u16::from_le_bytes(array_at(bytes, at)?))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32> {
    Ok(u32::from_le_bytes(array_at(bytes, at)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Root at 12, its field table at 4 with one field of 4 bytes at offset 4.
    const ONE_NUMBER: [u8; 20] = [12, 0, 0, 0, 6, 0, 8, 0, 4, 0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0];

    #[test]
    fn scalars_are_found_and_absent_fields_take_the_default() {
        let table = root(&ONE_NUMBER).unwrap();
        assert_eq!(table.i32_or(0, 1).unwrap(), 7);
        assert_eq!(table.i32_or(1, 1).unwrap(), 1);
    }

    #[test]
    fn damaged_files_are_errors() {
        for length in 0..ONE_NUMBER.len() {
            let read = root(&ONE_NUMBER[..length]).and_then(|table| table.i32_or(0, 1));
            assert!(read.is_err(), "{length} bytes");
        }
        for place in 0..ONE_NUMBER.len() {
            let mut damaged = ONE_NUMBER;
            damaged[place] = 0xff;
            if let Ok(table) = root(&damaged) {
                drop((
                    table.i32_or(0, 1),
                    table.vector_bytes(0, 4).map(<[u8]>::len),
                    table.table_vector(0).map(|tables| tables.len()),
                ));
            }
        }
    }
}
