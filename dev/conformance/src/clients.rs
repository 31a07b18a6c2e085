//! The clients we run and how each is started.

use crate::cases::{self, Case};
use crate::driver::Driver;
use crate::faulty::FaultyService;
use crate::report::{CaseReport, Printer, Verdict};
use crate::setup;
use crate::suite::{self, Stage};
use crate::target::Target;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};

/// One client: a driver that is put the cases of the control plane, or a program with cases of its own, which prints
/// a [`CaseReport`] as JSON for each.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    pub(crate) quick: Quick,
}

impl Client {
    /// Whether it needs a clip for its camera.
    pub(crate) fn shows_a_face(&self) -> bool {
        self.phase != Phase::Control
    }
}

/// Which part of its cases a client is put in a quick run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quick {
    /// All of them; a client with cases of its own chooses.
    Whole,
    /// Those at the core: each call of this client takes long.
    Core,
    /// None: it takes long to build, or all of its cases do.
    Nothing,
}

/// What runs the client, with the name of its script in `clients/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A driver in Python.
    PythonDriver(&'static str),
    /// A driver for Node.
    NodeDriver(&'static str),
    /// A driver in Ruby, which takes the service model from Python's packages.
    RubyDriver(&'static str),
    /// The driver in `clients/rust-sdk`.
    RustDriver,
    /// The driver in this program.
    OwnDriver,
    /// A Python script with cases of its own, which runs the command of this repository.
    Python(&'static str),
    /// A Node script with cases of its own.
    Node(&'static str),
    /// The same, which opens the built check page as well.
    Browser(&'static str),
}

impl Kind {
    /// Whether it is put the cases of the control plane.
    pub(crate) const fn is_driver(self) -> bool {
        !matches!(self, Self::Python(_) | Self::Node(_) | Self::Browser(_))
    }
}

/// Clients of one phase run side by side; a failure in an early phase explains those of later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Control,
    Streaming,
    Browser,
    Page,
}

impl Phase {
    pub(crate) const ALL: [Self; 4] = [Self::Control, Self::Streaming, Self::Browser, Self::Page];
}

/// In the order they run.
pub(crate) const CLIENTS: &[Client] = &[
    control("boto3", Kind::PythonDriver("boto3_driver.py")),
    Client { quick: Quick::Core, ..control("aws-cli", Kind::PythonDriver("aws_cli_driver.py")) },
    control("js-sdk", Kind::NodeDriver("js_driver.js")),
    Client { quick: Quick::Nothing, ..control("rust-sdk", Kind::RustDriver) },
    control("ruby-sdk", Kind::RubyDriver("driver.rb")),
    control("own-client", Kind::OwnDriver),
    control("wire", Kind::Node("wire_control.js")),
    control("commands", Kind::Python("command_cases.py")),
    Client {
        name: "js-streaming",
        kind: Kind::Node("streaming.js"),
        phase: Phase::Streaming,
        quick: Quick::Whole,
    },
    Client {
        name: "own-command",
        kind: Kind::Node("own_command.js"),
        phase: Phase::Streaming,
        quick: Quick::Nothing,
    },
    // It waits until a session has expired, which the browser's cases outlast.
    Client {
        name: "wire-stream",
        kind: Kind::Node("wire_stream.js"),
        phase: Phase::Browser,
        quick: Quick::Whole,
    },
    Client {
        name: "amplify-web",
        kind: Kind::Browser("browser.js"),
        phase: Phase::Browser,
        quick: Quick::Whole,
    },
    Client { name: "console", kind: Kind::Browser("console.js"), phase: Phase::Browser, quick: Quick::Whole },
    Client {
        name: "check-page",
        kind: Kind::Browser("check_page.js"),
        phase: Phase::Page,
        quick: Quick::Whole,
    },
];

const fn control(name: &'static str, kind: Kind) -> Client {
    Client { name, kind, phase: Phase::Control, quick: Quick::Whole }
}

/// The place of a client in every list.
pub(crate) fn place(name: &str) -> usize {
    CLIENTS.iter().position(|client| client.name == name).unwrap_or(CLIENTS.len())
}

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
        let stage = Stage { driver: &driver, target, faulty: &faulty };
        suite::run(client.name, &stage, &cases, reports);
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
