//! What a repeated creation means.

use catchlight_types::{EpochMillis, SESSION_LIFE, SessionId};

/// A session that was created with the same token before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownToken {
    /// The session.
    pub id: SessionId,
    /// When it was created.
    pub created_at: EpochMillis,
}

/// What to do with a creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreateDecision {
    /// Make a new session.
    Create,
    /// Answer with this session; its settings stay as they were.
    Reuse(SessionId),
}

/// Decides whether a creation repeats an earlier one. A token is bound to its session for that session's life.
#[must_use]
pub fn decide_create(known: Option<&KnownToken>, now: EpochMillis) -> CreateDecision {
    match known {
        Some(known) if now < known.created_at.plus(SESSION_LIFE) => CreateDecision::Reuse(known.id.clone()),
        Some(_) | None => CreateDecision::Create,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_session_for_three_minutes() {
        let known = KnownToken { id: SessionId::from_random([7; 16]), created_at: EpochMillis::new(1_000) };
        let decide = |now| decide_create(Some(&known), EpochMillis::new(now));
        assert_eq!(decide(1_000), CreateDecision::Reuse(known.id.clone()));
        assert_eq!(decide(180_999), CreateDecision::Reuse(known.id.clone()));
        assert_eq!(decide(181_000), CreateDecision::Create);
        assert_eq!(decide_create(None, EpochMillis::new(0)), CreateDecision::Create);
    }
}
