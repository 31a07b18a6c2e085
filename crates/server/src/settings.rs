//! The settings of a server.

use crate::{OidcSettings, Origin, TlsSource};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// Settings of one server; the cli reads them from options, environment and file.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address for https and wss; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Address for plain http, control plane and health only; `None` leaves it closed.
    pub http_listen: Option<SocketAddr>,
    /// Where the certificate comes from.
    pub tls: TlsSource,
    /// How long a session with its result and images can be read, counted from its creation.
    pub retention: Duration,
    /// Most checks at once; further clients are refused and may retry with the same session.
    pub concurrent_checks: usize,
    /// Most signed requests a second of one access key, streams left out; `None` counts none.
    pub requests_per_second: Option<NonZeroU32>,
    /// Makes plans reproducible and lets tokens choose results; never for real checks.
    pub test_seed: Option<u64>,
    /// The check page.
    pub page: PageSettings,
    /// The OpenID provider that signs operators in; `None` for none.
    pub oidc: Option<OidcSettings>,
}

/// Where the check page is and which origins it trusts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageSettings {
    /// How browsers reach this server, for links; `None` takes the address it listens on.
    pub public_url: Option<Origin>,
    /// Origins that a person may be sent back to.
    pub return_origins: Vec<Origin>,
    /// Origins that may show the page in a frame.
    pub embed_origins: Vec<Origin>,
}

impl Settings {
    /// How long a session can be read unless the operator says otherwise.
    pub const DEFAULT_RETENTION: Duration = Duration::from_secs(24 * 3600);
    /// Checks at once unless the operator says otherwise; a waiting one costs little more than its socket.
    pub const DEFAULT_CONCURRENT_CHECKS: usize = 256;
}
