//! What can go wrong while the server starts.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the server could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// An address could not be bound.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file could not be read or written.
    #[error("cannot read or write {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A PEM file does not hold what it should.
    #[error("{} holds no usable {what}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// What the parser said.
        source: rustls_pki_types::pem::Error,
    },
    /// The local certificate authority could not be created or used.
    #[error("cannot create a certificate")]
    Certificate {
        /// What the certificate library said.
        #[from]
        source: rcgen::Error,
    },
    /// Certificate and key are not usable for TLS.
    #[error("cannot set up TLS")]
    Tls {
        /// What the TLS library said.
        #[from]
        source: rustls::Error,
    },
    /// The folder of the pages holds more than pages.
    #[error("the pages are larger than {limit_bytes} bytes, counted up to {}", path.display())]
    PagesTooLarge {
        /// The file that was too much.
        path: PathBuf,
        /// The limit.
        limit_bytes: u64,
    },
    /// The store reported an error.
    #[error("the database reported an error")]
    Store {
        /// What the store said.
        #[from]
        source: catchlight_store::StoreError,
    },
    /// No operator may sign in to the console as admin.
    #[error("no operator is an enabled admin; create one with `catchlight operators add NAME --role admin`")]
    NoAdmin,
    /// The access keys come from the configuration.
    #[error("the access keys come from the environment of the server; change them there")]
    KeysFixed,
    /// No access key has this id.
    #[error("no access key has the id {id}")]
    NoKey {
        /// The id.
        id: String,
    },
    /// The access key file is not readable as such.
    #[error("{} is not a valid access key file", path.display())]
    AccessKeyFile {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        source: serde_json::Error,
    },
}
