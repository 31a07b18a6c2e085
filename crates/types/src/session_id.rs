//! The identity of one check.

use std::fmt;

/// A lower-case UUID of 36 characters, as `CreateFaceLivenessSession` hands it out.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(String);

/// The text is not a session id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("session id must match [0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}")]
pub struct SessionIdError;

impl SessionId {
    /// Parses the 36 characters of a lower-case UUID.
    ///
    /// # Errors
    /// [`SessionIdError`] when the text has another shape.
    pub fn new(text: &str) -> Result<Self, SessionIdError> {
        let fits = text.len() == 36
            && text.bytes().enumerate().all(|(place, byte)| match place {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            });
        if fits { Ok(Self(text.to_owned())) } else { Err(SessionIdError) }
    }

    /// Builds a version 4 UUID from 16 random bytes.
    #[must_use]
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = String::with_capacity(36);
        for (place, byte) in bytes.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push_str(&format!("{byte:02x}"));
        }
        Self(text)
    }

    /// The 36 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SessionId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, valid: bool) {
        assert_eq!(SessionId::new(text).is_ok(), valid, "{text}");
    }

    #[test]
    fn only_lower_case_uuids_are_session_ids() {
        check("7a410adf-f66d-43ef-a072-00807e4643e0", true);
        check("7A410ADF-F66D-43EF-A072-00807E4643E0", false);
        check("7a410adf-f66d-43ef-a072-00807e4643e", false);
        check("7a410adff66d-43ef-a072-00807e4643e00", false);
        check("7a410adf-f66d-43ef-a072-00807e4643g0", false);
    }

    #[test]
    fn random_bytes_become_a_version_4_uuid() {
        let id = SessionId::from_random([0xff; 16]);
        assert_eq!(id.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        check(id.as_str(), true);
    }
}
