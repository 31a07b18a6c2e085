//! Whether and when a failed call is retried, as in the standard mode of the SDKs.
//!
//! In: each failure and its number. Out: how long to wait, or that it is enough.
//! Never: repeats what cannot be repeated; a service that is down is not flooded, since retries draw on a quota that
//! only successes fill again.

use crate::limits::{MAX_RETRY_ATTEMPTS, RETRY_QUOTA};
use crate::{ClientError, ConnectionProblem, ServiceException};
use http::HeaderMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How often a call is attempted and how long the pauses are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetrySettings {
    /// Most attempts of one call, the first one included; 1 never retries.
    pub max_attempts: u32,
    /// Longest wait before the second attempt; it doubles with each further one. The wait is a random share of it.
    pub base_delay: Duration,
    /// Longest wait of all.
    pub max_delay: Duration,
}

impl RetrySettings {
    /// What the SDKs do: three attempts, waits of at most 1 s and 2 s, never more than 20 s.
    pub const STANDARD: Self =
        Self { max_attempts: 3, base_delay: Duration::from_secs(1), max_delay: Duration::from_secs(20) };
    /// One attempt.
    pub const NEVER: Self = Self { max_attempts: 1, ..Self::STANDARD };
}

/// Waits; a test may have it take no time.
pub type Pause = Arc<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Waits by the timer of the runtime.
#[must_use]
pub fn timer() -> Pause {
    Arc::new(|time| Box::pin(tokio::time::sleep(time)))
}

/// An attempt that failed.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: ClientError,
    /// How long the service asks to wait.
    pub(crate) retry_after: Option<Duration>,
}

impl From<ClientError> for Failed {
    fn from(error: ClientError) -> Self {
        Self { error, retry_after: None }
    }
}

/// Makes calls again. Its clones share the quota.
#[derive(Debug, Clone)]
pub(crate) struct Retrier {
    settings: RetrySettings,
    quota: Arc<AtomicU32>,
    /// A share of the wait, 0..1.
    share: fn() -> f64,
}

impl Retrier {
    pub(crate) fn new(settings: RetrySettings) -> Self {
        Self { settings, quota: Arc::new(AtomicU32::new(RETRY_QUOTA)), share: rand::random }
    }

    /// Whether a call may be made more than once.
    pub(crate) const fn repeats(&self) -> bool {
        self.settings.max_attempts > 1
    }

    /// Makes attempts, numbered from 1, until one succeeds or it is enough.
    pub(crate) async fn run<T, F>(&self, pause: &Pause, attempt: impl Fn(u32) -> F) -> Result<T, ClientError>
    where
        F: Future<Output = Result<T, Failed>>,
    {
        let (mut number, mut paid) = (1, 0);
        loop {
            let failed = match attempt(number).await {
                Ok(done) => {
                    self.fill(if paid == 0 { FILLED_BY_FIRST_SUCCESS } else { paid });
                    return Ok(done);
                }
                Err(failed) => failed,
            };
            let last = number >= self.settings.max_attempts.min(MAX_RETRY_ATTEMPTS);
            match cost(&failed.error).filter(|cost| !last && self.draw(*cost)) {
                Some(cost) => paid = cost,
                None => return Err(failed.error),
            }
            pause(self.wait(number, failed.retry_after)).await;
            number += 1;
        }
    }

    /// Full jitter, so that callers who failed together do not come back together.
    fn wait(&self, number: u32, retry_after: Option<Duration>) -> Duration {
        let RetrySettings { base_delay, max_delay, .. } = self.settings;
        let doubled = base_delay.saturating_mul(1_u32.checked_shl(number - 1).unwrap_or(u32::MAX));
        let drawn = doubled.min(max_delay).mul_f64((self.share)().clamp(0.0, 1.0));
        drawn.max(retry_after.unwrap_or_default()).min(max_delay)
    }

    fn draw(&self, cost: u32) -> bool {
        let draw = |left: u32| left.checked_sub(cost);
        self.quota.fetch_update(Ordering::Relaxed, Ordering::Relaxed, draw).is_ok()
    }

