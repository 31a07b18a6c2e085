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
    /// Try everything that the server needs, with the same options.
    Doctor(Box<ServeOptions>),
    /// List, make or forget the access keys of a server.
    Keys(KeysOptions),
    /// List, make or change the operators of a server's console, or sign one in.
    Operators(OperatorsOptions),
    /// Play a video or a recording into a whole check with a service and print what came of it.
    Check(Box<CheckOptions>),
    /// Run whole checks against a server of its own: a simulated live person, a flat print, an injected old video.
    Demo(Box<DemoOptions>),
    /// Analyse recordings on this machine, without a server, and say how each answer came about.
    Analyze(AnalyzeOptions),
    /// Judge a folder of labelled recordings and print the figures of ISO/IEC 30107-3.
    Eval(Box<EvalOptions>),
    /// CreateFaceLivenessSession with the options and the output of the aws command.
    #[command(disable_help_flag = true)]
    CreateFaceLivenessSession(AwsWords),
    /// GetFaceLivenessSessionResults with the options and the output of the aws command.
    #[command(disable_help_flag = true)]
    GetFaceLivenessSessionResults(AwsWords),
    /// StartFaceLivenessSession with a video or a recording.
    #[command(disable_help_flag = true)]
    StartFaceLivenessSession(AwsWords),
    /// Play synthetic people and attacks: recordings with the truth, or a clip for a fake camera.
    Simulate(Box<SimulateOptions>),
}

/// Words that are taken as the aws command takes them, before these rules are asked; named here for the list of
/// commands.
#[derive(Debug, Args)]
pub(crate) struct AwsWords {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<String>,
}

impl AwsWords {
    /// Only words before the command that no rule knows lead here.
    pub(crate) fn misplaced(&self) -> anyhow::Result<()> {
        anyhow::bail!(
            "cannot tell the options from the command; write the command first, then {}",
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
