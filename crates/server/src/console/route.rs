//! The routes of the console's API, and the role that each needs.
//!
//! In: a method and a path. Out: the route with the ids that the path names. Never: reads a head or a body.

use catchlight_store::Role;
use http::Method;

/// A route of the console's API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConsoleRoute {
    /// `POST login`.
    SignIn,
    /// `POST login/link`.
    SignInByLink,
    /// `GET login/options`.
    SignInOptions,
    /// `GET login/oidc`.
    SignInByProvider,
    /// `GET login/oidc/callback`.
    ProviderCallback,
    /// `POST logout`.
    SignOut,
    /// `GET me`.
    Me,
    /// `POST me/password`.
    OwnPassword,
    /// `GET operators`.
    Operators,
    /// `POST operators`.
    NewOperator,
    /// `POST operators/ID`.
    ChangeOperator(String),
    /// `GET audit`.
    Audit,
    /// `GET checks`.
    Checks,
    /// `GET checks/ID`.
    Check(String),
    /// `GET checks/ID/images/PLACE`.
    Image { check: String, place: String },
    /// `POST checks/ID/reviews`.
    Review(String),
    /// `DELETE checks/ID`.
    EraseCheck(String),
    /// `POST trial-checks`.
    Trial,
    /// `GET thresholds`.
    Thresholds,
    /// `GET signals`.
    Signals,
    /// `GET health`.
    Health,
    /// `GET keys`.
    Keys,
    /// `POST keys`.
    NewKey,
    /// `POST keys/ID/enable`.
    EnableKey(String),
    /// `POST keys/ID/disable`.
    DisableKey(String),
    /// `POST keys/ID/rotate`.
    RotateKey(String),
    /// `DELETE keys/ID`.
    DeleteKey(String),
    /// Any other path below the API.
    Nothing,
}

impl ConsoleRoute {
    /// The route of a request; `None` when it is not for the console's API.
    pub(crate) fn read(method: &Method, path: &str) -> Option<Self> {
        let words: Vec<&str> = path.strip_prefix("/console/api/")?.split('/').collect();
        Some(match (method.as_str(), words.as_slice()) {
            ("POST", ["login"]) => Self::SignIn,
            ("POST", ["login", "link"]) => Self::SignInByLink,
            ("GET", ["login", "options"]) => Self::SignInOptions,
            ("GET", ["login", "oidc"]) => Self::SignInByProvider,
            ("GET", ["login", "oidc", "callback"]) => Self::ProviderCallback,
            ("POST", ["logout"]) => Self::SignOut,
            ("GET", ["me"]) => Self::Me,
            ("POST", ["me", "password"]) => Self::OwnPassword,
            ("GET", ["operators"]) => Self::Operators,
            ("POST", ["operators"]) => Self::NewOperator,
            ("POST", ["operators", id]) => Self::ChangeOperator((*id).to_owned()),
            ("GET", ["audit"]) => Self::Audit,
            ("GET", ["checks"]) => Self::Checks,
            ("GET", ["checks", id]) => Self::Check((*id).to_owned()),
            ("GET", ["checks", id, "images", place]) => {
                Self::Image { check: (*id).to_owned(), place: (*place).to_owned() }
            }
            ("POST", ["checks", id, "reviews"]) => Self::Review((*id).to_owned()),
            ("DELETE", ["checks", id]) => Self::EraseCheck((*id).to_owned()),
            ("POST", ["trial-checks"]) => Self::Trial,
            ("GET", ["thresholds"]) => Self::Thresholds,
            ("GET", ["signals"]) => Self::Signals,
            ("GET", ["health"]) => Self::Health,
            ("GET", ["keys"]) => Self::Keys,
            ("POST", ["keys"]) => Self::NewKey,
            ("POST", ["keys", id, "enable"]) => Self::EnableKey((*id).to_owned()),
            ("POST", ["keys", id, "disable"]) => Self::DisableKey((*id).to_owned()),
            ("POST", ["keys", id, "rotate"]) => Self::RotateKey((*id).to_owned()),
            ("DELETE", ["keys", id]) => Self::DeleteKey((*id).to_owned()),
            _ => Self::Nothing,
        })
    }

    /// Its name in the log.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SignInByLink => "sign-in-by-link",
            Self::SignInOptions => "sign-in-options",
            Self::SignInByProvider => "sign-in-by-provider",
            Self::ProviderCallback => "provider-callback",
            Self::SignOut => "sign-out",
            Self::Me => "me",
            Self::OwnPassword => "own-password",
            Self::Operators => "operators",
            Self::NewOperator => "new-operator",
            Self::ChangeOperator(_) => "change-operator",
            Self::Audit => "audit",
            Self::Checks => "checks",
            Self::Check(_) => "check",
            Self::Image { .. } => "image",
            Self::Review(_) => "review",
            Self::EraseCheck(_) => "delete-check",
            Self::Trial => "trial-check",
            Self::Thresholds => "thresholds",
            Self::Signals => "signals",
            Self::Health => "health",
            Self::Keys => "keys",
            Self::NewKey => "new-key",
            Self::EnableKey(_) => "enable-key",
            Self::DisableKey(_) => "disable-key",
            Self::RotateKey(_) => "rotate-key",
            Self::DeleteKey(_) => "delete-key",
            Self::Nothing => "unknown",
        }
    }

    /// The least role that may use it; `None` when the caller need not be signed in.
    pub(super) const fn least_role(&self) -> Option<Role> {
        match self {
            Self::SignIn
            | Self::SignInByLink
            | Self::SignInOptions
            | Self::SignInByProvider
            | Self::ProviderCallback
            | Self::Nothing => None,
            Self::SignOut
            | Self::Me
            | Self::OwnPassword
            | Self::Checks
            | Self::Check(_)
            | Self::Thresholds
            | Self::Signals
            | Self::Health => Some(Role::Viewer),
            Self::Image { .. } | Self::Review(_) | Self::Trial => Some(Role::Reviewer),
            Self::Operators
            | Self::NewOperator
            | Self::ChangeOperator(_)
            | Self::Audit
            | Self::EraseCheck(_)
            | Self::Keys
            | Self::NewKey
            | Self::EnableKey(_)
            | Self::DisableKey(_)
            | Self::RotateKey(_)
            | Self::DeleteKey(_) => Some(Role::Admin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_route_has_its_method_and_path() {
        let check = |method: Method, path: &str, expected: Option<ConsoleRoute>| {
            assert_eq!(ConsoleRoute::read(&method, path), expected, "{method} {path}");
        };
        check(Method::POST, "/console/api/login", Some(ConsoleRoute::SignIn));
        check(Method::GET, "/console/api/login", Some(ConsoleRoute::Nothing));
        check(Method::POST, "/console/api/operators/7", Some(ConsoleRoute::ChangeOperator("7".to_owned())));
        check(Method::GET, "/console/api/", Some(ConsoleRoute::Nothing));
        check(Method::GET, "/console/", None);
        check(Method::GET, "/prefix/console/api/me", None);
    }
}
