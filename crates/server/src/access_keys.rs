//! The access keys that requests may be signed with.
//!
//! In: a key file or keys from the configuration, changes of operators. Out: the secret of a key id, from a snapshot
//! that is read without a lock. Never: prints a secret; `Debug` hides it.

mod key_file;

use crate::ServerError;
use arc_swap::ArcSwap;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catchlight_types::EpochMillis;
use key_file::Stamp;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
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

    /// Creates a key from the system's random source: 20 characters of id, 40 of secret.
    #[must_use]
    pub fn generate() -> Self {
        let id = hex::encode_upper(rand::random::<[u8; 8]>());
        Self { id: format!("CLAK{id}"), secret: new_secret() }
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AccessKey({}, redacted)", self.id)
    }
}

/// An access key with its label and dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// The key itself.
    pub key: AccessKey,
    /// What it is for, in words.
    pub label: String,
    /// When it was created; `None` for keys of older versions.
    pub created_at: Option<EpochMillis>,
    /// When it was disabled; a disabled key is refused.
    pub disabled_at: Option<EpochMillis>,
}

/// The known keys; clones share them, and a change counts for all at once.
#[derive(Clone)]
pub struct AccessKeys(Arc<Ring>);

struct Ring {
    snapshot: ArcSwap<Snapshot>,
    /// Where changes are written; `None` for keys of the configuration, which cannot be changed here.
    file: Option<PathBuf>,
    /// What checks of the console follow from; it signs no request and ends with the process.
    console: AccessKey,
}

#[derive(Default)]
struct Snapshot {
    keys: BTreeMap<String, StoredKey>,
    stamp: Option<Stamp>,
}

impl AccessKeys {
    /// Knows exactly these keys, for good; of two with one id the later counts.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = AccessKey>) -> Self {
        let kept = |key: AccessKey| {
            (key.id.clone(), StoredKey { key, label: String::new(), created_at: None, disabled_at: None })
        };
        Self::of(Snapshot { keys: keys.into_iter().map(kept).collect(), stamp: None }, None)
    }

    /// Knows the keys of the file at `path`, none while there is no such file.
    ///
    /// # Errors
    /// [`ServerError`] when the file cannot be read or is not a key file.
    pub fn open(path: &Path) -> Result<Self, ServerError> {
        Ok(Self::of(key_file::read(path)?, Some(path.to_owned())))
    }

    fn of(snapshot: Snapshot, file: Option<PathBuf>) -> Self {
        let console = AccessKey { id: CONSOLE_ISSUER.to_owned(), secret: new_secret() };
        Self(Arc::new(Ring { snapshot: ArcSwap::from_pointee(snapshot), file, console }))
    }

    /// Whether the keys come from the configuration and cannot be changed here.
    #[must_use]
    pub fn are_fixed(&self) -> bool {
        self.0.file.is_none()
    }

    /// The secret of a key that may sign.
    #[must_use]
    pub fn secret(&self, id: &str) -> Option<Zeroizing<String>> {
        let snapshot = self.0.snapshot.load();
        let kept = snapshot.keys.get(id).filter(|kept| kept.disabled_at.is_none());
        kept.map(|kept| kept.key.secret.clone())
    }

    /// The secret that credentials of one check follow from.
    pub(crate) fn issuer_secret(&self, id: &str) -> Option<Zeroizing<String>> {
        if id == self.0.console.id { Some(self.0.console.secret.clone()) } else { self.secret(id) }
    }

    /// Every key, sorted by id.
    #[must_use]
    pub fn list(&self) -> Vec<StoredKey> {
        self.0.snapshot.load().keys.values().cloned().collect()
    }

    /// Creates a key that is valid at once.
    ///
    /// # Errors
    /// [`ServerError::KeysFixed`], or that the file cannot be written.
    pub fn add(&self, label: &str, now: EpochMillis) -> Result<AccessKey, ServerError> {
        let key = AccessKey::generate();
        let kept =
            StoredKey { key: key.clone(), label: label.to_owned(), created_at: Some(now), disabled_at: None };
        self.change(|keys| {
            keys.insert(key.id.clone(), kept);
            Ok(())
        })?;
        Ok(key)
    }

    /// Enables or disables a key.
    ///
    /// # Errors
    /// [`ServerError::NoKey`], [`ServerError::KeysFixed`], or that the file cannot be written.
    pub fn set_enabled(&self, id: &str, enabled: bool, now: EpochMillis) -> Result<(), ServerError> {
        self.change(|keys| {
            let kept = keys.get_mut(id).ok_or_else(|| ServerError::NoKey { id: id.to_owned() })?;
            kept.disabled_at = if enabled { None } else { kept.disabled_at.or(Some(now)) };
            Ok(())
        })
    }

    /// Gives a key another secret; the previous one is invalid at once.
    ///
    /// # Errors
    /// [`ServerError::NoKey`], [`ServerError::KeysFixed`], or that the file cannot be written.
    pub fn rotate(&self, id: &str) -> Result<AccessKey, ServerError> {
        self.change(|keys| {
            let kept = keys.get_mut(id).ok_or_else(|| ServerError::NoKey { id: id.to_owned() })?;
            kept.key.secret = new_secret();
            Ok(kept.key.clone())
        })
    }

    /// Deletes a key, and with it every credential that follows from it.
    ///
    /// # Errors
    /// [`ServerError::NoKey`], [`ServerError::KeysFixed`], or that the file cannot be written.
    pub fn remove(&self, id: &str) -> Result<(), ServerError> {
        self.change(|keys| {
            keys.remove(id).map(|_| ()).ok_or_else(|| ServerError::NoKey { id: id.to_owned() })
        })
    }

    /// Reloads the file if another process wrote it; `false` when it is unchanged.
    ///
    /// # Errors
    /// [`ServerError`] when the file cannot be read; the keys stay as they were.
    pub fn reload(&self) -> Result<bool, ServerError> {
        let Some(path) = &self.0.file else { return Ok(false) };
        if key_file::stamp(path) == self.0.snapshot.load().stamp {
            return Ok(false);
        }
        self.0.snapshot.store(Arc::new(key_file::read(path)?));
        Ok(true)
    }

    /// Changes the keys of the file, as it is now, and counts by them at once.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut BTreeMap<String, StoredKey>) -> Result<T, ServerError>,
    ) -> Result<T, ServerError> {
        let path = self.0.file.as_ref().ok_or(ServerError::KeysFixed)?;
        // No other process writes between the reading and the writing.
        let _turn = key_file::take_turn(path)?;
        let mut snapshot = key_file::read(path)?;
        let outcome = change(&mut snapshot.keys)?;
        key_file::write(path, &snapshot.keys)?;
        snapshot.stamp = key_file::stamp(path);
        self.0.snapshot.store(Arc::new(snapshot));
        Ok(outcome)
    }
}

