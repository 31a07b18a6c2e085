//! What every connection of one process shares.
//!
//! In: the settings and the parts that the server drives. Out: the state that handlers read, and the few decisions
//! that need all of it, such as whether another check may run.
//! Never: starts anything, serves a request.

use crate::analysis::Analyzer;
use crate::entropy::Entropy;
use crate::key_uses::KeyUses;
use crate::metrics::Metrics;
use crate::oidc::{Flows, Provider};
use crate::page_tokens::PageToken;
use crate::passwords::Passwords;
use crate::throttle::Throttle;
use crate::{AccessKeys, Clock, EvaluatedSet, PageSettings, Pages, ServerError, Settings};
use catchlight_session::SignInLimiter;
use catchlight_store::Store;
use catchlight_types::EpochMillis;
use catchlight_wire::error::{AwsError, AwsErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The parts that a server is built from.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Source of time.
    pub clock: Clock,
    /// Keys that requests may be signed with.
    pub access_keys: AccessKeys,
    /// Sessions, results and images.
    pub store: Store,
    /// Analyses the video of a check.
    pub analyzer: Arc<dyn Analyzer>,
    /// The check page and the console.
    pub pages: Pages,
    /// Error rates by threshold on a labelled set; `None` when there is none.
    pub evaluated: Option<Arc<EvaluatedSet>>,
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
    permits: Arc<Semaphore>,
    concurrent_checks: usize,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Node {
    /// The state of a process that serves requests at the address `https`.
    ///
    /// # Errors
    /// [`ServerError`] when the OpenID provider's settings cannot be used.
    pub(crate) fn new(settings: Settings, parts: Parts, https: SocketAddr) -> Result<Self, ServerError> {
        Ok(Self {
            started_at: parts.clock.now(),
            public_url: public_url(&settings.page, https),
            console_url: console_url(&settings.page, https),
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
            permits: Arc::new(Semaphore::new(settings.concurrent_checks)),
            concurrent_checks: settings.concurrent_checks,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })
    }

    /// Asks everything that this process runs to end.
    pub(crate) fn ask_to_stop(&self) {
        self.stop.cancel();
    }

    /// Resolves when the server was asked to stop.
    pub(crate) async fn stop_requested(&self) {
        self.stop.cancelled().await;
    }

    /// Waits until `moment`; `false` when the server was asked to stop before.
    pub(crate) async fn sleep_until(&self, moment: EpochMillis) -> bool {
        tokio::select! {
            () = self.stop_requested() => false,
            () = self.parts.clock.sleep_until(moment) => true,
        }
    }

    /// Whether the server was asked to stop.
    pub(crate) fn stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// A permit for one more check; at most so many run at once.
    pub(crate) fn check_permit(&self) -> Result<OwnedSemaphorePermit, AwsError> {
        if self.stopping() {
            let text = "the server is stopping; try again";
            return Err(AwsError::with_message(AwsErrorKind::Unavailable, text));
        }
        Arc::clone(&self.permits).try_acquire_owned().map_err(|_full| AwsErrorKind::QuotaExceeded.into())
    }

    /// The address that opens the check page with `link`, whose token the browser does not send until the page does.
    pub(crate) fn link(&self, link: &PageToken) -> String {
        format!("{}{}", self.public_url, link.page_place())
    }

    /// When this process started to serve requests.
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

    /// Counts an attempt to sign in.
    ///
    /// # Errors
    /// How long to wait after too many attempts.
    pub(crate) fn sign_in_begins(&self, name: &str, address: IpAddr) -> Result<(), Duration> {
        let mut sign_ins = self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner);
        sign_ins.begin(name, address, self.parts.clock.now())
    }

    /// Forgets the failed attempts of a name that signed in.
    pub(crate) fn sign_in_succeeded(&self, name: &str, address: IpAddr) {
        self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner).succeeded(name, address);
    }

    /// Stores when each access key was last used.
    pub(crate) async fn write_key_uses(&self) {
        if let Err(error) = self.key_uses.write(&self.parts.store).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot store when access keys were last used"
            );
        }
    }

    /// Checks whose stream is open.
    pub(crate) fn running_checks(&self) -> usize {
        self.concurrent_checks.saturating_sub(self.permits.available_permits())
    }

    /// The tasks that a stop waits for.
    pub(crate) const fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }
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
