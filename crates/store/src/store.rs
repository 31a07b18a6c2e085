//! Opens the database and the folder of images.

use crate::StoreError;
use crate::batches::Batches;
use crate::images::ImageStore;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// Where things are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// `sqlite:` and the path of the database file, which is made when missing.
    pub database_url: String,
    /// `file://` and the absolute path of the folder of images, which is made when missing.
    pub images_url: String,
}

/// The store; clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: SqlitePool,
    pub(crate) images: ImageStore,
    pub(crate) batches: Batches,
}

impl Store {
    /// Opens the store and brings its tables to this version.
    ///
    /// # Errors
    /// A [`StoreError`] that names the part which cannot be opened.
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let images = ImageStore::open(&settings.images_url)?;
        let options = connect_options(&settings.database_url)?;
        if let Some(folder) = options.get_filename().parent() {
            make_folder(folder)?;
        }
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        let batches = Batches::start(&pool);
        Ok(Self { pool, images, batches })
    }

    /// Asks the database for an answer, for health checks.
    ///
    /// # Errors
    /// [`StoreError::Database`] when it does not answer.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Asks the image store whether it takes and gives up a file, for health checks.
    ///
    /// # Errors
    /// [`StoreError::Images`] when it does not.
    pub async fn probe_images(&self) -> Result<(), StoreError> {
        self.images.probe().await
    }

    /// Closes every connection; later calls fail.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn connect_options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let named = url.strip_prefix("sqlite:").is_some_and(|rest| !rest.trim_start_matches('/').is_empty());
    if !named || url.contains(":memory:") {
        return Err(StoreError::DatabaseUrl);
    }
    Ok(SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT))
}

pub(crate) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| StoreError::Folder { path: folder.display().to_string(), source })
}

/// Connections to the database: readers run beside the one writer that SQLite allows.
const CONNECTIONS: u32 = 4;
/// Longest wait for the writer before a call fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sqlite_files_are_databases() {
        let valid = [
            "sqlite:/tmp/a.db",
            "sqlite:///tmp/a.db",
            "sqlite:",
            "sqlite::memory:",
            "postgres://host/db",
            "",
        ]
        .map(|url| connect_options(url).is_ok());
        assert_eq!(valid, [true, true, false, false, false, false]);
    }
}
