//! Who did what, for admins.

use super::query::Query;
use super::response::{ConsoleResponse, Refusal};
use crate::node::Node;
use catchlight_store::{AuditEntry, AuditFilter};
use serde_json::{Value, json};

/// `GET audit`.
pub(super) async fn list(node: &Node, query: &str) -> Result<ConsoleResponse, Refusal> {
    let mut query = Query::read(query)?;
    let filter = AuditFilter {
        operator: query.text("operator"),
        action: query.text("action"),
        subject: query.text("subject"),
        before: query.number("after")?,
    };
    let limit = query.limit()?;
    query.end()?;
    // One more shows whether there is another page.
    let mut entries = node.parts.store.list_audit(&filter, limit + 1).await?;
    let has_more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next = entries.last().filter(|_| has_more).map(|last| last.id.to_string());
    Ok(ConsoleResponse::ok(json!({"entries": entries.iter().map(told).collect::<Vec<_>>(), "next": next})))
}

fn told(entry: &AuditEntry) -> Value {
    json!({
        "id": entry.id.to_string(),
        "atMs": entry.at.as_millis(),
        "operator": entry.operator,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "address": entry.address,
    })
}
