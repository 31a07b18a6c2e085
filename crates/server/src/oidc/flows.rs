//! Sign-ins that a browser began at the provider and has not finished.

use crate::limits::{MAX_PROVIDER_FLOWS, PROVIDER_FLOW_LIFE};
use catchlight_types::EpochMillis;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Flows that began and have not returned; only hashes of their tokens.
#[derive(Debug, Default)]
pub(crate) struct Flows(Mutex<BTreeMap<[u8; 32], EpochMillis>>);

impl Flows {
    /// Stores a flow; the oldest is dropped when there are too many.
    pub(crate) fn begin(&self, hash: [u8; 32], now: EpochMillis) {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|_, at| now < at.plus(PROVIDER_FLOW_LIFE));
        if begun.len() >= MAX_PROVIDER_FLOWS
            && let Some(oldest) = begun.iter().min_by_key(|(_, at)| **at).map(|(hash, _)| *hash)
        {
            begun.remove(&oldest);
        }
        begun.insert(hash, now);
    }

    /// Removes a flow; whether it began recently.
    pub(crate) fn finish(&self, hash: &[u8; 32], now: EpochMillis) -> bool {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(hash);
        begun.is_some_and(|at| now < at.plus(PROVIDER_FLOW_LIFE))
    }
}
