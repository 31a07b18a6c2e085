//! The connections to one service: how they are made, how long they may take, how they fail.
//!
//! In: settings. Out: HTTP clients, responses, errors that name the service. Never: knows an operation.

use crate::check::Transport;
use crate::limits::MAX_ERROR_BYTES;
use crate::settings::ClientSettings;
use crate::signer::Signer;
use crate::{ClientError, ErrorResponse, PerformerError};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;
use std::sync::Arc;

pub(crate) type Body = UnsyncBoxBody<Bytes, Abandoned>;
pub(crate) type HttpClient = Client<HttpsConnector<HttpConnector>, Body>;

/// The body of a request was given up half-way, so that the service does not take it for whole.
#[derive(Debug, thiserror::Error)]
#[error("the client left")]
pub(crate) struct Abandoned;

/// What every connection to the service needs.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    pub(crate) settings: ClientSettings,
    pub(crate) signer: Signer,
    pub(crate) tls: Arc<ClientConfig>,
}

impl Connector {
    /// Reads the trusted certificates; connects to nothing yet.
    pub(crate) fn new(settings: ClientSettings) -> Result<Self, ClientError> {
        let tls = Arc::new(settings.trust.tls()?);
        let signer = Signer::new(&settings.credentials, settings.region.clone());
        Ok(Self { settings, signer, tls })
    }

    /// A client that speaks exactly the version of HTTP that a transport needs.
    pub(crate) fn http_client(&self, transport: Transport) -> HttpClient {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(self.settings.connect_timeout));
        let builder = HttpsConnectorBuilder::new().with_tls_config(self.tls.as_ref().clone()).https_or_http();
        let only_http2 = transport == Transport::Http2;
        let connector = if only_http2 {
            builder.enable_http2().wrap_connector(tcp)
        } else {
            builder.enable_http1().wrap_connector(tcp)
        };
        Client::builder(TokioExecutor::new()).http2_only(only_http2).build(connector)
    }

    pub(crate) async fn send(
        &self,
        client: &HttpClient,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, ClientError> {
        match self.within(client.request(request)).await? {
            Ok(answer) => Ok(answer),
            Err(error) if error.is_connect() => Err(self.unreachable(error)),
            Err(error) => Err(ClientError::broken(error)),
        }
    }

    /// The error that a response holds.
    pub(crate) async fn refusal(&self, answer: Response<Incoming>) -> ClientError {
        let (head, body) = answer.into_parts();
        match self.within(read_all(body, MAX_ERROR_BYTES)).await {
            Ok(Ok(body)) => ErrorResponse::read(head.status, &head.headers, &body).into(),
            Ok(Err(error)) | Err(error) => error,
        }
    }

    /// Waits for a part of a response as long as the settings say.
    pub(crate) async fn within<T>(&self, wait: impl Future<Output = T>) -> Result<T, ClientError> {
        let limit = self.settings.request_timeout;
        let late = |_| ClientError::TimedOut { what: "response", seconds: limit.as_secs() };
        tokio::time::timeout(limit, wait).await.map_err(late)
    }

    pub(crate) fn unreachable(&self, source: impl Into<PerformerError>) -> ClientError {
        let endpoint = &self.settings.endpoint;
        ClientError::Unreachable {
            host: endpoint.host().to_owned(),
            port: endpoint.port(),
            source: source.into(),
        }
    }
}

/// Reads the body of a response.
pub(crate) async fn read_all(body: Incoming, limit_bytes: usize) -> Result<Bytes, ClientError> {
    match Limited::new(body, limit_bytes).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(ClientError::InvalidResponse { problem: format!("it has more than {limit_bytes} bytes") })
        }
        Err(source) => Err(ClientError::Broken { source }),
    }
}
