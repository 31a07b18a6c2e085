//! What the log tells of the console at its finest: who did what, and no secret.

use crate::console_client::{Console, PASSWORD};
use crate::harness::Harness;
use catchlight_store::Role;
use http::StatusCode;
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};

/// Lines of a log.
#[derive(Debug, Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_at_its_finest_holds_no_secret_of_the_console() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // For all threads: one that a thread has to itself is missed by places that another thread logged from first.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let harness = Harness::start().await;
    let link = harness.server.sign_in_link().await.unwrap();
    let token = link.split_once("#t=").unwrap().1.to_owned();
    let mut admin = Console::default();
    let answer = admin.post(&harness, "login/link", &json!({"token": token})).await;
    admin.take(&answer);
    Console::add_operator(&harness, "other", Role::Viewer).await;
    let mut other = Console::default();
    other.sign_in(&harness, "other", "a wrong password").await;
    assert_eq!(other.sign_in(&harness, "other", PASSWORD).await.status, StatusCode::OK);
    let key = admin.post(&harness, "keys", &json!({"label": "one"})).await.json();

    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("sign-in.refused") && log.contains("key.make"), "{log}");
    let cookie = |console: &Console| console.cookie.split_once('=').unwrap().1.to_owned();
    let secret = key["secret"].as_str().unwrap().to_owned();
    for hidden in [
        token,
        PASSWORD.to_owned(),
        "a wrong password".to_owned(),
        cookie(&admin),
        cookie(&other),
        admin.csrf.clone(),
        other.csrf.clone(),
        secret,
        harness.signer.secret.clone(),
    ] {
        assert_eq!(log.lines().find(|line| line.contains(&hidden)), None, "{hidden} is in the log");
    }
}
