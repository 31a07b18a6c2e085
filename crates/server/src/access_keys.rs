//! The access keys that requests may be signed with.
//!
//! In: a key file or keys from the configuration. Out: the secret of a key id.
//! Never: prints a secret; `Debug` hides it.

use crate::ServerError;
use crate::private_file;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Id and secret of one caller.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// The public part, as in `AWS_ACCESS_KEY_ID`.
    pub id: String,
    /// The secret part, as in `AWS_SECRET_ACCESS_KEY`.
    pub secret: Zeroizing<String>,
}

impl AccessKey {
    /// Wraps a configured key.
    #[must_use]
    pub fn new(id: &str, secret: &str) -> Self {
        Self { id: id.to_owned(), secret: Zeroizing::new(secret.to_owned()) }
    }

    /// Makes a key from the system's random source: 20 characters of id, 40 of secret.
    #[must_use]
    pub fn generate() -> Self {
        let id = hex::encode_upper(rand::random::<[u8; 8]>());
        let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 30]>());
        Self { id: format!("CLAK{id}"), secret: Zeroizing::new(secret) }
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AccessKey({}, redacted)", self.id)
    }
}

/// The known keys; cheap to clone.
#[derive(Debug, Clone)]
pub struct AccessKeys(Arc<BTreeMap<String, AccessKey>>);

impl AccessKeys {
    /// Knows exactly these keys; of two with one id the later counts.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = AccessKey>) -> Self {
        Self(Arc::new(keys.into_iter().map(|key| (key.id.clone(), key)).collect()))
    }

    /// Reads the keys from `path`.
    ///
    /// Returns `None` when there is no such file.
    ///
    /// # Errors
    /// [`ServerError`] when the file cannot be read or is not a key file.
    pub fn read(path: &Path) -> Result<Option<Self>, ServerError> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(ServerError::File { path: path.into(), source }),
        };
        let file: KeyFile = serde_json::from_slice(&bytes)
            .map_err(|source| ServerError::AccessKeyFile { path: path.into(), source })?;
        Ok(Some(Self::new(
            file.access_keys.iter().map(|key| AccessKey::new(&key.access_key_id, &key.secret_access_key)),
        )))
    }

    /// Writes the keys to `path`, readable by the owner only.
    ///
    /// # Errors
    /// [`ServerError`] when the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ServerError> {
        let access_keys = self.0.values().map(KeyRecord::from).collect();
        let bytes = serde_json::to_vec_pretty(&KeyFile { access_keys })
            .map_err(|source| ServerError::AccessKeyFile { path: path.into(), source })?;
        private_file::write(path, &Zeroizing::new(bytes))
    }

    /// The same keys and one more.
    #[must_use]
    pub fn with(&self, key: AccessKey) -> Self {
        Self::new(self.0.values().cloned().chain([key]))
    }

    /// The same keys without the one of this id.
    #[must_use]
    pub fn without(&self, id: &str) -> Self {
        Self::new(self.0.values().filter(|key| key.id != id).cloned())
    }

    /// The secret of a key id.
    #[must_use]
    pub fn secret(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|key| key.secret.as_str())
    }

    /// Every id, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    access_keys: Vec<KeyRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyRecord {
    access_key_id: String,
    secret_access_key: String,
}

impl From<&AccessKey> for KeyRecord {
    fn from(key: &AccessKey) -> Self {
        Self { access_key_id: key.id.clone(), secret_access_key: key.secret.as_str().to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_survive_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("access-keys.json");
        assert!(AccessKeys::read(&path).unwrap().is_none());
        let made = AccessKey::generate();
        AccessKeys::new([AccessKey::new("A", "a")]).with(made.clone()).write(&path).unwrap();
        let read = AccessKeys::read(&path).unwrap().unwrap();
        assert_eq!(read.secret("A"), Some("a"));
        assert_eq!(read.secret(&made.id), Some(made.secret.as_str()));
        assert_eq!(read.without("A").ids().collect::<Vec<_>>(), [made.id.as_str()]);
    }

    #[test]
    fn a_broken_file_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("access-keys.json");
        std::fs::write(&path, "{").unwrap();
        assert!(matches!(AccessKeys::read(&path), Err(ServerError::AccessKeyFile { .. })));
    }

    #[test]
    fn debug_hides_the_secret() {
        assert_eq!(format!("{:?}", AccessKey::new("A", "very secret")), "AccessKey(A, redacted)");
    }

    #[test]
    fn made_keys_have_the_usual_lengths() {
        let key = AccessKey::generate();
        assert_eq!((key.id.len(), key.secret.len()), (20, 40));
    }
}