    fn fill(&self, amount: u32) {
        let fill = |left: u32| Some(left.saturating_add(amount).min(RETRY_QUOTA));
        // The update never declines, so that there is nothing to report.
        self.quota.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill).unwrap_or_default();
    }
}

/// What a retry after this error draws from the quota; `None` when it would fail the same way.
fn cost(error: &ClientError) -> Option<u32> {
    match error {
        ClientError::TimedOut { .. } => Some(COST_AFTER_TIMEOUT),
        ClientError::Broken { .. } => Some(COST),
        ClientError::Unreachable { .. } => {
            let about_tls = matches!(error.connection_problem(), Some(ConnectionProblem::Tls(_)));
            (!about_tls).then_some(COST)
        }
        ClientError::Service { exception, status, .. } => {
            let transient = status.is_some_and(|status| TRANSIENT_STATUSES.contains(&status));
            (transient || exception.is_throttling() || exception.is_transient()).then_some(COST)
        }
        _ => None,
    }
}

impl ClientError {
    /// Whether the same call may well succeed a moment later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        cost(self).is_some()
    }
}

impl ServiceException {
    /// Whether the service asks to come more slowly.
    #[must_use]
    pub fn is_throttling(&self) -> bool {
        THROTTLING_CODES.contains(&self.code())
    }

    /// Whether the same request may well succeed a moment later, for another reason than throttling.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        TRANSIENT_CODES.contains(&self.code())
    }
}

/// How long a service asks to wait: whole seconds, or milliseconds in the header that AWS uses.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let millis = number("x-amz-retry-after").map(Duration::from_millis);
    millis.or_else(|| number("retry-after").map(Duration::from_secs))
}

