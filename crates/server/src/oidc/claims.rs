//! What the claims of an id token mean here.
//!
//! In: claims whose signature was right. Out: a person with a role. Never: an unverified address as a reason to let a person in.

use super::{Denial, OidcSettings};
use catchlight_session::OperatorName;
use catchlight_store::Role;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) subject: String,
    pub(crate) role: Role,
    /// Names for the operator, the best first; the last one is unique.
    pub(crate) names: Vec<String>,
}

impl Person {
    pub(super) fn of(claims: &Map<String, Value>, settings: &OidcSettings) -> Result<Self, Denial> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let verified = claims.get("email_verified") == Some(&Value::Bool(true));
        let email = text("email").filter(|_| verified).map(str::to_lowercase);
        if !settings.allowed.is_empty() && !email.as_deref().is_some_and(|email| is_allowed(email, settings))
        {
            return Err(Denial::NotAllowed);
        }
        let role = role(claims, settings).ok_or(Denial::NoRole)?;
        let subject = text("sub").unwrap_or_default().to_owned();
        let digest = Sha256::digest(format!("{}\n{subject}", settings.issuer));
        let own = format!("person-{}", hex::encode(&digest[..8]));
        let username = text("preferred_username").map(str::to_lowercase);
        let names = email.into_iter().chain(username).filter(|name| OperatorName::new(name).is_ok());
        Ok(Self { subject, role, names: names.chain([own]).collect() })
    }
}

fn is_allowed(email: &str, settings: &OidcSettings) -> bool {
    let domain = email.rsplit_once('@').map(|(_, domain)| format!("@{domain}"));
    settings.allowed.iter().map(|one| one.to_lowercase()).any(|one| one == email || Some(one) == domain)
}

/// The greatest role that a value of the claim gives.
fn role(claims: &Map<String, Value>, settings: &OidcSettings) -> Option<Role> {
    let claim = find(claims, &settings.role_claim)?;
    let values: Vec<&str> = match claim {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let given = settings.roles.iter().filter(|(value, _)| values.contains(&value.as_str()));
    given.map(|(_, role)| *role).max()
}

/// A claim by its whole name, or else by names separated by dots that lead into nested objects.
fn find<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(claim) = claims.get(name) {
        return Some(claim);
    }
    let (first, rest) = name.split_once('.')?;
    find(claims.get(first)?.as_object()?, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(claim: &str, allowed: &[&str]) -> OidcSettings {
        let role = |value: &str, role| (value.to_owned(), role);
        OidcSettings {
            issuer: "https://id.example".to_owned(),
            client_id: "catchlight".to_owned(),
            client_secret: None,
            scopes: Vec::new(),
            label: String::new(),
            role_claim: claim.to_owned(),
            roles: vec![role("face-ops", Role::Viewer), role("face-admins", Role::Admin)],
            allowed: allowed.iter().map(|one| (*one).to_owned()).collect(),
            authorities: None,
        }
    }

    fn person(claims: &Value, settings: &OidcSettings) -> Result<(Role, String), Denial> {
        let person = Person::of(claims.as_object().unwrap(), settings)?;
        Ok((person.role, person.names[0].clone()))
    }

    #[test]
    fn the_greatest_role_of_a_claim_counts() {
        let role = |claim: &str, claims: Value| person(&claims, &settings(claim, &[])).map(|(role, _)| role);
        assert_eq!(role("groups", json!({"groups": ["face-ops", "face-admins"]})), Ok(Role::Admin));
        assert_eq!(role("groups", json!({"groups": "face-ops"})), Ok(Role::Viewer));
        assert_eq!(role("realm.roles", json!({"realm": {"roles": ["face-ops"]}})), Ok(Role::Viewer));
        assert_eq!(role("https://a.b/roles", json!({"https://a.b/roles": ["face-ops"]})), Ok(Role::Viewer));
        for none in [json!({}), json!({"groups": []}), json!({"groups": ["Face-Ops"]}), json!({"groups": 7})]
        {
            assert_eq!(role("groups", none), Err(Denial::NoRole));
        }
    }

    #[test]
    fn only_verified_addresses_are_let_in() {
        let settings = settings("groups", &["ada@a.example", "@b.example"]);
        let check = |email: &str, verified: bool| {
            let claims = json!({"groups": "face-ops", "email": email, "email_verified": verified});
            person(&claims, &settings).map(|(_, name)| name)
        };
        assert_eq!(check("ada@a.example", true).as_deref(), Ok("ada@a.example"));
        assert_eq!(check("Eve@B.example", true).as_deref(), Ok("eve@b.example"));
        for (email, verified) in [
            ("ada@a.example", false),
            ("eve@a.example", true),
            ("eve@evil-b.example", true),
            ("eve@b.example@c.example", true),
        ] {
            assert_eq!(check(email, verified), Err(Denial::NotAllowed), "{email}");
        }
    }

    #[test]
    fn a_name_that_cannot_be_one_is_replaced() {
        let settings = settings("groups", &[]);
        let name = |claims: Value| person(&claims, &settings).map(|(_, name)| name).unwrap();
        let claims =
            |username: &str| json!({"groups": "face-ops", "sub": "7", "preferred_username": username});
        assert_eq!(name(claims("Ada")), "ada");
        assert_eq!(name(claims("command line")), "person-".to_owned() + &name(claims(""))[7..]);
        assert!(OperatorName::new(&name(claims("x y"))).is_ok());
    }
}
