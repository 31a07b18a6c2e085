//! Runs real AWS clients against any endpoint and prints one line a case.
//!
//! In: an endpoint with a key pair. Out: one line a case, and a failing exit status when any case fails.
//! Never: imports the server; what it checks is what a client can see.

mod clients;
mod report;
mod setup;
mod target;

use crate::clients::{CLIENTS, Client};
use crate::report::{Format, Printer, Verdict};
use crate::target::Target;
use anyhow::{Result, ensure};
use clap::Parser;
use std::process::ExitCode;

/// Runs real AWS clients against any endpoint.
#[derive(Debug, Parser)]
#[command(name = "cargo conformance --")]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// Run only this client; may be repeated. Default: all of them.
    #[arg(long = "client", value_name = "NAME")]
    clients: Vec<String>,
    /// Print a JSON object a line.
    #[arg(long)]
    json: bool,
    /// Print the names of the clients and stop.
    #[arg(long)]
    list: bool,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let format = if arguments.json { Format::Json } else { Format::Columns };
    let mut printer = Printer::new(format);
    let chosen = choose(&arguments.clients)?;
    if arguments.list {
        for client in chosen {
            printer.text(client.name)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    for client in chosen {
        clients::run(client, &arguments.target, &mut printer)?;
    }
    printer.summary()?;
    let failed = printer.count(Verdict::Fail) > 0;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn choose(names: &[String]) -> Result<Vec<&'static Client>> {
    for name in names {
        ensure!(CLIENTS.iter().any(|client| client.name == name), "no client is called {name}; try --list");
    }
    let wanted = |client: &&Client| names.is_empty() || names.iter().any(|name| name == client.name);
    Ok(CLIENTS.iter().filter(wanted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(chosen: &[&Client]) -> Vec<&'static str> {
        chosen.iter().map(|client| client.name).collect()
    }

    #[test]
    fn no_name_means_every_client() {
        assert_eq!(choose(&[]).unwrap().len(), CLIENTS.len());
    }

    #[test]
    fn names_choose_in_the_order_of_the_list() {
        let chosen = choose(&["aws-cli".to_owned(), "boto3".to_owned()]).unwrap();
        assert_eq!(names(&chosen), ["boto3", "aws-cli"]);
    }

    #[test]
    fn unknown_name_is_refused() {
        assert!(choose(&["curl".to_owned()]).is_err());
    }
}
