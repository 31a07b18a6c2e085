//! Runs one command, from its arguments to its exit status.
//!
//! In: the words of the command line. Out: a response on standard output or a line on standard error, and the exit
//! status. Never: half a response; it is written in one piece when all of it is there.

use crate::arguments::{self, CLI_INPUT_JSON, GENERATE_CLI_SKELETON, Parsed};
use crate::call::{Caller, Timeouts};
use crate::configuration::Configuration;
use crate::debug::Debug;
use crate::failure::{ExitStyle, Failure};
use crate::model::{self, Operation};
use crate::output::{self, Color, Screen};
use crate::query::Query;
use crate::start::{self, Start};
use crate::value::Value;
use crate::{Host, environment, help, json, parameters, paramfile, skeleton};
use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

/// Runs the command if it is one of these operations; otherwise returns `None`.
#[must_use]
pub fn run(words: &[OsString], host: Host) -> Option<ExitCode> {
    let program = words.first().map(Path::new).and_then(Path::file_name).unwrap_or_default();
    let program = program.to_string_lossy();
    let words: Vec<String> = words.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let command = named(&words)?;
    let outcome = answer(&words, command, host).and_then(|output| print(&output));
    Some(match outcome {
        Ok(exit_code) => exit_code,
        Err(failure) => {
            // When standard error fails, there is no other place to report it.
            write!(std::io::stderr(), "{}", failure.message(&program)).unwrap_or_default();
            failure.exit_code(exit_style())
        }
    })
}

