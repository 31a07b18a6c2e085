//! A client that streams in the bodies of one HTTP exchange.

use crate::harness::{Harness, Offer};
use crate::signer::EventSigner;
use crate::stream_client::{BOTH_VERSIONS, FromServer, parse};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls_pki_types::ServerName;
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_stream::wrappers::ReceiverStream;

/// One open exchange.
#[derive(Debug)]
pub(crate) struct ExchangeClient {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    events: EventSigner,
    outgoing: mpsc::Sender<Bytes>,
    incoming: Incoming,
    buffer: BytesMut,
    connection: JoinHandle<()>,
}

impl Drop for ExchangeClient {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

type Outgoing = StreamBody<futures_util::stream::BoxStream<'static, Result<Frame<Bytes>, Infallible>>>;

impl ExchangeClient {
    /// Opens an exchange for a session, as the AWS SDK for Node does.
    pub(crate) async fn open(harness: &Harness, offer: Offer, session: &str) -> Self {
        let url = harness.https_url("/start-face-liveness-session");
        let (outgoing, messages) = mpsc::channel(8);
        let frames = ReceiverStream::new(messages).map(|bytes| Ok(Frame::data(bytes))).boxed();
        let prefix = "x-amz-rekognition-streaming-liveness";
        let mut request = Request::builder()
            .method("POST")
            .uri(&url)
            .header("content-type", "application/vnd.amazon.eventstream")
            .header(format!("{prefix}-session-id"), session)
            .header(format!("{prefix}-video-width"), "640")
            .header(format!("{prefix}-video-height"), "480")
            .header(format!("{prefix}-challenge-versions"), BOTH_VERSIONS.replace("%2C", ","))
            .body(StreamBody::new(frames))
            .unwrap();
        let signature = harness.signer.sign_headers(&mut request, &url, None, harness.clock.now());
        if offer == Offer::Http1 {
            let host = harness.server.https().to_string();
            request.headers_mut().insert("host", host.parse().unwrap());
            *request.uri_mut() = "/start-face-liveness-session".parse().unwrap();
        }
        let (response, connection) = exchange(harness, offer, request).await;
        let (head, incoming) = response.into_parts();
        Self {
            status: head.status,
            headers: head.headers,
            events: harness.signer.events(&signature),
            outgoing,
            incoming,
            buffer: BytesMut::new(),
            connection,
        }
    }

    /// Sends a slice of video.
    pub(crate) async fn video(&mut self, slice: &[u8], harness: &Harness) {
        let bytes = self.events.video(slice, harness.clock.now());
        self.outgoing.send(bytes).await.unwrap();
    }

    /// Sends the signed empty message by which some SDKs end a stream, then ends the body.
    pub(crate) async fn end_of_stream(&mut self, harness: &Harness) {
        let bytes = self.events.end_of_stream(harness.clock.now());
        self.outgoing.send(bytes).await.unwrap();
        let (closed, _) = mpsc::channel(1);
        self.outgoing = closed;
    }

    /// The next message of the server; `None` at the end of the body.
    pub(crate) async fn next(&mut self) -> Option<FromServer> {
        loop {
            if let Some(length) = self.buffer.first_chunk().map(|length| u32::from_be_bytes(*length) as usize)
                && self.buffer.len() >= length
            {
                return Some(parse(self.buffer.split_to(length).freeze()));
            }
            match self.incoming.frame().await {
                None => {
                    assert!(self.buffer.is_empty(), "the body ended within a message");
                    return None;
                }
                Some(frame) => self.buffer.extend_from_slice(&frame.unwrap().into_data().unwrap()),
            }
        }
    }

    /// Waits for an event of this type and returns its members.
    pub(crate) async fn event(&mut self, expected: &str) -> Value {
        match self.next().await {
            Some(FromServer::Event(name, members)) if name == expected => members,
            other => panic!("expected {expected}, got {other:?}"),
        }
    }

    /// The body of a refusal.
    pub(crate) async fn refusal(mut self) -> Value {
        let mut body = Vec::new();
        while let Some(frame) = self.incoming.frame().await {
            body.extend_from_slice(&frame.unwrap().into_data().unwrap());
        }
        serde_json::from_slice(&body).unwrap()
    }
}

async fn exchange(
    harness: &Harness,
    offer: Offer,
    request: Request<Outgoing>,
) -> (http::Response<Incoming>, JoinHandle<()>) {
    let mut trust = harness.trust();
    trust.alpn_protocols = vec![if offer == Offer::Http2 { b"h2".to_vec() } else { b"http/1.1".to_vec() }];
    let tcp = TcpStream::connect(harness.server.https()).await.unwrap();
    let connector = TlsConnector::from(Arc::new(trust));
    let tls = connector.connect(ServerName::try_from("127.0.0.1").unwrap(), tcp).await.unwrap();
    let io = TokioIo::new(tls);
    // A connection that breaks shows in the bodies, so its own outcome is not asked for.
    match offer {
        Offer::Http1 => {
            let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
            let connection = tokio::spawn(async move { drop(connection.await) });
            (sender.send_request(request).await.unwrap(), connection)
        }
        Offer::Http2 => {
            let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), io);
            let (mut sender, connection) = handshake.await.unwrap();
            let connection = tokio::spawn(async move { drop(connection.await) });
            (sender.send_request(request).await.unwrap(), connection)
        }
    }
}
