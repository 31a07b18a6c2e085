//! Starts clients and collects their reports.

use crate::cases::{self, Case};
use crate::clients::{Client, Kind, Quick};
use crate::driver::Driver;
use crate::faulty::FaultyService;
use crate::report::{CaseReport, Printer, Verdict};
use crate::setup;
use crate::suite::{self, Environment};
use crate::target::Target;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};

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
            printer.case(report)?;
        }
        Ok(())
    })
}

fn run_one(client: &Client, target: &Target, target_json: &str, reports: &Sender<CaseReport>) -> Result<()> {
    let mut command = program(client.kind, target)?;
    command.current_dir(setup::root()).env("CONFORMANCE_TARGET", target_json);
    if let Some(ca) = &target.ca {
        command.env("NODE_EXTRA_CA_CERTS", ca);
    }
    if client.kind.is_driver() {
        let driver = Driver::start(command).with_context(|| format!("cannot start {}", client.name))?;
        let only_core = target.quick && client.quick == Quick::Core;
        let cases: Vec<Case> = cases::all().into_iter().filter(|case| case.core || !only_core).collect();
        let faulty = FaultyService::start()?;
        let environment = Environment { driver: &driver, target, faulty: &faulty };
        suite::run(client.name, &environment, &cases, reports);
        return driver.stop();
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped());
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

fn program(kind: Kind, target: &Target) -> Result<Command> {
    let clients = setup::root().join("clients");
    Ok(match kind {
        Kind::PythonDriver(script) | Kind::Python(script) => {
            let mut command = Command::new(setup::python_path());
            command
                .arg(clients.join(script))
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .env("PYTHONWARNINGS", "ignore");
            command
        }
        Kind::NodeDriver(script) | Kind::Node(script) | Kind::Browser(script) => {
            let mut command = Command::new("node");
            command.arg(clients.join(script)).env("NODE_NO_WARNINGS", "1");
            command
        }
        Kind::RubyDriver(script) => {
            let mut command = Command::new("ruby");
            command.arg(clients.join(script));
            command
        }
        Kind::RustDriver => Command::new(setup::rust_client_path()),
        Kind::OwnDriver => {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("--as-own-client").arg(target.ca.clone().unwrap_or_default());
            command
        }
    })
}

fn broken(client: &Client, detail: &str) -> CaseReport {
    CaseReport {
        client: client.name.to_owned(),
        version: "-".to_owned(),
        case: "run".to_owned(),
        verdict: Verdict::Fail,
        milliseconds: 0,
        detail: detail.to_owned(),
        unverified_on_aws: true,
    }
}
