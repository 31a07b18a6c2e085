//! The store: a database and a place for images, as one.
//!
//! In: domain values. Out: the same values after any restart. Never: a statement of a database; what only concerns the
//! database is passed on to it, and what concerns both has its order here, the same for every database.

mod erasure;
mod results;

use crate::backend::{Backend, BackendKind, Database};
use crate::error::StoreError;
use crate::images::{FolderImages, Images};
use crate::sqlite::SqliteDatabase;
use std::ops::Deref;
use std::sync::Arc;

pub use erasure::Swept;

/// Where data is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// The scheme of a [`BackendKind`] and what follows it: `sqlite:` and the path of the database file, which is
    /// created when missing.
    pub database_url: String,
    /// `file://` and the absolute path of the folder of images, which is created when missing.
    pub images_url: String,
}

/// The store; clones share their connections. Everything that a [`Database`] does can be called on it directly.
#[derive(Debug, Clone)]
pub struct Store {
    database: Arc<dyn Backend>,
    images: Arc<dyn Images>,
}

impl Store {
    /// Opens the store and brings its tables to this version.
    ///
    /// # Errors
    /// A [`StoreError`] that names the part which cannot be opened.
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let kind = BackendKind::of_url(&settings.database_url)?;
        let images = Arc::new(FolderImages::open(&settings.images_url)?);
        let database: Arc<dyn Backend> = match kind {
            BackendKind::Sqlite => Arc::new(SqliteDatabase::open(&settings.database_url).await?),
        };
        Ok(Self { database, images })
    }

    /// Asks the image store whether it takes a file and deletes it again, for health checks.
    ///
    /// # Errors
    /// [`StoreError::Images`] when it does not.
    pub async fn probe_images(&self) -> Result<(), StoreError> {
        self.images.probe().await
    }
}

impl Deref for Store {
    type Target = dyn Database;

    fn deref(&self) -> &Self::Target {
        &*self.database
    }
}
