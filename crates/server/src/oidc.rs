//! Sign-in of operators by an OpenID provider: authorization code with PKCE, state and nonce.
//!
//! In: the settings, the responses of the provider. Out: the address to send a browser to, and the person who returned.
//! Never: stores a token of the provider, accepts a person without a role or a provider over plain http.

mod claims;
mod fetch;
mod flows;
mod token;

pub(crate) use claims::Person;
pub(crate) use flows::Flows;

use crate::ServerError;
use crate::limits::OIDC_DISCOVERY_LIFE;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catchlight_store::Role;
use catchlight_types::EpochMillis;
use fetch::{Discovery, Fetcher};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// The provider, and what its claims mean here.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcSettings {
    /// The provider, `https://` and as it calls itself.
    pub issuer: String,
    /// This server, as the provider calls it.
    pub client_id: String,
    /// What this server proves itself with; `None` for a public client.
    pub client_secret: Option<Zeroizing<String>>,
    /// The scopes to request, `openid` among them.
    pub scopes: Vec<String>,
    /// Words on the button of the sign-in page.
    pub label: String,
    /// The claim that roles follow from; dots select nested claims.
    pub role_claim: String,
    /// Which value of the claim gives which role; the greatest counts.
    pub roles: Vec<(String, Role)>,
    /// Verified addresses, or `@` and a domain, that may sign in; empty for everybody with a role.
    pub allowed: Vec<String>,
    /// PEM file of the only authorities to trust; `None` for those of the system.
    pub authorities: Option<PathBuf>,
}

impl fmt::Debug for OidcSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = self.client_secret.as_ref().map(|_| "redacted");
        formatter
            .debug_struct("OidcSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .field("client_secret", &secret)
            .field("scopes", &self.scopes)
            .field("label", &self.label)
            .field("role_claim", &self.role_claim)
            .field("roles", &self.roles)
            .field("allowed", &self.allowed)
            .field("authorities", &self.authorities)
            .finish()
    }
}

/// Why a sign-in by the provider is denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Denial {
    /// The flow did not begin here, took too long, or was used before.
    Stale,
    /// The provider, or the person at it, said no; its code.
    Refused(String),
    /// The provider did not respond, or not as expected; the reason.
    Failed(String),
    /// The person has no role here.
    NoRole,
    /// The person's address may not sign in, or is not verified.
    NotAllowed,
}

impl Denial {
    /// The name by which the sign-in page knows it.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Stale => "provider-stale",
            Self::Refused(_) => "provider-refused",
            Self::Failed(_) => "provider-failed",
            Self::NoRole => "provider-no-role",
            Self::NotAllowed => "provider-not-allowed",
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => formatter.write_str("not begun here, too old or used before"),
            Self::Refused(code) => write!(formatter, "the provider says {code}"),
            Self::Failed(why) => formatter.write_str(why),
            Self::NoRole => formatter.write_str("no role here"),
            Self::NotAllowed => formatter.write_str("the address may not sign in"),
        }
    }
}

/// The provider of this server.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) settings: OidcSettings,
    fetcher: Fetcher,
    known: Mutex<Option<(EpochMillis, Discovery)>>,
}

impl Provider {
    /// Prepares the client; the first sign-in contacts the provider.
    ///
    /// # Errors
    /// [`ServerError`] when the authorities cannot be read.
    pub(crate) fn new(settings: OidcSettings) -> Result<Self, ServerError> {
        let fetcher = Fetcher::new(settings.authorities.as_deref())?;
        Ok(Self { settings, fetcher, known: Mutex::default() })
    }

    /// The address at the provider where `flow` begins.
    ///
    /// # Errors
    /// [`Denial::Failed`].
    pub(crate) async fn begin(&self, flow: &Flow<'_>, now: EpochMillis) -> Result<String, Denial> {
        let discovery = self.discovery(now).await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(flow.verifier().as_bytes()));
        let members = [
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", flow.redirect_uri),
            ("scope", &self.settings.scopes.join(" ")),
            ("state", &flow.state()),
            ("nonce", &flow.nonce()),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let join = if discovery.authorization_endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{}{join}{}", discovery.authorization_endpoint, form(&members)))
    }

    /// Who came back from the provider with `code`.
    ///
    /// # Errors
    /// A [`Denial`].
    pub(crate) async fn finish(
        &self,
        flow: &Flow<'_>,
        code: &str,
        now: EpochMillis,
    ) -> Result<Person, Denial> {
        let discovery = self.discovery(now).await?;
        let verifier = flow.verifier();
        let members = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", flow.redirect_uri),
            ("code_verifier", &verifier),
        ];
        let id_token = self.fetcher.redeem(&self.settings, &discovery, &members).await?;
        let keys = self.fetcher.keys(&discovery).await?;
        let expected = token::Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &flow.nonce(),
            now,
        };
        let claims = token::verify(&id_token, &keys, &expected)
            .map_err(|why| Denial::Failed(format!("the id token is refused: {why}")))?;
        Person::of(&claims, &self.settings)
    }

    async fn discovery(&self, now: EpochMillis) -> Result<Discovery, Denial> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, discovery)) = known
            && now < at.plus(OIDC_DISCOVERY_LIFE)
        {
            return Ok(discovery);
        }
        let discovery = self.fetcher.discover(&self.settings.issuer).await?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, discovery.clone()));
        Ok(discovery)
    }
}

/// One flow through the provider; its secrets follow from a token that only the browser has.
#[derive(Debug)]
pub(crate) struct Flow<'a> {
    pub(crate) token: &'a str,
    pub(crate) redirect_uri: &'a str,
}

impl Flow<'_> {
    /// Ties the return to the browser that left.
    pub(crate) fn state(&self) -> String {
        self.derived("state")
    }

    fn nonce(&self) -> String {
        self.derived("nonce")
    }

    fn verifier(&self) -> Zeroizing<String> {
        Zeroizing::new(self.derived("verifier"))
    }

    fn derived(&self, what: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(b"catchlight oidc ");
        digest.update(what.as_bytes());
        digest.update(b"\n");
        digest.update(self.token.as_bytes());
        URL_SAFE_NO_PAD.encode(digest.finalize())
    }
}

/// Members as a form sends them.
fn form(members: &[(&str, &str)]) -> String {
    let member = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
    members.iter().map(member).collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
