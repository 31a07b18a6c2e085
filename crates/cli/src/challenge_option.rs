//! A challenge by its short name on the command line.

use catchlight_types::ChallengeKind;
use clap::ValueEnum;

/// A challenge by its short name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChallengeOption {
    /// Move into the oval, then be lit by colours.
    Light,
    /// Move into the oval.
    Movement,
}

impl From<ChallengeOption> for ChallengeKind {
    fn from(option: ChallengeOption) -> Self {
        match option {
            ChallengeOption::Light => Self::FaceMovementAndLight,
            ChallengeOption::Movement => Self::FaceMovement,
        }
    }
}
