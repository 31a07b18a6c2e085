//! A server of this repository on free ports, with a folder that goes away.

use crate::{as_from_a_shell, catchlight_path, repository};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

/// A running `catchlight serve`; killed when dropped before [`OwnServer::stop`].
#[derive(Debug)]
pub struct OwnServer {
    child: Child,
    /// Address for TLS.
    pub https: String,
    /// Address for plain HTTP.
    pub http: String,
    /// Certificate authority that clients must trust, PEM.
    pub authority: PathBuf,
}

/// The line that the server prints when it takes connections.
#[derive(Debug, Deserialize)]
struct ReadyLine {
    ready: bool,
    https: String,
    http: String,
}

impl OwnServer {
    /// A key pair that it knows.
    pub const ACCESS_KEY: &'static str = "AKIDOWNSERVER";
    /// Known to a server that only this machine reaches and that forgets everything at the end.
    pub const SECRET_KEY: &'static str = "own-servers-keep-nothing";

    /// Applications that exist in tests only; their names are never looked up.
    const APP_ORIGINS: &'static str = "https://app.example,https://other.example";

    /// Starts the server with its data below `scratch` and waits until it takes connections; what it has to tell
    /// goes into the file `log`.
    ///
    /// # Errors
    /// When it cannot be started or does not become ready.
    pub fn start(scratch: &Path, log: &Path) -> Result<Self> {
        let data = scratch.join("server");
        let log_file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut child = as_from_a_shell(catchlight_path())
            .args(["serve", "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            .arg("--models-dir")
            .arg(repository().join("assets/models"))
            .env("CATCHLIGHT_ACCESS_KEY_ID", Self::ACCESS_KEY)
            .env("CATCHLIGHT_SECRET_ACCESS_KEY", Self::SECRET_KEY)
            .env("CATCHLIGHT_RETURN_ORIGINS", Self::APP_ORIGINS)
            .env("CATCHLIGHT_EMBED_ORIGINS", Self::APP_ORIGINS)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()
            .context("cannot start the server")?;
        let stdout = child.stdout.take().context("the server has no standard output")?;
        let authority = data.join("tls/ca.pem");
        let mut server = Self { child, https: String::new(), http: String::new(), authority };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let ready: ReadyLine = serde_json::from_str(&line)
            .with_context(|| format!("the server did not become ready, see {}", log.display()))?;
        ensure!(ready.ready, "the server printed: {line}");
        server.https = ready.https;
        server.http = ready.http;
        Ok(server)
    }

    /// Asks the server to end, by its process id, and waits until it has.
    ///
    /// # Errors
    /// When it ended before, or does not end well.
    pub fn stop(mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            anyhow::bail!("the server ended by itself with {status}");
        }
        crate::execute(as_from_a_shell("kill").args(["-TERM", &self.child.id().to_string()]))?;
        let status = self.child.wait()?;
        ensure!(status.success(), "the server ended with {status}");
        Ok(())
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // Fails only when the server has ended already, which is what is wanted.
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}