const THROTTLING_CODES: [&str; 14] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];
const TRANSIENT_CODES: [&str; 5] = [
    "InternalServerError",
    "InternalServerException",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServiceUnavailableException",
];
const TRANSIENT_STATUSES: [u16; 4] = [500, 502, 503, 504];
const COST: u32 = 5;
const COST_AFTER_TIMEOUT: u32 = 10;
const FILLED_BY_FIRST_SUCCESS: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use std::sync::Mutex;

    fn service(code: &str, status: u16) -> ClientError {
        let exception = ServiceException::new(code, "why");
        ClientError::Service { exception, status: Some(status), request_id: None, close_code: None }
    }

    fn throttled() -> Failed {
        service("ThrottlingException", 400).into()
    }

    /// Always the longest wait.
    fn retrier(settings: RetrySettings) -> Retrier {
        Retrier { share: || 1.0, ..Retrier::new(settings) }
    }

    /// A pause that takes no time and the waits that were asked of it.
    fn noted() -> (Pause, Arc<Mutex<Vec<Duration>>>) {
        let waits = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&waits);
        let pause: Pause = Arc::new(move |wait| {
            noted.lock().unwrap().push(wait);
            Box::pin(std::future::ready(()))
        });
        (pause, waits)
    }

    /// Plays failures until they are used up, then succeeds; tells the end and the waits.
    async fn play(retrier: &Retrier, failures: Vec<Failed>) -> String {
        let (pause, waits) = noted();
        let failures = Mutex::new(failures.into_iter());
        let attempt = |number| {
            let next = failures.lock().unwrap().next();
            std::future::ready(next.map_or(Ok(number), Err))
        };
        let end = match retrier.run(&pause, attempt).await {
            Ok(number) => format!("attempt {number} succeeded"),
            Err(error) => error.to_string(),
        };
        let waits = waits.lock().unwrap();
        format!("{end} after {waits:?}, {} left", retrier.quota.load(Ordering::Relaxed))
    }

    async fn check(settings: RetrySettings, failures: Vec<Failed>, expected: &Expect) {
        expected.assert_eq(&play(&retrier(settings), failures).await);
    }

    #[tokio::test]
    async fn waits_double_up_to_a_limit() {
        let many = RetrySettings { max_attempts: 8, ..RetrySettings::STANDARD };
        check(RetrySettings::STANDARD, vec![], &expect!["attempt 1 succeeded after [], 500 left"]).await;
        check(
            RetrySettings::STANDARD,
            vec![throttled()],
            &expect!["attempt 2 succeeded after [1s], 500 left"],
        )
        .await;
        let thrice = || (0..3).map(|_| throttled()).collect();
        check(
            RetrySettings::STANDARD,
            thrice(),
            &expect!["ThrottlingException: why after [1s, 2s], 490 left"],
        )
        .await;
        check(RetrySettings::NEVER, thrice(), &expect!["ThrottlingException: why after [], 500 left"]).await;
        check(
            many,
            (0..7).map(|_| throttled()).collect(),
            &expect!["attempt 8 succeeded after [1s, 2s, 4s, 8s, 16s, 20s, 20s], 470 left"],
        )
        .await;
    }

    #[tokio::test]
    async fn a_service_may_ask_to_wait_longer() {
        let asked = |seconds| Failed { retry_after: Some(Duration::from_secs(seconds)), ..throttled() };
        check(
            RetrySettings::STANDARD,
            vec![asked(0), asked(3)],
            &expect!["attempt 3 succeeded after [1s, 3s], 495 left"],
        )
        .await;
        check(
            RetrySettings::STANDARD,
            vec![asked(3600)],
            &expect!["attempt 2 succeeded after [20s], 500 left"],
        )
        .await;
    }

    #[tokio::test]
    async fn retries_end_when_the_quota_is_used_up() {
        let retrier = retrier(RetrySettings::STANDARD);
        for _ in 0..RETRY_QUOTA / (2 * COST) {
            play(&retrier, (0..3).map(|_| throttled()).collect()).await;
        }
        let told = play(&retrier, vec![throttled()]).await;
        expect!["ThrottlingException: why after [], 0 left"].assert_eq(&told);
        let told = play(&retrier, vec![]).await;
        expect!["attempt 1 succeeded after [], 1 left"].assert_eq(&told);
    }

    #[test]
    fn only_what_may_pass_is_retried() {
        let broken = || ClientError::broken("pipe");
        let unreachable = |source: Box<dyn std::error::Error + Send + Sync>| ClientError::Unreachable {
            host: "h".to_owned(),
            port: 1,
            source,
        };
        let untrusted = rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer);
        let timeout = ClientError::TimedOut { what: "response", seconds: 30 };
        for (error, expected) in [
            (timeout, Some(COST_AFTER_TIMEOUT)),
            (broken(), Some(COST)),
            (unreachable("refused".into()), Some(COST)),
            (unreachable(untrusted.into()), None),
            (service("ThrottlingException", 500), Some(COST)),
            (service("ProvisionedThroughputExceededException", 400), Some(COST)),
            (service("Odd", 503), Some(COST)),
            (service("InternalServerError", 500), Some(COST)),
            (service("Odd", 400), None),
            (service("SessionNotFoundException", 400), None),
            (service("AccessDeniedException", 403), None),
            (ClientError::InvalidResponse { problem: "odd".to_owned() }, None),
        ] {
            assert_eq!(cost(&error), expected, "{error:?}");
        }
    }

    #[test]
    fn waits_are_read_from_either_header() {
        let asked = |name: &'static str, value: &'static str| {
            let headers = [(http::HeaderName::from_static(name), http::HeaderValue::from_static(value))];
            retry_after(&headers.into_iter().collect())
        };
        assert_eq!(asked("retry-after", "3"), Some(Duration::from_secs(3)));
        assert_eq!(asked("x-amz-retry-after", "1500"), Some(Duration::from_millis(1500)));
        assert_eq!(asked("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"), None);
        assert_eq!(asked("retry-after", "-1"), None);
    }

    #[test]
    fn waits_are_spread_at_random() {
        let retrier = Retrier::new(RetrySettings::STANDARD);
        let waits: Vec<Duration> = (0..32).map(|_| retrier.wait(3, None)).collect();
        assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(4)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
    }
}
