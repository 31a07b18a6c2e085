//! JPEG bytes by key.
//!
//! In: keys and whole images. Out: the same. Never: an image decoded, half an image visible.

mod folder;

pub(crate) use folder::FolderImages;

use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::JpegBytes;
use std::fmt;

/// Where images are stored. A key is a path with `/` between its parts; each part stays one part whatever it holds,
/// so that `..` leads nowhere.
#[async_trait]
pub(crate) trait Images: fmt::Debug + Send + Sync {
    /// Stores a whole image or nothing; one that is already there is replaced in one step.
    ///
    /// # Errors
    /// [`StoreError::Images`].
    async fn put(&self, key: &str, jpeg: &JpegBytes) -> Result<(), StoreError>;

    /// Reads an image; one that is missing is an error, since its row says that it is there.
    ///
    /// # Errors
    /// [`StoreError::Images`].
    async fn get(&self, key: &str) -> Result<JpegBytes, StoreError>;

    /// Deletes one image; one that is missing is no error, since an earlier deletion may have been cut off.
    ///
    /// # Errors
    /// [`StoreError::Images`].
    async fn delete(&self, key: &str) -> Result<(), StoreError>;

    /// Writes one byte and deletes it again: a full disk or a folder that is gone shows here.
    ///
    /// # Errors
    /// [`StoreError::Images`].
    async fn probe(&self) -> Result<(), StoreError>;
}
