//! What the application asked for when it created a session.

use crate::{ChallengeKind, ChallengeVersion};

/// Settings of one session, valid and complete: `wire` parses them, and nobody checks them again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionSettings {
    /// Where the images go; `None` returns them as bytes.
    pub output: Option<OutputLocation>,
    /// Key that the application wants the images encrypted with.
    pub kms_key_id: Option<String>,
    /// Most audit images, 0..=4.
    pub audit_images_limit: u8,
    /// Challenges in order of preference; empty means the light challenge.
    pub preferences: Vec<ChallengePreference>,
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
    /// Any version of a challenge.
    #[must_use]
    pub const fn any(kind: ChallengeKind) -> Self {
        Self { kind, min: None, max: None }
    }

    /// Whether the version lies within the accepted range.
    #[must_use]
    pub fn accepts(self, version: ChallengeVersion) -> bool {
        self.min.is_none_or(|min| min <= version) && self.max.is_none_or(|max| version <= max)
    }
}
