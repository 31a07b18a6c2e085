//! The calls.
//!
//! In: settings, then one call at a time or many at once. Out: typed results.
//! Never: makes a check again; a session takes one.

use crate::check::{self, CheckOpening, CheckOutcome, Progress, Transport};
use crate::control::{
    CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionResponse,
    GetFaceLivenessSessionResultsRequest, GetFaceLivenessSessionResultsResponse,
};
use crate::limits::{MAX_ANSWER_BYTES, MAX_ERROR_BYTES};
use crate::retry::{Failed, Retrier, retry_after};
use crate::settings::{ClientSettings, Endpoint};
use crate::signer::Signer;
use crate::value::{Shape, ValueError};
use crate::{ClientError, Pace, Performance, PerformerError, ServiceAnswer, exchange, websocket};
use aws_sigv4::http_request::SignableBody;
use bytes::Bytes;
use catchlight_recording::Recording;
use catchlight_types::{Challenge, SessionId};
use catchlight_wire::control::{CONTROL_CONTENT_TYPE, Operation, TARGET_HEADER};
use http::{HeaderMap, Request, Response, header};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Body = UnsyncBoxBody<Bytes, Abandoned>;
pub(crate) type HttpClient = Client<HttpsConnector<HttpConnector>, Body>;

/// The body of a request was given up half-way, so that the service does not take it for whole.
#[derive(Debug, thiserror::Error)]
#[error("the client left")]
pub(crate) struct Abandoned;

/// A client of one service.
#[derive(Debug, Clone)]
pub struct LivenessClient {
    pub(crate) settings: ClientSettings,
    pub(crate) signer: Signer,
    pub(crate) tls: Arc<ClientConfig>,
    control: HttpClient,
    retrier: Retrier,
}

impl LivenessClient {
    /// A client; connections are made when they are needed.
    ///
    /// # Errors
    /// [`ClientError`] when the trusted certificates cannot be read.
    pub fn new(settings: ClientSettings) -> Result<Self, ClientError> {
        let tls = Arc::new(settings.trust.tls()?);
        let signer = Signer::new(&settings.credentials, settings.region.clone());
        let control = http_client(&tls, Transport::Http1, settings.connect_timeout);
        let retrier = Retrier::new(settings.retry);
        Ok(Self { settings, signer, tls, control, retrier })
    }

    /// Where the service is.
    #[must_use]
    pub const fn endpoint(&self) -> &Endpoint {
        &self.settings.endpoint
    }

