//! Services that do not keep to the protocol, each a few lines around a WebSocket.

use catchlight_client::{
    CheckOpening, CheckOutcome, ClientError, ClientSettings, Credentials, LivenessClient, Pace, Performance,
};
use catchlight_types::{ChallengeKind, EpochMillis, SessionId};
use catchlight_wire::eventstream::{ChallengeEvent, ServerChallenge, ServerEvent, StreamException};
use expect_test::{Expect, expect};
use futures_util::{SinkExt, StreamExt};
use testkit::VGA;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_async};

/// What a service does after the upgrade.
enum Act {
    Say(ServerEvent),
    Raw(Message),
    Close(u16),
    /// Waits for one message of the client.
    Hear,
    /// Drops the connection without a word.
    Vanish,
}

/// A task that any client can carry out.
pub(crate) fn movement_task() -> ServerEvent {
    let challenge = testkit::challenge(ChallengeKind::FaceMovement, VGA);
    ServerEvent::SessionInformation(Box::new(ServerChallenge::from(&challenge)))
}

fn task() -> Act {
    Act::Say(movement_task())
}

fn announce() -> Act {
    let r#type = "FaceMovementChallenge".to_owned();
    Act::Say(ServerEvent::Challenge(ChallengeEvent { version: "1.0.0".to_owned(), r#type }))
}

fn exception(name: &str) -> Act {
    Act::Say(ServerEvent::Exception(StreamException { name: name.to_owned(), message: "why".to_owned() }))
}

fn disconnection() -> Act {
    Act::Say(ServerEvent::Disconnection { timestamp_millis: 1_700_000_000_000 })
}

async fn perform(socket: &mut WebSocketStream<TcpStream>, acts: Vec<Act>) {
    for act in acts {
        match act {
            Act::Say(event) => {
                let frame = event.to_frame().unwrap().unwrap();
                socket.send(Message::Binary(frame.encode().unwrap())).await.unwrap();
            }
            Act::Raw(message) => socket.send(message).await.unwrap(),
            Act::Close(code) => {
                let frame = CloseFrame { code: code.into(), reason: "".into() };
                socket.close(Some(frame)).await.unwrap();
                while let Some(Ok(_)) = socket.next().await {}
            }
            Act::Hear => assert!(socket.next().await.unwrap().unwrap().is_binary()),
            Act::Vanish => return,
        }
    }
}

/// Runs a check against a service that does this.
async fn against(acts: Vec<Act>) -> Result<CheckOutcome, ClientError> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let service = tokio::spawn(async move {
        let (connection, _) = listener.accept().await.unwrap();
        let mut socket = accept_async(connection).await.unwrap();
        perform(&mut socket, acts).await;
    });
    let outcome = run(port).await;
    service.await.unwrap();
    outcome
}

async fn run(port: u16) -> Result<CheckOutcome, ClientError> {
    let endpoint = format!("http://127.0.0.1:{port}").parse().unwrap();
    let client = LivenessClient::new(ClientSettings::new(endpoint, Credentials::new("A", "secret")));
    let opening = CheckOpening::new(SessionId::from_random([1; 16]), VGA);
    let nothing = |_: &_| {
        let events = Box::new(std::iter::empty());
        Ok(Performance { begins_at: EpochMillis::new(0), events, pace: Pace::RealTime })
    };
    client.unwrap().start_face_liveness_session(&opening, nothing, &|_| {}).await
}

async fn check(acts: Vec<Act>, expected: &Expect) {
    let told = match against(acts).await {
        Ok(outcome) => format!("{:?} {:?}", outcome.disconnected_at, outcome.close_code),
        Err(ClientError::Service { exception, status, close_code, .. }) => {
            format!("{exception}, status {status:?}, close code {close_code:?}")
        }
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&told);
}

#[tokio::test]
async fn a_service_that_keeps_to_the_protocol() {
    let acts = vec![announce(), task(), Act::Hear, disconnection(), Act::Close(1000)];
    check(acts, &expect!["Some(EpochMillis(1700000000000)) Some(1000)"]).await;
}

#[tokio::test]
async fn exceptions_are_told_with_the_close_code() {
    check(
        vec![exception("ThrottlingException"), Act::Close(4005)],
        &expect!["ThrottlingException: why, status None, close code Some(4005)"],
    )
    .await;
    let late = vec![announce(), task(), Act::Hear, exception("InternalServerException"), Act::Close(4005)];
    check(late, &expect!["InternalServerException: why, status None, close code Some(4005)"]).await;
    check(
        vec![announce(), task(), exception("NewException"), Act::Vanish],
        &expect!["NewException: why, status None, close code None"],
    )
    .await;
}

#[tokio::test]
async fn an_end_without_a_disconnection_event_is_an_error() {
    check(
        vec![Act::Close(1000)],
        &expect!["the service ended the check without a DisconnectionEvent (close code 1000)"],
    )
    .await;
    check(
        vec![announce(), task(), Act::Hear, Act::Close(1000)],
        &expect!["the service ended the check without a DisconnectionEvent (close code 1000)"],
    )
    .await;
    check(
        vec![announce(), disconnection(), Act::Close(1000)],
        &expect!["the service ended the check without a DisconnectionEvent"],
    )
    .await;
}

#[tokio::test]
async fn an_early_disconnection_event_counts() {
    check(
        vec![announce(), task(), disconnection(), Act::Close(1000)],
        &expect!["Some(EpochMillis(1700000000000)) Some(1000)"],
    )
    .await;
}

#[tokio::test]
async fn what_is_no_protocol_is_refused() {
    check(
        vec![Act::Raw(Message::text("{}")), Act::Vanish],
        &expect!["the service sent an invalid response: a text frame, where only binary frames are allowed"],
    )
    .await;
    check(
        vec![Act::Raw(Message::binary(vec![0; 40])), Act::Vanish],
        &expect!["the service sent an invalid event stream"],
    )
    .await;
    let untimely = |event: Act| match event {
        Act::Say(ServerEvent::SessionInformation(mut task)) => {
            if let ServerChallenge::FaceMovement(movement) = &mut *task {
                movement.challenge_config.oval_fit_timeout = 7500;
            }
            Act::Say(ServerEvent::SessionInformation(task))
        }
        other => other,
    };
    check(
        vec![announce(), untimely(task()), Act::Vanish],
        &expect!["the service sent an invalid response: OvalFitTimeout is 7500, not whole seconds up to ten"],
    )
    .await;
}

#[tokio::test]
async fn a_refused_upgrade_tells_its_exception() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let service = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let body = r#"{"__type":"AccessDeniedException","Message":"not you"}"#;
        let answer = format!("HTTP/1.1 403 Forbidden\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        connection.write_all(answer.as_bytes()).await.unwrap();
        connection
    });
    let error = run(port).await.unwrap_err();
    let ClientError::Service { exception, status, .. } = error else { panic!("{error:?}") };
    assert_eq!((exception.to_string().as_str(), status), ("AccessDeniedException: not you", Some(403)));
    drop(service.await.unwrap());
}
