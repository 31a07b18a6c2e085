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
  assets     nets and inference library from the pinned packages into assets/models
  web        the check page into web/dist
  check      formatting, lints with warnings denied, layers, tidy, docs
  audit      what the registry knows against the packages of the lock files
  test       every test that needs nothing but this repository
  layers     the import table of docs/architecture.md against the crates, and circles of files
  unused     dependencies that no manifest or no source file uses
  pages      the locales of the check page and the pages of the console: nothing missing, nothing unused
  must-list  docs/must-list.md against the tests it names
  tidy       file lengths, banned names and words, broken links, stream members named in too many files
  ledger     write crates/evaluation/ledger.txt: the results of the labelled recordings of the shared folder
  shared     analyse the labelled recordings of the shared folder; `shared FOLDER`, else ../shared";

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