/// One of these commands.
#[derive(Clone, Copy)]
enum Named {
    Operation(&'static Operation),
    Start,
}

/// The command in the arguments, even when other arguments are wrong.
fn named(words: &[String]) -> Option<Named> {
    let command = arguments::command(words).or_else(|| words.first().cloned())?;
    if command == start::COMMAND {
        return Some(Named::Start);
    }
    model::operation(&command).map(Named::Operation)
}

/// What is printed on standard output.
enum Output {
    Text(String),
    Interrupted,
}

/// What all of these commands have in common.
struct Common {
    globals: Parsed,
    query: Option<Query>,
    timeouts: Timeouts,
    debug: Debug,
    host: Host,
}

fn answer(words: &[String], command: Named, host: Host) -> Result<Output, Failure> {
    let globals = arguments::globals(words)?;
    if globals.version {
        return Ok(Output::Text(format!("catchlight/{}\n", env!("CARGO_PKG_VERSION"))));
    }
    let debug = Debug { on: globals.flag("--debug") };
    debug.note(&format!("CLI version: {}, arguments: {words:?}", env!("CARGO_PKG_VERSION")));
    let query = query(&globals)?;
    let timeouts = Timeouts::of(&globals)?;
    let wants_help =
        matches!(globals.rest.as_slice(), [word] if ["help", "--help", "-h"].contains(&word.as_str()));
    let common = Common { globals, query, timeouts, debug, host };
    match command {
        Named::Operation(operation) if wants_help => Ok(Output::Text(help::text(operation))),
        Named::Start if wants_help => Ok(Output::Text(help::start_text())),
        Named::Operation(operation) => called(&common, operation),
        Named::Start => streamed(&common),
    }
}

fn called(common: &Common, operation: &'static Operation) -> Result<Output, Failure> {
    let Common { globals, timeouts, debug, host, .. } = common;
    let options = arguments::of_operation(&globals.rest, operation)?;
    if options.word.is_some() {
        return Ok(Output::Text(help::text(operation)));
    }
    if !options.rest.is_empty() {
        return Err(Failure::unknown_options(&options.rest));
    }
    let mut members = parameters::from_options(&options, operation)?;
    let configuration = Configuration::read(globals)?;
    if let Some(given) = options.value(CLI_INPUT_JSON) {
        parameters::add_input_json(&mut members, given)?;
    }
    let skeleton = options.value(GENERATE_CLI_SKELETON);
    if skeleton == Some("input") {
        return Ok(Output::Text(json::pretty_ascii(&skeleton::input(operation.request)) + "\n"));
    }
    let caller = Caller::new(globals, &configuration, *timeouts, *debug, host.own_authority)?;
    let request = Value::Map(members);
    parameters::check(&request, operation)?;
    if skeleton.is_some() {
        return format(skeleton::output(operation.response), common, &configuration, operation.name);
    }
    match interruptible(caller.call(operation, &request, *debug))? {
        Some(answer) => format(answer, common, &configuration, operation.name),
        None => Ok(Output::Interrupted),
    }
}

fn streamed(common: &Common) -> Result<Output, Failure> {
    let options = arguments::of_start(&common.globals.rest)?;
    if !options.rest.is_empty() {
        return Err(Failure::unknown_options(&options.rest));
    }
    let configuration = Configuration::read(&common.globals)?;
    let caller = Caller::new(
        &common.globals,
        &configuration,
        common.timeouts,
        common.debug,
        common.host.own_authority,
    )?;
    let start = Start::of(&options, common.host)?;
    match interruptible(start.run(&caller))? {
        Some(said) => format(said, common, &configuration, start::NAME),
        None => Ok(Output::Interrupted),
    }
}

fn query(globals: &Parsed) -> Result<Option<Query>, Failure> {
    let query = globals.value("--query").map(|expression| {
        Query::read(expression)
            .map_err(|problem| Failure::parameter(format!("Bad value for --query {expression}: {problem}")))
    });
    let query = query.transpose()?;
    if let Some(url) = globals.value("--endpoint-url")
        && !url.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))
    {
        return Err(Failure::parameter(format!(
            "Bad value for --endpoint-url \"{url}\": scheme is missing.  Must be of the form http://<hostname>/ or \
             https://<hostname>/"
        )));
    }
    Ok(query)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn format(
    answer: Value,
    common: &Common,
    configuration: &Configuration,
    title: &str,
) -> Result<Output, Failure> {
    let globals = &common.globals;
    let selected = match &common.query {
        Some(query) => query.search(&answer).map_err(Failure::general)?,
        None => answer,
    };
    let is_terminal = std::io::stdout().is_terminal();
    let color = match globals.value("--color") {
        Some("on") => Color::On,
        Some("off") => Color::Off,
        _ if is_terminal => Color::On,
        _ => Color::Off,
    };
    let columns = rustix::termios::tcgetwinsize(std::io::stdout()).map_or(80, |size| size.ws_col.into());
    output::format(&selected, &configuration.output(globals), title, Screen { color, columns })
        .map(Output::Text)
}

/// Waits for the response; Ctrl-C returns `None`.
fn interruptible<T>(wait: impl Future<Output = Result<T, Failure>>) -> Result<Option<T>, Failure> {
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::general(format!("cannot start threads: {error}")))?;
    runtime.block_on(async {
        // Listens before the first byte is sent, so that no Ctrl-C is lost.
        let mut interrupt = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
            .map_err(|error| Failure::general(format!("cannot listen for Ctrl-C: {error}")))?;
        tokio::select! {
            answer = wait => answer.map(Some),
            _ = interrupt.recv() => Ok(None),
        }
    })
}

fn print(output: &Output) -> Result<ExitCode, Failure> {
    let (text, exit_code) = match output {
        Output::Text(text) => (text.as_str(), ExitCode::SUCCESS),
        Output::Interrupted => ("\n", ExitCode::from(INTERRUPTED)),
    };
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(exit_code),
        // The reader has seen enough and closed the pipe.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(exit_code),
        Err(error) => Err(Failure::general(paramfile::reason(&error))),
    }
}

/// The exit statuses of version 1 of the aws command, unless those of version 2 are requested.
fn exit_style() -> ExitStyle {
    match environment::variable("CATCHLIGHT_AWS_CLI_VERSION").as_deref() {
        Some("2") => ExitStyle::Version2,
        _ => ExitStyle::Version1,
    }
}

/// The exit status that shells report after Ctrl-C.
const INTERRUPTED: u8 = 130;
