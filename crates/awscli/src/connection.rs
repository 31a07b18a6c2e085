//! Connections: how long they may take, when to retry, and how the aws command words their failures.

use crate::failure::Failure;
use crate::paramfile::reason;
use catchlight_client::{ClientError, ConnectionProblem};
use std::time::Duration;

/// The default timeout of the aws command.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(60);

/// The pause before a retry; it doubles each time, up to twenty seconds. A single caller needs no jitter.
pub(crate) fn pause(retries: u32) -> Duration {
    Duration::from_millis(500 << retries.min(5)).min(Duration::from_secs(20))
}

/// A failed connection in the words of the aws command.
pub(crate) fn in_words(error: &ClientError, url: &str) -> Failure {
    Failure::general(match (error, error.connection_problem()) {
        (_, Some(ConnectionProblem::Tls(problem))) => format!("SSL validation failed for {url} {problem}"),
        (_, Some(ConnectionProblem::TimedOut)) => format!("Connect timeout on endpoint URL: \"{url}\""),
        (_, Some(ConnectionProblem::NoConnection)) => {
            format!("Could not connect to the endpoint URL: \"{url}\"")
        }
        (ClientError::TimedOut { .. }, None) => format!("Read timeout on endpoint URL: \"{url}\""),
        (ClientError::TrustFile { path, source }, None) => {
            let reason =
                std::fs::File::open(path).map_or_else(|error| reason(&error), |_file| source.to_string());
            format!("SSL validation failed for {url} {reason}")
        }
        (ClientError::Broken { .. }, None) => {
            format!("Connection was closed before we received a valid response from endpoint URL: \"{url}\".")
        }
        (other, None) => with_sources(other),
    })
}

/// An error with its sources.
pub(crate) fn with_sources(error: &ClientError) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(source) = next {
        text.push_str(&format!(": {source}"));
        next = source.source();
    }
    text
}
