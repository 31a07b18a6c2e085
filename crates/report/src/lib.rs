//! Analyses, evaluations and demonstrations for people and programs: pages, text tables, JSON documents.
//!
//! In: what the engine and the evaluation found. Out: HTML that loads nothing, tables for a terminal, JSON.
//! Never: a figure of its own, a script, text that is not escaped, a file that is read or written.

mod analysis;
mod demonstration;
mod error;
mod evaluation;
mod html;
mod outcome;
#[cfg(test)]
mod testing;
mod words;

pub use analysis::{AnalysedRecording, analysis_json, analysis_page, analysis_text};
pub use demonstration::{DemonstratedCheck, demonstration_counts, demonstration_list, demonstration_page};
pub use error::ReportError;
pub use evaluation::{evaluation_json, evaluation_page, evaluation_text};
pub use outcome::outcome_json;
pub use words::named_reasons;
