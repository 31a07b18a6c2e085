//! Standard output and standard error.
//!
//! In: text. Out: nothing, or why it cannot be written. Never: panics when the reader has gone.

use anyhow::Context;
use std::io::{ErrorKind, Write};

/// Prints a text and the end of its line. Whoever reads it may stop when they have seen enough.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// Tells a text to whoever watches; nobody can be told when nobody does.
pub(crate) fn tell(text: impl std::fmt::Display) {
    writeln!(std::io::stderr(), "{text}").unwrap_or_default();
}
