//! What can go wrong between memory and disk.

use catchlight_types::SessionId;

/// Why the store could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database URL is not one of SQLite.
    #[error("database url must begin with sqlite: and name a file")]
    DatabaseUrl,
    /// The images URL is not one of a local folder.
    #[error("images url must be file:// followed by an absolute path")]
    ImagesUrl,
    /// The folder of the database or of the images cannot be made.
    #[error("folder {path} cannot be made")]
    Folder {
        /// The folder.
        path: String,
        /// Cause.
        #[source]
        source: std::io::Error,
    },
    /// The database refused.
    #[error("the database refused")]
    Database {
        /// Cause.
        #[from]
        source: sqlx::Error,
    },
    /// Requests that went to the database together failed; another of them was told why.
    #[error("a batch of requests failed")]
    Batch,
    /// The tables cannot be brought to this version.
    #[error("the tables cannot be brought to this version")]
    Migration {
        /// Cause.
        #[from]
        source: sqlx::migrate::MigrateError,
    },
    /// The image store refused.
    #[error("the image store refused")]
    Images {
        /// Cause.
        #[from]
        source: object_store::Error,
    },
    /// A stored record cannot be read, or a value cannot be stored.
    #[error("record {column} is damaged")]
    Record {
        /// The column.
        column: &'static str,
    },
    /// A result was given for a session that is not in progress.
    #[error("session {id} is not in progress")]
    NotInProgress {
        /// The session.
        id: SessionId,
    },
}
