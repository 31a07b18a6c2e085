//! The notes of `--debug`.
//!
//! In: notes. Out: lines on standard error. Never: a secret or a signature.

use std::io::Write;

/// Writes notes if `--debug` is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Debug {
    pub(crate) on: bool,
}

impl Debug {
    /// Writes a line.
    pub(crate) fn note(self, text: &str) {
        if self.on {
            // When standard error fails, there is no other place to report it.
            writeln!(std::io::stderr(), "catchlight - DEBUG - {text}").unwrap_or_default();
        }
    }
}
