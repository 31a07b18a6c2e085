//! Why a call failed.

use crate::value::ValueError;
use crate::{ErrorResponse, ServiceException};
use catchlight_wire::error::AwsErrorKind;
use catchlight_wire::eventstream::EventStreamError;
use std::error::Error;
use std::path::PathBuf;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The endpoint is no URL that can be called.
    #[error("invalid endpoint: it {problem}")]
    Endpoint {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There are no credentials to sign with.
    #[error("no credentials: {variable} is not set")]
    Credentials {
        /// The variable that is missing.
        variable: &'static str,
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
    #[error("the connection to the service broke")]
    Broken {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The service took too long.
    #[error("no {what} within {seconds} seconds")]
    TimedOut {
        /// What the client waited for.
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
        /// The service's id of the request, when it gave one.
        request_id: Option<String>,
        /// Close code of the WebSocket after it, when there was one.
        close_code: Option<u16>,
    },
    /// The service sent something that its protocol does not have.
    #[error("the service sent an invalid response: {problem}")]
    InvalidResponse {
        /// What is wrong with it.
        problem: String,
    },
    /// The response of the control plane cannot be read.
    #[error("cannot read the response of the service")]
    UnreadableResponse {
        /// Why.
        #[from]
        source: ValueError,
    },
    /// A message of the event stream is not valid.
    #[error("the service sent an invalid event stream")]
    EventStream {
        /// Why.
        #[from]
        source: EventStreamError,
    },
    /// The service ended the stream before the check was over.
    #[error("the service ended the check without a DisconnectionEvent{}", code(*close_code))]
    EndedEarly {
        /// Close code of the WebSocket, when there was one.
        close_code: Option<u16>,
    },
    /// The caller's function could not answer the challenge.
    #[error("the challenge could not be answered")]
    Performer {
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// Why there is no connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionProblem {
    /// TLS failed, in the words of its library; mostly, the certificate is not trusted.
    Tls(String),
    /// Nothing answered in time.
    TimedOut,
    /// Nothing listens there, or the host cannot be reached.
    NoConnection,
}

fn code(close_code: Option<u16>) -> String {
    close_code.map_or_else(String::new, |code| format!(" (close code {code})"))
}

impl ClientError {
    /// What the caller can do about it; `None` when the text says so already or there is nothing to advise.
    #[must_use]
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Credentials { .. } => Some("set it to one of the access keys of the server"),
            Self::Unreachable { source, .. } => Some(match tls_error(source.as_ref()) {
                Some(rustls::Error::InvalidCertificate(_)) => NOT_TRUSTED,
                Some(_) => "this port does not speak TLS as it should; use the https address of the server",
                None => "start the server, or correct the endpoint",
            }),
            Self::Service { exception, .. } => {
                AwsErrorKind::from_name(exception.code()).and_then(service_advice)
            }
            Self::EndedEarly { .. } | Self::Broken { .. } => Some("the server log may say why"),
            Self::TimedOut { .. } => Some("try again; if it fails again, the server log may say why"),
            Self::Endpoint { .. }
            | Self::TrustFile { .. }
            | Self::Tls { .. }
            | Self::Signing { .. }
            | Self::InvalidResponse { .. }
            | Self::UnreadableResponse { .. }
            | Self::EventStream { .. }
            | Self::Performer { .. } => None,
        }
    }

    /// Why there is no connection; `None` for every other error.
    #[must_use]
    pub fn connection_problem(&self) -> Option<ConnectionProblem> {
        let Self::Unreachable { source, .. } = self else { return None };
        if let Some(error) = tls_error(source.as_ref()) {
            return Some(ConnectionProblem::Tls(error.to_string()));
        }
        let mut next: Option<&(dyn Error + 'static)> = Some(source.as_ref());
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref::<std::io::Error>()
                && error.kind() == std::io::ErrorKind::TimedOut
            {
                return Some(ConnectionProblem::TimedOut);
            }
            next = error.source();
        }
        Some(ConnectionProblem::NoConnection)
    }

    pub(crate) fn broken(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken { source: source.into() }
    }

    pub(crate) fn signing(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Signing { source: source.into() }
    }
}

impl From<ErrorResponse> for ClientError {
    fn from(response: ErrorResponse) -> Self {
        let ErrorResponse { exception, status, request_id } = response;
        Self::Service { exception, status: Some(status), request_id, close_code: None }
    }
}

const fn service_advice(kind: AwsErrorKind) -> Option<&'static str> {
    match kind {
        AwsErrorKind::UnrecognizedClient => Some("use an access key of this server"),
        AwsErrorKind::InvalidSignature => Some("check the secret access key and the clock of this machine"),
        AwsErrorKind::SessionNotFound => {
            Some("create a session first; it lives three minutes and takes one check")
        }
        AwsErrorKind::QuotaExceeded | AwsErrorKind::Throttling | AwsErrorKind::Unavailable => {
            Some("try again in a moment")
        }
        AwsErrorKind::Internal => Some("the server log may say why"),
        _ => None,
    }
}

/// The error of the TLS library behind an error, wherever it is wrapped.
fn tls_error<'a>(error: &'a (dyn Error + Send + Sync + 'static)) -> Option<&'a rustls::Error> {
    let mut next: Option<&'a (dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An error of input and output hides the error that it wraps from `source`.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

const NOT_TRUSTED: &str = "trust the authority of the server: tls/ca.pem in its data folder, or the file that issued \
                           its own certificate";
