//! The calls of a client.
//!
//! In: settings, then one call at a time or many at once. Out: typed results.
//! Never: repeats a check; a session allows one.

use crate::check::{self, CheckOpening, CheckOutcome, Progress, Transport};
use crate::connector::{Connector, HttpClient, read_all};
use crate::control::{
    CreateFaceLivenessSessionRequest, GetFaceLivenessSessionResultsRequest,
    GetFaceLivenessSessionResultsResponse,
};
use crate::limits::MAX_RESPONSE_BYTES;
use crate::retry::{Failed, Retrier, retry_after};
use crate::settings::{ClientSettings, Endpoint};
use crate::value::{Shape, Value, ValueError};
use crate::{ClientError, Pace, Performance, PerformerError, exchange, websocket};
use aws_sigv4::http_request::SignableBody;
use bytes::Bytes;
use catchlight_recording::Recording;
use catchlight_types::{Challenge, SessionId};
use catchlight_wire::control::CONTROL_CONTENT_TYPE;
use catchlight_wire::operation::ControlRequest;
use catchlight_wire::operations::{self, TARGET_HEADER};
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
    /// Creates a client; it connects when the first call needs it.
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

    /// Creates a session: CreateFaceLivenessSession. It is valid for three minutes and allows one check.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn create(&self, request: &CreateFaceLivenessSessionRequest) -> Result<SessionId, ClientError> {
        let response = self.create_face_liveness_session(request).await?;
        let invalid =
            |_| ClientError::InvalidResponse { problem: "the SessionId is not a lower-case UUID".to_owned() };
        SessionId::new(&response.session_id).map_err(invalid)
    }

    /// Reads the result of a session: GetFaceLivenessSessionResults.
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

    /// Carries out a whole check: creates a session, plays a recording into it over a WebSocket at the pace at which
    /// it was recorded, and reads the results. The claims of a recording answer an earlier challenge, so a service
    /// should doubt them.
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
    /// may take its time, since it runs on a thread of its own; `progress` is called as the check proceeds.
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

    /// Calls an operation of the control plane. A request without a ClientRequestToken gets a random one where calls
    /// may be repeated, so that a repeated creation does not create twice.
    ///
    /// # Errors
    /// [`ClientError`], with the service's exception if it gave one.
    pub async fn call<R: ControlRequest>(&self, request: &R) -> Result<R::Response, ClientError> {
        let mut request = request.to_value();
        let takes_token = R::SCHEMA.members().iter().any(|member| member.name == REQUEST_TOKEN);
        if let Value::Structure(members) = &mut request
            && takes_token
            && self.retrier.repeats()
        {
            let token = || Value::String(uuid::Uuid::new_v4().to_string());
            members.entry(REQUEST_TOKEN.to_owned()).or_insert_with(token);
        }
        let body = request.to_json();
        let attempt = |number| self.attempt::<R>(body.clone(), number);
        self.retrier.run(&self.connector.settings.pause, attempt).await
    }

    async fn attempt<R: ControlRequest>(&self, body: Bytes, number: u32) -> Result<R::Response, Failed> {
        let Connector { settings, signer, .. } = &self.connector;
        let mut request = Request::post(settings.endpoint.http_url("/"))
            .header(header::CONTENT_TYPE, CONTROL_CONTENT_TYPE)
            .header(TARGET_HEADER, operations::target(R::OPERATION))
            .header("amz-sdk-request", format!("attempt={number}; max={}", settings.retry.max_attempts))
            .body(())
            .map_err(ClientError::signing)?;
        signer.sign_headers(&mut request, SignableBody::Bytes(&body), (settings.clock)())?;
        let request = request.map(|()| Full::from(body).map_err(|never| match never {}).boxed_unsync());
        let response = self.connector.send(&self.control, request).await?;
        if response.status().is_success() {
            let (head, body) = response.into_parts();
            let body = self.connector.within(read_all(body, MAX_RESPONSE_BYTES)).await??;
            Ok(read_response(&head.headers, &body).map_err(ClientError::from)?)
        } else {
            let retry_after = retry_after(response.headers());
            let error = self.connector.refusal(response).await;
            Err(Failed { error, retry_after })
        }
    }
}

macro_rules! methods {
    ($($(#[doc = $about:literal])+ $name:ident: $method:ident($request:ident) -> $response:ident;)+) => {
        /// The operations of the control plane, member by member as the API has them.
        impl LivenessClient {$(
            $(#[doc = $about])+
            ///
            /// # Errors
            /// [`ClientError`], with the service's exception if it gave one.
            pub async fn $method(
                &self,
                request: &crate::control::$request,
            ) -> Result<crate::control::$response, ClientError> {
                self.call(request).await
            }
        )+}
    };
}

catchlight_wire::operations!(methods);

/// The member by which a service recognises a repeated creation.
const REQUEST_TOKEN: &str = "ClientRequestToken";

/// The value that a response holds, in JSON unless it says that it is XML.
fn read_response<A: Shape>(headers: &HeaderMap, body: &[u8]) -> Result<A, ValueError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type.is_some_and(|name| name.contains("xml")) { A::from_xml(body) } else { A::from_json(body) }
}
