//! A structure that holds exactly one of the two challenges.
//!
//! In: JSON with either member, where `null` is a missing one. Out: the one that is there. Never: both, or none.

use serde::Deserialize;

/// What stands under `Challenge`, before it is known that exactly one of the two is there.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct EitherChallenge<L, M> {
    face_movement_and_light_challenge: Option<L>,
    face_movement_challenge: Option<M>,
}

/// The one that is there.
pub(super) enum OneChallenge<L, M> {
    Light(L),
    Movement(M),
}

/// None of the two is there, or both are.
#[derive(Debug, thiserror::Error)]
#[error("Challenge {NOT_ONE}")]
pub(super) struct NotOneChallenge;

impl<L, M> EitherChallenge<L, M> {
    pub(super) fn one(self) -> Result<OneChallenge<L, M>, NotOneChallenge> {
        match (self.face_movement_and_light_challenge, self.face_movement_challenge) {
            (Some(light), None) => Ok(OneChallenge::Light(light)),
            (None, Some(movement)) => Ok(OneChallenge::Movement(movement)),
            (Some(_), Some(_)) | (None, None) => Err(NotOneChallenge),
        }
    }
}

/// The problem as an error that names its member says it.
pub(super) const NOT_ONE: &str = "must hold exactly one of the two challenges";
