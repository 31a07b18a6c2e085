//! Parses the command line like the aws command.
//!
//! In: words. Out: the options of every command, those of the operation, or what is wrong.
//! Never: what the values mean.
//!
//! The rules are those of Python's argparse: an option may be abbreviated to any unique prefix, its value
//! may follow an equals sign, options and words may be in any order, and the last of two values counts. The global options
//! are parsed first; the rest belongs to the operation.

use crate::failure::Failure;
use crate::model::{Operation, option};
use crate::similar::similar;

/// What an option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    Value,
    OneOf(&'static [&'static str]),
    /// A value or nothing, which then stands for this one.
    OneOfOr(&'static [&'static str], &'static str),
    /// Prints the version and does nothing else.
    Version,
}

/// An option by its whole name.
#[derive(Debug, Clone)]
struct OptionRule {
    name: String,
    takes: Takes,
}

/// The parsed words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// Each option with its value, in the order of the words; a flag has an empty value.
    options: Vec<(String, String)>,
    /// Positional arguments.
    pub(crate) word: Option<String>,
    /// Words that no option accepted.
    pub(crate) rest: Vec<String>,
    /// Whether the version was requested.
    pub(crate) version: bool,
}

impl Parsed {
    /// The value of an option; the last one counts.
    pub(crate) fn value(&self, option: &str) -> Option<&str> {
        self.options.iter().rev().find(|(name, _)| name == option).map(|(_, value)| value.as_str())
    }

    /// Whether a flag is set.
    pub(crate) fn flag(&self, option: &str) -> bool {
        self.value(option).is_some()
    }
}

/// Parses the global options.
pub(crate) fn globals(words: &[String]) -> Result<Parsed, Failure> {
    let rule = |(name, takes): &(&str, Takes)| OptionRule { name: (*name).to_owned(), takes: *takes };
    parse(words, &GLOBAL_OPTIONS.iter().map(rule).collect::<Vec<_>>())
}

/// Parses the options of an operation from the remaining words.
pub(crate) fn of_operation(words: &[String], operation: &Operation) -> Result<Parsed, Failure> {
    let skeleton = Takes::OneOfOr(&["input", "output"], "input");
    let members = operation.request.members().iter();
    let mut rules: Vec<_> =
        members.map(|member| OptionRule { name: option(member), takes: Takes::Value }).collect();
    rules.push(OptionRule { name: CLI_INPUT_JSON.to_owned(), takes: Takes::Value });
    rules.push(OptionRule { name: GENERATE_CLI_SKELETON.to_owned(), takes: skeleton });
    let mut parsed = parse(words, &rules)?;
    let named = |name: &str| words.iter().position(|word| word == name);
    let wants_output = |at: usize| words.get(at + 1).is_some_and(|word| word == "output");
    let excused =
        named(CLI_INPUT_JSON).is_some() || named(GENERATE_CLI_SKELETON).is_some_and(|at| !wants_output(at));
    let required = operation.request.members().iter().filter(|member| member.required).map(option);
    let missing: Vec<String> = required.filter(|option| !parsed.flag(option)).collect();
    if !missing.is_empty() && !excused {
        return Err(Failure::usage(format!("the following arguments are required: {}", missing.join(", "))));
    }
    // `help` is the only positional argument; argparse lists it last, even when it is empty.
    if parsed.word.as_deref() != Some(HELP) {
        parsed.rest.extend(parsed.word.take().filter(|word| !word.is_empty()));
    }
    Ok(parsed)
}

/// Parses the options of the streaming command and the path of the video or recording.
pub(crate) fn of_start(words: &[String]) -> Result<Parsed, Failure> {
    let rules = [
        ("--session-id", Takes::Value),
        ("--transport", Takes::OneOf(&["websocket", "http1", "http2"])),
        ("--fast", Takes::Nothing),
    ];
    let parsed = parse(words, &rules.map(|(name, takes)| OptionRule { name: name.to_owned(), takes }))?;
    let session = (!parsed.flag("--session-id")).then_some("--session-id");
    let path = parsed.word.is_none().then_some("VIDEO_OR_RECORDING");
    let missing: Vec<&str> = session.into_iter().chain(path).collect();
    if missing.is_empty() {
        return Ok(parsed);
    }
    Err(Failure::usage(format!("the following arguments are required: {}", missing.join(", "))))
}

/// The command: the first word that is neither an option nor the value of one.
pub(crate) fn command(words: &[String]) -> Option<String> {
    globals(words).ok()?.word
}

