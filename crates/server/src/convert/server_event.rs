//! Orders of the session's machine to messages for the client.

use catchlight_session::Agreement;
use catchlight_types::{Challenge, EpochMillis};
use catchlight_wire::error::AwsError;
use catchlight_wire::eventstream::{ChallengeEvent, ServerChallenge, ServerEvent};

/// Which challenge was agreed.
pub(crate) fn challenge(agreement: Agreement) -> ServerEvent {
    ServerEvent::Challenge(ChallengeEvent::new(agreement.kind, agreement.version))
}

/// The task.
pub(crate) fn session_information(challenge: &Challenge) -> ServerEvent {
    ServerEvent::SessionInformation(Box::new(ServerChallenge::from(challenge)))
}

/// The end of a check whose result can be read.
pub(crate) const fn disconnection(now: EpochMillis) -> ServerEvent {
    ServerEvent::Disconnection { timestamp_millis: now.as_millis() }
}

/// The end of a check that failed.
pub(crate) fn exception(error: &AwsError) -> ServerEvent {
    ServerEvent::Exception(error.into())
}
