//! What can go wrong between memory and disk.

use catchlight_types::SessionId;
use std::error::Error;
use std::sync::Arc;

/// What a database or an image store reported; its own type stays behind the store.
pub type Cause = Box<dyn Error + Send + Sync>;

/// Why the store could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No backend answers to the database URL, or the URL names no database.
    #[error("the database url must begin with {schemes} and name a file or server; {problem}")]
    DatabaseUrl {
        /// The schemes that can be opened.
        schemes: String,
        /// What is wrong with the URL; never the URL itself, which may hold a password.
        problem: &'static str,
    },
    /// The images URL is not one of a local folder.
    #[error("the images url must be file:// followed by an absolute path")]
    ImagesUrl,
    /// The folder of the database or of the images cannot be created.
    #[error("folder {path} cannot be created; check that its parent exists and may be written to")]
    Folder {
        /// The folder.
        path: String,
        /// Cause.
        #[source]
        source: std::io::Error,
    },
    /// The database refused, or did not answer.
    #[error("the database refused a request")]
    Database {
        /// Cause.
        #[source]
        source: Cause,
    },
    /// Several requests went to the database in one statement, and it failed.
    #[error("a request failed with the others of its batch")]
    Batch {
        /// Why the statement failed; every request of the batch gets it.
        #[source]
        source: Arc<Self>,
    },
    /// The store was closed before the request could be served.
    #[error("the store is closed")]
    Closed,
    /// The tables cannot be brought to this version.
    #[error(
        "the tables of the database cannot be brought to this version; use the version of Catchlight that wrote \
         them, or a newer one"
    )]
    Migration {
        /// Cause.
        #[source]
        source: Cause,
    },
    /// The image store refused.
    #[error(
        "the image store refused a request; check that its folder exists, may be written to and has space"
    )]
    Images {
        /// Cause.
        #[source]
        source: Cause,
    },
    /// A stored record cannot be read, or a value cannot be stored.
    #[error("the stored value of {column} cannot be read or written")]
    Record {
        /// The column.
        column: &'static str,
        /// Cause.
        #[source]
        source: Cause,
    },
    /// Every name that an operator could have is taken by somebody else.
    #[error("every name for the operator is taken; rename or disable the operator {name}")]
    NamesTaken {
        /// The last name that was tried.
        name: String,
    },
    /// A result could not be stored, and one of its images could not be deleted again.
    #[error("image {key} of a result that was not stored could not be deleted again ({deletion}); delete it")]
    ImageLeft {
        /// Key of the image.
        key: String,
        /// Why it could not be deleted.
        deletion: Box<Self>,
        /// Why the result was not stored.
        #[source]
        source: Box<Self>,
    },
    /// A result was given for a session that is not in progress.
    #[error("session {id} is not in progress")]
    NotInProgress {
        /// The session.
        id: SessionId,
    },
}

impl StoreError {
    /// A record whose value no version of Catchlight has written.
    pub(crate) fn unknown_value(column: &'static str, value: &str) -> Self {
        Self::Record { column, source: format!("{value} is not a known value").into() }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        Self::Database { source: Box::new(source) }
    }
}

impl From<object_store::Error> for StoreError {
    fn from(source: object_store::Error) -> Self {
        Self::Images { source: Box::new(source) }
    }
}