fn parse(words: &[String], rules: &[OptionRule]) -> Result<Parsed, Failure> {
    let mut kinds = Vec::with_capacity(words.len());
    let mut only_words = false;
    for word in words {
        if only_words {
            kinds.push(Kind::Word);
        } else if word == "--" {
            only_words = true;
            kinds.push(Kind::Dashes);
        } else {
            kinds.push(kind(word, rules)?);
        }
    }
    let mut parsed = Parsed::default();
    let mut at = 0;
    while at < words.len() {
        match &kinds[at] {
            Kind::Word if parsed.word.is_none() => {
                parsed.word = Some(words[at].clone());
                at += 1;
            }
            // The option before them takes them as well.
            Kind::Dashes if parsed.word.is_none() => at += 1,
            Kind::Word | Kind::Dashes | Kind::Unknown => {
                parsed.rest.push(words[at].clone());
                at += 1;
            }
            Kind::Option { rule, value } => {
                let follows = words.get(at + 1).filter(|_| kinds.get(at + 1) == Some(&Kind::Word));
                let taken = take(&mut parsed, &rules[*rule], value.as_deref(), follows)?;
                if parsed.version {
                    return Ok(parsed);
                }
                at += 1 + usize::from(taken);
            }
        }
    }
    Ok(parsed)
}

/// The kind of a word before it is parsed.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Dashes,
    Unknown,
    Option { rule: usize, value: Option<String> },
}

fn kind(word: &str, rules: &[OptionRule]) -> Result<Kind, Failure> {
    if !word.starts_with('-') || word.len() == 1 {
        return Ok(Kind::Word);
    }
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (word, None),
    };
    if let Some(rule) = rules.iter().position(|rule| rule.name == name) {
        return Ok(Kind::Option { rule, value });
    }
    let longer =
        || rules.iter().enumerate().filter(|(_, rule)| word.starts_with("--") && rule.name.starts_with(name));
    let mut found = longer();
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => {
            let names: Vec<&str> = longer().map(|(_, rule)| rule.name.as_str()).collect();
            Err(Failure::usage(format!("ambiguous option: {word} could match {}", names.join(", "))))
        }
        (Some((rule, _)), None) => Ok(Kind::Option { rule, value }),
        _ if is_negative_number(word) || word.contains(' ') => Ok(Kind::Word),
        _ => Ok(Kind::Unknown),
    }
}

fn is_negative_number(word: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    word.strip_prefix('-').is_some_and(|number| match number.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part) && !part.is_empty(),
        None => !number.is_empty() && digits(number),
    })
}

/// Parses one option; returns whether it took the next word.
fn take(
    parsed: &mut Parsed,
    rule: &OptionRule,
    value: Option<&str>,
    follows: Option<&String>,
) -> Result<bool, Failure> {
    let wrong = |what: &str| Failure::usage(format!("argument {}: {what}", rule.name));
    let given = value.or(follows.map(String::as_str));
    let taken = value.is_none() && follows.is_some();
    match rule.takes {
        Takes::Nothing | Takes::Version => {
            if let Some(value) = value {
                return Err(wrong(&format!(
                    "ignored explicit argument {}",
                    crate::value::quoted_text(value)
                )));
            }
            parsed.version |= rule.takes == Takes::Version;
            parsed.options.push((rule.name.clone(), String::new()));
            return Ok(false);
        }
        Takes::Value => {
            let Some(given) = given else { return Err(wrong("expected one argument")) };
            parsed.options.push((rule.name.clone(), given.to_owned()));
        }
        Takes::OneOf(choices) => {
            let Some(given) = given else { return Err(wrong("expected one argument")) };
            choose(given, choices).map_err(|problem| wrong(&problem))?;
            parsed.options.push((rule.name.clone(), given.to_owned()));
        }
        Takes::OneOfOr(choices, otherwise) => {
            let given = given.unwrap_or(otherwise);
            choose(given, choices).map_err(|problem| wrong(&problem))?;
            parsed.options.push((rule.name.clone(), given.to_owned()));
        }
    }
    Ok(taken)
}

/// Two choices per line, each padded to forty columns.
fn choose(given: &str, choices: &[&str]) -> Result<(), String> {
    if choices.contains(&given) {
        return Ok(());
    }
    let line = |pair: &[&str]| {
        let cells: Vec<String> = pair.iter().map(|choice| format!("{choice:<40}")).collect();
        cells.join(" | ")
    };
    let lines: Vec<String> = choices.chunks(2).map(line).collect();
    let mut problem = format!("Invalid choice, valid choices are:\n\n{}", lines.join("\n"));
    let meant = similar(given, choices);
    if !meant.is_empty() {
        let given = crate::value::quoted_text(given);
        problem.push_str(&format!("\n\n\nInvalid choice: {given}, maybe you meant:\n"));
        meant.iter().for_each(|choice| problem.push_str(&format!("\n  * {choice}")));
    }
    Err(problem)
}

