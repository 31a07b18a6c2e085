//! Standard output and standard error of the experiments.

#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
pub(crate) fn print(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "a command line program reports on standard error")]
pub(crate) fn report(text: &str) {
    eprintln!("lab: {text}");
}
