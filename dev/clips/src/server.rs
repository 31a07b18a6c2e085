//! `catchlight serve` on a free port, with a folder that goes away.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The program that is tried.
pub(crate) const PROGRAM: &str = "target/release/catchlight";
pub(crate) const ACCESS_KEY: &str = "AKIDCLIPS";
/// Known to a server that only this machine reaches and that forgets everything at the end.
pub(crate) const SECRET_KEY: &str = "clips-keep-nothing";

/// A running server; ended when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) endpoint: String,
    pub(crate) authority: PathBuf,
}

/// The line that the server prints when it takes connections.
#[derive(Debug, Deserialize)]
struct ReadyLine {
    https: String,
}

impl Server {
    /// Starts the server and waits until it takes connections.
    pub(crate) fn start(scratch: &Path, models: &Path) -> Result<Self> {
        let data = scratch.join("server");
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            .arg("--models-dir")
            .arg(models)
            .env("CATCHLIGHT_ACCESS_KEY_ID", ACCESS_KEY)
            .env("CATCHLIGHT_SECRET_ACCESS_KEY", SECRET_KEY)
            .env("CATCHLIGHT_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {PROGRAM}"))?;
        let stdout = child.stdout.take().context("the server has no standard output")?;
        let mut server = Self { child, endpoint: String::new(), authority: data.join("tls/ca.pem") };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let ready: ReadyLine = serde_json::from_str(&line).context("the server did not become ready")?;
        server.endpoint = ready.https;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Fails only when the server has ended already, which is what is wanted.
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}
