//! Reads a password from the terminal, or from a program.
//!
//! In: standard input. Out: its first line. Never: echoes the password, takes it as an argument.

use anyhow::{Context, ensure};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io::{IsTerminal, Stdin, Write, stderr, stdin};

/// Asks twice at a terminal; takes the first line of anything else.
pub(super) fn password(name: &str) -> anyhow::Result<String> {
    let input = stdin();
    if !input.is_terminal() {
        let line = read_line(&input)?;
        ensure!(
            !line.is_empty(),
            "standard input has no password; write it as one line, or run the command in a terminal"
        );
        return Ok(line);
    }
    let first = ask(&input, &format!("New password for {name}: "))?;
    let again = ask(&input, "Repeat the password: ")?;
    ensure!(first == again, "the passwords differ; nothing was changed");
    Ok(first)
}

fn ask(input: &Stdin, question: &str) -> anyhow::Result<String> {
    say(question)?;
    let quiet = WithoutEcho::new(input)?;
    let line = read_line(input);
    drop(quiet);
    say("\n")?;
    line
}

fn read_line(input: &Stdin) -> anyhow::Result<String> {
    let mut line = String::new();
    input.read_line(&mut line).context("cannot read the password")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn say(text: &str) -> anyhow::Result<()> {
    let mut output = stderr();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).context("cannot write to the terminal")
}

/// A terminal that does not echo what is typed, until this is dropped.
struct WithoutEcho<'a> {
    input: &'a Stdin,
    before: Termios,
}

impl<'a> WithoutEcho<'a> {
    fn new(input: &'a Stdin) -> anyhow::Result<Self> {
        let before = tcgetattr(input).context("cannot read the settings of the terminal")?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(input, OptionalActions::Now, &quiet).context("cannot turn off the echo of the terminal")?;
        Ok(Self { input, before })
    }
}

impl Drop for WithoutEcho<'_> {
    fn drop(&mut self) {
        // The terminal may be gone; then there is nothing to restore.
        let _restored = tcsetattr(self.input, OptionalActions::Now, &self.before);
    }
}
