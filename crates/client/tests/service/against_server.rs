//! Whole checks and refusals against the server of this repository.

use crate::own_server::OwnServer;
use bytes::Bytes;
use catchlight_client::control::{
    CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionRequestSettings,
};
use catchlight_client::{
    CheckOpening, ClientError, ClientSettings, Credentials, LivenessClient, Pace, Performance,
    PerformedEvent, Playback, Progress, TimedEvent, Transport, Trust,
};
use catchlight_recording::{ClientEvent, RecordedSession, Recording, VideoFormat, VideoSlice};
use catchlight_types::{Challenge, ChallengeKind, EpochMillis, FrameSize, SessionId, SessionStatus};
use expect_test::{Expect, expect};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const VIDEO: FrameSize = FrameSize { width_px: 640, height_px: 480 };

fn bytes_of_video() -> Bytes {
    (0..30_000_u32).map(|number| (number % 251) as u8).collect()
}

fn answer(challenge: &Challenge) -> Performance {
    Playback::even(&bytes_of_video(), Duration::from_secs(5)).answer(challenge, Pace::AsFastAsTaken)
}

async fn create(client: &LivenessClient) -> SessionId {
    client.create(&CreateFaceLivenessSessionRequest::default()).await.unwrap()
}

/// A whole check; every byte and every claim must arrive.
async fn check_whole(transport: Transport, kind: ChallengeKind) {
    let server = OwnServer::start().await;
    let client = server.client();
    let settings = CreateFaceLivenessSessionRequestSettings {
        challenge_preferences: Some(vec![kind.into()]),
        ..Default::default()
    };
    let request = CreateFaceLivenessSessionRequest {
        settings: Some(settings),
        ..CreateFaceLivenessSessionRequest::default()
    };
    let session = client.create(&request).await.unwrap();
    let opening = CheckOpening { transport, ..CheckOpening::new(session.clone(), VIDEO) };
    let claims = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&claims);
    let answer = move |challenge: &Challenge| {
        let mut performance = answer(challenge);
        let events: Vec<TimedEvent> = performance.events.collect();
        let claims = events.iter().filter(|event| matches!(event.event, PerformedEvent::Claim(_)));
        *counted.lock().unwrap() = claims.count();
        performance.events = Box::new(events.into_iter());
        Ok(performance)
    };
    let sent_bytes = Mutex::new(0);
    let count = |news: Progress<'_>| {
        if let Progress::Sent { video_bytes } = news {
            *sent_bytes.lock().unwrap() += video_bytes;
        }
    };
    let outcome = client.start_face_liveness_session(&opening, answer, &count).await.unwrap();
    assert_eq!(outcome.challenge.kind, kind);
    assert!(outcome.disconnected_at.is_some() && outcome.verdict_wait.is_some(), "{outcome:?}");
    let results = client.get(&session).await.unwrap();
    assert_eq!(results.status, SessionStatus::Succeeded);
    assert_eq!(results.confidence.unwrap(), *claims.lock().unwrap() as f32);
    let echo = results.reference_image.unwrap().bytes.unwrap();
    assert_eq!(echo.as_slice(), bytes_of_video());
    assert_eq!(*sent_bytes.lock().unwrap(), echo.as_slice().len());
    assert_eq!(results.challenge.unwrap().r#type, kind);
    assert_eq!(outcome.close_code, (transport == Transport::WebSocket).then_some(1000));
}

#[tokio::test]
async fn a_whole_check_over_a_websocket() {
    check_whole(Transport::WebSocket, ChallengeKind::FaceMovementAndLight).await;
}

#[tokio::test]
async fn a_whole_check_over_http_2() {
    check_whole(Transport::Http2, ChallengeKind::FaceMovementAndLight).await;
}

#[tokio::test]
async fn a_whole_check_over_http_1() {
    check_whole(Transport::Http1, ChallengeKind::FaceMovement).await;
}

