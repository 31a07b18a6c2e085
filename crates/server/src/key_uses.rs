//! When access keys were used last, gathered in memory and written now and then.
//!
//! In: the key of each request whose signature was right. Out: one row for each used key, twice a minute and at the
//! stop. Never: a write for a request; an id that is no key, so the table is no longer than the keys.

use catchlight_store::{Store, StoreError};
use catchlight_types::EpochMillis;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Uses that were not yet written.
#[derive(Debug, Default)]
pub(crate) struct KeyUses(Mutex<BTreeMap<String, EpochMillis>>);

impl KeyUses {
    /// Notes that a key signed a request.
    pub(crate) fn note(&self, id: &str, now: EpochMillis) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.get_mut(id) {
            Some(at) => *at = now.max(*at),
            None => {
                waiting.insert(id.to_owned(), now);
            }
        }
    }

    /// Writes what was noted; what cannot be written waits for the next time.
    ///
    /// # Errors
    /// The error of the store.
    pub(crate) async fn write(&self, store: &Store) -> Result<(), StoreError> {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        if waiting.is_empty() {
            return Ok(());
        }
        let written = store.note_key_uses(&waiting).await;
        if written.is_err() {
            waiting.iter().for_each(|(id, at)| self.note(id, *at));
        }
        written
    }
}
