//! The server of this repository, started for one run on free ports with a folder that goes away.

use crate::report::{CaseReport, Verdict};
use crate::setup;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running `catchlight serve`; killed when dropped before [`OwnServer::stop`].
#[derive(Debug)]
pub(crate) struct OwnServer {
    child: Child,
    pub(crate) https: String,
    pub(crate) http: Option<String>,
    /// Certificate authority that clients must trust, PEM.
    pub(crate) authority: PathBuf,
    log: PathBuf,
}

/// The line that the server prints when it takes connections.
#[derive(Debug, Deserialize)]
struct ReadyLine {
    ready: bool,
    https: String,
    http: Option<String>,
}

impl OwnServer {
    pub(crate) const ACCESS_KEY: &'static str = "AKIDCONFORMANCE";
    /// Known to a server that only this machine reaches and that forgets everything at the end.
    pub(crate) const SECRET_KEY: &'static str = "conformance-runs-keep-nothing";

    /// Starts the server with its data below `scratch` and waits until it is ready.
    pub(crate) fn start(scratch: &Path) -> Result<Self> {
        let data = scratch.join("server");
        let log = setup::output_folder().join("server.log");
        let log_file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut child = Command::new(setup::server_path())
            .args(["serve", "--listen", "127.0.0.1:0", "--http-listen", "127.0.0.1:0", "--data-dir"])
            .arg(&data)
            .arg("--models-dir")
            .arg(setup::repository().join("assets/models"))
            .env("CATCHLIGHT_ACCESS_KEY_ID", Self::ACCESS_KEY)
            .env("CATCHLIGHT_SECRET_ACCESS_KEY", Self::SECRET_KEY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()
            .context("cannot start the server")?;
        let stdout = child.stdout.take().context("the server has no standard output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let ready: ReadyLine = serde_json::from_str(&line)
            .with_context(|| format!("the server did not become ready, see {}", log.display()))?;
        ensure!(ready.ready, "the server printed: {line}");
        let authority = data.join("tls/ca.pem");
        Ok(Self { child, https: ready.https, http: ready.http, authority, log })
    }

    /// Asks the server to end, by its process id, and reports whether it ended well.
    pub(crate) fn stop(mut self) -> CaseReport {
        let detail = match self.ended() {
            Ok(()) => None,
            Err(problem) => Some(format!("{problem:#}; see {}", self.log.display())),
        };
        CaseReport {
            client: "server".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            case: "stops-when-asked".to_owned(),
            verdict: if detail.is_none() { Verdict::Pass } else { Verdict::Fail },
            milliseconds: 0,
            detail: detail.unwrap_or_default(),
        }
    }

    fn ended(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            anyhow::bail!("the server ended by itself with {status}");
        }
        setup::execute(Command::new("kill").args(["-TERM", &self.child.id().to_string()]))?;
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
