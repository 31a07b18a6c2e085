//! Chores of the project: what the Makefile calls when a line needs more than one command.
//!
//! In: the repository this program was built from. Out: checks that name the file and the rule they broke.
//! Never: anything a running service needs.

mod assets;
mod audit;
mod check;
mod circles;
mod dependencies;
mod layers;
mod metadata;
mod must_list;
mod pages;
mod process;
mod prose;
mod shared;
mod stream_members;
mod tidy;
mod web;

use anyhow::{Result, bail};
use launch::repository;
use process::run_in;
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND
  assets     fetch models and inference library from the pinned packages into assets/models
  web        build the check page and the console into web/dist
  check      formatting, lints with warnings denied, and the checks below, docs
  audit      check the npm packages of the lock files for known vulnerabilities
  test       all tests that need only this repository
  layers     compare the crates with the import table of docs/architecture.md; find circles of files
  unused     find dependencies that no manifest or no source file uses
  pages      find missing or unused locales of the check page and pages of the console
  must-list  check that the tests that docs/must-list.md names exist and run
  tidy       check file lengths, names, words, links, and the files that name stream members
  ledger     write crates/evaluation/ledger.txt from the labelled recordings of the shared folder
  shared     analyze the labelled recordings of a shared folder; `shared FOLDER`, default ../shared";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    launch::exit_code("xtask", dispatch(&arguments))
}

fn dispatch(arguments: &[String]) -> Result<()> {
    match arguments.first().map(String::as_str) {
        Some("assets") => assets::run(repository()),
        Some("web") => web::run(repository()),
        Some("audit") => audit::run(repository()),
        Some("check") => check::run(repository()),
        Some("test") => test(repository()),
        Some("layers") => layers::run(repository()),
        Some("unused") => dependencies::run(repository()),
        Some("pages") => pages::run(repository()),
        Some("must-list") => must_list::run(repository()),
        Some("ledger") => shared::write_ledger(repository(), arguments.get(1).map(String::as_str)),
        Some("shared") => shared::run(repository(), arguments.get(1).map(String::as_str)),
        Some("tidy") => tidy::run(repository()),
        Some(other) => bail!("unknown command {other}\n{USAGE}"),
        None => bail!("no command given\n{USAGE}"),
    }
}

fn test(repository: &Path) -> Result<()> {
    run_in(repository, "cargo", &["test", "--release", "--workspace", "--locked"])
}
