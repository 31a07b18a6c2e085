//! Operators for admins.

use super::access::Signed;
use super::response::{ConsoleResponse, Refusal, Typed, read_body};
use super::sign_in::new_password;
use crate::node::Node;
use crate::operators::new_operator_id;
use catchlight_session::OperatorName;
use catchlight_store::{NewOperator, Operator, OperatorChange, OperatorChanged, Role};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    name: String,
    role: String,
    password: Option<Typed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeBody {
    role: Option<String>,
    enabled: Option<bool>,
    password: Option<Typed>,
}

/// `GET operators`.
pub(super) async fn list(node: &Node) -> Result<ConsoleResponse, Refusal> {
    let operators = node.parts.store.list_operators().await?;
    Ok(ConsoleResponse::ok(json!({"operators": operators.iter().map(told).collect::<Vec<_>>()})))
}

/// `POST operators`.
pub(super) async fn add(node: &Node, signed: &Signed, body: &[u8]) -> Result<ConsoleResponse, Refusal> {
    let body: NewBody = read_body(body)?;
    let name = OperatorName::new(&body.name).map_err(|rule| Refusal::malformed(rule.to_string()))?;
    let role = role(&body.role)?;
    let password = match body.password {
        Some(password) => Some(new_password(node, name.as_str(), password.0).await?),
        None => None,
    };
    let new = NewOperator {
        id: new_operator_id(),
        name: name.as_str().to_owned(),
        role,
        password,
        created_at: node.parts.clock.now(),
    };
    if !node.parts.store.add_operator(&new).await? {
        return Err(Refusal::conflict("NameTaken", format!("there is already an operator {name}")));
    }
    signed.note(node, "operator.add", Some(name.as_str()), Some(format!("as {}", role.name()))).await?;
    let made = node.parts.store.find_operator(&new.id).await?.ok_or_else(Refusal::internal)?;
    Ok(ConsoleResponse::created(told(&made)))
}

/// `POST operators/ID`.
pub(super) async fn change(
    node: &Node,
    signed: &Signed,
    id: &str,
    body: &[u8],
) -> Result<ConsoleResponse, Refusal> {
    let body: ChangeBody = read_body(body)?;
    let unknown = || Refusal::unknown("no operator has this id");
    let before = node.parts.store.find_operator(id).await?.ok_or_else(unknown)?;
    let mut change = OperatorChange { enabled: body.enabled, ..OperatorChange::default() };
    let mut what = Vec::new();
    if let Some(name) = body.role {
        what.push(format!("role {} to {name}", before.role.name()));
        change.role = Some(role(&name)?);
    }
    if let Some(enabled) = body.enabled {
        what.push(if enabled { "enabled" } else { "disabled" }.to_owned());
    }
    if let Some(password) = body.password {
        what.push("password set".to_owned());
        change.password = Some(new_password(node, &before.name, password.0).await?);
        change.kept_session = Some(signed.hash);
    }
    match node.parts.store.change_operator(id, &change).await? {
        OperatorChanged::Changed(now) => {
            signed.note(node, "operator.change", Some(&now.name), Some(what.join(", "))).await?;
            Ok(ConsoleResponse::ok(told(&now)))
        }
        OperatorChanged::Unknown => Err(unknown()),
        OperatorChanged::LastAdmin => Err(Refusal::conflict(
            "LastAdmin",
            "this is the last admin; give another operator the role admin first",
        )),
    }
}

fn role(name: &str) -> Result<Role, Refusal> {
    Role::from_name(name).ok_or_else(|| Refusal::malformed("a role is viewer, reviewer or admin"))
}

fn told(operator: &Operator) -> Value {
    json!({
        "id": operator.id,
        "name": operator.name,
        "role": operator.role.name(),
        "enabled": operator.enabled,
        "hasPassword": operator.password.is_some(),
        "createdAtMs": operator.created_at.as_millis(),
        "issuer": operator.issuer,
        "signedInAtMs": operator.signed_in_at.map(|at| at.as_millis()),
    })
}
