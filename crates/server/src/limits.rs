//! Limits of the sockets. What happens at each one is written beside it.

use std::time::Duration;

/// Most open connections of one listener; the next ones wait in the system's backlog.
pub(crate) const MAX_CONNECTIONS: usize = 4096;
/// Longest TLS handshake; a slower peer is dropped.
pub(crate) const TLS_HANDSHAKE: Duration = Duration::from_secs(10);
/// Longest wait for the head of a request; a slower peer is dropped.
pub(crate) const REQUEST_HEAD: Duration = Duration::from_secs(30);
/// Time that open requests get when the server stops; afterwards they are cut.
pub(crate) const STOP_GRACE: Duration = Duration::from_secs(5);
