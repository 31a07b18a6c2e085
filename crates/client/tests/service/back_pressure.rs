//! Services that read slowly or not at all: how much of a video the client lets wait, and how it ends.
//!
//! Events are made while they are sent, so what was made and not yet read is what the client and the buffers of the
//! connection hold. Nothing here goes by a clock but the one time-out that is tested.

use crate::misbehaving::movement_task;
use bytes::Bytes;
use catchlight_client::limits::QUEUED_BYTES;
use catchlight_client::{
    CheckOpening, CheckOutcome, ClientError, ClientSettings, Credentials, LivenessClient, Pace, Performance,
    PerformedEvent, TimedEvent, Transport,
};
use catchlight_types::{EpochMillis, FrameSize, SessionId};
use catchlight_wire::eventstream::{ClientEvent, Envelope, Frame, FrameDecoder, ServerEvent};
use futures_util::{SinkExt, StreamExt};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::mpsc;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// Bytes of video in one event; in base64 and signed, a message has half as many again at most.
const SLICE_BYTES: usize = 64 * 1024;
const RECEIVE_BUFFER_BYTES: u32 = 64 * 1024;

/// What a client may have made before it was read: its own queue, a few messages on their way through the layers of
/// the connection, and what the system keeps of a connection that nobody reads.
fn allowed_slices() -> usize {
    let settings = std::fs::read_to_string("/proc/sys/net/ipv4/tcp_wmem").unwrap();
    let system_bytes: usize = settings.split_whitespace().last().unwrap().parse().unwrap();
    (system_bytes + QUEUED_BYTES + 4 * RECEIVE_BUFFER_BYTES as usize) / SLICE_BYTES + 32
}

/// Video that is made while it is sent, with a count of what was made.
#[derive(Clone, Default)]
struct Reel {
    made: Arc<AtomicUsize>,
}

impl Reel {
    fn slices() -> usize {
        3 * allowed_slices()
    }

    fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }

    fn performance(&self) -> Performance {
        let made = Arc::clone(&self.made);
        let slice = Bytes::from(vec![7; SLICE_BYTES]);
        let events = (0..Self::slices()).map(move |_| {
            made.fetch_add(1, Ordering::SeqCst);
            let video = PerformedEvent::Video { slice: slice.clone(), claimed_at: None };
            TimedEvent { at: EpochMillis::new(0), event: video }
        });
        Performance { begins_at: EpochMillis::new(0), events: Box::new(events), pace: Pace::AsFastAsTaken }
    }

    /// Waits until the client makes no more for a while. A slow machine may make this end early, which only lets the
    /// test see less.
    async fn held_back(&self) {
        let mut before = usize::MAX;
        while before != self.made() {
            before = self.made();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// A listener whose connections hold little of what nobody has read.
fn listener() -> TcpListener {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(RECEIVE_BUFFER_BYTES).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    socket.listen(16).unwrap()
}

fn encoded(event: &ServerEvent) -> Bytes {
    event.to_frame().unwrap().unwrap().encode().unwrap()
}

fn disconnection() -> Bytes {
    encoded(&ServerEvent::Disconnection { timestamp_millis: 1_700_000_000_000 })
}

/// What a service does with the events of the client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Waits until the client is held back, then reads all.
    Slow,
    /// Never reads.
    Deaf,
}

/// Counts what is read, and what was made beyond it.
#[derive(Debug, Default)]
struct Reading {
    slices: usize,
    most_waiting: usize,
    ended: bool,
}

impl Reading {
    fn message(&mut self, reel: &Reel, frame: &Frame) {
        self.most_waiting = self.most_waiting.max(reel.made() - self.slices);
        let Some(inner) = Envelope::open(frame).unwrap().inner_frame().unwrap() else { return };
        match ClientEvent::from_frame(&inner).unwrap() {
            ClientEvent::Video(video) if video.video_chunk.is_empty() => self.ended = true,
            ClientEvent::Video(_) => self.slices += 1,
            ClientEvent::SessionInformation(_) | ClientEvent::Other => {}
        }
    }
}

/// A service of one check over a WebSocket.
async fn serve_socket(listener: TcpListener, reel: Reel, manner: Manner) -> Reading {
    let (connection, _) = listener.accept().await.unwrap();
    let mut socket = accept_async(connection).await.unwrap();
    socket.send(Message::Binary(encoded(&movement_task()))).await.unwrap();
    if manner == Manner::Deaf {
        std::future::pending::<()>().await;
    }
    reel.held_back().await;
    let mut reading = Reading::default();
    while !reading.ended {
        if let Message::Binary(bytes) = socket.next().await.unwrap().unwrap() {
            reading.message(&reel, &Frame::decode(bytes).unwrap());
        }
    }
    socket.send(Message::Binary(disconnection())).await.unwrap();
    socket.close(Some(CloseFrame { code: 1000.into(), reason: "".into() })).await.unwrap();
    reading
}

/// A service of one check over the bodies of an HTTP exchange, in either version of HTTP.
async fn serve_exchange(listener: TcpListener, reel: Reel, manner: Manner) -> Reading {
    let (connection, _) = listener.accept().await.unwrap();
    let (report, mut readings) = mpsc::channel(1);
    let service = service_fn(move |request: Request<Incoming>| {
        let (said, words) = mpsc::channel(2);
        tokio::spawn(converse(request, said, report.clone(), reel.clone(), manner));
        let frames = futures_util::stream::unfold(words, async |mut words: mpsc::Receiver<Bytes>| {
            let word = words.recv().await?;
            Some((Ok::<_, Infallible>(hyper::body::Frame::data(word)), words))
        });
        std::future::ready(Ok::<_, Infallible>(Response::new(StreamBody::new(frames))))
    });
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http2().initial_stream_window_size(RECEIVE_BUFFER_BYTES);
    tokio::spawn(async move { server.serve_connection(TokioIo::new(connection), service).await.unwrap() });
    readings.recv().await.unwrap()
}

async fn converse(
    request: Request<Incoming>,
    said: mpsc::Sender<Bytes>,
    report: mpsc::Sender<Reading>,
    reel: Reel,
    manner: Manner,
) {
    said.send(encoded(&movement_task())).await.unwrap();
    if manner == Manner::Deaf {
        std::future::pending::<()>().await;
    }
    reel.held_back().await;
    let (mut body, mut decoder) = (request.into_body(), FrameDecoder::new());
    let mut reading = Reading::default();
    while let Some(frame) = body.frame().await {
        decoder.push(&frame.unwrap().into_data().unwrap());
        while let Some(frame) = decoder.next_frame().unwrap() {
            reading.message(&reel, &frame);
        }
    }
    said.send(disconnection()).await.unwrap();
    report.send(reading).await.unwrap();
}

/// Runs a check against such a service; how it ended, and what the service read if it did.
async fn check(
    transport: Transport,
    manner: Manner,
    reel: &Reel,
) -> (Result<CheckOutcome, ClientError>, Option<Reading>) {
    let listener = listener();
    let endpoint = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let serving = match transport {
        Transport::WebSocket => tokio::spawn(serve_socket(listener, reel.clone(), manner)),
        Transport::Http1 | Transport::Http2 => tokio::spawn(serve_exchange(listener, reel.clone(), manner)),
    };
    let mut settings = ClientSettings::new(endpoint, Credentials::new("A", "secret"));
    if manner == Manner::Deaf {
        settings.stall_timeout = Duration::from_secs(1);
    }
    let client = LivenessClient::new(settings).unwrap();
    let size = FrameSize { width_px: 640, height_px: 480 };
    let opening = CheckOpening { transport, ..CheckOpening::new(SessionId::from_random([1; 16]), size) };
    let played = reel.clone();
    let outcome =
        client.start_face_liveness_session(&opening, move |_| Ok(played.performance()), &|_| {}).await;
    let reading = if manner == Manner::Slow { Some(serving.await.unwrap()) } else { None };
    (outcome, reading)
}

async fn check_slow(transport: Transport) {
    let reel = Reel::default();
    let (outcome, reading) = check(transport, Manner::Slow, &reel).await;
    assert!(outcome.unwrap().disconnected_at.is_some());
    let reading = reading.unwrap();
    assert_eq!((reading.slices, reel.made()), (Reel::slices(), Reel::slices()));
    assert!(reading.most_waiting <= allowed_slices(), "{reading:?}");
}

async fn check_deaf(transport: Transport) {
    let reel = Reel::default();
    let (outcome, _) = check(transport, Manner::Deaf, &reel).await;
    let told = outcome.unwrap_err();
    assert!(matches!(told, ClientError::TimedOut { .. }), "{told:?}");
    assert_eq!(told.to_string(), "no progress of the stream within 1 seconds");
    assert!((1..=allowed_slices()).contains(&reel.made()), "{} slices were made", reel.made());
}

#[tokio::test]
async fn a_slow_service_holds_a_websocket_back() {
    check_slow(Transport::WebSocket).await;
}

#[tokio::test]
async fn a_slow_service_holds_http_2_back() {
    check_slow(Transport::Http2).await;
}

#[tokio::test]
async fn a_slow_service_holds_http_1_back() {
    check_slow(Transport::Http1).await;
}

#[tokio::test]
async fn a_service_that_never_reads_ends_a_websocket() {
    check_deaf(Transport::WebSocket).await;
}

#[tokio::test]
async fn a_service_that_never_reads_ends_http_2() {
    check_deaf(Transport::Http2).await;
}

#[tokio::test]
async fn a_service_that_never_reads_ends_http_1() {
    check_deaf(Transport::Http1).await;
}

/// A service that upgrades and then keeps silent.
#[tokio::test]
async fn a_service_that_never_tells_the_task_is_not_waited_for() {
    let listener = listener();
    let endpoint = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let silent = tokio::spawn(async move {
        let (connection, _) = listener.accept().await.unwrap();
        accept_async(connection).await.unwrap()
    });
    let mut settings = ClientSettings::new(endpoint, Credentials::new("A", "secret"));
    settings.stall_timeout = Duration::from_secs(1);
    let size = FrameSize { width_px: 640, height_px: 480 };
    let opening = CheckOpening::new(SessionId::from_random([1; 16]), size);
    let client = LivenessClient::new(settings).unwrap();
    let nobody = |_: &_| Err("no task was told".into());
    let error = client.start_face_liveness_session(&opening, nobody, &|_| {}).await.unwrap_err();
    assert_eq!(error.to_string(), "no task within 1 seconds");
    drop(silent.await.unwrap());
}