/// A recording of a video that came all at once.
fn recording(challenge: Challenge) -> Recording {
    let at = EpochMillis::new(1_700_000_000_000);
    let slice = |bytes| ClientEvent::Video(VideoSlice { claimed_at: Some(at), bytes });
    let events = [slice(0..10_000), slice(10_000..30_000), slice(30_000..30_000)];
    Recording {
        label: None,
        session: RecordedSession {
            id: SessionId::from_random([9; 16]),
            video: VIDEO,
            challenge_versions: "FaceMovementChallenge_1.0.0".to_owned(),
            user_agent: String::new(),
        },
        challenge,
        events: events.map(|event| catchlight_recording::TimedEvent { received_at: at, event }).into(),
        format: VideoFormat::WebM,
        video: bytes_of_video().to_vec(),
        truth: None,
    }
}

#[tokio::test]
async fn a_recording_is_a_whole_check() {
    let server = OwnServer::start().await;
    let client = server.client();
    let opening = CheckOpening::new(create(&client).await, VIDEO);
    let first = client.start_face_liveness_session(&opening, |task| Ok(answer(task)), &|_| {}).await.unwrap();
    let results = client.run_check(recording(first.challenge)).await.unwrap();
    assert_eq!(results.status, SessionStatus::Succeeded);
    assert_eq!(results.reference_image.unwrap().bytes.unwrap().as_slice(), bytes_of_video());
}

async fn run(client: &LivenessClient, opening: &CheckOpening) -> Result<(), ClientError> {
    client.start_face_liveness_session(opening, |challenge| Ok(answer(challenge)), &|_| {}).await.map(|_| ())
}

fn tell(error: &ClientError) -> String {
    format!("{error}; {}", error.advice().unwrap_or("no advice"))
}

/// Spoils the settings and tells how creating a session and taking part in one are refused.
async fn check_refusal(spoil: impl FnOnce(&OwnServer, &mut ClientSettings), expected: &Expect) {
    let server = OwnServer::start().await;
    let session = create(&server.client()).await;
    let mut settings = server.settings();
    spoil(&server, &mut settings);
    let client = LivenessClient::new(settings).unwrap();
    let mut told = vec![match client.create(&CreateFaceLivenessSessionRequest::default()).await {
        Ok(_) => "created".to_owned(),
        Err(error) => tell(&error),
    }];
    for transport in [Transport::WebSocket, Transport::Http1, Transport::Http2] {
        let opening = CheckOpening { transport, ..CheckOpening::new(session.clone(), VIDEO) };
        told.push(tell(&run(&client, &opening).await.unwrap_err()));
    }
    let port = client_port(&client);
    expected.assert_eq(&told.join("\n").replace(&port, "PORT"));
}

fn client_port(client: &LivenessClient) -> String {
    client.endpoint().port().to_string()
}

