//! The server as a process: killed in the middle of a check, and what its log tells.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the test")]

use catchlight_client::control::{
    CreateFaceLivenessSessionRequest, GetFaceLivenessSessionResultsResponse as Results,
};
use catchlight_client::{
    CheckOpening, ClientSettings, Credentials, LivenessClient, Pace, Performance, PerformedEvent, TimedEvent,
    Trust,
};
use catchlight_types::{EpochMillis, FrameSize, SessionId, SessionStatus};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::Sender;
use tempfile::TempDir;

/// A server as a process of its own; dropping it kills it as `kill -9` does.
struct Serving {
    process: Child,
    client: LivenessClient,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Serving {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_catchlight"))
            .args(["serve", "--listen", "127.0.0.1:0", "--test-mode", "7", "--data-dir", "data"])
            .env_clear()
            .env("CATCHLIGHT_ACCESS_KEY_ID", "CLAKTEST")
            .env("CATCHLIGHT_SECRET_ACCESS_KEY", SECRET)
            .env("CATCHLIGHT_LOG", "trace")
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(folder.join(LOG)).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let endpoint = ready["https"].as_str().unwrap().parse().unwrap();
        let mut settings = ClientSettings::new(endpoint, Credentials::new("CLAKTEST", SECRET));
        settings.trust = Trust::AuthoritiesFile(folder.join("data/tls/ca.pem"));
        Self { process, client: LivenessClient::new(settings).unwrap() }
    }

    /// A session whose check ends with Confidence `percent`, whatever its video shows.
    async fn create(&self, percent: u8) -> SessionId {
        let token = Some(format!("test-confidence-{percent}-a"));
        let request = CreateFaceLivenessSessionRequest { client_request_token: token, ..Default::default() };
        self.client.create(&request).await.unwrap()
    }

    async fn results(&self, session: &SessionId) -> Results {
        self.client.get(session).await.unwrap()
    }
}

type Events = Box<dyn Iterator<Item = TimedEvent> + Send>;

/// Whether the check ended well for its client.
async fn check(client: LivenessClient, session: SessionId, events: Events) -> bool {
    let opening = CheckOpening::new(session, FrameSize { width_px: 640, height_px: 480 });
    let performance = Performance { begins_at: MOMENT, events, pace: Pace::AsFastAsTaken };
    client.start_face_liveness_session(&opening, move |_| Ok(performance), &|_| ()).await.is_ok()
}

fn slice() -> TimedEvent {
    let slice = VIDEO.as_bytes().into();
    TimedEvent { at: MOMENT, event: PerformedEvent::Video { slice, claimed_at: Some(MOMENT) } }
}

/// Slices as long as somebody listens who hears of each one.
fn endless(taken: Sender<()>) -> Events {
    Box::new(std::iter::from_fn(move || taken.send(()).ok().map(|()| slice())))
}

const MOMENT: EpochMillis = EpochMillis::new(0);

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_only_the_check_that_was_running() {
    let folder = TempDir::new().unwrap();
    let server = Serving::start(folder.path());
    let (finished, interrupted, waiting) =
        (server.create(73).await, server.create(74).await, server.create(75).await);
    assert!(check(server.client.clone(), finished.clone(), Box::new(std::iter::once(slice()))).await);
    let (taken, slices) = std::sync::mpsc::channel();
    let running = tokio::spawn(check(server.client.clone(), interrupted.clone(), endless(taken)));
    assert_eq!(slices.iter().take(SLICES_BEFORE_THE_KILL).count(), SLICES_BEFORE_THE_KILL);
    drop(server);
    assert!(!running.await.unwrap());

    let server = Serving::start(folder.path());
    let results = server.results(&finished).await;
    assert_eq!((results.status, results.confidence), (SessionStatus::Succeeded.into(), Some(73.0)));
    assert_eq!(server.results(&interrupted).await.status, SessionStatus::Failed);
    assert_eq!(server.results(&waiting).await.status, SessionStatus::Created);
    assert!(check(server.client.clone(), waiting.clone(), Box::new(std::iter::once(slice()))).await);
    assert_eq!(server.results(&waiting).await.confidence, Some(75.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_at_its_finest_holds_no_secret_and_no_video() {
    let folder = TempDir::new().unwrap();
    let server = Serving::start(folder.path());
    let session = server.create(73).await;
    assert!(check(server.client.clone(), session.clone(), Box::new(std::iter::once(slice()))).await);
    drop(server);
    let log = std::fs::read_to_string(folder.path().join(LOG)).unwrap();
    assert!(log.contains("check succeeded") && log.contains(session.as_str()), "{log}");
    for hidden in [SECRET, VIDEO, VIDEO_BASE64] {
        let line = log.lines().find(|line| line.contains(hidden));
        assert_eq!(line, None, "{hidden} is in the log");
    }
}

const LOG: &str = "log.jsonl";
const SECRET: &str = "this-is-never-logged";
const VIDEO: &str = "a face as bytes";
const VIDEO_BASE64: &str = "YSBmYWNlIGFzIGJ5dGVz";
const SLICES_BEFORE_THE_KILL: usize = 20;
