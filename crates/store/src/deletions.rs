//! Deletions in the database: what is over, and what somebody asked to be erased.
//!
//! In: a moment, or the id of a session or check. Out: which rows are due. Never: an image; the store deletes the
//! images of a session before its row, so that no image is left without a row that names it.

use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SessionId};

/// Rows that come to an end. Only the store itself uses them, since a row and its images belong together.
///
/// Several nodes may sweep at the same moment: each method does nothing for a row that another node has dealt with.
#[async_trait]
pub(crate) trait Deletions {
    /// Moves sessions to EXPIRED whose life is over: those that nobody started, and those in progress one more life
    /// later, so that a running analysis comes to its own end first. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn expire_sessions(&self, now: EpochMillis) -> Result<u64, StoreError>;

    /// At most `limit` sessions that are due to be deleted and not in progress.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn sessions_to_delete(&self, now: EpochMillis, limit: u32) -> Result<Vec<SessionId>, StoreError>;

    /// The keys of the images of a session.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn image_keys(&self, id: &SessionId) -> Result<Vec<String>, StoreError>;

    /// Deletes the rows of a session: its result, images and reviews with it. The attempt of a check on the hosted
    /// page stays, without its session. Of any number of callers one gets `true`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn delete_session_rows(&self, id: &SessionId) -> Result<bool, StoreError>;

    /// The sessions of a check on the hosted page.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn sessions_of_page_check(&self, id: &SessionId) -> Result<Vec<SessionId>, StoreError>;

    /// Deletes a check on the hosted page with its tokens and attempts, not the sessions. Of any number of callers one
    /// gets `true`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn delete_page_check_rows(&self, id: &SessionId) -> Result<bool, StoreError>;

    /// Deletes checks on the hosted page that are due, and operator sessions and sign-in links that are over.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn delete_expired_rows(&self, now: EpochMillis) -> Result<(), StoreError>;
}
