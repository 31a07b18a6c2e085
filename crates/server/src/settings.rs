//! What an operator decides about the sockets.

use crate::TlsSource;
use std::net::SocketAddr;

/// Settings of one server; the cli reads them from options, environment and file.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address for https and wss; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Address for plain http, control plane and health only; `None` leaves it closed.
    pub http_listen: Option<SocketAddr>,
    /// Where the certificate comes from.
    pub tls: TlsSource,
}
