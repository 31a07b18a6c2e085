//! Start and stop of a server.
//!
//! In: settings and the parts that the server drives. Out: a handle with the bound addresses.
//! Never: reads the environment, prints, or exits the process.

use crate::console::Flows;
use crate::console::passwords::Passwords;
use crate::entropy::Entropy;
use crate::key_uses::KeyUses;
use crate::limits::{KEY_FILE_INTERVAL, KEY_USE_INTERVAL, STOP_GRACE, SWEEP_INTERVAL};
use crate::metrics::Metrics;
use crate::oidc::Provider;
use crate::page_tokens::PageToken;
use crate::throttle::Throttle;
use crate::{
    AccessKeys, Analyzer, Clock, EvaluatedSet, PageSettings, Pages, ServerError, Settings, listen, operators,
    tls,
};
use catchlight_session::SignInLimiter;
use catchlight_store::Store;
use catchlight_types::EpochMillis;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
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
    /// The check page and the console.
    pub pages: Pages,
    /// What thresholds gave on a labelled set; `None` when nobody knows.
    pub evaluated: Option<Arc<EvaluatedSet>>,
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
        let started_at = parts.clock.now();
        let node = Arc::new(Node {
            started_at,
            public_url: public_url(&settings.page, https_address),
            console_url: console_url(&settings.page, https_address),
            page: settings.page,
            parts,
            entropy: Entropy::new(settings.test_seed),
            retention: settings.retention,
            metrics: Metrics::default(),
            passwords: Passwords::default(),
            sign_ins: Mutex::default(),
            throttle: Throttle::new(settings.requests_per_second),
            key_uses: KeyUses::default(),
            oidc: settings.oidc.map(Provider::new).transpose()?,
            flows: Flows::default(),
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
        node.tasks.spawn(watch_keys(Arc::clone(&node)));
        node.tasks.spawn(write_key_uses(Arc::clone(&node)));
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

    /// The address that signs an admin in to the console once, within 15 minutes, for whoever started the server.
    ///
    /// # Errors
    /// [`ServerError::Store`] when the link cannot be stored.
    pub async fn sign_in_link(&self) -> Result<String, ServerError> {
        let (store, now) = (&self.node.parts.store, self.node.parts.clock.now());
        let admin = operators::first_admin(store, now).await?;
        let place = operators::make_sign_in_link(store, &admin, now).await?;
        Ok(format!("{}{place}", self.node.console_url))
    }

    /// Takes no new work, lets open requests end for a few seconds, then returns.
    pub async fn stop(self) {
        self.node.stop.cancel();
        self.node.tasks.close();
        if tokio::time::timeout(STOP_GRACE, self.node.tasks.wait()).await.is_err() {
            tracing::warn!(open = self.node.tasks.len(), "stopping with open connections");
        }
        self.node.write_key_uses().await;
    }
}

/// The place below our address that opens the check page.
pub(crate) fn page_place(link: &PageToken) -> String {
    format!("/check/#c={}", link.reveal())
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

/// Operators sit at this machine more often than not, and browsers treat `localhost` better than an address.
fn console_url(page: &PageSettings, https: SocketAddr) -> String {
    let is_here = https.ip().is_loopback() && page.public_url.is_none();
    if is_here { format!("https://localhost:{}", https.port()) } else { public_url(page, https) }
}

/// Expires and deletes what is over, now and then, until the server stops.
async fn sweep(node: Arc<Node>) {
    loop {
        let now = node.parts.clock.now();
        match node.parts.store.sweep_expired(now).await {
            Ok(swept) => tracing::debug!(swept.expired, swept.deleted, "swept"),
            Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "cannot sweep"),
        }
        if !node.goes_on_at(now.plus(SWEEP_INTERVAL)).await {
            return;
        }
    }
}

/// Takes in what the command line writes to the file of the access keys, until the server stops.
async fn watch_keys(node: Arc<Node>) {
    loop {
        let keys = node.parts.access_keys.clone();
        match tokio::task::spawn_blocking(move || keys.reload()).await {
            Ok(Ok(false)) | Err(_) => {}
            Ok(Ok(true)) => tracing::info!("the access keys were changed"),
            Ok(Err(error)) => {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot read the access keys");
            }
        }
        if !node.goes_on_at(node.parts.clock.now().plus(KEY_FILE_INTERVAL)).await {
            return;
        }
    }
}

/// Writes down which keys were used, until the server stops.
async fn write_key_uses(node: Arc<Node>) {
    while node.goes_on_at(node.parts.clock.now().plus(KEY_USE_INTERVAL)).await {
        node.write_key_uses().await;
    }
}

/// What every connection of this process shares.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) parts: Parts,
    pub(crate) entropy: Entropy,
    pub(crate) retention: Duration,
    pub(crate) metrics: Metrics,
    pub(crate) throttle: Throttle,
    pub(crate) key_uses: KeyUses,
    pub(crate) oidc: Option<Provider>,
    pub(crate) flows: Flows,
    pub(crate) page: PageSettings,
    pub(crate) passwords: Passwords,
    sign_ins: Mutex<SignInLimiter>,
    started_at: EpochMillis,
    public_url: String,
    console_url: String,
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

    /// Waits for a moment; `false` when the server was asked to stop before it came.
    async fn goes_on_at(&self, moment: EpochMillis) -> bool {
        tokio::select! {
            () = self.stop_asked() => false,
            () = self.parts.clock.sleep_until(moment) => true,
        }
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
        format!("{}{}", self.public_url, page_place(link))
    }

    /// When this process began to answer.
    pub(crate) const fn started_at(&self) -> EpochMillis {
        self.started_at
    }

    /// Checks that may run at once.
    pub(crate) const fn concurrent_checks(&self) -> usize {
        self.concurrent_checks
    }

    /// Where browsers reach us, without a slash at its end.
    pub(crate) fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Where operators reach the console, without a slash at its end.
    pub(crate) fn console_url(&self) -> &str {
        &self.console_url
    }

    /// Counts a try to sign in.
    ///
    /// # Errors
    /// How long to wait when there were too many.
    pub(crate) fn sign_in_begins(&self, name: &str, address: IpAddr) -> Result<(), Duration> {
        let mut sign_ins = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        sign_ins.begin(name, address, self.parts.clock.now())
    }

    /// Forgets the tries of a name that signed in.
    pub(crate) fn sign_in_succeeded(&self, name: &str, address: IpAddr) {
        self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner).succeeded(name, address);
    }

    /// Writes down which keys were used since the last time.
    pub(crate) async fn write_key_uses(&self) {
        if let Err(error) = self.key_uses.write(&self.parts.store).await {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot note the use of access keys");
        }
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
