//! Checks on the hosted page: made by an application, carried out by the person who holds the link.
//!
//! In: `/v1/checks`, signed as every request of an application, and `/v1/page`, with the pass of an opened page.
//! Out: JSON. Never: a score for the person, anything about another check for the holder of a pass.

pub(crate) mod application;
pub(crate) mod page;
pub(crate) mod standing;

use crate::page_tokens::PageToken;
use crate::records;
use crate::server::{Node, page_place};
use catchlight_store::{PageCheck, Presentation, Settings, TokenKind};
use catchlight_types::{EpochMillis, SessionId};
use catchlight_wire::error::AwsError;
use std::time::Duration;

/// What is needed to make a check.
#[derive(Debug)]
pub(crate) struct NewPageCheck {
    pub(crate) owner: String,
    pub(crate) settings: Settings,
    pub(crate) presentation: Presentation,
    pub(crate) reference: Option<String>,
    pub(crate) life: Duration,
}

/// A check with the link that opens it.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) id: SessionId,
    pub(crate) url: String,
    /// The same below the address of the server.
    pub(crate) place: String,
    pub(crate) expires_at: EpochMillis,
}

/// Stores a check and makes its first link.
pub(crate) async fn make(node: &Node, new: NewPageCheck) -> Result<Made, AwsError> {
    let now = node.parts.clock.now();
    let expires_at = now.plus(new.life);
    let check = PageCheck {
        id: node.entropy.session_id(),
        owner: new.owner,
        settings: new.settings,
        presentation: new.presentation,
        reference: new.reference,
        opened_at: None,
        cancelled_at: None,
        created_at: now,
        expires_at,
        delete_at: now.plus(node.retention.max(new.life)),
    };
    let link = PageToken::generate();
    let stored = link.stored(TokenKind::Link, expires_at);
    node.parts.store.create_page_check(&check, &stored).await.map_err(|error| records::internal(&error))?;
    tracing::info!(check = %check.id, "check made for the page");
    Ok(Made { id: check.id, url: node.link(&link), place: page_place(&link), expires_at })
}
