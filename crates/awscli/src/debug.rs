//! What `--debug` tells.
//!
//! In: notes. Out: lines on standard error. Never: a secret or a signature.

use std::io::Write;

/// Tells what goes on, or keeps silent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Debug {
    pub(crate) on: bool,
}

impl Debug {
    /// Writes a line.
    pub(crate) fn note(self, text: &str) {
        if self.on {
            // Nobody can be told that standard error takes nothing.
            writeln!(std::io::stderr(), "catchlight - DEBUG - {text}").unwrap_or_default();
        }
    }
}
