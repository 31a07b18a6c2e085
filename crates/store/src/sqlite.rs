//! The database in one file of SQLite: statements, transactions and migrations.
//!
//! In: domain values. Out: the same. Never: an image, the clock, a type of SQLite in what others see.
//!
//! SQLite has one writer at a time. A transaction that reads before it writes begins as a writer (`BEGIN IMMEDIATE`),
//! so that nothing changes between the two; one statement is a transaction of its own.

mod audit;
mod batches;
mod check_record;
mod checks;
mod columns;
mod deletions;
mod key_uses;
mod operator_sessions;
mod operators;
mod page_checks;
mod provider_operators;
mod results;
mod sessions;
mod tallies;
#[cfg(test)]
mod upgrade_tests;

use crate::backend::{BackendKind, Database};
use crate::error::StoreError;
use crate::folder::create_folder;
use async_trait::async_trait;
use batches::Batches;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// A database in one file; clones share their connections.
#[derive(Debug, Clone)]
pub(crate) struct SqliteDatabase {
    pool: SqlitePool,
    batches: Batches,
}

impl SqliteDatabase {
    /// Opens the file, which is created when missing, and brings its tables to this version.
    ///
    /// # Errors
    /// [`StoreError::DatabaseUrl`], [`StoreError::Folder`], [`StoreError::Database`] or [`StoreError::Migration`].
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let options = connect_options(url)?;
        if let Some(folder) = options.get_filename().parent() {
            create_folder(folder)?;
        }
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
        let migrated = sqlx::migrate!("./migrations/sqlite").run(&pool).await;
        migrated.map_err(|source| StoreError::Migration { source: Box::new(source) })?;
        let batches = Batches::start(&pool);
        Ok(Self { pool, batches })
    }

    /// Begins a transaction as the writer; it changes nothing unless it is committed.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }
}

#[async_trait]
impl Database for SqliteDatabase {
    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

fn connect_options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let names_file = url.strip_prefix("sqlite:").is_some_and(|rest| !rest.trim_start_matches('/').is_empty());
    if !names_file || url.contains(":memory:") {
        return Err(BackendKind::url_error("this one names no file"));
    }
    Ok(SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT))
}

/// Connections to the database: readers run next to the one writer that SQLite allows.
const CONNECTIONS: u32 = 4;
/// Longest wait for the writer before a call fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_are_databases() {
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
