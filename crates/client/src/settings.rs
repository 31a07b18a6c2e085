//! Where the service is, who calls it and whom to trust.
//!
//! In: plain values, or a way to look up environment variables. Out: parsed settings.
//! Never: reads the environment itself.

use crate::limits::{CONNECT_TIMEOUT, REQUEST_TIMEOUT, STALL_TIMEOUT};
use crate::{ClientError, Pause, RetrySettings, Trust, timer};
use catchlight_types::EpochMillis;
use http::Uri;
use http::uri::Scheme;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Gives the present time, which dates signatures and claims.
pub type Clock = Arc<dyn Fn() -> EpochMillis + Send + Sync>;

/// Everything a client needs to know.
#[derive(Clone)]
pub struct ClientSettings {
    /// Where the service is.
    pub endpoint: Endpoint,
    /// Region in the signatures.
    pub region: String,
    /// The caller's credentials.
    pub credentials: Credentials,
    /// Whose certificates are accepted.
    pub trust: Trust,
    /// Gives the present time.
    pub clock: Clock,
    /// How often a call of the control plane is made; a check is never repeated, since a session takes one.
    pub retry: RetrySettings,
    /// Waits between two attempts.
    pub pause: Pause,
    /// Longest wait for a connection; then the call fails as unreachable.
    pub connect_timeout: Duration,
    /// Longest wait for a response to begin, and then for the whole of it; then the attempt fails.
    pub request_timeout: Duration,
    /// Longest wait for the task of a check, and for the service to take one message of it; then the check fails.
    pub stall_timeout: Duration,
}

impl ClientSettings {
    /// Settings for region us-east-1 that trust the authorities of the system and go by the clock of this machine.
    #[must_use]
    pub fn new(endpoint: Endpoint, credentials: Credentials) -> Self {
        let region = DEFAULT_REGION.to_owned();
        Self {
            endpoint,
            region,
            credentials,
            trust: Trust::System,
            clock: system_clock(),
            retry: RetrySettings::STANDARD,
            pause: timer(),
            connect_timeout: CONNECT_TIMEOUT,
            request_timeout: REQUEST_TIMEOUT,
            stall_timeout: STALL_TIMEOUT,
        }
    }
}

/// The clock of this machine.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(system_now)
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that all others stand in for")]
fn system_now() -> EpochMillis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    EpochMillis::new(0).plus(since_epoch)
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientSettings")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("credentials", &self.credentials)
            .field("trust", &self.trust)
            .field("retry", &self.retry)
            .field("connect_timeout", &self.connect_timeout)
            .field("request_timeout", &self.request_timeout)
            .field("stall_timeout", &self.stall_timeout)
            .finish_non_exhaustive()
    }
}

/// An access key, long-lived or of a session.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The key's public half.
    pub access_key_id: String,
    /// Its secret half.
    pub secret_access_key: SecretText,
    /// The token of a session key.
    pub session_token: Option<SecretText>,
}

impl Credentials {
    /// A long-lived access key.
    #[must_use]
    pub fn new(access_key_id: &str, secret_access_key: &str) -> Self {
        Self {
            access_key_id: access_key_id.to_owned(),
            secret_access_key: SecretText::new(secret_access_key.to_owned()),
            session_token: None,
        }
    }

    /// The credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if it is set, AWS_SESSION_TOKEN; `variable`
    /// looks a variable up, as `|name| std::env::var(name).ok()` does.
    ///
    /// # Errors
    /// [`ClientError::Credentials`] names the first variable that is missing or empty.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ClientError> {
        let set = |name: &'static str| variable(name).filter(|value| !value.is_empty());
        let required = |name: &'static str| set(name).ok_or(ClientError::Credentials { variable: name });
        Ok(Self {
            access_key_id: required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: SecretText::new(required("AWS_SECRET_ACCESS_KEY")?),
            session_token: set("AWS_SESSION_TOKEN").map(SecretText::new),
        })
    }
}

