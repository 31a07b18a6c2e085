//! What can be asked of the console, and who may ask it.
//!
//! In: a method and a path. Out: the ask with the ids that its path names. Never: reads a head or a body.

use catchlight_store::Role;
use http::Method;

/// Something that a console page asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConsoleAsk {
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

impl ConsoleAsk {
    /// What a request asks; `None` when it is not for the console's API.
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

    /// The least role that may ask it; `None` when nobody has to be signed in.
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
    fn each_ask_has_its_method_and_path() {
        let check = |method: Method, path: &str, expected: Option<ConsoleAsk>| {
            assert_eq!(ConsoleAsk::read(&method, path), expected, "{method} {path}");
        };
        check(Method::POST, "/console/api/login", Some(ConsoleAsk::SignIn));
        check(Method::GET, "/console/api/login", Some(ConsoleAsk::Nothing));
        check(Method::POST, "/console/api/operators/7", Some(ConsoleAsk::ChangeOperator("7".to_owned())));
        check(Method::GET, "/console/api/", Some(ConsoleAsk::Nothing));
        check(Method::GET, "/console/", None);
        check(Method::GET, "/prefix/console/api/me", None);
    }
}
