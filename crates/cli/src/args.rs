//! The command line.

use crate::analyze::AnalyzeOptions;
use crate::check::CheckOptions;
use crate::config::ServeOptions;
use crate::demo::DemoOptions;
use crate::eval::EvalOptions;
use crate::keys::KeysOptions;
use crate::operators::OperatorsOptions;
use crate::simulate::SimulateOptions;
use clap::{Args, Parser, Subcommand};

/// A self-hosted Face Liveness service that AWS clients use by changing the endpoint.
#[derive(Debug, Parser)]
#[command(name = "catchlight", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server.
    Serve(Box<ServeOptions>),
    /// Check everything that the server needs, with the options of serve.
    Doctor(Box<ServeOptions>),
    /// List, create, change or delete the access keys of a server.
    Keys(KeysOptions),
    /// List, create or change the operators of a server's console, or create a sign-in link.
    Operators(OperatorsOptions),
    /// Run a whole check against a service with a video, a recording or a simulated person, and print the results.
    Check(Box<CheckOptions>),
    /// Run whole checks against a temporary server: a simulated live person, a flat print, an injected old video.
    Demo(Box<DemoOptions>),
    /// Analyse recordings on this machine, without a server, and explain each verdict.
    Analyze(AnalyzeOptions),
    /// Evaluate a folder of labelled recordings and print the metrics of ISO/IEC 30107-3.
    Eval(Box<EvalOptions>),
    /// CreateFaceLivenessSession with the options and the output of the aws command.
    #[command(disable_help_flag = true)]
    CreateFaceLivenessSession(AwsWords),
    /// GetFaceLivenessSessionResults with the options and the output of the aws command.
    #[command(disable_help_flag = true)]
    GetFaceLivenessSessionResults(AwsWords),
    /// StartFaceLivenessSession with a video or a recording; the aws command has no such operation.
    #[command(disable_help_flag = true)]
    StartFaceLivenessSession(AwsWords),
    /// Simulate people and attacks: recordings with the ground truth, or a video for a fake camera.
    Simulate(Box<SimulateOptions>),
}

/// Arguments in the syntax of the aws command. They are parsed before these rules; they are here for the list of commands.
#[derive(Debug, Args)]
pub(crate) struct AwsWords {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<String>,
}

impl AwsWords {
    /// Reached only when an option that nothing knows stands before the command.
    pub(crate) fn misplaced(&self) -> anyhow::Result<()> {
        anyhow::bail!(
            "an option stands before the command; write the command first, then {}",
            self.words.join(" ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
    #[test]
    fn the_page_for_operators_names_every_option_of_serve() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operations.md");
        let page = std::fs::read_to_string(page).unwrap();
        let command = Arguments::command();
        let serve = command.find_subcommand("serve").unwrap();
        for argument in serve.get_arguments() {
            let option = format!("`--{}`", argument.get_long().unwrap());
            let variable = argument.get_env().unwrap().to_str().unwrap();
            assert!(page.contains(&option) && page.contains(variable), "{option} {variable}");
        }
    }
}