/// Word that requests help, anywhere after the operation.
pub(crate) const HELP: &str = "help";
/// Option with the whole request.
pub(crate) const CLI_INPUT_JSON: &str = "--cli-input-json";
/// Option that prints a sample instead of a call.
pub(crate) const GENERATE_CLI_SKELETON: &str = "--generate-cli-skeleton";

const GLOBAL_OPTIONS: &[(&str, Takes)] = &[
    ("--debug", Takes::Nothing),
    ("--endpoint-url", Takes::Value),
    ("--no-verify-ssl", Takes::Nothing),
    ("--no-paginate", Takes::Nothing),
    ("--output", Takes::OneOf(&["json", "text", "table", "yaml"])),
    ("--query", Takes::Value),
    ("--profile", Takes::Value),
    ("--region", Takes::Value),
    ("--color", Takes::OneOf(&["on", "off", "auto"])),
    ("--no-sign-request", Takes::Nothing),
    ("--ca-bundle", Takes::Value),
    ("--cli-read-timeout", Takes::Value),
    ("--cli-connect-timeout", Takes::Value),
    ("--v2-debug", Takes::Nothing),
    ("--version", Takes::Version),
];

/// The global options in `help`.
pub(crate) const GLOBAL_HELP: &[(&str, &str)] = &[
    ("--endpoint-url <url>", "URL of the service."),
    ("--region <name>", "Region to sign for."),
    ("--profile <name>", "Profile of the shared files."),
    ("--output json|text|table|yaml", "Output format."),
    ("--query <expression>", "JMESPath expression that selects from the response."),
    ("--color on|off|auto", "Colours in tables."),
    ("--ca-bundle <file>", "PEM file with the only authorities to trust."),
    ("--no-verify-ssl", "Accept any certificate."),
    ("--no-sign-request", "Do not sign the request."),
    ("--no-paginate", "Accepted; no response has pages."),
    ("--cli-read-timeout <seconds>", "Timeout of a response, default 60; 0 means none."),
    ("--cli-connect-timeout <seconds>", "Timeout of a connection, default 60; 0 means none."),
    ("--debug", "Write debug notes to standard error."),
    ("--v2-debug", "Accepted; has no effect."),
    ("--version", "Print the version."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn parsed(line: &str) -> String {
        let outcome = globals(&words(line)).and_then(|globals| {
            let operation = model::operation(globals.word.as_deref().unwrap_or_default()).unwrap();
            of_operation(&globals.rest, operation)
        });
        match outcome {
            Ok(parsed) => format!("{:?} {:?}", parsed.options, parsed.rest),
            Err(failure) => failure.message("aws").lines().last().unwrap_or_default().to_owned(),
        }
    }

    #[test]
    fn options_are_taken_as_by_argparse() {
        let get = "get-face-liveness-session-results";
        assert_eq!(
            parsed(&format!("--out text {get} --session=x --region r")),
            r#"[("--session-id", "x")] []"#
        );
        assert_eq!(parsed(&format!("{get} a --session-id x b")), r#"[("--session-id", "x")] ["b", "a"]"#);
        assert_eq!(parsed(&format!("{get} --session-id x -- y")), r#"[("--session-id", "x")] ["y"]"#);
        assert_eq!(parsed(get), "aws: error: the following arguments are required: --session-id");
        assert_eq!(
            parsed(&format!("{get} --session-id")),
            "aws: error: argument --session-id: expected one argument"
        );
        assert_eq!(
            parsed(&format!("{get} --debug=1")),
            "aws: error: argument --debug: ignored explicit argument '1'"
        );
        assert_eq!(
            parsed(&format!("{get} --cli-r")),
            "aws: error: argument --cli-read-timeout: expected one argument"
        );
        assert_eq!(
            parsed(&format!("{get} --no-")),
            "aws: error: ambiguous option: --no- could match --no-verify-ssl, --no-paginate, --no-sign-request"
        );
        assert_eq!(
            parsed(&format!("{get} --generate-cli-skeleton")),
            r#"[("--generate-cli-skeleton", "input")] []"#
        );
    }

    #[test]
    fn help_tells_every_option() {
        for (name, _) in GLOBAL_OPTIONS {
            assert!(GLOBAL_HELP.iter().any(|(option, _)| option.split(' ').next() == Some(name)), "{name}");
        }
    }
}
