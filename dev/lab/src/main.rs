//! Measures what the engine does on recordings, images and videos that lie outside of the repository.
//!
//! In: a folder. Out: figures, and an error when a promise of the project is broken. Never: a server's data.

mod clips;
mod faces;
mod measure;
mod output;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Experiments and promises on data that is not part of the repository; see dev/lab/README.md.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    experiment: Experiment,
}

#[derive(Debug, Subcommand)]
enum Experiment {
    /// Analyse labelled recordings: figures, the ledger, other circumstances, chance.
    Measure(measure::MeasureOptions),
    /// Compare tracked faces with the reference boxes of images and videos.
    Faces(faces::FacesOptions),
    /// Stream videos of real people through a server of this repository.
    Clips(clips::ClipsOptions),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().experiment {
        Experiment::Measure(options) => measure::run(&options),
        Experiment::Faces(options) => faces::run(&options),
        Experiment::Clips(options) => clips::run(&options),
    };
    launch::exit_code("lab", outcome)
}