/// A secret; `Debug` prints nothing of it.
#[derive(Clone)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a secret.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretText(redacted)")
    }
}

/// `http://` or `https://`, a host, perhaps a port and a path prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    secure: bool,
    authority: String,
    host: String,
    port: u16,
    prefix: String,
}

impl FromStr for Endpoint {
    type Err = ClientError;

    fn from_str(text: &str) -> Result<Self, ClientError> {
        let wrong = |problem| ClientError::Endpoint { problem };
        let Ok(uri) = text.parse::<Uri>() else { return Err(wrong("is not a URL")) };
        let secure = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(wrong("must begin with https:// or http://")),
        };
        let Some(authority) = uri.authority() else { return Err(wrong("has no host")) };
        if authority.as_str().contains('@') || uri.query().is_some() {
            return Err(wrong("must hold neither a user nor a query"));
        }
        Ok(Self {
            secure,
            authority: authority.as_str().to_owned(),
            host: authority.host().trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: authority.port_u16().unwrap_or(if secure { 443 } else { 80 }),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.http_url(""))
    }
}

impl Endpoint {
    /// Whether the connection is encrypted.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Port, that of the scheme when none was given.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether only programs on this machine can be behind it.
    #[must_use]
    pub fn is_on_this_machine(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The URL of a path below the prefix; `path` begins with a slash and may end in a query.
    pub(crate) fn http_url(&self, path: &str) -> String {
        self.url(if self.secure { "https" } else { "http" }, path)
    }

    /// The same for a WebSocket.
    pub(crate) fn websocket_url(&self, path: &str) -> String {
        self.url(if self.secure { "wss" } else { "ws" }, path)
    }

    fn url(&self, scheme: &str, path: &str) -> String {
        format!("{scheme}://{}{}{path}", self.authority, self.prefix)
    }
}

/// The region that most programs sign for by default; Catchlight accepts every region.
const DEFAULT_REGION: &str = "us-east-1";

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: &Expect) {
        let told = match text.parse::<Endpoint>() {
            Ok(endpoint) => {
                format!("{} {} {}", endpoint.host(), endpoint.port(), endpoint.websocket_url("/start"))
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn endpoints_are_parsed_once() {
        check("https://live.example", &expect!["live.example 443 wss://live.example/start"]);
        check(
            "https://live.example:8443/aws/",
            &expect!["live.example 8443 wss://live.example:8443/aws/start"],
        );
        check("http://[::1]:80", &expect!["::1 80 ws://[::1]:80/start"]);
        check("live.example", &expect!["invalid endpoint: it must begin with https:// or http://"]);
        check("https://", &expect!["invalid endpoint: it is not a URL"]);
        check(
            "https://a@live.example",
            &expect!["invalid endpoint: it must hold neither a user nor a query"],
        );
        check(
            "https://live.example?x",
            &expect!["invalid endpoint: it must hold neither a user nor a query"],
        );
    }

    fn check_variables(variables: &[(&str, &str)], expected: &Expect) {
        let variable = |name: &str| {
            let found = variables.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let told = match Credentials::from_variables(variable) {
            Ok(credentials) => {
                format!("{} {}", credentials.access_key_id, credentials.session_token.is_some())
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn a_missing_variable_is_named() {
        let (id, secret) = (("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "hush"));
        check_variables(&[id, secret], &expect!["AKID false"]);
        check_variables(&[id, secret, ("AWS_SESSION_TOKEN", "t")], &expect!["AKID true"]);
        check_variables(&[secret], &expect!["no credentials: AWS_ACCESS_KEY_ID is not set"]);
        check_variables(
            &[id, ("AWS_SECRET_ACCESS_KEY", "")],
            &expect!["no credentials: AWS_SECRET_ACCESS_KEY is not set"],
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        let token = Some(SecretText::new("hush".to_owned()));
        let credentials = Credentials { session_token: token, ..Credentials::new("AKID", "hush") };
        let printed = format!("{credentials:?}");
        assert!(printed.contains("AKID") && !printed.contains("hush"), "{printed}");
    }
}
