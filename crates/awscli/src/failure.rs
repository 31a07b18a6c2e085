//! Why a command failed: the message and the exit status.
//!
//! In: what went wrong. Out: the line on standard error and the status. Never: standard output.

use std::process::ExitCode;

/// A failed command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    kind: FailureKind,
    text: String,
}

/// Kinds of failure; version 2 of the aws command has an exit status for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FailureKind {
    /// The command line breaks its own rules.
    Usage,
    /// Unknown options.
    UnknownOptions,
    /// A parameter of the operation is wrong.
    Parameter,
    /// Configuration or credentials are missing or wrong.
    Configuration,
    /// The configuration cannot be read; version 1 fails at its start.
    Start,
    /// The service responded with an error.
    Service,
    /// Everything else.
    General,
}

/// Whose exit statuses are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStyle {
    /// 2 for the command line, 1 for a configuration that cannot be read, 255 for everything else.
    Version1,
    /// 252 for the command line and parameters, 253 for the configuration, 254 for the service, 255 for everything else.
    Version2,
}

impl Failure {
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self { kind: FailureKind::Usage, text: text.into() }
    }

    pub(crate) fn unknown_options(options: &[String]) -> Self {
        let text = format!("Unknown options: {}", options.join(", "));
        Self { kind: FailureKind::UnknownOptions, text }
    }

    pub(crate) fn parameter(text: impl Into<String>) -> Self {
        Self { kind: FailureKind::Parameter, text: text.into() }
    }

    pub(crate) fn configuration(text: impl Into<String>) -> Self {
        Self { kind: FailureKind::Configuration, text: text.into() }
    }

    pub(crate) fn start(text: impl Into<String>) -> Self {
        Self { kind: FailureKind::Start, text: text.into() }
    }

    pub(crate) fn service(text: impl Into<String>) -> Self {
        Self { kind: FailureKind::Service, text: text.into() }
    }

    pub(crate) fn general(text: impl Into<String>) -> Self {
        Self { kind: FailureKind::General, text: text.into() }
    }

    /// A value of an option that cannot be read.
    pub(crate) fn parsing(option: &str, problem: impl std::fmt::Display) -> Self {
        Self::parameter(format!("Error parsing parameter '{option}': {problem}"))
    }

    /// The message on standard error; `program` is the name of the command as it was called.
    pub(crate) fn message(&self, program: &str) -> String {
        let Self { kind, text } = self;
        match kind {
            FailureKind::Usage => format!("{}\n{program}: error: {text}\n", usage(program)),
            FailureKind::UnknownOptions => format!("{}\n{text}\n", usage(program)),
            FailureKind::Parameter
            | FailureKind::Configuration
            | FailureKind::Start
            | FailureKind::Service
            | FailureKind::General => format!("\n{text}\n"),
        }
    }

    /// The exit status.
    pub(crate) fn exit_code(&self, style: ExitStyle) -> ExitCode {
        ExitCode::from(match (style, self.kind) {
            (ExitStyle::Version1, FailureKind::Usage) => 2,
            (ExitStyle::Version1, FailureKind::Start) => 1,
            (ExitStyle::Version1, _) | (ExitStyle::Version2, FailureKind::General) => 255,
            (
                ExitStyle::Version2,
                FailureKind::Usage | FailureKind::UnknownOptions | FailureKind::Parameter,
            ) => 252,
            (ExitStyle::Version2, FailureKind::Configuration | FailureKind::Start) => 253,
            (ExitStyle::Version2, FailureKind::Service) => 254,
        })
    }
}

fn usage(program: &str) -> String {
    format!(
        "usage: {program} [options] <command> [parameters]\n\
         To see help text, you can run:\n\n  {program} help\n  {program} <command> help\n"
    )
}
