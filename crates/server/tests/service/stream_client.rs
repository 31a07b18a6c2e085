//! A client on a WebSocket that leaves nothing to a library but framing.

use crate::harness::Harness;
use crate::signer::EventSigner;
use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_types::event_stream::HeaderValue;
use bytes::Bytes;
use catchlight_types::EpochMillis;
use futures_util::{SinkExt, StreamExt};
use rustls_pki_types::ServerName;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

pub(crate) const BOTH_VERSIONS: &str = "FaceMovementAndLightChallenge_2.0.0%2CFaceMovementChallenge_1.0.0";
pub(crate) const WEB_AGENT: &str = "aws-sdk-js%2F3.0%20md%2Fbrowser%20api%2Frekognitionstreaming";

/// One message of the server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FromServer {
    /// An event with its type and members.
    Event(String, Value),
    /// An exception with its type and members.
    Exception(String, Value),
    /// A close with its code.
    Closed(Option<u16>),
}

/// One open stream.
#[derive(Debug)]
pub(crate) struct StreamClient {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    pub(crate) events: EventSigner,
    pub(crate) handshake: http::HeaderMap,
}

impl Harness {
    /// The path and query of a stream, as the web client asks for it, before it is signed.
    pub(crate) fn stream_path(session: &str, versions: &str) -> String {
        format!(
            "/start-face-liveness-session-websocket?session-id={session}&video-width=640&video-height=480\
             &challenge-versions={versions}&x-amz-user-agent={WEB_AGENT}"
        )
    }

    /// Opens a stream with both challenges on offer.
    pub(crate) async fn open(&self, session: &str) -> StreamClient {
        self.open_path(&Self::stream_path(session, BOTH_VERSIONS)).await
    }

    /// Signs `path` without the port in the host, as browsers do, and opens it.
    pub(crate) async fn open_path(&self, path: &str) -> StreamClient {
        let presigned = self.signer.presign(&format!("https://127.0.0.1{path}"), self.clock.now());
        self.dial(&presigned.path_and_query, &presigned.signature).await
    }

    /// Opens a path that is signed already.
    pub(crate) async fn dial(&self, path_and_query: &str, signature: &str) -> StreamClient {
        let tcp = TcpStream::connect(self.server.https()).await.unwrap();
        let connector = TlsConnector::from(Arc::new(self.trust()));
        let tls = connector.connect(ServerName::try_from("127.0.0.1").unwrap(), tcp).await.unwrap();
        let url = format!("wss://{}{path_and_query}", self.server.https());
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert(
            "sec-websocket-extensions",
            "permessage-deflate; client_max_window_bits".parse().unwrap(),
        );
        let (socket, response) = tokio_tungstenite::client_async(request, tls).await.unwrap();
        StreamClient { socket, events: self.signer.events(signature), handshake: response.headers().clone() }
    }
}

impl StreamClient {
    /// Waits for the next message of the server.
    pub(crate) async fn next(&mut self) -> FromServer {
        match self.socket.next().await.unwrap().unwrap() {
            Message::Binary(bytes) => parse(bytes),
            Message::Close(frame) => FromServer::Closed(frame.map(|frame| frame.code.into())),
            other => panic!("{other:?}"),
        }
    }

    /// Waits for an event of this type and returns its members.
    pub(crate) async fn event(&mut self, expected: &str) -> Value {
        match self.next().await {
            FromServer::Event(name, members) if name == expected => members,
            other => panic!("expected {expected}, got {other:?}"),
        }
    }

    /// Waits for the two messages that begin a check and returns the second.
    pub(crate) async fn session_information(&mut self) -> Value {
        self.event("ChallengeEvent").await;
        self.event("ServerSessionInformationEvent").await
    }

