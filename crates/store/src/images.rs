//! JPEG bytes in a folder.

use crate::StoreError;
use crate::store::make_folder;
use catchlight_types::JpegBytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutPayload};
use std::path::PathBuf;
use std::sync::Arc;

/// The folder of images.
#[derive(Debug, Clone)]
pub(crate) struct ImageStore {
    objects: Arc<dyn ObjectStore>,
}

impl ImageStore {
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let folder = url.strip_prefix("file://").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let folder = folder.ok_or(StoreError::ImagesUrl)?;
        make_folder(&folder)?;
        Ok(Self { objects: Arc::new(LocalFileSystem::new_with_prefix(folder)?) })
    }

    /// Writes the whole image or nothing. Parts of the key such as `..` are encoded and stay inside the folder.
    pub(crate) async fn put(&self, key: &str, jpeg: &JpegBytes) -> Result<(), StoreError> {
        self.objects.put(&Path::from(key), PutPayload::from(jpeg.as_slice().to_vec())).await?;
        Ok(())
    }

    /// Writes one byte and takes it away again: a full disk or a folder that is gone shows here.
    pub(crate) async fn probe(&self) -> Result<(), StoreError> {
        self.objects.put(&Path::from(PROBE), PutPayload::from_static(b"?")).await?;
        self.delete(PROBE).await
    }

    pub(crate) async fn get(&self, key: &str) -> Result<JpegBytes, StoreError> {
        let bytes = self.objects.get(&Path::from(key)).await?.bytes().await?;
        Ok(JpegBytes::new(bytes.to_vec()))
    }

    /// Deletes one image; a missing one is no error, since an earlier sweep may have been cut off.
    pub(crate) async fn delete(&self, key: &str) -> Result<(), StoreError> {
        match self.objects.delete(&Path::from(key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(source) => Err(StoreError::Images { source }),
        }
    }
}

/// No session and no bucket has this name.
const PROBE: &str = "probe";