    /// Makes a session: CreateFaceLivenessSession. It lives three minutes and takes one check.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn create(&self, request: &CreateFaceLivenessSessionRequest) -> Result<SessionId, ClientError> {
        let answer = self.create_face_liveness_session(request).await?;
        let problem = |_| ClientError::Answer { problem: "a SessionId that is none".to_owned() };
        SessionId::new(&answer.session_id).map_err(problem)
    }

    /// CreateFaceLivenessSession, member by member as the API has it. A request without a ClientRequestToken gets
    /// a random one where calls may be repeated, so that a repeated creation does not make a second session.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn create_face_liveness_session(
        &self,
        request: &CreateFaceLivenessSessionRequest,
    ) -> Result<CreateFaceLivenessSessionResponse, ClientError> {
        let operation = Operation::CreateFaceLivenessSession;
        if request.client_request_token.is_some() || !self.retrier.repeats() {
            return self.call(operation, request).await;
        }
        let client_request_token = Some(uuid::Uuid::new_v4().to_string());
        self.call(operation, &CreateFaceLivenessSessionRequest { client_request_token, ..request.clone() })
            .await
    }

    /// Reads what became of a session: GetFaceLivenessSessionResults.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn get(
        &self,
        session: &SessionId,
    ) -> Result<GetFaceLivenessSessionResultsResponse, ClientError> {
        let request = GetFaceLivenessSessionResultsRequest { session_id: session.to_string() };
        self.get_face_liveness_session_results(&request).await
    }

    /// GetFaceLivenessSessionResults, member by member as the API has it.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn get_face_liveness_session_results(
        &self,
        request: &GetFaceLivenessSessionResultsRequest,
    ) -> Result<GetFaceLivenessSessionResultsResponse, ClientError> {
        self.call(Operation::GetFaceLivenessSessionResults, request).await
    }

    /// Carries out a whole check: creates a session, plays a recording into it over a WebSocket at the pace at which
    /// it was recorded, and reads the results. The claims of a recording answer the challenge of then, so that a
    /// service should doubt them.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn run_check(
        &self,
        recording: Recording,
    ) -> Result<GetFaceLivenessSessionResultsResponse, ClientError> {
        let session = self.create(&CreateFaceLivenessSessionRequest::default()).await?;
        let opening = CheckOpening::new(session.clone(), recording.session.video);
        let replay = move |_: &Challenge| Ok(Performance::replay(recording, Pace::RealTime));
        self.start_face_liveness_session(&opening, replay, &|_| {}).await?;
        self.get(&session).await
    }

    /// StartFaceLivenessSession: takes part in a check. `performer` answers the challenge that the server sends and
    /// may take its time, it runs on a thread of its own; `progress` hears how far the check is.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn start_face_liveness_session<P>(
        &self,
        opening: &CheckOpening,
        performer: P,
        progress: &(dyn Fn(Progress<'_>) + Send + Sync),
    ) -> Result<CheckOutcome, ClientError>
    where
        P: FnOnce(&Challenge) -> Result<Performance, PerformerError> + Send + 'static,
    {
        let settings = &self.settings;
        match opening.transport {
            Transport::WebSocket => {
                let stream = websocket::open(self, opening).await?;
                check::run(stream, opening, settings, performer, progress).await
            }
            Transport::Http1 | Transport::Http2 => {
                let stream = exchange::open(self, opening).await?;
                check::run(stream, opening, settings, performer, progress).await
            }
        }
    }

    async fn call<A: Shape>(&self, operation: Operation, request: &impl Shape) -> Result<A, ClientError> {
        let body = request.to_json();
        let attempt = |number| self.attempt(operation, body.clone(), number);
        self.retrier.run(&self.settings.pause, attempt).await
    }

    async fn attempt<A: Shape>(&self, operation: Operation, body: Bytes, number: u32) -> Result<A, Failed> {
        let mut request = Request::post(self.settings.endpoint.http_url("/"))
            .header(header::CONTENT_TYPE, CONTROL_CONTENT_TYPE)
            .header(TARGET_HEADER, operation.target())
            .header("amz-sdk-request", format!("attempt={number}; max={}", self.settings.retry.max_attempts))
            .body(())
            .map_err(ClientError::signing)?;
        self.signer.sign_headers(&mut request, SignableBody::Bytes(&body), (self.settings.clock)())?;
        let request = request.map(|()| Full::from(body).map_err(|never| match never {}).boxed_unsync());
        let answer = self.send(&self.control, request).await?;
        if answer.status().is_success() {
            let (head, body) = answer.into_parts();
            let body = self.within(read_all(body, MAX_ANSWER_BYTES)).await??;
            Ok(read_shape(&head.headers, &body).map_err(ClientError::from)?)
        } else {
            let retry_after = retry_after(answer.headers());
            let error = self.refusal(answer).await;
            Err(Failed { error, retry_after })
        }
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

    /// The error that an answer holds.
    pub(crate) async fn refusal(&self, answer: Response<Incoming>) -> ClientError {
        let (head, body) = answer.into_parts();
        match self.within(read_all(body, MAX_ERROR_BYTES)).await {
            Ok(Ok(body)) => ServiceAnswer::read(head.status, &head.headers, &body).into(),
            Ok(Err(error)) | Err(error) => error,
        }
    }

    /// Waits for a part of an answer as long as the settings say.
    async fn within<T>(&self, wait: impl Future<Output = T>) -> Result<T, ClientError> {
        let limit = self.settings.request_timeout;
        let late = |_| ClientError::TimedOut { what: "answer", seconds: limit.as_secs() };
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

/// A client that speaks exactly the version of HTTP that a transport needs.
pub(crate) fn http_client(tls: &ClientConfig, transport: Transport, connect_timeout: Duration) -> HttpClient {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(connect_timeout));
    let builder = HttpsConnectorBuilder::new().with_tls_config(tls.clone()).https_or_http();
    let only_http2 = transport == Transport::Http2;
    let connector = if only_http2 {
        builder.enable_http2().wrap_connector(tcp)
    } else {
        builder.enable_http1().wrap_connector(tcp)
    };
    Client::builder(TokioExecutor::new()).http2_only(only_http2).build(connector)
}

/// The value that an answer holds, in JSON unless it says that it is XML.
fn read_shape<A: Shape>(headers: &HeaderMap, body: &[u8]) -> Result<A, ValueError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|name| name.contains("xml")) { A::from_xml(body) } else { A::from_json(body) }
}

/// The body of an answer.
async fn read_all(body: Incoming, limit_bytes: usize) -> Result<Bytes, ClientError> {
    match Limited::new(body, limit_bytes).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(ClientError::Answer { problem: format!("more than {limit_bytes} bytes") })
        }
        Err(source) => Err(ClientError::Broken { source }),
    }
}
