//! The server's side of a WebSocket.
//!
//! In: an upgraded connection. Out: whole binary messages and the client's close; frames to the client.
//! Never: replies to a close by itself. AWS clients need 1000 in reply to their own 4000..4008 where an echo, which
//! the libraries send, makes the web component report a second error; so the close is ours to choose.

mod frame;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
pub(crate) use frame::FrameError;
use frame::{Frame, Opcode};
use http::{HeaderMap, header};
use sha1::{Digest, Sha1};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What a client sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Received {
    /// A whole binary message.
    Binary(Bytes),
    /// A text message, which our protocol never uses.
    Text,
    /// The client closes; `None` when it gave no code.
    Closed(Option<u16>),
}

/// Why nothing more can be received.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebSocketError {
    /// The client broke the standard or a limit.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// The connection broke without a close.
    #[error("the connection broke")]
    Connection(#[from] io::Error),
}

/// One upgraded connection.
#[derive(Debug)]
pub(crate) struct WebSocket<S> {
    stream: S,
    buffer: BytesMut,
    outgoing: BytesMut,
    message: Option<Message>,
    limit_bytes: usize,
}

#[derive(Debug)]
struct Message {
    opcode: Opcode,
    bytes: BytesMut,
}

impl<S: AsyncRead + AsyncWrite + Unpin> WebSocket<S> {
    /// Takes over an upgraded connection; longer messages than `limit_bytes` are errors.
    pub(crate) fn new(stream: S, limit_bytes: usize) -> Self {
        Self { stream, buffer: BytesMut::new(), outgoing: BytesMut::new(), message: None, limit_bytes }
    }

    /// Waits for the next message; replies to pings meanwhile. May be dropped and called again at any time.
    ///
    /// # Errors
    /// [`WebSocketError`] when the connection or the protocol is broken.
    pub(crate) async fn receive(&mut self) -> Result<Received, WebSocketError> {
        loop {
            self.flush().await?;
            if let Some(frame) = frame::take(&mut self.buffer, self.limit_bytes)? {
                if let Some(received) = self.on_frame(frame)? {
                    return Ok(received);
                }
                continue;
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
        }
    }

    fn on_frame(&mut self, frame: Frame) -> Result<Option<Received>, FrameError> {
        match frame.opcode {
            Opcode::Close => {
                let code = frame.payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                Ok(Some(Received::Closed(code)))
            }
            Opcode::Ping => {
                self.outgoing.unsplit(frame::encode(Opcode::Pong, &frame.payload));
                Ok(None)
            }
            Opcode::Pong => Ok(None),
            Opcode::Text | Opcode::Binary | Opcode::Continuation => self.on_data(frame),
        }
    }

    fn on_data(&mut self, frame: Frame) -> Result<Option<Received>, FrameError> {
        let mut message = match (frame.opcode, self.message.take()) {
            (Opcode::Continuation, Some(message)) => message,
            (Opcode::Continuation, None) | (_, Some(_)) => return Err(FrameError::Order),
            (opcode, None) if frame.last => return Ok(Some(finished(opcode, frame.payload))),
            (opcode, None) => Message { opcode, bytes: BytesMut::new() },
        };
        if message.bytes.len() + frame.payload.len() > self.limit_bytes {
            return Err(FrameError::TooLong { limit_bytes: self.limit_bytes });
        }
        message.bytes.extend_from_slice(&frame.payload);
        if frame.last {
            return Ok(Some(finished(message.opcode, message.bytes.freeze())));
        }
        self.message = Some(message);
        Ok(None)
    }

    /// Sends one binary message in one frame.
    ///
    /// # Errors
    /// What the connection reports.
    pub(crate) async fn send(&mut self, message: &[u8]) -> io::Result<()> {
        self.outgoing.unsplit(frame::encode(Opcode::Binary, message));
        self.flush().await
    }

    /// Writes what is queued; the next call continues one that was dropped halfway.
    async fn flush(&mut self) -> io::Result<()> {
        while !self.outgoing.is_empty() {
            self.stream.write_buf(&mut self.outgoing).await?;
        }
        self.stream.flush().await
    }

    /// Sends a close frame.
    ///
    /// # Errors
    /// What the connection reports.
    pub(crate) async fn send_close(&mut self, code: u16, reason: &str) -> io::Result<()> {
        self.outgoing.unsplit(frame::encode_close(code, reason));
        self.flush().await
    }

    /// Reads and forgets until the client closes, so that what was sent is not lost to a reset; then closes.
    ///
    /// # Errors
    /// What the connection reports.
    pub(crate) async fn drain(&mut self) -> io::Result<()> {
        loop {
            match self.receive().await {
                Ok(Received::Closed(_)) => break,
                Ok(Received::Binary(_) | Received::Text) => {}
                Err(WebSocketError::Frame(_)) => {
                    // Where the frames begin is lost, so only the end of the connection can be waited for.
                    self.shutdown().await?;
                    return self.discard().await;
                }
                Err(WebSocketError::Connection(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    break;
                }
                Err(WebSocketError::Connection(error)) => return Err(error),
            }
        }
        self.shutdown().await
    }

    async fn discard(&mut self) -> io::Result<()> {
        loop {
            self.buffer.clear();
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(());
            }
        }
    }

    /// Ends our half of the connection.
    ///
    /// # Errors
    /// What the connection reports.
    pub(crate) async fn shutdown(&mut self) -> io::Result<()> {
        self.stream.shutdown().await
    }
}

fn finished(opcode: Opcode, bytes: Bytes) -> Received {
    if opcode == Opcode::Text { Received::Text } else { Received::Binary(bytes) }
}

/// The `Sec-WebSocket-Accept` for a handshake; `None` when the request is not one.
pub(crate) fn handshake(headers: &HeaderMap) -> Option<String> {
    let lists = |name: &header::HeaderName, word: &str| {
        headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|item| item.trim().eq_ignore_ascii_case(word))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?;
    let asked = lists(&header::CONNECTION, "upgrade")
        && lists(&header::UPGRADE, "websocket")
        && lists(&header::SEC_WEBSOCKET_VERSION, "13");
    if !asked {
        return None;
    }
    let mut digest = Sha1::new();
    digest.update(key.as_bytes());
    digest.update(HANDSHAKE_GUID);
    Some(STANDARD.encode(digest.finalize()))
}

/// RFC 6455 section 1.3.
const HANDSHAKE_GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use tokio::io::DuplexStream;

    fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(payload.len()).unwrap();
        [&[first, 0x80 | length, 0, 0, 0, 0], payload].concat()
    }

    fn pair() -> (DuplexStream, WebSocket<DuplexStream>) {
        let (client, server) = tokio::io::duplex(1024);
        (client, WebSocket::new(server, 8))
    }

    #[tokio::test]
    async fn fragments_become_one_message_around_a_ping() {
        let (mut client, mut socket) = pair();
        for frame in [client_frame(0x02, b"ab"), client_frame(0x89, b"?"), client_frame(0x80, b"cd")] {
            client.write_all(&frame).await.unwrap();
        }
        assert_eq!(socket.receive().await.unwrap(), Received::Binary(Bytes::from_static(b"abcd")));
        let mut pong = [0; 3];
        client.read_exact(&mut pong).await.unwrap();
        assert_eq!(pong, [0x8A, 1, b'?']);
    }

    #[tokio::test]
    async fn fragments_cannot_grow_beyond_the_limit() {
        let (mut client, mut socket) = pair();
        client.write_all(&client_frame(0x02, b"12345")).await.unwrap();
        client.write_all(&client_frame(0x80, b"6789")).await.unwrap();
        let error = socket.receive().await.unwrap_err();
        assert!(matches!(error, WebSocketError::Frame(FrameError::TooLong { limit_bytes: 8 })), "{error:?}");
    }

    #[tokio::test]
    async fn a_continuation_of_nothing_is_refused() {
        let (mut client, mut socket) = pair();
        client.write_all(&client_frame(0x80, b"x")).await.unwrap();
        let error = socket.receive().await.unwrap_err();
        assert!(matches!(error, WebSocketError::Frame(FrameError::Order)), "{error:?}");
    }

    #[tokio::test]
    async fn the_clients_close_is_reported_and_not_answered() {
        let (mut client, mut socket) = pair();
        client.write_all(&client_frame(0x88, &4001_u16.to_be_bytes())).await.unwrap();
        assert_eq!(socket.receive().await.unwrap(), Received::Closed(Some(4001)));
        socket.send_close(1000, "").await.unwrap();
        let mut answer = [0; 4];
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(answer, [0x88, 2, 0x03, 0xE8]);
    }

    #[tokio::test]
    async fn a_drain_waits_for_the_clients_close() {
        let (mut client, mut socket) = pair();
        socket.send(b"last").await.unwrap();
        socket.send_close(1000, "").await.unwrap();
        let drained = tokio::spawn(async move { socket.drain().await });
        client.write_all(&client_frame(0x82, b"late")).await.unwrap();
        client.write_all(&client_frame(0x88, &1000_u16.to_be_bytes())).await.unwrap();
        drained.await.unwrap().unwrap();
        let mut sent = Vec::new();
        client.read_to_end(&mut sent).await.unwrap();
        assert_eq!(sent, [&[0x82, 4][..], b"last", &[0x88, 2, 0x03, 0xE8]].concat());
    }

    #[test]
    fn the_handshake_of_the_standard_is_answered() {
        let mut headers = HeaderMap::new();
        headers.insert("connection", HeaderValue::from_static("keep-alive, Upgrade"));
        headers.insert("upgrade", HeaderValue::from_static("websocket"));
        headers.insert("sec-websocket-version", HeaderValue::from_static("13"));
        assert_eq!(handshake(&headers), None);
        headers.insert("sec-websocket-key", HeaderValue::from_static("dGhlIHNhbXBsZSBub25jZQ=="));
        assert_eq!(handshake(&headers).as_deref(), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }
}
