//! Secrets and the keys derived from them.
//!
//! In: the secret of an access key. Out: signatures.
//! Never: prints or leaves a secret in memory that is free again.

use super::SERVICE;
use super::credential::TERMINATOR;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// The secret of an access key. `Debug` hides it, memory is wiped.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<String>);

impl SecretKey {
    /// Wraps the text that AWS calls the secret access key.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The key for one day and region.
    pub(super) fn derive(&self, day: &str, region: &str) -> SigningKey {
        let secret = Zeroizing::new(format!("AWS4{}", self.0.as_str()));
        let mut key = SigningKey(Zeroizing::new(hmac_sha256(secret.as_bytes(), day.as_bytes())));
        for part in [region, SERVICE, TERMINATOR] {
            key = SigningKey(Zeroizing::new(key.sign(part.as_bytes())));
        }
        key
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretKey(redacted)")
    }
}

/// A key that signs for one day and region.
#[derive(Clone)]
pub(super) struct SigningKey(Zeroizing<[u8; 32]>);

impl SigningKey {
    /// Signs a text.
    pub(super) fn sign(&self, text: &[u8]) -> [u8; 32] {
        hmac_sha256(self.0.as_slice(), text)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(redacted)")
    }
}

fn hmac_sha256(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_printed() {
        let secret = SecretKey::new("wJalrXUtnFEMI");
        assert_eq!(format!("{secret:?}"), "SecretKey(redacted)");
        assert_eq!(format!("{:?}", secret.derive("20150830", "us-east-1")), "SigningKey(redacted)");
    }
}
