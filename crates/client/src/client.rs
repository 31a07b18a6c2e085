//! The calls.
//!
//! In: settings, then one call at a time or many at once. Out: typed results.
//! Never: makes a check again; a session takes one.

use crate::check::{self, CheckOpening, CheckOutcome, Progress, Transport};
use crate::connector::{Connector, HttpClient, read_all};
use crate::control::{
    CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionResponse,
    GetFaceLivenessSessionResultsRequest, GetFaceLivenessSessionResultsResponse,
};
use crate::limits::MAX_ANSWER_BYTES;
use crate::retry::{Failed, Retrier, retry_after};
use crate::settings::{ClientSettings, Endpoint};
use crate::value::{Shape, ValueError};
use crate::{ClientError, Pace, Performance, PerformerError, exchange, websocket};
use aws_sigv4::http_request::SignableBody;
use bytes::Bytes;
use catchlight_recording::Recording;
use catchlight_types::{Challenge, SessionId};
use catchlight_wire::control::{CONTROL_CONTENT_TYPE, Operation, TARGET_HEADER};
use http::{HeaderMap, Request, header};
use http_body_util::{BodyExt, Full};

/// A client of one service.
#[derive(Debug, Clone)]
pub struct LivenessClient {
    connector: Connector,
    control: HttpClient,
    retrier: Retrier,
}

impl LivenessClient {
    /// A client; connections are made when they are needed.
    ///
    /// # Errors
    /// [`ClientError`] when the trusted certificates cannot be read.
    pub fn new(settings: ClientSettings) -> Result<Self, ClientError> {
        let retrier = Retrier::new(settings.retry);
        let connector = Connector::new(settings)?;
        let control = connector.http_client(Transport::Http1);
        Ok(Self { connector, control, retrier })
    }

    /// Where the service is.
    #[must_use]
    pub const fn endpoint(&self) -> &Endpoint {
        &self.connector.settings.endpoint
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
        let settings = &self.connector.settings;
        match opening.transport {
            Transport::WebSocket => {
                let stream = websocket::open(&self.connector, opening).await?;
                check::run(stream, opening, settings, performer, progress).await
            }
            Transport::Http1 | Transport::Http2 => {
                let stream = exchange::open(&self.connector, opening).await?;
                check::run(stream, opening, settings, performer, progress).await
            }
        }
    }

    async fn call<A: Shape>(&self, operation: Operation, request: &impl Shape) -> Result<A, ClientError> {
        let body = request.to_json();
        let attempt = |number| self.attempt(operation, body.clone(), number);
        self.retrier.run(&self.connector.settings.pause, attempt).await
    }

    async fn attempt<A: Shape>(&self, operation: Operation, body: Bytes, number: u32) -> Result<A, Failed> {
        let Connector { settings, signer, .. } = &self.connector;
        let mut request = Request::post(settings.endpoint.http_url("/"))
            .header(header::CONTENT_TYPE, CONTROL_CONTENT_TYPE)
            .header(TARGET_HEADER, operation.target())
            .header("amz-sdk-request", format!("attempt={number}; max={}", settings.retry.max_attempts))
            .body(())
            .map_err(ClientError::signing)?;
        signer.sign_headers(&mut request, SignableBody::Bytes(&body), (settings.clock)())?;
        let request = request.map(|()| Full::from(body).map_err(|never| match never {}).boxed_unsync());
        let answer = self.connector.send(&self.control, request).await?;
        if answer.status().is_success() {
            let (head, body) = answer.into_parts();
            let body = self.connector.within(read_all(body, MAX_ANSWER_BYTES)).await??;
            Ok(read_shape(&head.headers, &body).map_err(ClientError::from)?)
        } else {
            let retry_after = retry_after(answer.headers());
            let error = self.connector.refusal(answer).await;
            Err(Failed { error, retry_after })
        }
    }
}

/// The value that an answer holds, in JSON unless it says that it is XML.
fn read_shape<A: Shape>(headers: &HeaderMap, body: &[u8]) -> Result<A, ValueError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|name| name.contains("xml")) { A::from_xml(body) } else { A::from_json(body) }
}
