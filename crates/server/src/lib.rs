//! Sockets, TLS, authentication, routing and workers.
//!
//! In: settings, keys, a clock. Out: a running server for AWS clients.
//! Never: algorithms; what deserves a test of its own lives in a crate below. `convert` is the only place
//! where the wire and the domain meet.

mod access_keys;
mod analysis;
mod auth;
mod body;
mod check_credentials;
mod clock;
mod console;
mod control;
mod convert;
mod cors;
mod entropy;
mod error;
mod evaluated;
mod health;
mod http_date;
mod key_uses;
mod limits;
mod listen;
mod metrics;
mod node;
mod oidc;
mod operators;
mod origins;
mod own_api;
mod page_check;
mod page_checks;
mod page_policy;
mod page_tokens;
mod pages;
mod passwords;
mod private_file;
mod records;
mod router;
mod server;
mod settings;
mod standing;
mod stream;
mod stream_request;
mod test_mode;
mod throttle;
mod tls;
mod websocket;

pub use access_keys::{AccessKey, AccessKeys, StoredKey};
pub use analysis::{AnalysisError, Analyzer, RunningAnalysis};
pub use clock::Clock;
pub use error::ServerError;
pub use evaluated::{EvaluatedPoint, EvaluatedSet, EvaluatedSpecies, Share};
pub use node::Parts;
pub use oidc::OidcSettings;
pub use operators::{add_operator, make_sign_in_link, note_command};
pub use origins::{Origin, OriginError};
pub use pages::Pages;
pub use passwords::{PasswordError, hash_password};
pub use server::Server;
pub use settings::{PageSettings, Settings};
pub use tls::{TlsSource, authority_path};
