//! The file that holds the access keys: `DATA_DIR/access-keys.json`, which the server, its console and the `keys`
//! command share.

use super::{AccessKey, Snapshot, StoredKey};
use crate::ServerError;
use crate::private_file;
use catchlight_types::EpochMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use zeroize::Zeroizing;

/// Changes whenever the file is written, since each write creates a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    inode: u64,
    size: u64,
    changed_secs: i64,
    changed_nanos: i64,
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
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created_at_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    disabled_at_ms: Option<i64>,
}

/// The stamp of the file as it is now; `None` when there is none.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok()?;
    Some(Stamp {
        inode: about.ino(),
        size: about.size(),
        changed_secs: about.mtime(),
        changed_nanos: about.mtime_nsec(),
    })
}

/// Reads the keys; none when there is no file.
pub(super) fn read(path: &Path) -> Result<Snapshot, ServerError> {
    // Before the bytes: what is written in between is read again.
    let stamp = stamp(path);
    let bytes = match std::fs::read(path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Snapshot::default()),
        Err(source) => return Err(ServerError::File { path: path.into(), source }),
    };
    let file: KeyFile = serde_json::from_slice(&bytes)
        .map_err(|source| ServerError::AccessKeyFile { path: path.into(), source })?;
    let keys = file.access_keys.into_iter().map(|record| (record.access_key_id.clone(), record.into()));
    Ok(Snapshot { keys: keys.collect(), stamp })
}

/// Writes the keys, readable by the owner only.
pub(super) fn write(path: &Path, keys: &BTreeMap<String, StoredKey>) -> Result<(), ServerError> {
    let access_keys = keys.values().map(KeyRecord::from).collect();
    let bytes = serde_json::to_vec_pretty(&KeyFile { access_keys })
        .map_err(|source| ServerError::AccessKeyFile { path: path.into(), source })?;
    private_file::write(path, &Zeroizing::new(bytes))
}

/// Waits until no other process changes the file; the lock ends when the returned value is dropped.
pub(super) fn take_turn(path: &Path) -> Result<File, ServerError> {
    let lock = path.with_extension("lock");
    let opened = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&lock);
    let taken = opened.and_then(|file| file.lock().map(|()| file));
    taken.map_err(|source| ServerError::File { path: lock, source })
}

impl From<&StoredKey> for KeyRecord {
    fn from(kept: &StoredKey) -> Self {
        Self {
            access_key_id: kept.key.id.clone(),
            secret_access_key: kept.key.secret.as_str().to_owned(),
            label: kept.label.clone(),
            created_at_ms: kept.created_at.map(EpochMillis::as_millis),
            disabled_at_ms: kept.disabled_at.map(EpochMillis::as_millis),
        }
    }
}

impl From<KeyRecord> for StoredKey {
    fn from(record: KeyRecord) -> Self {
        Self {
            key: AccessKey { id: record.access_key_id, secret: Zeroizing::new(record.secret_access_key) },
            label: record.label,
            created_at: record.created_at_ms.map(EpochMillis::new),
            disabled_at: record.disabled_at_ms.map(EpochMillis::new),
        }
    }
}
