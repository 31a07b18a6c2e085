//! Runs real AWS clients against any endpoint and prints one line a case.
//!
//! In: an endpoint with a key pair, or nothing: then the server of this repository is built and started on free
//! ports. Out: one line a case, the same as a log of JSON lines, and a failing exit status when any case fails.
//! Never: imports the server; what it checks is what a client can see.

mod cases;
mod clients;
mod driver;
mod faulty;
mod own_client;
mod published;
mod report;
mod runner;
mod setup;
mod suite;
mod target;

use crate::clients::{CLIENTS, Client, Kind, Phase, Quick};
use crate::report::{CaseReport, Log, Printer, Verdict};
use crate::setup::Wishes;
use crate::target::{Target, TargetOptions};
use anyhow::{Result, ensure};
use clap::Parser;
use launch::OwnServer;
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs real AWS clients against any endpoint.
#[derive(Debug, Parser)]
#[command(name = "cargo conformance")]
struct Arguments {
    #[command(flatten)]
    target: TargetOptions,
    /// Run only this client; may be repeated. Default: all of them.
    #[arg(long = "client", value_name = "NAME")]
    clients: Vec<String>,
    /// Run only this case of each client; may be repeated. Default: all of them.
    #[arg(long = "case", value_name = "NAME")]
    cases: Vec<String>,
    /// Run the control plane clients and, with every streaming client, the checks that succeed.
    #[arg(long)]
    quick: bool,
    /// Where each case is written as a JSON object a line [default: target/conformance/cases.jsonl].
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Where pictures of the page are kept, if anywhere.
    #[arg(long, value_name = "DIR")]
    pictures: Option<PathBuf>,
    /// Show pages in each of their states and write pictures for the documentation here; nothing else is run.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["quick", "cases"])]
    gallery: Option<PathBuf>,
    /// Write the outcomes of the clients that run into published.tsv and docs/compatibility.md. Without it, a run that
    /// differs from what is published fails.
    #[arg(long, conflicts_with_all = ["quick", "cases", "endpoint", "gallery"])]
    publish: bool,
    /// Answer requests on standard input as the client of this project does.
    #[arg(long, hide = true, value_name = "AUTHORITIES")]
    as_own_client: Option<PathBuf>,
    /// Print the names of the clients and stop.
    #[arg(long)]
    list: bool,
}

impl Arguments {
    const fn runs_everything(&self) -> bool {
        self.clients.is_empty() && self.cases.is_empty() && !self.quick && self.gallery.is_none()
    }
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(authorities) = &arguments.as_own_client {
        return Ok(launch::exit_code("conformance", own_client::run(authorities)));
    }
    let mut chosen = choose(&arguments.clients, arguments.quick)?;
    if arguments.gallery.is_some() {
        chosen.retain(|client| matches!(client.kind, Kind::Browser(_)));
    }
    if arguments.list {
        chosen.iter().try_for_each(|client| report::print(client.name))?;
        return Ok(ExitCode::SUCCESS);
    }
    let log = arguments.log.clone().unwrap_or_else(|| setup::output_folder().join("cases.jsonl"));
    let mut printer = Printer::new(Log::create(&log)?);
    let scratch = tempfile::Builder::new().prefix("catchlight-conformance-").tempdir()?;
    let own_server = arguments.target.endpoint.is_none();
    let clip_wanted = arguments.target.clip.is_none() && chosen.iter().any(|client| client.shows_a_face());
    let light_wanted = chosen.iter().any(|client| client.phase == Phase::Page);
    let wishes = Wishes {
        command: own_server || clip_wanted || light_wanted,
        frameworks: light_wanted && !arguments.quick && arguments.gallery.is_none(),
    };
    setup::prepare(&chosen, wishes)?;
    if clip_wanted {
        setup::film_clip()?;
    }
    if light_wanted {
        setup::film_light(arguments.quick)?;
    }
    let server = if own_server { Some(OwnServer::start(scratch.path(), &server_log())?) } else { None };
    let target = Target::new(&arguments, server.as_ref(), scratch.path())?;
    for phases in stages(arguments.quick) {
        let together: Vec<&Client> =
            chosen.iter().copied().filter(|client| phases.contains(&client.phase)).collect();
        runner::run(&together, &target, &mut printer)?;
    }
    if let Some(server) = server {
        printer.case(stop(server))?;
    }
    printer.summary()?;
    let known = !own_server || as_published(&arguments, &printer)?;
    let failed = printer.count(Verdict::Fail) > 0 || !known;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Publishes the outcomes if that was requested; otherwise reports how they differ from the published ones.
fn as_published(arguments: &Arguments, printer: &Printer) -> Result<bool> {
    if arguments.publish {
        published::publish(&printer.reports)?;
        return Ok(true);
    }
    let differences = published::differences(&printer.reports, arguments.runs_everything())?;
    for difference in &differences {
        report::print(&format!("{}: {difference}", published::ROWS))?;
    }
    if !differences.is_empty() {
        report::print("`cargo conformance --publish` runs everything and publishes the outcomes")?;
    }
    Ok(differences.is_empty())
}

fn server_log() -> PathBuf {
    setup::output_folder().join("server.log")
}

/// Ends the server; whether it ended well is a case like others.
fn stop(server: OwnServer) -> CaseReport {
    let problem = server.stop().err().map(|problem| format!("{problem:#}; see {}", server_log().display()));
    CaseReport {
        client: "server".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        case: "stops-when-asked".to_owned(),
        verdict: if problem.is_none() { Verdict::Pass } else { Verdict::Fail },
        milliseconds: 0,
        detail: problem.unwrap_or_default(),
        unverified_on_aws: true,
    }
}

/// Phases that run at the same time: all of them when speed counts more than the order of the explanations, but for the
/// last, whose cameras draw as fast as the machine lets them.
fn stages(quick: bool) -> Vec<&'static [Phase]> {
    if quick {
        Phase::ALL.split_inclusive(|phase| *phase == Phase::Browser).collect()
    } else {
        Phase::ALL.chunks(1).collect()
    }
}

fn choose(names: &[String], quick: bool) -> Result<Vec<&'static Client>> {
    for name in names {
        ensure!(CLIENTS.iter().any(|client| client.name == name), "no client is called {name}; try --list");
    }
    let named = |client: &&Client| names.is_empty() || names.iter().any(|name| name == client.name);
    Ok(CLIENTS.iter().filter(named).filter(|client| client.quick != Quick::Nothing || !quick).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(chosen: &[&Client]) -> Vec<&'static str> {
        chosen.iter().map(|client| client.name).collect()
    }

    #[test]
    fn no_name_means_every_client() {
        assert_eq!(choose(&[], false).unwrap().len(), CLIENTS.len());
    }

    #[test]
    fn names_choose_in_the_order_of_the_list() {
        let chosen = choose(&["aws-cli".to_owned(), "boto3".to_owned()], false).unwrap();
        assert_eq!(names(&chosen), ["boto3", "aws-cli"]);
    }

    #[test]
    fn a_quick_run_leaves_out_what_takes_long_to_build() {
        assert_eq!(names(&choose(&["boto3".to_owned(), "rust-sdk".to_owned()], true).unwrap()), ["boto3"]);
    }

    #[test]
    fn unknown_name_is_refused() {
        assert!(choose(&["curl".to_owned()], false).is_err());
    }
}
