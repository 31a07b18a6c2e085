//! Why a call failed.

use catchlight_wire::eventstream::EventStreamError;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

/// An exception of the service, as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceException {
    /// Its name, such as SessionNotFoundException.
    pub name: String,
    /// Its text.
    pub message: String,
}

impl fmt::Display for ServiceException {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.name, self.message)
    }
}

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The endpoint is no URL that can be called.
    #[error("endpoint {problem}")]
    Endpoint {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The file of trusted certificates cannot be read or holds none.
    #[error("cannot read certificates from {}", path.display())]
    TrustFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// TLS cannot be set up.
    #[error("cannot set up TLS")]
    Tls {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The request cannot be signed.
    #[error("cannot sign the request")]
    Signing {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// There is no connection to the service.
    #[error("cannot reach {host} port {port}")]
    Unreachable {
        /// Host.
        host: String,
        /// Port.
        port: u16,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The connection broke.
    #[error("connection broke")]
    Broken {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The service took too long.
    #[error("no {what} within {seconds} seconds")]
    TimedOut {
        /// What was awaited.
        what: &'static str,
        /// How long.
        seconds: u64,
    },
    /// The service answered with an exception.
    #[error("{exception}")]
    Service {
        /// The exception.
        exception: ServiceException,
        /// HTTP status, or `None` when it came in an event stream.
        status: Option<u16>,
        /// Close code of the WebSocket after it, when there was one.
        close_code: Option<u16>,
    },
    /// The service answered something that is not in its protocol.
    #[error("service answered {problem}")]
    Answer {
        /// What is wrong with it.
        problem: String,
    },
    /// A message of the event stream is not valid.
    #[error("event stream is not valid")]
    EventStream {
        /// Why.
        #[from]
        source: EventStreamError,
    },
    /// The service ended the stream before the check was over.
    #[error("service ended the check without a DisconnectionEvent{}", code(*close_code))]
    EndedEarly {
        /// Close code of the WebSocket, when there was one.
        close_code: Option<u16>,
    },
    /// Whoever answers the challenge could not.
    #[error("challenge could not be answered")]
    Performer {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

fn code(close_code: Option<u16>) -> String {
    close_code.map_or_else(String::new, |code| format!(" (close code {code})"))
}

impl ClientError {
    pub(crate) fn broken(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken { source: source.into() }
    }

    pub(crate) fn signing(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Signing { source: source.into() }
    }
}
