//! Operators by the command line, and the way into the console that a start prints.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the test")]

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Runs the command with a line on its standard input; returns whether it succeeded, and what it said.
fn run(folder: &Path, words: &[&str], input: &str) -> (bool, String) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_catchlight"))
        .arg("operators")
        .args(words)
        .env_clear()
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that needs no password may have ended before it is written.
    let _ended = process.stdin.take().unwrap().write_all(input.as_bytes());
    let output = process.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// Starts a server that stands at no terminal; returns the addresses that it prints for a browser.
fn links_of_a_start(folder: &Path) -> Vec<String> {
    let log = folder.join("log");
    let mut process = Command::new(env!("CARGO_BIN_EXE_catchlight"))
        .args(["serve", "--listen", "127.0.0.1:0", "--test-mode", "7", "--sign-in-link"])
        .args(["--data-dir", "catchlight-data", "--web-dir", "pages"])
        .env_clear()
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    assert!(line.contains("\"ready\":true"), "{line}");
    let text = std::fs::read_to_string(log).unwrap();
    let words = text.split_whitespace().filter(|word| word.starts_with("https://") && word.contains('#'));
    words.map(str::to_owned).collect()
}

#[test]
fn every_start_prints_one_address_to_open() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("pages")).unwrap();
    std::fs::write(folder.path().join("pages/index.html"), "a page").unwrap();
    for _ in 0..2 {
        let links = links_of_a_start(folder.path());
        assert_eq!(links.len(), 1, "{links:?}");
        assert!(links[0].starts_with("https://localhost:") && links[0].contains("/console/#t="), "{links:?}");
    }
    assert_eq!(run(folder.path(), &["list"], ""), (true, "admin admin enabled links only\n".to_owned()));
}

#[test]
fn operators_are_made_changed_and_signed_in() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("catchlight-data")).unwrap();
    let check = |words: &[&str], input: &str, succeeds: bool, says: &str| {
        let (succeeded, text) = run(folder.path(), words, input);
        assert!(succeeded == succeeds && text.contains(says), "{words:?}: {succeeded} {text}");
    };
    check(&["add", "first", "--role", "admin"], "several random words\n", true, "");
    check(&["add", "first", "--role", "admin"], "several random words\n", false, "already");
    check(&["add", "second", "--role", "viewer"], "short\n", false, "12 to 128 characters");
    check(&["add", "second", "--role", "viewer"], "", false, "has no password");
    check(&["add", "Second", "--role", "viewer"], "several random words\n", false, "lower-case");
    check(&["add", "second", "--role", "viewer", "--no-password"], "", true, "");
    check(&["list"], "", true, "first admin enabled password\nsecond viewer enabled links only\n");
    check(&["disable", "first"], "", false, "last admin");
    check(&["set-role", "second", "admin"], "", true, "");
    check(&["disable", "first"], "", true, "");
    check(&["sign-in-link", "first"], "", false, "operators enable first");
    check(&["set-password", "second"], "other random words\n", true, "");
    check(&["sign-in-link", "second"], "", true, "https://localhost:8443/console/#t=");
    check(&["set-role", "nobody", "admin"], "", false, "no operator nobody");
    check(&["list"], "", true, "first admin disabled password\nsecond admin enabled password\n");
}