impl fmt::Debug for AccessKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.snapshot.load().keys.keys()).finish()
    }
}

fn new_secret() -> Zeroizing<String> {
    Zeroizing::new(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 30]>()))
}

/// Owner of the checks that operators try; no access key can have this id.
pub(crate) const CONSOLE_ISSUER: &str = "console";

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: EpochMillis = EpochMillis::new(1_700_000_000_000);

    #[test]
    fn keys_survive_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("access-keys.json");
        let keys = AccessKeys::open(&path).unwrap();
        assert!(keys.list().is_empty());
        let made = keys.add("the shop", NOW).unwrap();
        let other = keys.add("", NOW).unwrap();
        keys.set_enabled(&other.id, false, NOW).unwrap();
        let read = AccessKeys::open(&path).unwrap();
        assert_eq!(read.list(), keys.list());
        assert_eq!(read.secret(&made.id), Some(made.secret));
        assert_eq!(read.secret(&other.id), None);
    }

    #[test]
    fn every_change_counts_at_once() {
        let directory = tempfile::tempdir().unwrap();
        let keys = AccessKeys::open(&directory.path().join("access-keys.json")).unwrap();
        let shared = keys.clone();
        let made = keys.add("", NOW).unwrap();
        assert_eq!(shared.secret(&made.id), Some(made.secret.clone()));
        let rotated = keys.rotate(&made.id).unwrap();
        assert_ne!(rotated.secret, made.secret);
        assert_eq!(shared.secret(&made.id), Some(rotated.secret));
        keys.remove(&made.id).unwrap();
        assert_eq!(shared.secret(&made.id), None);
        assert!(matches!(keys.remove(&made.id), Err(ServerError::NoKey { .. })));
    }

    #[test]
    fn what_another_process_writes_is_taken_in() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("access-keys.json");
        let (here, there) = (AccessKeys::open(&path).unwrap(), AccessKeys::open(&path).unwrap());
        let made = there.add("", NOW).unwrap();
        assert_eq!(here.secret(&made.id), None);
        assert!(here.reload().unwrap());
        assert_eq!(here.secret(&made.id), Some(made.secret));
        assert!(!here.reload().unwrap());
        let second = here.add("", NOW).unwrap();
        assert_eq!(here.list().len(), 2, "{second:?}");
    }

    #[test]
    fn a_file_of_an_older_version_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("access-keys.json");
        std::fs::write(&path, r#"{"access_keys":[{"access_key_id":"A","secret_access_key":"a"}]}"#).unwrap();
        assert_eq!(AccessKeys::open(&path).unwrap().secret("A").as_deref().map(String::as_str), Some("a"));
    }

    #[test]
    fn keys_of_the_configuration_cannot_be_changed() {
        let keys = AccessKeys::new([AccessKey::new("A", "a")]);
        assert!(keys.are_fixed());
        assert!(matches!(keys.add("", NOW), Err(ServerError::KeysFixed)));
        assert!(matches!(keys.remove("A"), Err(ServerError::KeysFixed)));
    }

    #[test]
    fn the_key_of_the_console_signs_no_request() {
        let keys = AccessKeys::new([]);
        assert!(keys.issuer_secret(CONSOLE_ISSUER).is_some());
        assert!(keys.secret(CONSOLE_ISSUER).is_none());
    }

    #[test]
    fn a_broken_file_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("access-keys.json");
        std::fs::write(&path, "{").unwrap();
        assert!(matches!(AccessKeys::open(&path), Err(ServerError::AccessKeyFile { .. })));
    }

    #[test]
    fn debug_hides_the_secret() {
        assert_eq!(format!("{:?}", AccessKey::new("A", "very secret")), "AccessKey(A, redacted)");
        assert_eq!(format!("{:?}", AccessKeys::new([AccessKey::new("A", "very secret")])), r#"["A"]"#);
    }

    #[test]
    fn made_keys_have_the_usual_lengths() {
        let key = AccessKey::generate();
        assert_eq!((key.id.len(), key.secret.len()), (20, 40));
    }
}