    /// Waits for an exception and the close behind it; returns type and message.
    pub(crate) async fn failure(&mut self) -> (String, String) {
        let failure = match self.next().await {
            FromServer::Exception(name, members) => (name, members["Message"].as_str().unwrap().to_owned()),
            other => panic!("expected an exception, got {other:?}"),
        };
        self.closed(4005).await;
        failure
    }

    /// Waits for the end of a check that went well.
    pub(crate) async fn closed_after_the_end(&mut self) {
        self.event("DisconnectionEvent").await;
        self.closed(1000).await;
    }

    /// Waits for a close with this code and for the end of the connection behind it.
    pub(crate) async fn closed(&mut self, code: u16) {
        assert_eq!(self.next().await, FromServer::Closed(Some(code)));
        assert!(self.socket.next().await.is_none(), "nothing follows a close");
    }

    /// Sends bytes in one binary frame.
    pub(crate) async fn send(&mut self, bytes: Bytes) {
        self.socket.send(Message::Binary(bytes)).await.unwrap();
    }

    /// Sends a slice of video; an empty one ends the video.
    pub(crate) async fn video(&mut self, slice: &[u8], harness: &Harness) {
        let bytes = self.events.video(slice, harness.clock.now());
        self.send(bytes).await;
    }

    /// Sends a report, signed at `at`.
    pub(crate) async fn report(&mut self, report: &Value, at: EpochMillis) {
        let bytes = self.events.event("ClientSessionInformationEvent", report, at);
        self.send(bytes).await;
    }

    /// Sends a text frame.
    pub(crate) async fn text(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    /// Sends a ping and waits for its answer: everything sent before was taken by then.
    pub(crate) async fn ping(&mut self) {
        self.socket.send(Message::Ping(Bytes::new())).await.unwrap();
        match self.socket.next().await.unwrap().unwrap() {
            Message::Pong(_) => {}
            other => panic!("expected a pong, got {other:?}"),
        }
    }

    /// Closes with a code.
    pub(crate) async fn close(&mut self, code: u16) {
        let frame = CloseFrame { code: code.into(), reason: "".into() };
        self.socket.send(Message::Close(Some(frame))).await.unwrap();
    }
}

/// A report of a client with these members.
pub(crate) fn claim(members: &Value) -> Value {
    let mut claim = json!({"ChallengeId": "F6A1C9E2-0000-4000-8000-000000000000"});
    claim.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({"Challenge": {"FaceMovementAndLightChallenge": claim}})
}

/// A server and a session whose check went well.
pub(crate) async fn finished(members: &Value) -> (Harness, String) {
    let harness = Harness::start().await;
    let session = harness.create(members).await;
    let mut client = harness.open(&session).await;
    client.session_information().await;
    client.video(b"a slice", &harness).await;
    client.video(b"", &harness).await;
    client.closed_after_the_end().await;
    (harness, session)
}

/// Reads exactly one event-stream message; every header has to be a string, as phones expect.
pub(crate) fn parse(bytes: Bytes) -> FromServer {
    let declared = u32::from_be_bytes(*bytes.first_chunk().unwrap());
    assert_eq!(declared as usize, bytes.len(), "one message per frame");
    let message = read_message_from(bytes).unwrap();
    let header = |wanted: &str| {
        message.headers().iter().find(|header| header.name().as_str() == wanted).map(|header| {
            match header.value() {
                HeaderValue::String(text) => text.as_str().to_owned(),
                other => panic!("{wanted} is {other:?}"),
            }
        })
    };
    for one in message.headers() {
        assert!(matches!(one.value(), HeaderValue::String(_)), "{one:?}");
    }
    assert_eq!(header(":content-type").as_deref(), Some("application/json"));
    let members = serde_json::from_slice(message.payload()).unwrap();
    match header(":message-type").as_deref() {
        Some("event") => FromServer::Event(header(":event-type").unwrap(), members),
        Some("exception") => FromServer::Exception(header(":exception-type").unwrap(), members),
        other => panic!("message type {other:?}"),
    }
}
