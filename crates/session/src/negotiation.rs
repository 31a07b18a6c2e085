//! Which challenge this client gets.
//!
//! In: the session's preferences and what the client supports. Out: one challenge in one version.
//! Never: takes the client's order for a preference; iOS sends its list reversed.

use crate::SessionError;
use catchlight_types::{ChallengeKind, ChallengePreference, ChallengeVersion, VersionedChallenge};

/// What the client is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// Which challenge.
    pub kind: ChallengeKind,
    /// Its version.
    pub version: ChallengeVersion,
    /// Whether the challenge event goes first; clients of light 1.0.0 do not know that event.
    pub announce: bool,
}

/// Light 1.0.0: the same stream without the challenge event.
const LIGHT_1: VersionedChallenge = offer(ChallengeKind::FaceMovementAndLight, 1);

/// What the server can run; of several versions of a kind the first wins.
pub const SERVED_CHALLENGES: [VersionedChallenge; 3] =
    [offer(ChallengeKind::FaceMovementAndLight, 2), LIGHT_1, offer(ChallengeKind::FaceMovement, 1)];

/// Picks the first preference that both sides can run.
///
/// # Errors
/// [`SessionError::NoCommonChallenge`] when there is none.
pub fn negotiate(
    preferences: &[ChallengePreference],
    supported: &[VersionedChallenge],
) -> Result<Agreement, SessionError> {
    let default = [ChallengePreference::any(ChallengeKind::FaceMovementAndLight)];
    let preferences = if preferences.is_empty() { &default } else { preferences };
    let both = |preference: &ChallengePreference| {
        SERVED_CHALLENGES.into_iter().find(|served| {
            served.kind == preference.kind && preference.accepts(served.version) && supported.contains(served)
        })
    };
    let chosen = preferences.iter().find_map(both).ok_or(SessionError::NoCommonChallenge)?;
    Ok(Agreement { kind: chosen.kind, version: chosen.version, announce: chosen != LIGHT_1 })
}

const fn offer(kind: ChallengeKind, major: u16) -> VersionedChallenge {
    VersionedChallenge { kind, version: ChallengeVersion { major, minor: 0, patch: 0 } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ChallengeKind::{FaceMovement, FaceMovementAndLight};

    const fn any(kind: ChallengeKind) -> ChallengePreference {
        ChallengePreference::any(kind)
    }

    fn check(preferences: &[ChallengePreference], supported: &[VersionedChallenge], expected: &str) {
        let text = match negotiate(preferences, supported) {
            Ok(Agreement { kind, version, announce }) => format!("{} {version} {announce}", kind.name()),
            Err(error) => error.to_string(),
        };
        assert_eq!(text, expected);
    }

    #[test]
    fn the_session_decides_the_order() {
        let web = [offer(FaceMovement, 1), offer(FaceMovementAndLight, 2)];
        check(&[], &web, "FaceMovementAndLightChallenge 2.0.0 true");
        check(&[any(FaceMovement), any(FaceMovementAndLight)], &web, "FaceMovementChallenge 1.0.0 true");
        check(
            &[any(FaceMovementAndLight), any(FaceMovement)],
            &web,
            "FaceMovementAndLightChallenge 2.0.0 true",
        );
    }

    #[test]
    fn a_client_of_light_1_gets_no_challenge_event() {
        check(&[], &[offer(FaceMovementAndLight, 1)], "FaceMovementAndLightChallenge 1.0.0 false");
        let both = [offer(FaceMovementAndLight, 1), offer(FaceMovementAndLight, 2)];
        check(&[], &both, "FaceMovementAndLightChallenge 2.0.0 true");
    }

    #[test]
    fn the_version_range_of_a_preference_holds() {
        let from_2 = ChallengePreference {
            kind: FaceMovementAndLight,
            min: Some(ChallengeVersion { major: 2, minor: 0, patch: 0 }),
            max: None,
        };
        let none = "the client supports none of the challenges that this session allows";
        check(&[from_2], &[offer(FaceMovementAndLight, 1)], none);
        check(&[from_2, any(FaceMovement)], &[offer(FaceMovement, 1)], "FaceMovementChallenge 1.0.0 true");
    }

    #[test]
    fn no_overlap_is_an_error() {
        let none = "the client supports none of the challenges that this session allows";
        check(&[], &[offer(FaceMovement, 1)], none);
        check(&[], &[], none);
        check(&[any(FaceMovement)], &[offer(FaceMovement, 9)], none);
    }
}
