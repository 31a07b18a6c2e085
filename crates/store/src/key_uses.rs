//! When each access key was last used.
//!
//! In: ids with moments, many at once. Out: the latest moment of each. Never: a secret; the keys are in a file.

use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::EpochMillis;
use std::collections::BTreeMap;

/// Uses of access keys in the database.
#[async_trait]
pub trait KeyUses: Send + Sync {
    /// Stores when keys were used, all of them in one step. A moment before the one that is stored changes nothing, so
    /// that nodes may write in any order.
    ///
    /// # Errors
    /// [`StoreError::Database`]; nothing is stored then.
    async fn note_key_uses(&self, uses: &BTreeMap<String, EpochMillis>) -> Result<(), StoreError>;

    /// When each key was last used; keys that never were are missing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn key_uses(&self) -> Result<BTreeMap<String, EpochMillis>, StoreError>;

    /// Deletes when a key was last used; one that never was is no error. A node that used the key before may store it
    /// once more.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn forget_key_use(&self, id: &str) -> Result<(), StoreError>;
}
