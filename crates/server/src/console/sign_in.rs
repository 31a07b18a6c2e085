//! Signing in and out.
//!
//! In: a name and a password, or a link of the command line. Out: a cookie and what a page needs to go on.
//! Never: whether a name exists.

use super::access::{Caller, Signed, clear_cookie, csrf, set_cookie};
use super::response::{ConsoleResponse, Refusal, Typed, read_body};
use crate::limits::CONSOLE_SESSION_LIFE;
use crate::node::Node;
use crate::page_tokens::PageToken;
use crate::passwords::PasswordError;
use catchlight_session::OperatorName;
use catchlight_store::{
    NewOperatorSession, Operator, OperatorChange, OperatorChanged, SecretText, SignInWay,
};
use catchlight_types::EpochMillis;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInBody {
    name: String,
    password: Typed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    token: Typed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordBody {
    current: Option<Typed>,
    new: Typed,
}

/// `POST login`.
pub(super) async fn by_password(
    node: &Node,
    caller: &Caller,
    body: &[u8],
) -> Result<ConsoleResponse, Refusal> {
    let SignInBody { name, password } = read_body(body)?;
    // No operator has a name of another shape, and it may be too long to count or record.
    let name = OperatorName::new(&name).map_err(|_rule| Refusal::bad_login())?;
    let name = name.as_str();
    begin_try(node, caller, name)?;
    let operator = node.parts.store.find_operator_by_name(name).await?.filter(|operator| operator.enabled);
    let hash = operator.as_ref().and_then(|operator| operator.password.clone());
    let fits = node.passwords.fits(password.0, hash).await?;
    let Some(operator) = operator.filter(|_| fits) else {
        caller.note(node, None, "sign-in.refused", Some(name), None).await?;
        return Err(Refusal::bad_login());
    };
    node.sign_in_succeeded(name, caller.address);
    welcome(node, caller, &operator, SignInWay::Password).await
}

/// `POST login/link`.
pub(super) async fn by_link(node: &Node, caller: &Caller, body: &[u8]) -> Result<ConsoleResponse, Refusal> {
    let LinkBody { token } = read_body(body)?;
    let token = PageToken::parse(&token.0).ok_or_else(Refusal::link_used)?;
    let now = node.parts.clock.now();
    let Some(operator) = node.parts.store.use_sign_in_link(&token.hash(), now).await? else {
        begin_try(node, caller, LINK_NAME)?;
        caller.note(node, None, "sign-in.refused", None, Some("by link".to_owned())).await?;
        return Err(Refusal::link_used());
    };
    welcome(node, caller, &operator, SignInWay::Link).await
}

/// `POST logout`.
pub(super) async fn sign_out(node: &Node, signed: &Signed) -> Result<ConsoleResponse, Refusal> {
    node.parts.store.end_operator_session(&signed.hash).await?;
    signed.note(node, "sign-out", None, None).await?;
    Ok(ConsoleResponse::done().with_cookie(&clear_cookie()))
}

/// `GET me`.
pub(super) fn me(signed: &Signed) -> ConsoleResponse {
    let session = &signed.session;
    ConsoleResponse::ok(told(&session.operator, session.way, &signed.csrf, session.ends_at))
}

/// `POST me/password`.
pub(super) async fn change_password(
    node: &Node,
    signed: &Signed,
    body: &[u8],
) -> Result<ConsoleResponse, Refusal> {
    let PasswordBody { current, new } = read_body(body)?;
    let operator = &signed.session.operator;
    match (current, signed.session.way) {
        (Some(current), _) => {
            begin_try(node, &signed.caller, signed.name())?;
            if !node.passwords.fits(current.0, operator.password.clone()).await? {
                signed.note(node, "password.refused", Some(signed.name()), None).await?;
                return Err(Refusal::forbidden("BadPassword", "the current password is wrong"));
            }
            node.sign_in_succeeded(signed.name(), signed.caller.address);
        }
        // A person who can create a link may set the password, too.
        (None, SignInWay::Link) => {}
        (None, SignInWay::Password | SignInWay::Provider) => {
            return Err(Refusal::malformed("send the current password, too"));
        }
    }
    let password = new_password(node, signed.name(), new.0).await?;
    let change = OperatorChange {
        password: Some(password),
        kept_session: Some(signed.hash),
        ..OperatorChange::default()
    };
    match node.parts.store.change_operator(&operator.id, &change).await? {
        OperatorChanged::Changed(_) => {}
        OperatorChanged::Unknown | OperatorChanged::LastAdmin => return Err(Refusal::signed_out()),
    }
    signed.note(node, "password.set", Some(signed.name()), None).await?;
    Ok(ConsoleResponse::done())
}

/// Hashes a new password if it follows the rules.
pub(super) async fn new_password(
    node: &Node,
    name: &str,
    password: Zeroizing<String>,
) -> Result<SecretText, Refusal> {
    let rule = OperatorName::new(name).and_then(|name| name.check_password(&password));
    rule.map_err(|rule| Refusal::malformed(rule.to_string()))?;
    Ok(node.passwords.hash(password).await?)
}

fn begin_try(node: &Node, caller: &Caller, name: &str) -> Result<(), Refusal> {
    node.sign_in_begins(name, caller.address).map_err(|wait| Refusal::too_many_attempts(wait.as_secs()))
}

async fn welcome(
    node: &Node,
    caller: &Caller,
    operator: &Operator,
    way: SignInWay,
) -> Result<ConsoleResponse, Refusal> {
    let (token, ends_at) = open(node, caller, operator, way).await?;
    let body = told(operator, way, &csrf(&token), ends_at);
    Ok(ConsoleResponse::ok(body).with_cookie(&set_cookie(&token, CONSOLE_SESSION_LIFE.as_secs())))
}

/// Opens a session and notes it; returns its token and its end.
pub(super) async fn open(
    node: &Node,
    caller: &Caller,
    operator: &Operator,
    way: SignInWay,
) -> Result<(PageToken, EpochMillis), Refusal> {
    let now = node.parts.clock.now();
    let token = PageToken::generate();
    let session = NewOperatorSession {
        hash: token.hash(),
        operator_id: operator.id.clone(),
        way,
        created_at: now,
        ends_at: now.plus(CONSOLE_SESSION_LIFE),
    };
    node.parts.store.open_operator_session(&session).await?;
    caller.note(node, Some(&operator.name), "sign-in", None, Some(format!("by {}", way.name()))).await?;
    Ok((token, session.ends_at))
}

fn told(operator: &Operator, way: SignInWay, csrf: &str, ends_at: EpochMillis) -> Value {
    json!({
        "operator": {
            "id": operator.id,
            "name": operator.name,
            "role": operator.role.name(),
            "hasPassword": operator.password.is_some(),
        },
        // Without a password the next link has to come from the command line.
        "mustSetPassword": way == SignInWay::Link && operator.password.is_none(),
        "csrf": csrf,
        "expiresAtMs": ends_at.as_millis(),
    })
}

impl From<PasswordError> for Refusal {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::busy(),
            PasswordError::Failed => {
                tracing::error!("cannot hash a password");
                Self::internal()
            }
        }
    }
}

/// The name that attempts with links are counted under; no operator can have it.
const LINK_NAME: &str = "by link";
