//! Sockets, TLS, authentication, routing and workers.
//!
//! In: settings, keys, a clock. Out: a running server that answers AWS clients.
//! Never: algorithms; what deserves a test of its own lives in a crate below. `convert` is the only place
//! where the wire and the domain meet.

mod access_keys;
mod body;
mod clock;
mod error;
mod health;
mod limits;
mod listen;
mod private_file;
mod router;
mod server;
mod settings;
mod tls;

pub use access_keys::{AccessKey, AccessKeys};
pub use clock::Clock;
pub use error::ServerError;
pub use server::{Parts, Server};
pub use settings::Settings;
pub use tls::{TlsSource, authority_path};
