//! Standard output and standard error.
//!
//! In: text. Out: nothing, or why it cannot be written. Never: panics when the reader closes the pipe.

use anyhow::Context;
use std::io::{ErrorKind, Write};

/// Prints a text and a line feed. A reader that has seen enough may close the pipe.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// Writes a note to standard error. When that fails, there is no other place to report it.
pub(crate) fn note(text: impl std::fmt::Display) {
    writeln!(std::io::stderr(), "{text}").unwrap_or_default();
}
