//! Folders on the local disk.

use crate::error::StoreError;
use std::path::Path;

/// Creates a folder with those above it; one that exists is no error.
pub(crate) fn create_folder(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| StoreError::Folder { path: folder.display().to_string(), source })
}
