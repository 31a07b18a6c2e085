//! Where challenges get their chance from.
//!
//! In: the system's random source, or the seed of the test mode. Out: ids and seeds for plans.
//! Never: reproducible outside test mode; who foresees the colours can prepare a video.

use catchlight_session::Seed;
use catchlight_types::SessionId;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

/// A source of plans.
#[derive(Debug)]
pub(crate) struct Entropy {
    test_seed: Option<u64>,
    plans: AtomicU64,
}

impl Entropy {
    /// Draws from the system, or from `test_seed` in test mode.
    pub(crate) const fn new(test_seed: Option<u64>) -> Self {
        Self { test_seed, plans: AtomicU64::new(0) }
    }

    /// Whether plans can be foreseen.
    pub(crate) const fn is_test_mode(&self) -> bool {
        self.test_seed.is_some()
    }

    /// A new session id; never reproducible, since a store may outlive many test runs.
    pub(crate) fn session_id(&self) -> SessionId {
        SessionId::from_random(rand::random())
    }

    /// The seed of the next plan. In test mode a token always gives the same plan, and checks without one
    /// get the plans of the seed in the order of their starts.
    pub(crate) fn plan_seed(&self, token: Option<&str>) -> Seed {
        let Some(test_seed) = self.test_seed else {
            return Seed::new(rand::random());
        };
        let mut digest = Sha256::new();
        digest.update(test_seed.to_le_bytes());
        match token {
            Some(token) => digest.update(token.as_bytes()),
            None => digest.update(self.plans.fetch_add(1, Ordering::Relaxed).to_le_bytes()),
        }
        Seed::new(digest.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_seed_repeats_its_plans() {
        let plans = |entropy: &Entropy| {
            [None, Some("token"), None, Some("token")].map(|token| entropy.plan_seed(token))
        };
        let first = plans(&Entropy::new(Some(7)));
        assert_eq!(plans(&Entropy::new(Some(7))), first);
        assert_ne!(plans(&Entropy::new(Some(8))), first);
        assert_eq!(first[1], first[3]);
        assert_ne!(first[0], first[2]);
    }

    #[test]
    fn without_a_test_seed_nothing_repeats() {
        let entropy = Entropy::new(None);
        assert_ne!(entropy.plan_seed(Some("token")), entropy.plan_seed(Some("token")));
        assert_ne!(entropy.session_id(), entropy.session_id());
    }
}
