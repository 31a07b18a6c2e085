//! A check on the hosted page, before and after it is created.

use catchlight_store::Presentation;
use catchlight_types::{EpochMillis, SessionId, SessionSettings};
use std::time::Duration;

/// What is needed to create a check.
#[derive(Debug)]
pub(crate) struct NewPageCheck {
    pub(crate) owner: String,
    pub(crate) settings: SessionSettings,
    pub(crate) presentation: Presentation,
    pub(crate) reference: Option<String>,
    pub(crate) life: Duration,
}

/// A check with the link that opens it.
#[derive(Debug)]
pub(crate) struct CreatedPageCheck {
    pub(crate) id: SessionId,
    pub(crate) url: String,
    /// The same below the address of the server.
    pub(crate) place: String,
    pub(crate) expires_at: EpochMillis,
}
