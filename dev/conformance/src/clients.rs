//! The clients we run and how each is started.

use crate::report::{CaseReport, Printer, Verdict};
use crate::setup;
use crate::target::Target;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};

/// One client: a program that prints a [`CaseReport`] as JSON for each of its cases.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    /// Whether it takes part in a quick run.
    pub(crate) quick: bool,
}

impl Client {
    /// Whether it needs a clip for its camera.
    pub(crate) fn shows_a_face(&self) -> bool {
        self.phase != Phase::Control
    }
}

/// What runs the client, with the name of its script in `clients/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Python(&'static str),
    Node(&'static str),
    /// A Node script that opens the built check page.
    Browser(&'static str),
    /// The Rust program in `clients/rust-sdk`.
    Rust,
}

/// Clients of one phase run side by side; a failure in an early phase explains those of later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Control,
    Streaming,
    Browser,
}

impl Phase {
    pub(crate) const ALL: [Self; 3] = [Self::Control, Self::Streaming, Self::Browser];
}

/// In the order they run.
pub(crate) const CLIENTS: &[Client] = &[
    Client { name: "boto3", kind: Kind::Python("boto3_cases.py"), phase: Phase::Control, quick: true },
    Client { name: "aws-cli", kind: Kind::Python("aws_cli_cases.py"), phase: Phase::Control, quick: true },
    Client { name: "js-sdk", kind: Kind::Node("sdk_control.js"), phase: Phase::Control, quick: true },
    Client { name: "rust-sdk", kind: Kind::Rust, phase: Phase::Control, quick: false },
    Client { name: "js-streaming", kind: Kind::Node("streaming.js"), phase: Phase::Streaming, quick: true },
    Client { name: "amplify-web", kind: Kind::Browser("browser.js"), phase: Phase::Browser, quick: true },
];

/// Runs every case of `clients` side by side and prints each as it ends.
pub(crate) fn run(clients: &[&Client], target: &Target, printer: &mut Printer) -> Result<()> {
    let target_json = serde_json::to_string(target)?;
    std::thread::scope(|scope| {
        let (sender, reports) = mpsc::channel();
        for client in clients {
            let sender = sender.clone();
            let target_json = &target_json;
            scope.spawn(move || {
                let report = match run_one(client, target, target_json, &sender) {
                    Ok(()) => return,
                    Err(problem) => broken(client, &format!("{problem:#}")),
                };
                // The receiver is gone only when printing failed, and then that is the error told.
                drop(sender.send(report));
            });
        }
        drop(sender);
        for report in reports {
            printer.case(&report)?;
        }
        Ok(())
    })
}

fn run_one(client: &Client, target: &Target, target_json: &str, reports: &Sender<CaseReport>) -> Result<()> {
    let mut command = program(client.kind);
    command
        .current_dir(setup::root())
        .env("CONFORMANCE_TARGET", target_json)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if let Some(ca) = &target.ca {
        command.env("NODE_EXTRA_CA_CERTS", ca);
    }
    let mut child = command.spawn().with_context(|| format!("cannot start {}", client.name))?;
    let stdout = child.stdout.take().context("the client has no standard output")?;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        let report: CaseReport =
            serde_json::from_str(&line).with_context(|| format!("{} printed: {line}", client.name))?;
        reports.send(report).context("nobody prints the reports")?;
    }
    let status = child.wait()?;
    anyhow::ensure!(status.success(), "the client ended with {status}");
    Ok(())
}

fn program(kind: Kind) -> Command {
    let clients = setup::root().join("clients");
    match kind {
        Kind::Python(script) => {
            let mut command = Command::new(setup::python_path());
            command.arg(clients.join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
            command
        }
        Kind::Node(script) | Kind::Browser(script) => {
            let mut command = Command::new("node");
            command.arg(clients.join(script)).env("NODE_NO_WARNINGS", "1");
            command
        }
        Kind::Rust => Command::new(setup::rust_client_path()),
    }
}

fn broken(client: &Client, detail: &str) -> CaseReport {
    CaseReport {
        client: client.name.to_owned(),
        version: "-".to_owned(),
        case: "run".to_owned(),
        verdict: Verdict::Fail,
        milliseconds: 0,
        detail: detail.to_owned(),
    }
}
