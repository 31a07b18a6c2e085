//! The `catchlight` command.
//!
//! In: arguments, environment, a configuration file. Out: plain settings for the libraries, output, an exit code.
//! Never: logic. Only this crate reads the environment.

mod analyze;
mod args;
mod atomic_file;
mod challenge_option;
mod check;
mod config;
mod data_folder;
mod default_folders;
mod demo;
mod doctor;
mod eval;
mod keys;
mod lazy_engine;
mod models;
mod operators;
mod output;
mod result_images;
mod runtime;
mod serve;
mod service_options;
mod simulate;
mod simulated_client;

use args::{Arguments, Command};
use catchlight_awscli::Host;
use check::source::VideoSource;
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().collect();
    if let Some(exit_code) = catchlight_awscli::run(&words, AWS_HOST) {
        return exit_code;
    }
    let arguments = Arguments::parse_from(words);
    let outcome = match arguments.command {
        Command::Serve(options) => serve::run(*options),
        Command::Doctor(options) => doctor::run(*options),
        Command::Keys(options) => keys::run(&options),
        Command::Operators(options) => operators::run(options),
        Command::Check(options) => check::run(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Analyze(options) => analyze::run(&options),
        Command::Eval(options) => eval::run(&options),
        Command::CreateFaceLivenessSession(words)
        | Command::GetFaceLivenessSessionResults(words)
        | Command::StartFaceLivenessSession(words) => words.misplaced(),
        Command::Simulate(options) => simulate::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

fn report(error: &anyhow::Error) {
    // When standard error fails, there is no other place to report it.
    writeln!(std::io::stderr(), "catchlight: {error:#}").unwrap_or_default();
}

/// What the operations of the aws command need from this program.
const AWS_HOST: Host = Host {
    own_authority: service_options::OWN_AUTHORITY,
    open: |path| {
        VideoSource::read(path).map(VideoSource::into_streamed).map_err(|error| format!("{error:#}"))
    },
};
