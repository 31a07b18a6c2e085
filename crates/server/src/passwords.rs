//! Passwords: hashed with argon2id, a few at a time, on threads that serve no requests.
//!
//! In: a password. Out: its salted hash, or whether it matches one. Never: stored, printed or compared in the clear.

use crate::limits::{MAX_PASSWORD_HASHES, PASSWORD_WAIT};
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use catchlight_store::SecretText;
use std::sync::Arc;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Why a password could not be hashed or compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many at once.
    #[error("too many passwords are being hashed")]
    Busy,
    /// The hash function failed.
    #[error("a password cannot be hashed")]
    Failed,
}

/// Hashes and compares passwords, at most [`MAX_PASSWORD_HASHES`] at once: each takes 19 MiB and some milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Passwords {
    room: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(MAX_PASSWORD_HASHES)) }
    }
}

impl Passwords {
    /// The salted hash of a password.
    pub(crate) async fn hash(&self, password: Zeroizing<String>) -> Result<SecretText, PasswordError> {
        self.run(move || hash_password(&password)).await?
    }

    /// Whether a password fits a hash. Without a hash it takes as long and fits never, so that names cannot be guessed.
    pub(crate) async fn fits(
        &self,
        password: Zeroizing<String>,
        hash: Option<SecretText>,
    ) -> Result<bool, PasswordError> {
        self.run(move || {
            let is_there = hash.is_some();
            let text = hash.as_ref().map_or(NOBODY, SecretText::reveal);
            let Ok(hash) = PasswordHash::new(text) else { return Err(PasswordError::Failed) };
            Ok(argon2().verify_password(password.as_bytes(), &hash).is_ok() && is_there)
        })
        .await?
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let room = Arc::clone(&self.room).acquire_owned();
        let place = tokio::time::timeout(PASSWORD_WAIT, room).await;
        let Ok(Ok(place)) = place else { return Err(PasswordError::Busy) };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await.map_err(|_panic| PasswordError::Failed)
    }
}

/// The salted hash of a password, for the command line.
///
/// # Errors
/// [`PasswordError::Failed`] when the hash function refuses.
pub fn hash_password(password: &str) -> Result<SecretText, PasswordError> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(|_salt| PasswordError::Failed)?;
    let hash = argon2().hash_password(password.as_bytes(), &salt).map_err(|_hash| PasswordError::Failed)?;
    Ok(SecretText::new(hash.to_string()))
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS)
}

/// OWASP Password Storage Cheat Sheet, 2024: 19 MiB, two passes, one lane.
const PARAMS: Params = match Params::new(19 * 1024, 2, 1, None) {
    Ok(params) => params,
    Err(_) => panic!("these parameters are allowed"),
};
/// A hash of the same cost that no password fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Y2F0Y2hsaWdodCBzYWx0IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_same_password_fits() {
        let passwords = Passwords::default();
        let hash = passwords.hash(password("correct horse")).await.unwrap();
        assert!(hash.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(passwords.fits(password("correct horse"), Some(hash.clone())).await, Ok(true));
        assert_eq!(passwords.fits(password("correct Horse"), Some(hash)).await, Ok(false));
    }

    #[tokio::test]
    async fn nobody_has_a_hash_of_the_same_cost() {
        let hash = PasswordHash::new(NOBODY).unwrap();
        assert_eq!(Params::try_from(&hash).unwrap().m_cost(), PARAMS.m_cost());
        assert_eq!(Passwords::default().fits(password(""), None).await, Ok(false));
    }

    #[test]
    fn each_hash_has_a_salt_of_its_own() {
        assert_ne!(hash_password("same").unwrap(), hash_password("same").unwrap());
    }
}
