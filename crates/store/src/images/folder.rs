//! Images in a folder of the local disk.

use super::Images;
use crate::error::StoreError;
use crate::folder::create_folder;
use async_trait::async_trait;
use catchlight_types::JpegBytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutPayload};
use std::path::PathBuf;
use std::sync::Arc;

/// The folder of images.
#[derive(Debug, Clone)]
pub(crate) struct FolderImages {
    objects: Arc<dyn ObjectStore>,
}

impl FolderImages {
    /// Opens the folder of a `file://` URL, which is created when missing.
    ///
    /// # Errors
    /// [`StoreError::ImagesUrl`], [`StoreError::Folder`] or [`StoreError::Images`].
    pub(crate) fn open(url: &str) -> Result<Self, StoreError> {
        let folder = url.strip_prefix("file://").map(PathBuf::from).filter(|folder| folder.is_absolute());
        let folder = folder.ok_or(StoreError::ImagesUrl)?;
        create_folder(&folder)?;
        Ok(Self { objects: Arc::new(LocalFileSystem::new_with_prefix(folder)?) })
    }
}

#[async_trait]
impl Images for FolderImages {
    async fn put(&self, key: &str, jpeg: &JpegBytes) -> Result<(), StoreError> {
        self.objects.put(&Path::from(key), PutPayload::from(jpeg.as_slice().to_vec())).await?;
        Ok(())
    }

    async fn get(&self, key: &str) -> Result<JpegBytes, StoreError> {
        let bytes = self.objects.get(&Path::from(key)).await?.bytes().await?;
        Ok(JpegBytes::new(bytes.to_vec()))
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        match self.objects.delete(&Path::from(key)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn probe(&self) -> Result<(), StoreError> {
        self.objects.put(&Path::from(PROBE), PutPayload::from_static(b"?")).await?;
        self.delete(PROBE).await
    }
}

/// No session and no bucket has this name.
const PROBE: &str = "probe";
