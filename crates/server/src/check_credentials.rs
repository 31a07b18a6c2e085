//! Credentials for one check, which an application may pass to a browser.
//!
//! In: an access key, a session and the end of its life. Out: credentials that open the stream of that session and
//! nothing else. Never: stored; every part follows from the access key, so any node that knows the key knows them.

use crate::AccessKeys;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catchlight_types::{EpochMillis, SessionId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Credentials that open the stream of one session. `Debug` hides the secret and the token.
pub(crate) struct CheckCredentials {
    /// The public part, as in `AWS_ACCESS_KEY_ID`.
    pub(crate) access_key_id: String,
    /// The secret part, as in `AWS_SECRET_ACCESS_KEY`.
    pub(crate) secret: Zeroizing<String>,
    /// What has to come with every signature, as in `AWS_SESSION_TOKEN`.
    pub(crate) session_token: String,
}

/// What credentials of one check are good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Id of the access key that they follow from.
    pub(crate) issuer_id: String,
    /// The only session that they open.
    pub(crate) session: SessionId,
    /// The first moment at which they are worth nothing.
    pub(crate) expires_at: EpochMillis,
}

impl Scope {
    /// Derives the credentials; `None` when there is no such access key.
    pub(crate) fn credentials(&self, keys: &AccessKeys) -> Option<CheckCredentials> {
        let issuer_secret = keys.issuer_secret(&self.issuer_id)?;
        let derived = |purpose: &str| {
            let mut mac = Hmac::<Sha256>::new_from_slice(issuer_secret.as_bytes())
                .expect("HMAC takes keys of any length");
            mac.update(format!("catchlight check {purpose}\n{self}").as_bytes());
            mac.finalize().into_bytes()
        };
        Some(CheckCredentials {
            access_key_id: format!("CLCK{}", hex::encode_upper(&derived("id")[..8])),
            secret: Zeroizing::new(URL_SAFE_NO_PAD.encode(derived("secret"))),
            session_token: format!("{self}/{}", URL_SAFE_NO_PAD.encode(derived("token"))),
        })
    }

    /// Reads the scope of a token and verifies that this server issued it.
    pub(crate) fn of_token(token: &str, keys: &AccessKeys) -> Option<(Self, CheckCredentials)> {
        let mut parts = token.rsplitn(4, '/');
        let (_mac, expires_ms, session) = (parts.next()?, parts.next()?, parts.next()?);
        let scope = Self {
            issuer_id: parts.next()?.to_owned(),
            session: SessionId::new(session).ok()?,
            expires_at: EpochMillis::new(expires_ms.parse().ok()?),
        };
        let credentials = scope.credentials(keys)?;
        let is_ours = credentials.session_token.as_bytes().ct_eq(token.as_bytes());
        bool::from(is_ours).then_some((scope, credentials))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/{}", self.issuer_id, self.session, self.expires_at.as_millis())
    }
}

impl fmt::Debug for CheckCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CheckCredentials({}, redacted)", self.access_key_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccessKey;

    fn keys() -> AccessKeys {
        AccessKeys::new([AccessKey::new("one", "secret"), AccessKey::new("two", "other secret")])
    }

    fn scope() -> Scope {
        Scope {
            issuer_id: "one".to_owned(),
            session: SessionId::new("7a410adf-f66d-43ef-a072-00807e4643e0").unwrap(),
            expires_at: EpochMillis::new(1_700_000_000_000),
        }
    }

    #[test]
    fn a_token_leads_back_to_its_scope() {
        let made = scope().credentials(&keys()).unwrap();
        let (read, again) = Scope::of_token(&made.session_token, &keys()).unwrap();
        assert_eq!(read, scope());
        assert_eq!((again.access_key_id, again.secret), (made.access_key_id, made.secret));
    }

    #[test]
    fn a_changed_token_is_worth_nothing() {
        let made = scope().credentials(&keys()).unwrap().session_token;
        for (from, to) in [("one/", "two/"), ("7a41", "7a42"), ("1700", "1800")] {
            assert!(Scope::of_token(&made.replacen(from, to, 1), &keys()).is_none(), "{from} to {to}");
        }
        assert!(Scope::of_token(&made[..made.len() - 1], &keys()).is_none());
        assert!(Scope::of_token("", &keys()).is_none());
        assert!(Scope::of_token(&made, &AccessKeys::new([AccessKey::new("two", "other secret")])).is_none());
    }

    #[test]
    fn other_scopes_have_other_credentials() {
        let made = scope().credentials(&keys()).unwrap();
        let later = Scope { expires_at: EpochMillis::new(1_700_000_000_001), ..scope() };
        let other = later.credentials(&keys()).unwrap();
        assert_ne!(other.access_key_id, made.access_key_id);
        assert_ne!(other.secret, made.secret);
    }

    #[test]
    fn debug_hides_the_secret() {
        let made = scope().credentials(&keys()).unwrap();
        assert_eq!(format!("{made:?}"), format!("CheckCredentials({}, redacted)", made.access_key_id));
    }
}