#[tokio::test]
async fn a_wrong_secret_is_told_on_every_way() {
    check_refusal(
        |_, settings| {
            settings.credentials.secret_access_key = Credentials::new("", "wrong").secret_access_key
        },
        &expect![[r#"
            InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.; check the secret access key and the clock of this machine
            InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.; check the secret access key and the clock of this machine
            InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.; check the secret access key and the clock of this machine
            InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.; check the secret access key and the clock of this machine"#]],
    )
    .await;
}

#[tokio::test]
async fn an_unknown_key_is_told_on_every_way() {
    check_refusal(|_, settings| settings.credentials = Credentials::new("NOBODY", "wrong"), &expect![[r#"
        UnrecognizedClientException: The security token included in the request is invalid.; use an access key of this server
        UnrecognizedClientException: The security token included in the request is invalid.; use an access key of this server
        UnrecognizedClientException: The security token included in the request is invalid.; use an access key of this server
        UnrecognizedClientException: The security token included in the request is invalid.; use an access key of this server"#]])
        .await;
}

#[tokio::test]
async fn a_certificate_of_nobody_is_told_on_every_way() {
    let stranger = OwnServer::start().await;
    check_refusal(|_, settings| settings.trust = stranger.settings().trust, &expect![[r#"
        cannot reach 127.0.0.1 port PORT; trust the authority of the server: tls/ca.pem in its data folder, or the file that issued its own certificate
        cannot reach 127.0.0.1 port PORT; trust the authority of the server: tls/ca.pem in its data folder, or the file that issued its own certificate
        cannot reach 127.0.0.1 port PORT; trust the authority of the server: tls/ca.pem in its data folder, or the file that issued its own certificate
        cannot reach 127.0.0.1 port PORT; trust the authority of the server: tls/ca.pem in its data folder, or the file that issued its own certificate"#]]).await;
}

#[tokio::test]
async fn a_port_without_tls_is_told_on_every_way() {
    let plain_port = |server: &OwnServer, settings: &mut ClientSettings| {
        settings.endpoint = server.http().replace("http:", "https:").parse().unwrap();
    };
    check_refusal(plain_port, &expect![[r#"
        cannot reach 127.0.0.1 port PORT; this port does not speak TLS as it should; use the https address of the server
        cannot reach 127.0.0.1 port PORT; this port does not speak TLS as it should; use the https address of the server
        cannot reach 127.0.0.1 port PORT; this port does not speak TLS as it should; use the https address of the server
        cannot reach 127.0.0.1 port PORT; this port does not speak TLS as it should; use the https address of the server"#]]).await;
}

#[tokio::test]
async fn trusting_anything_takes_any_certificate() {
    let server = OwnServer::start().await;
    let settings = ClientSettings { trust: Trust::Anything, ..server.settings() };
    let client = LivenessClient::new(settings).unwrap();
    let session = create(&client).await;
    run(&client, &CheckOpening::new(session, VIDEO)).await.unwrap();
}

#[tokio::test]
async fn a_session_takes_one_check() {
    let server = OwnServer::start().await;
    let client = server.client();
    let opening = CheckOpening::new(create(&client).await, VIDEO);
    run(&client, &opening).await.unwrap();
    for transport in [Transport::WebSocket, Transport::Http2] {
        let again = CheckOpening { transport, ..opening.clone() };
        let error = run(&client, &again).await.unwrap_err();
        assert!(matches!(error, ClientError::Service { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_unknown_session_is_told() {
    let server = OwnServer::start().await;
    let client = server.client();
    let session = SessionId::from_random([7; 16]);
    let told = |error: ClientError| tell(&error);
    let got = told(client.get(&session).await.unwrap_err());
    let run = told(run(&client, &CheckOpening::new(session, VIDEO)).await.unwrap_err());
    expect![[r#"
        SessionNotFoundException: no session has this id; create a session first; it lives three minutes and takes one check
        SessionNotFoundException: no session has this id; create a session first; it lives three minutes and takes one check"#]].assert_eq(&format!("{got}\n{run}"));
}

#[tokio::test]
async fn who_cannot_answer_fails_the_session() {
    let server = OwnServer::start().await;
    let client = server.client();
    for transport in [Transport::WebSocket, Transport::Http1, Transport::Http2] {
        let session = create(&client).await;
        let opening = CheckOpening { transport, ..CheckOpening::new(session.clone(), VIDEO) };
        let error = client
            .start_face_liveness_session(&opening, |_| Err("no camera".into()), &|_| {})
            .await
            .unwrap_err();
        assert!(matches!(error, ClientError::Performer { .. }), "{error:?}");
        wait_for(&client, &session, SessionStatus::Failed).await;
    }
}

#[tokio::test]
async fn leaving_in_the_middle_fails_the_session() {
    let server = OwnServer::start().await;
    let client = server.client();
    for (transport, code) in
        [(Transport::WebSocket, Some(1000)), (Transport::Http1, None), (Transport::Http2, None)]
    {
        let session = create(&client).await;
        let at = EpochMillis::new(0);
        let video = PerformedEvent::Video { slice: bytes_of_video(), claimed_at: None };
        let events =
            [video, PerformedEvent::Leave { close_code: 4003 }].map(|event| TimedEvent { at, event });
        let answer = move |_: &Challenge| {
            Ok(Performance { begins_at: at, events: Box::new(events.into_iter()), pace: Pace::RealTime })
        };
        let opening = CheckOpening { transport, ..CheckOpening::new(session.clone(), VIDEO) };
        let outcome = client.start_face_liveness_session(&opening, answer, &|_| {}).await.unwrap();
        assert_eq!((outcome.disconnected_at, outcome.close_code), (None, code));
        wait_for(&client, &session, SessionStatus::Failed).await;
    }
}

/// Asks until the session stands there; the runner ends a test that waits forever.
async fn wait_for(client: &LivenessClient, session: &SessionId, status: SessionStatus) {
    while client.get(session).await.unwrap().status != status {
        tokio::task::yield_now().await;
    }
}
