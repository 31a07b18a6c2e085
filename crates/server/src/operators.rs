//! Operators for the command line: the first admin, links that sign in once, and the audit of both.
//!
//! In: the store and `now`. Out: rows and the place that a link opens. Never: a password in the clear.

use crate::ServerError;
use crate::limits::SIGN_IN_LINK_LIFE;
use crate::page_tokens::PageToken;
use catchlight_store::{NewAuditEntry, NewOperator, Operator, Role, SecretText, Store};
use catchlight_types::EpochMillis;

/// The admin that a new server starts with, or else the oldest admin who may sign in.
///
/// # Errors
/// [`ServerError::Store`], or [`ServerError::NoAdmin`] when no operator may sign in as admin.
pub(crate) async fn first_admin(store: &Store, now: EpochMillis) -> Result<Operator, ServerError> {
    if store.list_operators().await?.is_empty() {
        add_operator(store, FIRST_ADMIN, Role::Admin, None, now).await?;
    }
    let operators = store.list_operators().await?;
    let admins = operators.into_iter().filter(|operator| operator.enabled && operator.role == Role::Admin);
    admins.min_by_key(|admin| (admin.name != FIRST_ADMIN, admin.created_at)).ok_or(ServerError::NoAdmin)
}

/// Creates an operator and records it; `false` when the name is taken.
///
/// # Errors
/// [`ServerError::Store`].
pub async fn add_operator(
    store: &Store,
    name: &str,
    role: Role,
    password: Option<SecretText>,
    now: EpochMillis,
) -> Result<bool, ServerError> {
    let id = new_operator_id();
    let new = NewOperator { id, name: name.to_owned(), role, password, created_at: now };
    let made = store.add_operator(&new).await?;
    if made {
        note_command(store, "operator.add", name, &format!("as {}", role.name()), now).await?;
    }
    Ok(made)
}

/// Stores a link that signs `operator` in once, within 15 minutes, and returns its path below the address of the
/// server.
///
/// # Errors
/// [`ServerError::Store`].
pub async fn make_sign_in_link(
    store: &Store,
    operator: &Operator,
    now: EpochMillis,
) -> Result<String, ServerError> {
    let token = PageToken::generate();
    store.add_sign_in_link(&token.hash(), &operator.id, now.plus(SIGN_IN_LINK_LIFE)).await?;
    note_command(store, "sign-in-link.make", &operator.name, "", now).await?;
    // Browsers do not send the fragment, so no log on the way contains the token.
    Ok(format!("/console/#t={}", token.reveal()))
}

/// Records an action of the command line in the audit.
///
/// # Errors
/// [`ServerError::Store`].
pub async fn note_command(
    store: &Store,
    action: &'static str,
    subject: &str,
    detail: &str,
    now: EpochMillis,
) -> Result<(), ServerError> {
    let entry = NewAuditEntry {
        at: now,
        operator: Some(AT_THE_MACHINE.to_owned()),
        action,
        subject: Some(subject.to_owned()),
        detail: Some(detail).filter(|detail| !detail.is_empty()).map(str::to_owned),
        address: None,
    };
    Ok(store.add_audit(&entry).await?)
}

/// An id that no other operator has.
pub(crate) fn new_operator_id() -> String {
    hex::encode(rand::random::<[u8; 8]>())
}

/// Name of the operator that a new server starts with.
const FIRST_ADMIN: &str = "admin";
/// Name of the command line in the audit; no operator can have it.
const AT_THE_MACHINE: &str = "command line";
