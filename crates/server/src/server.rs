//! Start and stop of a server.
//!
//! In: settings and the parts that the server drives. Out: a handle with the bound addresses.
//! Never: reads the environment, prints, or exits the process.

use crate::entropy::Entropy;
use crate::limits::{MAX_CHECK_LIFE, STOP_GRACE, SWEEP_INTERVAL};
use crate::metrics::Metrics;
use crate::page_checks::{self, NewPageCheck};
use crate::page_tokens::PageToken;
use crate::{AccessKeys, Analyzer, Clock, PageSettings, Pages, ServerError, Settings, listen, tls};
use catchlight_store as store;
use catchlight_store::Store;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What the server drives.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Source of time.
    pub clock: Clock,
    /// Keys that requests may be signed with.
    pub access_keys: AccessKeys,
    /// Sessions, results and images.
    pub store: Store,
    /// What comes to a verdict.
    pub analyzer: Arc<dyn Analyzer>,
    /// The check page.
    pub pages: Pages,
}

/// A running server; it stops when [`Server::stop`] is called, not when it is dropped.
#[derive(Debug)]
pub struct Server {
    https: SocketAddr,
    http: Option<SocketAddr>,
    node: Arc<Node>,
}

impl Server {
    /// Binds the sockets and starts to answer.
    ///
    /// # Errors
    /// [`ServerError`] when an address cannot be bound or the certificate cannot be used.
    pub async fn start(settings: Settings, parts: Parts) -> Result<Self, ServerError> {
        let tls = tls::server_config(&settings.tls, parts.clock.now())?;
        let https = bind(settings.listen).await?;
        let http = match settings.http_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        let https_address = bound(&https, settings.listen)?;
        let node = Arc::new(Node {
            public_url: public_url(&settings.page, https_address),
            page: settings.page,
            parts,
            entropy: Entropy::new(settings.test_seed),
            retention: settings.retention,
            metrics: Metrics::default(),
            places: Arc::new(Semaphore::new(settings.concurrent_checks)),
            concurrent_checks: settings.concurrent_checks,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        let http_address = match (&http, settings.http_listen) {
            (Some(listener), Some(address)) => Some(bound(listener, address)?),
            _ => None,
        };
        node.tasks.spawn(listen::serve(Arc::clone(&node), https, Some(TlsAcceptor::from(Arc::new(tls)))));
        if let Some(listener) = http {
            node.tasks.spawn(listen::serve(Arc::clone(&node), listener, None));
        }
        node.tasks.spawn(sweep(Arc::clone(&node)));
        Ok(Self { https: https_address, http: http_address, node })
    }

    /// Address of https and wss.
    #[must_use]
    pub const fn https(&self) -> SocketAddr {
        self.https
    }

    /// Address of plain http, when it was asked for.
    #[must_use]
    pub const fn http(&self) -> Option<SocketAddr> {
        self.http
    }

    /// Makes a check without an application and returns the link that opens its page once, for whoever started the
    /// server; `None` when there is no access key that it could belong to.
    ///
    /// # Errors
    /// [`ServerError::Link`] when the check cannot be stored.
    pub async fn trial_link(&self) -> Result<Option<String>, ServerError> {
        let Some(owner) = self.node.parts.access_keys.ids().next() else { return Ok(None) };
        let trial = NewPageCheck {
            owner: owner.to_owned(),
            settings: store::Settings {
                output: None,
                kms_key_id: None,
                audit_images_limit: 0,
                preferences: Vec::new(),
            },
            presentation: store::Presentation { movement_only: true, ..store::Presentation::default() },
            reference: Some("trial".to_owned()),
            life: MAX_CHECK_LIFE,
        };
        let made = page_checks::make(&self.node, trial).await.map_err(|_logged| ServerError::Link)?;
        Ok(Some(made.url))
    }

    /// Takes no new work, lets open requests end for a few seconds, then returns.
    pub async fn stop(self) {
        self.node.stop.cancel();
        self.node.tasks.close();
        if tokio::time::timeout(STOP_GRACE, self.node.tasks.wait()).await.is_err() {
            tracing::warn!(open = self.node.tasks.len(), "stopping with open connections");
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).await.map_err(|source| ServerError::Listen { address, source })
}

fn bound(listener: &TcpListener, address: SocketAddr) -> Result<SocketAddr, ServerError> {
    listener.local_addr().map_err(|source| ServerError::Listen { address, source })
}

/// An address that means "every interface" is reached at this machine by the name localhost.
fn public_url(page: &PageSettings, https: SocketAddr) -> String {
    if let Some(url) = &page.public_url {
        return url.as_str().to_owned();
    }
    let is_every = match https.ip() {
        IpAddr::V4(ip) => ip.is_unspecified(),
        IpAddr::V6(ip) => ip.is_unspecified(),
    };
    if is_every { format!("https://localhost:{}", https.port()) } else { format!("https://{https}") }
}

/// Expires and deletes what is over, now and then, until the server stops.
async fn sweep(node: Arc<Node>) {
    loop {
        let now = node.parts.clock.now();
        match node.parts.store.sweep_expired(now).await {
            Ok(swept) => tracing::debug!(swept.expired, swept.deleted, "swept"),
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "cannot sweep"),
        }
        tokio::select! {
            () = node.stop_asked() => return,
            () = node.parts.clock.sleep_until(now.plus(SWEEP_INTERVAL)) => {}
        }
    }
}

/// What every connection of this process shares.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parts: Parts,
    pub(crate) entropy: Entropy,
    pub(crate) retention: Duration,
    pub(crate) metrics: Metrics,
    pub(crate) page: PageSettings,
    public_url: String,
    places: Arc<Semaphore>,
    concurrent_checks: usize,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Node {
    /// Resolves when the server was asked to stop.
    pub(crate) async fn stop_asked(&self) {
        self.stop.cancelled().await;
    }

    /// Whether the server was asked to stop.
    pub(crate) fn stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// A place among the checks that may run at once.
    pub(crate) fn check_place(&self) -> Result<OwnedSemaphorePermit, AwsError> {
        if self.stopping() {
            let text = "the server is stopping; try again";
            return Err(AwsError::with_message(AwsErrorKind::Unavailable, text));
        }
        Arc::clone(&self.places).try_acquire_owned().map_err(|_full| AwsErrorKind::QuotaExceeded.into())
    }

    /// The address that opens the check page with `link`, which a browser does not send before the page asks to.
    pub(crate) fn link(&self, link: &PageToken) -> String {
        format!("{}/check/#c={}", self.public_url, link.reveal())
    }

    /// Checks whose stream is open.
    pub(crate) fn running_checks(&self) -> usize {
        self.concurrent_checks.saturating_sub(self.places.available_permits())
    }

    /// The tasks that a stop waits for.
    pub(crate) const fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }
}
