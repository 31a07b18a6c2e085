//! What the application asked for when it created the session.

use catchlight_types::{ChallengeKind, ChallengeVersion, MAX_AUDIT_IMAGES};

/// Settings of one session, valid and complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSettings {
    /// Where the images go; `None` returns them as bytes.
    pub output: Option<OutputLocation>,
    /// Key that the application wants the images encrypted with.
    pub kms_key_id: Option<String>,
    /// Most audit images, 0..=4.
    pub audit_images_limit: u8,
    /// Challenges in order of preference; empty means the light challenge.
    pub preferences: Vec<ChallengePreference>,
    /// Token by which the application repeats a creation without making a second session.
    pub client_request_token: Option<String>,
}

/// Bucket and key prefix for the images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputLocation {
    /// Name of the bucket.
    pub bucket: String,
    /// Beginning of each key; may be empty.
    pub prefix: String,
}

/// A challenge that the application accepts, with the versions it accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChallengePreference {
    /// Which challenge.
    pub kind: ChallengeKind,
    /// Lowest version; `None` means any.
    pub min: Option<ChallengeVersion>,
    /// Highest version; `None` means any.
    pub max: Option<ChallengeVersion>,
}

impl ChallengePreference {
    /// Whether the version lies within the accepted range.
    #[must_use]
    pub fn accepts(self, version: ChallengeVersion) -> bool {
        self.min.is_none_or(|min| min <= version) && self.max.is_none_or(|max| version <= max)
    }
}

/// Holds a requested number of audit images within 0..=4, as the API documents it.
#[must_use]
pub fn clamp_audit_images_limit(requested: i64) -> u8 {
    let held = requested.clamp(0, i64::from(MAX_AUDIT_IMAGES));
    u8::try_from(held).unwrap_or(MAX_AUDIT_IMAGES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audit_images_are_clamped() {
        let clamped: Vec<u8> = [-1, 0, 3, 4, 9, i64::MAX].map(clamp_audit_images_limit).to_vec();
        assert_eq!(clamped, [0, 0, 3, 4, 4, 4]);
    }
}
