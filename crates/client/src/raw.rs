//! Raw calls of the control plane: a body out, the response back, whatever its status.
//!
//! In: settings, the name of an operation, a body. Out: status, headers and body of the response.
//! Never: reads a body, retries.

use crate::connector::{Body, HttpClient};
use crate::limits::MAX_RESPONSE_BYTES;
use crate::settings::{Clock, Credentials, Endpoint};
use crate::signer::{SERVICE, Signer};
use crate::{ClientError, Trust};
use aws_sigv4::http_request::SignableBody;
use bytes::Bytes;
use catchlight_wire::control::CONTROL_CONTENT_TYPE;
use catchlight_wire::operations::{self, TARGET_HEADER};
use http::{HeaderMap, HeaderValue, Request, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::fmt;
use std::future::Future;
use std::time::Duration;

/// What a [`RawClient`] needs to know.
#[derive(Clone)]
pub struct RawSettings {
    /// Where the service is.
    pub endpoint: Endpoint,
    /// Region in the signatures.
    pub region: String,
    /// The caller's credentials; `None` sends requests without a signature.
    pub credentials: Option<Credentials>,
    /// Whose certificates are accepted.
    pub trust: Trust,
    /// Longest wait for a connection; `None` waits forever.
    pub connect_timeout: Option<Duration>,
    /// Longest wait for a response, and then for its body; `None` waits forever.
    pub read_timeout: Option<Duration>,
    /// Gives the present time.
    pub clock: Clock,
}

/// A response of the service.
#[derive(Clone)]
pub struct RawResponse {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
}

/// Sends bodies to the control plane of one service.
pub struct RawClient {
    settings: RawSettings,
    signer: Option<Signer>,
    http: HttpClient,
}

impl fmt::Debug for RawSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RawSettings")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("credentials", &self.credentials)
            .field("trust", &self.trust)
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RawResponse {
    /// The body may hold images, so only its length is printed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format_args!("{} bytes, redacted", self.body.len());
        formatter
            .debug_struct("RawResponse")
            .field("status", &self.status)
            .field("body", &body)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RawClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawClient").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl RawClient {
    /// A client; it connects when it is called.
    ///
    /// # Errors
    /// [`ClientError`] when the trusted certificates cannot be read.
    pub fn new(settings: RawSettings) -> Result<Self, ClientError> {
        Self::of_service(settings, SERVICE)
    }

    /// The same for another service.
    pub(crate) fn of_service(settings: RawSettings, service: &'static str) -> Result<Self, ClientError> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(settings.connect_timeout);
        let tls = settings.trust.tls()?;
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let http = Client::builder(TokioExecutor::new()).build::<_, Body>(connector);
        let sign = |caller| Signer::of_service(caller, settings.region.clone(), service);
        let signer = settings.credentials.as_ref().map(sign);
        Ok(Self { settings, signer, http })
    }

    /// Calls an operation by its name in the API, such as `CreateFaceLivenessSession`.
    ///
    /// # Errors
    /// [`ClientError`] when there is no complete response; a response with an error status is no error here.
    pub async fn call(&self, operation: &str, body: Bytes) -> Result<RawResponse, ClientError> {
        let target = operations::target(operation);
        self.post(CONTROL_CONTENT_TYPE, Some(&target), body).await
    }

    /// Sends a body; `target` names the operation where the body does not.
    pub(crate) async fn post(
        &self,
        content_type: &str,
        target: Option<&str>,
        body: Bytes,
    ) -> Result<RawResponse, ClientError> {
        let mut request = Request::post(self.settings.endpoint.http_url("/"))
            .header(header::CONTENT_TYPE, content_type)
            .body(())
            .map_err(ClientError::signing)?;
        if let Some(target) = target {
            let target = HeaderValue::from_str(target).map_err(ClientError::signing)?;
            request.headers_mut().insert(TARGET_HEADER, target);
        }
        if let Some(signer) = &self.signer {
            signer.sign_headers(&mut request, SignableBody::Bytes(&body), (self.settings.clock)())?;
        }
        let request = request.map(|()| Full::from(body).map_err(|never| match never {}).boxed_unsync());
        let answer = match self.within(self.http.request(request)).await? {
            Ok(answer) => answer,
            Err(error) if error.is_connect() => {
                let endpoint = &self.settings.endpoint;
                let (host, port) = (endpoint.host().to_owned(), endpoint.port());
                return Err(ClientError::Unreachable { host, port, source: error.into() });
            }
            Err(error) => return Err(ClientError::broken(error)),
        };
        let (head, body) = answer.into_parts();
        let body = match self.within(Limited::new(body, MAX_RESPONSE_BYTES).collect()).await? {
            Ok(collected) => collected.to_bytes(),
            Err(error) if error.is::<LengthLimitError>() => {
                return Err(ClientError::InvalidResponse {
                    problem: format!("more than {MAX_RESPONSE_BYTES} bytes"),
                });
            }
            Err(source) => return Err(ClientError::Broken { source }),
        };
        Ok(RawResponse { status: head.status.as_u16(), headers: head.headers, body })
    }

    async fn within<T>(&self, wait: impl Future<Output = T>) -> Result<T, ClientError> {
        match self.settings.read_timeout {
            None => Ok(wait.await),
            Some(limit) => match tokio::time::timeout(limit, wait).await {
                Ok(done) => Ok(done),
                Err(_) => Err(ClientError::TimedOut { what: "response", seconds: limit.as_secs() }),
            },
        }
    }
}
