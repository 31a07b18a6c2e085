//! The command as a program: what it prints and how it exits.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the tests")]

use catchlight_store::{AuditFilter, Store, StoreSettings};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

fn catchlight(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchlight"));
    command.env_clear().current_dir(folder).stdin(Stdio::null());
    command
}

/// A server that is stopped with its test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn ready_line(folder: &Path) -> (Serving, serde_json::Value) {
    let mut child = catchlight(folder)
        .args(["serve", "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0"])
        .env("CATCHLIGHT_DATA_DIR", folder.join("data"))
        .env("CATCHLIGHT_ACCESS_KEY_ID", "CLAKTEST")
        .env("CATCHLIGHT_SECRET_ACCESS_KEY", "secret")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Serving(child), serde_json::from_str(&line).unwrap())
}

#[test]
fn a_server_says_where_it_listens_and_starts_again_after_a_kill() {
    let folder = TempDir::new().unwrap();
    for _ in 0..2 {
        let (serving, ready) = ready_line(folder.path());
        assert_eq!(ready["ready"], true);
        let address = ready["http"].as_str().unwrap().strip_prefix("http://").unwrap();
        std::net::TcpStream::connect(address).unwrap();
        drop(serving);
    }
    assert!(folder.path().join("data/tls/ca.pem").exists());
}

#[test]
fn a_bad_configuration_is_told_whole_and_exits_with_1() {
    let folder = TempDir::new().unwrap();
    let output =
        catchlight(folder.path()).args(["serve", "--listen", "here", "--tls-key", "k"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "catchlight: the configuration has problems:\n  \
         listen: \"here\" is not an address and port such as 127.0.0.1:8443\n  \
         tls-key: needs tls-cert as well\n"
    );
}

#[test]
fn doctor_names_the_part_that_does_not_work() {
    let folder = TempDir::new().unwrap();
    let output = catchlight(folder.path())
        .args(["doctor", "--listen", "127.0.0.1:0", "--models-dir", "nowhere"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report = String::from_utf8(output.stdout).unwrap();
    let problems: Vec<&str> = report.lines().filter(|line| line.contains("PROBLEM")).collect();
    assert_eq!(problems.len(), 1, "{report}");
    assert!(problems[0].starts_with("models: PROBLEM, cannot load the models from "), "{report}");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "catchlight: 1 of 7 parts do not work\n");
}

#[test]
fn keys_are_made_listed_and_forgotten() {
    let folder = TempDir::new().unwrap();
    let keys = |words: &[&str]| {
        let output = catchlight(folder.path()).arg("keys").args(words).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (_, made) = keys(&["add"]);
    let id = made.lines().find_map(|line| line.strip_prefix("AWS_ACCESS_KEY_ID=")).unwrap();
    assert_eq!(keys(&["list"]), (true, format!("{id}\n")));
    assert_eq!(keys(&["remove", id]), (true, String::new()));
    assert_eq!(keys(&["list"]), (true, String::new()));
    assert_eq!(keys(&["remove", id]), (false, String::new()));
}

#[tokio::test]
async fn every_change_of_a_key_is_noted_as_done_at_the_machine() {
    let folder = TempDir::new().unwrap();
    let keys = |words: &[&str]| {
        let output = catchlight(folder.path()).arg("keys").args(words).output().unwrap();
        assert!(output.status.success(), "{words:?} {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let made = keys(&["add", "--label", "the shop"]);
    let id = made.lines().find_map(|line| line.strip_prefix("AWS_ACCESS_KEY_ID=")).unwrap();
    for word in ["disable", "enable", "rotate", "remove"] {
        keys(&[word, id]);
    }
    keys(&["list"]);
    let data = folder.path().join("catchlight-data");
    let settings = StoreSettings {
        database_url: format!("sqlite:{}/catchlight.db", data.display()),
        images_url: format!("file://{}/images", data.display()),
    };
    let store = Store::open(&settings).await.unwrap();
    let entries = store.list_audit(&AuditFilter::default(), 9).await.unwrap();
    let told = entries.iter().map(|entry| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        assert_eq!(entry.subject.as_deref(), Some(id));
        assert_eq!(entry.address, None);
        format!("{} {} {}", text(&entry.operator), entry.action, text(&entry.detail))
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "command line key.delete ",
            "command line key.rotate ",
            "command line key.enable ",
            "command line key.disable ",
            "command line key.make the shop",
        ]
    );
    let secret = made.lines().find_map(|line| line.strip_prefix("AWS_SECRET_ACCESS_KEY=")).unwrap();
    assert!(!format!("{entries:?}").contains(secret));
}
