//! StartFaceLivenessSession over a WebSocket, as browsers and phones do it.
//!
//! In: a presigned URL. Out: messages, one in each binary frame.
//! Never: text frames, compression, subprotocols.

use crate::check::{CheckOpening, CheckStream, Incoming, Outgoing, Received};
use crate::connector::Connector;
use crate::streaming::StartFaceLivenessSessionRequest;
use crate::{ClientError, ErrorResponse};
use bytes::Bytes;
use catchlight_types::MAX_EVENT_BYTES;
use catchlight_wire::eventstream::Frame;
use catchlight_wire::start::WEBSOCKET_PATH;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rustls_pki_types::ServerName;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

type Socket = WebSocketStream<Box<dyn Connection>>;

/// TCP, with or without TLS.
trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<C: AsyncRead + AsyncWrite + Send + Unpin> Connection for C {}

/// The sending half.
pub(crate) struct SocketOut(SplitSink<Socket, Message>);

/// The receiving half.
pub(crate) struct SocketIn(SplitStream<Socket>);

/// Connects and upgrades.
pub(crate) async fn open(
    connector: &Connector,
    opening: &CheckOpening,
) -> Result<CheckStream<SocketOut, SocketIn>, ClientError> {
    let url = connector.settings.endpoint.websocket_url(&path(opening));
    let mut presigned = http::Request::get(url).body(()).map_err(ClientError::signing)?;
    let signature = connector.signer.presign(&mut presigned, (connector.settings.clock)())?;
    let limit = connector.settings.connect_timeout;
    let socket = match tokio::time::timeout(limit, connect(connector, presigned.uri().clone())).await {
        Ok(socket) => socket?,
        Err(_) => {
            return Err(ClientError::TimedOut { what: "connection", seconds: limit.as_secs() });
        }
    };
    let (out, incoming) = socket.split();
    Ok(CheckStream {
        outgoing: SocketOut(out),
        incoming: SocketIn(incoming),
        chain: connector.signer.chain(signature),
    })
}

async fn connect(connector: &Connector, url: Uri) -> Result<Socket, ClientError> {
    let endpoint = &connector.settings.endpoint;
    let unreachable = |error: std::io::Error| connector.unreachable(error);
    let tcp = TcpStream::connect((endpoint.host(), endpoint.port())).await.map_err(unreachable)?;
    tcp.set_nodelay(true).map_err(unreachable)?;
    let connection: Box<dyn Connection> = if endpoint.is_secure() {
        let name = ServerName::try_from(endpoint.host().to_owned());
        let name = name.map_err(|source| ClientError::Tls { source: source.into() })?;
        let tls = TlsConnector::from(Arc::clone(&connector.tls));
        Box::new(tls.connect(name, tcp).await.map_err(unreachable)?)
    } else {
        Box::new(tcp)
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_EVENT_BYTES))
        .max_frame_size(Some(MAX_EVENT_BYTES));
    let request = url.into_client_request().map_err(refused)?;
    match client_async_with_config(request, connection, Some(config)).await {
        Ok((socket, _)) => Ok(socket),
        Err(error) => Err(refused(error)),
    }
}

fn refused(error: Error) -> ClientError {
    let Error::Http(answer) = error else { return ClientError::broken(error) };
    let (head, body) = answer.into_parts();
    ErrorResponse::read(head.status, &head.headers, &body.unwrap_or_default()).into()
}

/// Path and query without the signature. The user agent goes into the query, as browsers cannot set headers.
fn path(opening: &CheckOpening) -> String {
    let input = StartFaceLivenessSessionRequest::from(opening);
    let members = [
        ("session-id", input.session_id),
        ("video-width", input.video_width),
        ("video-height", input.video_height),
        ("challenge-versions", input.challenge_versions),
        ("x-amz-user-agent", opening.user_agent.clone()),
    ];
    let query: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED)))
        .collect();
    format!("{WEBSOCKET_PATH}?{}", query.join("&"))
}

impl Outgoing for SocketOut {
    const ENDS_WITH_EMPTY_ENVELOPE: bool = false;

    async fn send(&mut self, message: Bytes) -> Result<(), ClientError> {
        self.0.send(Message::Binary(message)).await.map_err(ClientError::broken)
    }

    async fn finish(&mut self) -> Result<(), ClientError> {
        Ok(())
    }

    async fn close(&mut self, code: u16) -> Result<(), ClientError> {
        let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        match self.0.send(Message::Close(Some(frame))).await {
            Ok(()) | Err(Error::ConnectionClosed | Error::AlreadyClosed | Error::Protocol(_)) => Ok(()),
            Err(error) => Err(ClientError::broken(error)),
        }
    }
}

impl Incoming for SocketIn {
    async fn receive(&mut self) -> Result<Received, ClientError> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Binary(bytes))) => return Ok(Received::Frame(Frame::decode(bytes)?)),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(frame))) => {
                    return Ok(Received::Ended { close_code: frame.map(|frame| frame.code.into()) });
                }
                Some(Ok(Message::Text(_))) => {
                    return Err(ClientError::InvalidResponse {
                        problem: "a text frame, where only binary frames are allowed".to_owned(),
                    });
                }
                Some(Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => {
                    return Ok(Received::Ended { close_code: None });
                }
                Some(Err(error)) => return Err(ClientError::broken(error)),
            }
        }
    }
}

/// Everything but what RFC 3986 leaves bare, so that the signed and the sent query are the same bytes.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
