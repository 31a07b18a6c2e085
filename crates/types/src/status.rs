//! Where a check stands.

/// The five states of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionStatus {
    /// Created, not yet started.
    Created,
    /// A client is streaming.
    InProgress,
    /// The analysis came to an end; the Confidence says what it found.
    Succeeded,
    /// The stream broke, the client gave up, or the video could not be used.
    Failed,
    /// The session's life ended before a finished check.
    Expired,
}

impl SessionStatus {
    /// Every status.
    pub const ALL: [Self; 5] =
        [Self::Created, Self::InProgress, Self::Succeeded, Self::Failed, Self::Expired];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Expired => "EXPIRED",
        }
    }

    /// The status with this name on the wire.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}
