//! How recent checks went, in counts.
//!
//! In: a moment. Out: counts and Confidences. Never: whose checks they were.

use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::EpochMillis;

/// How the checks since a moment went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How many were created.
    pub created: i64,
    /// How many of them are FAILED.
    pub failed: i64,
    /// How many of them have at least the Confidence that was asked for.
    pub passed: i64,
}

/// The newest results.
#[derive(Debug, Clone, PartialEq)]
pub struct RecentResults {
    /// When the oldest of them was created; `None` when there is none.
    pub from: Option<EpochMillis>,
    /// Their Confidences, percent.
    pub confidences: Vec<f64>,
}

/// Counts of checks in the database.
#[async_trait]
pub trait Tallies: Send + Sync {
    /// Counts the checks since `from`; those of `pass_percent` and more passed. The counts are of one moment.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn tally_since(&self, from: EpochMillis, pass_percent: f64) -> Result<Tally, StoreError>;

    /// The Confidences of the newest results, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn recent_results(&self, limit: u32) -> Result<RecentResults, StoreError>;
}
