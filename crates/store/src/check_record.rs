//! Everything about one check, for the operator who looks at it, and what operators say that it really was.
//!
//! In: the id of a session, a review. Out: its row, its records, its reviews. Never: the bytes of an image; they are
//! loaded one by one.

use crate::checks::CheckRow;
use crate::details::{CheckDetails, CheckPlan, ClientFacts};
use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::{
    EpochMillis, Measurement, SessionId, SessionSettings, UnitRect, Verdict, VersionedChallenge,
};

/// Everything about one check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRecord {
    /// Its row in the list.
    pub row: CheckRow,
    /// What the application asked for.
    pub settings: SessionSettings,
    /// The challenge that was sent to the client.
    pub challenge: Option<VersionedChallenge>,
    /// What the client reported about itself.
    pub client: Option<ClientFacts>,
    /// What the person was asked to do.
    pub plan: Option<CheckPlan>,
    /// When a client started it.
    pub started_at: Option<EpochMillis>,
    /// When it ended.
    pub ended_at: Option<EpochMillis>,
    /// The verdict and what it was computed from; `None` without a result.
    pub outcome: Option<CheckOutcome>,
    /// What there is to draw.
    pub details: CheckDetails,
    /// Its images.
    pub images: Vec<ImageRecord>,
    /// What operators said that it really was, oldest first.
    pub reviews: Vec<Review>,
}

/// A verdict and what it was computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckOutcome {
    /// The verdict.
    pub verdict: Verdict,
    /// What it was computed from.
    pub measurements: Vec<Measurement>,
}

/// An image that is stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImageRecord {
    /// Its place; the reference image has 0.
    pub place: u32,
    /// Box of the face, shares of the image.
    pub bounding_box: Option<UnitRect>,
}

/// A review to be stored: what an operator says that a check really was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    /// When it was stored.
    pub at: EpochMillis,
    /// Name of the operator.
    pub operator: String,
    /// What it really was.
    pub decision: &'static str,
    /// Whether that confirms or overturns the result, a name.
    pub outcome: &'static str,
    /// Presentation attack instrument, where there was one.
    pub species: Option<String>,
    /// More about it.
    pub note: String,
}

/// What an operator said that a check really was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its number; no other review has it.
    pub id: i64,
    /// When it was stored.
    pub at: EpochMillis,
    /// Name of the operator.
    pub operator: String,
    /// What it really was.
    pub decision: String,
    /// Presentation attack instrument.
    pub species: Option<String>,
    /// More about it.
    pub note: String,
}

/// Checks in the database with everything about them.
#[async_trait]
pub trait CheckRecords: Send + Sync {
    /// Everything about a check; `None` when there is none. Its parts may be read one after the other, so that a
    /// review of the same moment may be missing.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_check(&self, id: &SessionId) -> Result<Option<CheckRecord>, StoreError>;

    /// Stores what an operator says that a check really was; `None` when there is no such check. The last review of a
    /// check is the one that lists show and are filtered by; of two at the same moment either may be the last, and
    /// both are stored.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn add_review(&self, id: &SessionId, review: &NewReview) -> Result<Option<Review>, StoreError>;
}
