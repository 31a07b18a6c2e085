//! What happens to data in the course of time, and when somebody asks for its erasure: images first, then their rows,
//! so that whatever a crash leaves behind is still named by a row and a later call deletes it.

use super::Store;
use crate::error::StoreError;
use catchlight_types::{EpochMillis, SessionId};

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Sessions that became EXPIRED.
    pub expired: u64,
    /// Sessions that were deleted with all their data.
    pub deleted: u64,
}

impl Store {
    /// Ends sessions whose life is over and deletes those whose data has been stored long enough. A session in
    /// progress gets one more life, so that a running analysis comes to its own end first. Several nodes may sweep at
    /// the same moment; each session counts for one of them.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`]; a later sweep goes on from there.
    pub async fn sweep_expired(&self, now: EpochMillis) -> Result<Swept, StoreError> {
        let expired = self.database.expire_sessions(now).await?;
        let mut deleted = 0;
        loop {
            let due = self.database.sessions_to_delete(now, MAX_SWEPT_TOGETHER).await?;
            if due.is_empty() {
                break;
            }
            for id in &due {
                deleted += u64::from(self.delete_session(id).await?);
            }
        }
        self.database.delete_expired_rows(now).await?;
        Ok(Swept { expired, deleted })
    }

    /// Deletes a session with its result and images. Images in a bucket that the application named stay: they were
    /// delivered. Of any number of callers one gets `true`; `false` also when there was no such session.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`]; a repeated call goes on from there.
    pub async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        let keys = self.database.image_keys(id).await?;
        for key in keys.iter().filter(|key| key.starts_with(super::results::OWN_ROOT)) {
            self.images.delete(key).await?;
        }
        self.database.delete_session_rows(id).await
    }

    /// Deletes a check on the hosted page with all its sessions, results and images. Of any number of callers one gets
    /// `true`; `false` also when there was no such check.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`]; a repeated call goes on from there.
    pub async fn delete_page_check(&self, id: &SessionId) -> Result<bool, StoreError> {
        for session in self.database.sessions_of_page_check(id).await? {
            self.delete_session(&session).await?;
        }
        self.database.delete_page_check_rows(id).await
    }
}

/// Most ids of sessions that a sweep holds at once; it asks for more until none are left.
const MAX_SWEPT_TOGETHER: u32 = 1000;
