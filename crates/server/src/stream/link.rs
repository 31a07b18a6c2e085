//! The two ways a client streams: a WebSocket, or the bodies of one HTTP exchange.
//!
//! In: bytes of either. Out: event-stream bytes and the end of the connection, with one vocabulary.
//! Never: looks into an event.

use crate::body::Body;
use crate::limits::{CLOSE_GRACE, SEND_GRACE};
use crate::websocket::{Received, WebSocket, WebSocketError};
use bytes::Bytes;
use catchlight_wire::eventstream::ServerEvent;
use futures_util::StreamExt;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// What came from the client.
#[derive(Debug)]
pub(crate) enum FromClient {
    /// Bytes of the event stream.
    Bytes(Bytes),
    /// Bytes that end where a message ends, or break the protocol.
    Message(Bytes),
    /// The client will send nothing more but still listens.
    Ended,
    /// The client closes; `None` when it gave no code.
    Closed(Option<u16>),
    /// The client broke the rules of the connection.
    Refused(String),
    /// The connection is gone.
    Broken,
}

/// How a stream ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The result is stored and the DisconnectionEvent sent.
    Completed,
    /// An exception was sent.
    Failed,
    /// The client closed first.
    ClientClosed,
    /// The connection is gone.
    Lost,
}

impl Ending {
    /// The close code that AWS clients understand.
    ///
    /// Web and Android take 1000 as success or as the quiet end of their own close; after an exception
    /// only a code other than 1000 keeps Android from reporting success.
    const fn close_code(self) -> u16 {
        match self {
            Self::Completed | Self::ClientClosed | Self::Lost => 1000,
            Self::Failed => 4005,
        }
    }
}

/// One connected client.
pub(crate) trait Link: Send + 'static {
    /// Waits for the client. May be dropped and called again at any time.
    fn receive(&mut self) -> impl Future<Output = FromClient> + Send;

    /// Sends one message; `false` when the client is gone.
    fn send(&mut self, message: Bytes) -> impl Future<Output = bool> + Send;

    /// Sends one event; `false` when the client is gone.
    fn tell(&mut self, event: &ServerEvent) -> impl Future<Output = bool> + Send {
        let message = event.to_frame().and_then(|frame| frame.map(|frame| frame.encode()).transpose());
        async move {
            match message {
                Ok(Some(message)) => self.send(message).await,
                Ok(None) => true,
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "cannot encode an event");
                    true
                }
            }
        }
    }

    /// Ends the connection.
    fn end(self, ending: Ending) -> impl Future<Output = ()> + Send;
}

/// A client on a WebSocket; every binary frame is one message.
#[derive(Debug)]
pub(crate) struct SocketLink(WebSocket<TokioIo<Upgraded>>);

impl SocketLink {
    /// Takes over an upgraded connection.
    pub(crate) fn new(upgraded: Upgraded) -> Self {
        Self(WebSocket::new(TokioIo::new(upgraded), catchlight_types::MAX_EVENT_BYTES))
    }
}

impl Link for SocketLink {
    async fn receive(&mut self) -> FromClient {
        match self.0.receive().await {
            Ok(Received::Binary(bytes)) => FromClient::Message(bytes),
            Ok(Received::Text) => FromClient::Refused("text frames are not part of this protocol".to_owned()),
            Ok(Received::Closed(code)) => FromClient::Closed(code),
            Err(WebSocketError::Frame(error)) => FromClient::Refused(error.to_string()),
            Err(WebSocketError::Connection(_)) => FromClient::Broken,
        }
    }

    async fn send(&mut self, message: Bytes) -> bool {
        matches!(tokio::time::timeout(SEND_GRACE, self.0.send(&message)).await, Ok(Ok(())))
    }

    async fn end(mut self, ending: Ending) {
        if ending == Ending::Lost {
            return;
        }
        let close = async {
            self.0.send_close(ending.close_code(), "").await?;
            match ending {
                Ending::ClientClosed | Ending::Lost => self.0.shutdown().await,
                Ending::Completed | Ending::Failed => self.0.drain().await,
            }
        };
        match tokio::time::timeout(CLOSE_GRACE, close).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the client disconnected during the close"),
            Err(_) => tracing::debug!("the client did not answer the close"),
        }
    }
}

/// A client that streams its request body and reads the body of the response.
#[derive(Debug)]
pub(crate) struct ExchangeLink {
    incoming: Incoming,
    incoming_ended: bool,
    outgoing: mpsc::Sender<Bytes>,
}

impl ExchangeLink {
    /// The link and the body of the response that it feeds.
    pub(crate) fn new(incoming: Incoming) -> (Self, Body) {
        let (outgoing, messages) = mpsc::channel(OUTGOING_MESSAGES);
        let frames = ReceiverStream::new(messages).map(|bytes| Ok::<_, Infallible>(Frame::data(bytes)));
        (Self { incoming, incoming_ended: false, outgoing }, StreamBody::new(frames).boxed_unsync())
    }
}

impl Link for ExchangeLink {
    async fn receive(&mut self) -> FromClient {
        while !self.incoming_ended {
            match self.incoming.frame().await {
                None => {
                    self.incoming_ended = true;
                    return FromClient::Ended;
                }
                Some(Err(_)) => return FromClient::Broken,
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        return FromClient::Bytes(bytes);
                    }
                }
            }
        }
        self.outgoing.closed().await;
        FromClient::Broken
    }

    async fn send(&mut self, message: Bytes) -> bool {
        self.outgoing.send(message).await.is_ok()
    }

    /// HTTP has no close codes: the body of the response ends. What the client still sends is read and dropped,
    /// since over HTTP/1.1 an unread body would reset the connection under the response.
    async fn end(self, _: Ending) {
        let Self { mut incoming, incoming_ended, outgoing } = self;
        drop(outgoing);
        if incoming_ended {
            return;
        }
        let drained = async { while let Some(Ok(_)) = incoming.frame().await {} };
        if tokio::time::timeout(CLOSE_GRACE, drained).await.is_err() {
            tracing::debug!("the client still sends after the end");
        }
    }
}

/// A check sends three messages, so the queue never fills.
const OUTGOING_MESSAGES: usize = 4;
