//! Limits of the sockets. Each one says what happens when it is reached.

use std::time::Duration;

/// Most open connections of one listener; the next ones wait in the system's backlog.
pub(crate) const MAX_CONNECTIONS: usize = 4096;
/// Longest TLS handshake; a slower peer is dropped.
pub(crate) const TLS_HANDSHAKE: Duration = Duration::from_secs(10);
/// Longest wait for the head of a request, also for the first one of a connection; a slower peer is dropped.
pub(crate) const REQUEST_HEAD: Duration = Duration::from_secs(30);
/// Longest wait for the body of a request that is read whole; a slower one is refused.
pub(crate) const REQUEST_BODY: Duration = Duration::from_secs(30);
/// Longest that a client may take for one message; then it counts as gone.
pub(crate) const SEND_GRACE: Duration = Duration::from_secs(10);
/// Time between two pings of an HTTP/2 client, and the longest wait for its answer; a
/// silent one is dropped.
pub(crate) const HTTP2_PING: Duration = Duration::from_secs(20);
/// Most requests at once on one HTTP/2 connection; more wait at the client.
pub(crate) const MAX_HTTP2_STREAMS: u32 = 64;
/// Time that open requests get when the server stops; afterwards they are cut.
pub(crate) const STOP_GRACE: Duration = Duration::from_secs(5);
/// Time a client gets to reply to a close; afterwards the connection is dropped.
pub(crate) const CLOSE_GRACE: Duration = Duration::from_secs(5);
/// Most video bytes that wait for the analysis of one check; the client's socket waits meanwhile.
pub(crate) const MAX_QUEUED_BYTES: usize = 2 * 1024 * 1024;
/// Most slices and claims that wait for the analysis of one check; the client's socket waits meanwhile.
pub(crate) const MAX_QUEUED_EVENTS: usize = 256;
/// Time between two sweeps of the store; sessions are shown as expired in between, too.
pub(crate) const SWEEP_INTERVAL: Duration = Duration::from_secs(30);
/// Largest body of a request of our own API; a longer one is refused.
pub(crate) const MAX_OWN_BODY_BYTES: usize = 16 * 1024;
/// Default life of a link to the check page.
pub(crate) const USUAL_CHECK_LIFE: Duration = Duration::from_secs(15 * 60);
/// Shortest life of a link that an application may request; a shorter one is refused.
pub(crate) const MIN_CHECK_LIFE: Duration = Duration::from_secs(60);
/// Longest life of a link that an application may request; a longer one is refused.
pub(crate) const MAX_CHECK_LIFE: Duration = Duration::from_secs(24 * 3600);
/// Time that an opened page has for its attempts; afterwards its pass is worth nothing.
pub(crate) const PASS_LIFE: Duration = Duration::from_secs(30 * 60);
/// Life of a link for another device; the page can request a new one.
pub(crate) const HAND_OFF_LIFE: Duration = Duration::from_secs(5 * 60);
/// Most links and passes of one check; afterwards it gets no further link for another device.
pub(crate) const MAX_PAGE_TOKENS: u32 = 20;
/// Most attempts of one check; afterwards it counts as expired.
pub(crate) const MAX_PAGE_ATTEMPTS: usize = 30;
/// Longest name that an application may give a check; a longer one is refused.
pub(crate) const MAX_REFERENCE_BYTES: usize = 256;
/// Longest address to go back to; a longer one is refused.
pub(crate) const MAX_RETURN_URL_BYTES: usize = 2048;
/// Longest language tag; a longer one is refused.
pub(crate) const MAX_LOCALE_BYTES: usize = 35;
/// Longest time that a session of the console may lie idle; afterwards its operator signs in again.
pub(crate) const CONSOLE_IDLE: Duration = Duration::from_secs(30 * 60);
/// Longest session of the console, however busy; afterwards its operator signs in again.
pub(crate) const CONSOLE_SESSION_LIFE: Duration = Duration::from_secs(12 * 3600);
/// Time for a person at an OpenID provider; afterwards the sign-in has to start again.
pub(crate) const PROVIDER_FLOW_LIFE: Duration = Duration::from_secs(10 * 60);
/// Most sign-ins by a provider at once; one more drops the oldest.
pub(crate) const MAX_PROVIDER_FLOWS: usize = 1000;
/// Longest wait for a response of a provider; then the sign-in fails.
pub(crate) const PROVIDER_PATIENCE: Duration = Duration::from_secs(10);
/// Largest response of a provider; a longer one is refused.
pub(crate) const MAX_PROVIDER_BODY_BYTES: usize = 256 * 1024;
/// How long the description of a provider is cached.
pub(crate) const OIDC_DISCOVERY_LIFE: Duration = Duration::from_secs(60);
/// Life of a link that signs an operator in.
pub(crate) const SIGN_IN_LINK_LIFE: Duration = Duration::from_secs(15 * 60);
/// Most passwords that are hashed at once, 19 MiB each; the next ones wait.
pub(crate) const MAX_PASSWORD_HASHES: usize = 2;
/// Longest wait for a free slot; then the sign-in is refused.
pub(crate) const PASSWORD_WAIT: Duration = Duration::from_secs(10);
/// Time between two checks of the access key file, which the command line may have changed.
pub(crate) const KEY_FILE_INTERVAL: Duration = Duration::from_secs(2);
/// Time between two writes of the last use of each access key; a crash loses at most this much.
pub(crate) const KEY_USE_INTERVAL: Duration = Duration::from_secs(30);
/// Longest label of an access key; a longer one is refused.
pub(crate) const MAX_KEY_LABEL_BYTES: usize = 128;
/// Longest note of a review; a longer one is refused.
pub(crate) const MAX_REVIEW_NOTE_BYTES: usize = 4096;
/// Longest User-Agent that is stored; the rest is cut off.
pub(crate) const MAX_USER_AGENT_CHARS: usize = 256;
/// Most results that the threshold explorer counts, the newest first.
pub(crate) const MAX_RECENT_RESULTS: u32 = 10_000;
/// Most bytes of the pages, which are held in memory; a larger folder is refused at the start.
pub(crate) const MAX_PAGES_BYTES: u64 = 64 * 1024 * 1024;
