//! Calls that are made again, against a service that answers by a script.

use catchlight_client::control::CreateFaceLivenessSessionRequest;
use catchlight_client::{ClientError, ClientSettings, Credentials, LivenessClient, RetrySettings};
use catchlight_types::SessionId;
use expect_test::{Expect, expect};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ID: &str = "7a410adf-f66d-43ef-a072-00807e4643e0";

/// Reads one request; its head and its body.
async fn hear(connection: &mut TcpStream) -> (String, String) {
    let mut bytes = Vec::new();
    loop {
        connection.read_buf(&mut bytes).await.unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        if body.len() == length.parse::<usize>().unwrap() {
            return (head.to_owned(), body.to_owned());
        }
    }
}

/// Creates a session against a service that answers so; an empty answer hangs up.
async fn check(
    request: CreateFaceLivenessSessionRequest,
    retry: RetrySettings,
    answers: &[&str],
    expected: &Expect,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let waits = Arc::new(Mutex::new(0));
    let noted = Arc::clone(&waits);
    let mut settings = ClientSettings::new(endpoint.parse().unwrap(), Credentials::new("A", "secret"));
    settings.retry = retry;
    settings.pause = Arc::new(move |wait| {
        assert!(wait <= Duration::from_secs(20));
        *noted.lock().unwrap() += 1;
        Box::pin(std::future::ready(()))
    });
    let client = LivenessClient::new(settings).unwrap();
    let service = async {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut connection, _) = listener.accept().await.unwrap();
            asked.push(hear(&mut connection).await);
            connection.write_all(answer.as_bytes()).await.unwrap();
        }
        asked
    };
    let (outcome, asked) = tokio::join!(client.create_face_liveness_session(&request), service);
    let told = outcome.map_or_else(|error| error.to_string(), |answer| answer.session_id);
    let attempts: Vec<&str> = asked
        .iter()
        .filter_map(|(head, _)| head.lines().find(|line| line.starts_with("amz-sdk-request")))
        .collect();
    let bodies: Vec<&str> = asked.iter().map(|(_, body)| body.as_str()).collect();
    let repeated = bodies.windows(2).all(|pair| pair[0] == pair[1]);
    let token = if bodies[0].contains("ClientRequestToken") { "a token" } else { "no token" };
    let waits = *waits.lock().unwrap();
    expected.assert_eq(&format!(
        "{told}\n{waits} waits, {token}, same body: {repeated}\n{}",
        attempts.join("\n")
    ));
}

fn answer(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn a_creation_is_repeated_with_the_same_token() {
    let throttled = answer("400 Bad Request", r#"{"__type":"ThrottlingException","message":"slow"}"#);
    let (broken, gateway) = ("", answer("502 Bad Gateway", ""));
    let done = answer("200 OK", &format!(r#"{{"SessionId":"{ID}"}}"#));
    let plain = CreateFaceLivenessSessionRequest::default;
    check(
        plain(),
        RetrySettings::STANDARD,
        &[&throttled, &gateway, &done],
        &expect![[r#"
        7a410adf-f66d-43ef-a072-00807e4643e0
        2 waits, a token, same body: true
        amz-sdk-request: attempt=1; max=3
        amz-sdk-request: attempt=2; max=3
        amz-sdk-request: attempt=3; max=3"#]],
    )
    .await;
    check(
        plain(),
        RetrySettings::STANDARD,
        &[broken, &done],
        &expect![[r#"
        7a410adf-f66d-43ef-a072-00807e4643e0
        1 waits, a token, same body: true
        amz-sdk-request: attempt=1; max=3
        amz-sdk-request: attempt=2; max=3"#]],
    )
    .await;
    check(
        plain(),
        RetrySettings::STANDARD,
        &[&gateway, broken, &throttled],
        &expect![[r#"
        ThrottlingException: slow
        2 waits, a token, same body: true
        amz-sdk-request: attempt=1; max=3
        amz-sdk-request: attempt=2; max=3
        amz-sdk-request: attempt=3; max=3"#]],
    )
    .await;
    check(
        plain(),
        RetrySettings::NEVER,
        &[&throttled],
        &expect![[r#"
        ThrottlingException: slow
        0 waits, no token, same body: true
        amz-sdk-request: attempt=1; max=1"#]],
    )
    .await;
    let denied = answer("400 Bad Request", r#"{"__type":"AccessDeniedException","message":"not you"}"#);
    check(
        plain(),
        RetrySettings::STANDARD,
        &[&denied],
        &expect![[r#"
        AccessDeniedException: not you
        0 waits, a token, same body: true
        amz-sdk-request: attempt=1; max=3"#]],
    )
    .await;
}

#[tokio::test]
async fn a_service_that_is_not_there_is_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let waits = Arc::new(Mutex::new(0));
    let noted = Arc::clone(&waits);
    let mut settings = ClientSettings::new(endpoint.parse().unwrap(), Credentials::new("A", "secret"));
    settings.pause = Arc::new(move |_| {
        *noted.lock().unwrap() += 1;
        Box::pin(std::future::ready(()))
    });
    let client = LivenessClient::new(settings).unwrap();
    let error = client.get(&SessionId::new(ID).unwrap()).await.unwrap_err();
    assert!(error.to_string().starts_with("cannot reach 127.0.0.1 port"), "{error}");
    assert_eq!(*waits.lock().unwrap(), 2);
}

/// A service that begins its answer and never ends it must not hold a caller for ever.
#[tokio::test]
async fn an_answer_that_does_not_end_is_given_up() {
    for head in ["HTTP/1.1 200 OK", "HTTP/1.1 400 Bad Request"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let settings = ClientSettings {
            request_timeout: Duration::from_millis(200),
            retry: RetrySettings { max_attempts: 1, ..RetrySettings::STANDARD },
            ..ClientSettings::new(endpoint.parse().unwrap(), Credentials::new("A", "secret"))
        };
        let client = LivenessClient::new(settings).unwrap();
        let service = async {
            let (mut connection, _) = listener.accept().await.unwrap();
            hear(&mut connection).await;
            connection
                .write_all(format!("{head}\r\ncontent-length: 100\r\n\r\n{{").as_bytes())
                .await
                .unwrap();
            connection
        };
        let request = CreateFaceLivenessSessionRequest::default();
        let (outcome, _open) = tokio::join!(client.create_face_liveness_session(&request), service);
        assert!(matches!(outcome, Err(ClientError::TimedOut { what: "response", .. })), "{outcome:?}");
    }
}
