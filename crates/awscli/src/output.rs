//! Prints a response in the requested format.
//!
//! In: a value and a format. Out: text. Never: writes it anywhere.

mod table;
mod text;
mod yaml;

use crate::value::Value;
use crate::{failure::Failure, json};

/// Whether tables are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Color {
    On,
    Off,
}

/// What a table must know about the terminal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    pub(crate) color: Color,
    /// Whether colour was requested, or follows from the terminal.
    pub(crate) columns: usize,
}

/// The text for a value; `title` heads a table.
pub(crate) fn format(value: &Value, format: &str, title: &str, screen: Screen) -> Result<String, Failure> {
    match format {
        "json" if *value == Value::Map(Vec::new()) => Ok(String::new()),
        "json" => Ok(json::pretty(value) + "\n"),
        "text" => text::format(value).map_err(Failure::general),
        "table" => table::format(value, title, screen),
        "yaml" => Ok(yaml::format(value)),
        other => Err(Failure::general(format!("Unknown output type: {other}"))),
    }
}
