//! Sockets, TLS, authentication, routing and workers.
//!
//! In: settings, keys, a clock. Out: a running server that answers AWS clients.
//! Never: algorithms; what deserves a test of its own lives in a crate below. `convert` is the only place
//! where the wire and the domain meet.

mod access_keys;
mod body;
mod clock;
#[cfg_attr(not(test), expect(dead_code, reason = "the routes that use it come with the wire crate"))]
mod convert;
mod cors;
mod error;
mod health;
mod limits;
mod listen;
mod private_file;
mod router;
mod server;
mod settings;
#[cfg_attr(not(test), expect(dead_code, reason = "the routes that use it come with the wire crate"))]
mod test_mode;
mod tls;
#[cfg_attr(not(test), expect(dead_code, reason = "the routes that use it come with the wire crate"))]
mod websocket;

pub use access_keys::{AccessKey, AccessKeys};
pub use clock::Clock;
pub use error::ServerError;
pub use server::{Parts, Server};
pub use settings::Settings;
pub use tls::{TlsSource, authority_path};
