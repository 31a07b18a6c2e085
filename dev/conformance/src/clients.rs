//! The clients we run and how each is started.

use crate::report::{CaseReport, Printer, Verdict};
use crate::setup;
use crate::target::Target;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// One client: a program that prints a [`CaseReport`] as JSON for each of its cases.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) name: &'static str,
    kind: Kind,
}

/// What runs the client, with the name of its script in `clients/`.
#[derive(Debug)]
enum Kind {
    Python(&'static str),
    Node(&'static str),
    /// A Node script that opens the built check page.
    Browser(&'static str),
}

/// In the order they run: quick ones first.
pub(crate) const CLIENTS: &[Client] = &[
    Client { name: "boto3", kind: Kind::Python("boto3_cases.py") },
    Client { name: "aws-cli", kind: Kind::Python("aws_cli_cases.py") },
    Client { name: "js-sdk", kind: Kind::Node("sdk_control.js") },
    Client { name: "amplify-web", kind: Kind::Browser("browser.js") },
];

/// Runs every case of one client and prints each as it ends.
pub(crate) fn run(client: &Client, target: &Target, printer: &mut Printer) -> Result<()> {
    let mut command = prepare(&client.kind)?;
    command
        .current_dir(setup::root())
        .env("CONFORMANCE_TARGET", serde_json::to_string(target)?)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    if let Some(ca) = &target.ca {
        command.env("NODE_EXTRA_CA_CERTS", ca);
    }
    let mut child = command.spawn().with_context(|| format!("cannot start {}", client.name))?;
    let stdout = child.stdout.take().context("the client has no standard output")?;
    let mut cases = 0_u32;
    for line in BufReader::new(stdout).lines() {
        let line = line?;
        let report: CaseReport =
            serde_json::from_str(&line).with_context(|| format!("{} printed: {line}", client.name))?;
        printer.case(&report)?;
        cases += 1;
    }
    let status = child.wait()?;
    if cases == 0 || !status.success() {
        printer.case(&broken(client, &format!("the client ended with {status} after {cases} cases")))?;
    }
    Ok(())
}

fn prepare(kind: &Kind) -> Result<Command> {
    let clients = setup::root().join("clients");
    match kind {
        Kind::Python(script) => {
            let mut command = Command::new(setup::python()?);
            command.arg(clients.join(script)).env("PYTHONDONTWRITEBYTECODE", "1");
            Ok(command)
        }
        Kind::Node(script) => node(&clients, script),
        Kind::Browser(script) => {
            setup::check_page()?;
            node(&clients, script)
        }
    }
}

fn node(clients: &Path, script: &str) -> Result<Command> {
    setup::npm_packages(clients)?;
    let mut command = Command::new("node");
    command.arg(clients.join(script)).env("NODE_NO_WARNINGS", "1");
    Ok(command)
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
