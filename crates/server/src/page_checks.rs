//! Checks on the hosted page: created by an application, completed by the person who has the link.
//!
//! In: `/v1/checks`, signed like every request of an application, and `/v1/page`, with the pass of an opened page.
//! Out: JSON. Never: a score for the person, anything about another check for the holder of a pass.

pub(crate) mod application;
pub(crate) mod page;

use crate::node::Node;
use crate::page_check::{CreatedPageCheck, NewPageCheck};
use crate::page_tokens::PageToken;
use crate::records;
use catchlight_store::{PageCheck, TokenKind};
use catchlight_wire::error::AwsError;

/// Stores a check and creates its first link.
pub(crate) async fn create(node: &Node, new: NewPageCheck) -> Result<CreatedPageCheck, AwsError> {
    let now = node.parts.clock.now();
    let expires_at = now.plus(new.life);
    let check = PageCheck {
        id: node.entropy.session_id(),
        owner: new.owner,
        settings: new.settings,
        presentation: new.presentation,
        reference: new.reference,
        movement_only: None,
        opened_at: None,
        cancelled_at: None,
        created_at: now,
        expires_at,
        delete_at: now.plus(node.retention.max(new.life)),
    };
    let link = PageToken::generate();
    let stored = link.stored(TokenKind::Link, expires_at);
    node.parts.store.create_page_check(&check, &stored).await.map_err(|error| records::internal(&error))?;
    tracing::info!(check = %check.id, "check created for the page");
    Ok(CreatedPageCheck { id: check.id, url: node.link(&link), place: link.page_place(), expires_at })
}
