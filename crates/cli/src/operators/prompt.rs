//! A password from whoever is at the terminal, or from a program.
//!
//! In: standard input. Out: one line of it. Never: echoed, an argument.

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
            "standard input holds no password; write it as one line, or use a terminal"
        );
        return Ok(line);
    }
    let first = ask(&input, &format!("New password for {name}: "))?;
    let again = ask(&input, "Once more: ")?;
    ensure!(first == again, "the two passwords differ; nothing was changed");
    Ok(first)
}

fn ask(input: &Stdin, question: &str) -> anyhow::Result<String> {
    say(question)?;
    let quiet = Quiet::new(input)?;
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

/// A terminal that shows nothing of what is typed, until this is dropped.
struct Quiet<'a> {
    input: &'a Stdin,
    before: Termios,
}

impl<'a> Quiet<'a> {
    fn new(input: &'a Stdin) -> anyhow::Result<Self> {
        let before = tcgetattr(input).context("cannot ask the terminal")?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO);
        tcsetattr(input, OptionalActions::Now, &quiet).context("cannot quiet the terminal")?;
        Ok(Self { input, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        // A terminal that is gone has nothing to be restored.
        let _restored = tcsetattr(self.input, OptionalActions::Now, &self.before);
    }
}
