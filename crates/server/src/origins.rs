//! Where the check page may hand a person back, and who may embed it.
//!
//! In: origins as an operator writes them; URLs as applications send them. Out: URLs and origins that are allowed.
//! Never: patterns; an origin is allowed when it is listed exactly.

use http::Uri;
use std::fmt;

/// `https://host[:port]`; plain `http` for this machine only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

/// The text is not an origin, or not one that a person can be sent to safely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be https://host[:port], or http:// for localhost")]
pub struct OriginError;

impl Origin {
    /// Reads an origin; a path, query or user is refused.
    ///
    /// # Errors
    /// [`OriginError`] for anything else.
    pub fn new(text: &str) -> Result<Self, OriginError> {
        let origin = Self::of_url(text)?;
        let bare = text.strip_suffix('/').unwrap_or(text);
        if bare.eq_ignore_ascii_case(&origin.0) { Ok(origin) } else { Err(OriginError) }
    }

    /// The origin of a URL, as browsers write it.
    pub(crate) fn of_url(url: &str) -> Result<Self, OriginError> {
        let clean = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>*\\`{}|^;,".contains(&byte));
        let uri: Uri = url.parse().map_err(|_shape| OriginError)?;
        let (Some(scheme), Some(authority), true) = (uri.scheme_str(), uri.authority(), clean) else {
            return Err(OriginError);
        };
        let host = authority.host().to_ascii_lowercase();
        let usual_port = match scheme {
            "https" => 443,
            "http" if THIS_MACHINE.contains(&host.as_str()) => 80,
            _ => return Err(OriginError),
        };
        if authority.as_str().contains('@') || host.is_empty() {
            return Err(OriginError);
        }
        let port = authority.port_u16().filter(|&port| port != usual_port);
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self(format!("{scheme}://{host}{port}")))
    }

    /// The origin as browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// `url` with what became of a check in its query.
pub(crate) fn with_outcome(url: &str, check: &str, state: &str) -> String {
    let (address, fragment) = match url.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (url, String::new()),
    };
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}catchlight_check={check}&catchlight_state={state}{fragment}")
}

const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: Option<&str>) {
        assert_eq!(Origin::of_url(url).ok().as_ref().map(Origin::as_str), expected, "{url}");
    }

    #[test]
    fn a_url_has_the_origin_that_a_browser_gives_it() {
        check("https://App.example/a?b=c#d", Some("https://app.example"));
        check("https://app.example:443/", Some("https://app.example"));
        check("https://app.example:8443", Some("https://app.example:8443"));
        check("http://localhost:3000/x", Some("http://localhost:3000"));
        check("http://[::1]:3000/x", Some("http://[::1]:3000"));
    }

    #[test]
    fn what_could_lead_elsewhere_has_none() {
        for url in [
            "http://app.example",
            "javascript:alert(1)",
            "//app.example",
            "/path",
            "https://",
            "https://app.example@evil.example/",
            "https://app.example\\@evil.example",
            "https://app.example; script-src *",
            "https://app.example/\nx",
            "http://localhost.evil.example",
            "data:text/html,x",
        ] {
            check(url, None);
        }
    }

    #[test]
    fn a_listed_origin_is_nothing_but_an_origin() {
        assert!(Origin::new("https://app.example").is_ok());
        assert!(Origin::new("https://app.example/").is_ok());
        for text in ["https://app.example/path", "https://*.app.example", "app.example", "https://a.b?c"] {
            assert!(Origin::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_outcome_is_added_to_any_query() {
        let check = |url, expected| assert_eq!(with_outcome(url, "id", "done"), expected);
        check("https://a.b", "https://a.b?catchlight_check=id&catchlight_state=done");
        check("https://a.b/c?d=e#f", "https://a.b/c?d=e&catchlight_check=id&catchlight_state=done#f");
    }
}
