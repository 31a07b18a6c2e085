//! One check in the list.

use catchlight_types::{ChallengeKind, Direction, EpochMillis, SessionId, SessionStatus};

/// One check in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// The session's id.
    pub id: SessionId,
    /// When it was created.
    pub created_at: EpochMillis,
    /// End of its life.
    pub expires_at: EpochMillis,
    /// Its stored status.
    pub status: SessionStatus,
    /// Name of the reason for which it is FAILED.
    pub failure: Option<String>,
    /// The challenge that was sent to the client.
    pub challenge: Option<ChallengeKind>,
    /// The Confidence, percent.
    pub confidence: Option<f64>,
    /// The first of the main reasons for the result.
    pub strongest: Option<Strongest>,
    /// Names of the feedback codes.
    pub feedback: Vec<String>,
    /// The access key that created it.
    pub owner: String,
    /// The check on the hosted page that it is an attempt of.
    pub page_check: Option<PageReference>,
    /// The last review.
    pub review: Option<RowReview>,
    /// The kind of SDK that the client reported.
    pub sdk_type: Option<String>,
}

/// The first of the main reasons for a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strongest {
    /// Name of the signal; `None` for a ceiling that belongs to no single signal.
    pub signal: Option<String>,
    /// Which way it moved the result.
    pub direction: Direction,
    /// What it says, in words.
    pub reason: String,
}

/// The check on the hosted page that a session is an attempt of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageReference {
    /// Its id.
    pub id: SessionId,
    /// What the application calls it.
    pub reference: Option<String>,
}

/// The last review of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReview {
    /// What it really was.
    pub decision: String,
    /// Whether that confirms or overturns the result, a name.
    pub outcome: String,
    /// Name of the operator.
    pub operator: String,
}
