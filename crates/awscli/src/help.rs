//! Help and man pages of these commands, from one table.
//!
//! In: an operation. Out: text, or the source of a man page. Never: an option that the command line does not accept.

use crate::arguments::{CLI_INPUT_JSON, GENERATE_CLI_SKELETON, GLOBAL_HELP};
use crate::model::{Operation, command, option};
use catchlight_client::value::Schema;
use std::fmt::Write;

struct Entry {
    option: String,
    about: String,
}

fn own_options(operation: &Operation) -> Vec<Entry> {
    let members = operation.request.members().iter().map(|member| {
        let syntax = match member.schema {
            Schema::Structure(_) | Schema::List(_) => " In shorthand or JSON syntax.",
            _ => "",
        };
        let required = if member.required { " Required." } else { "" };
        Entry {
            option: format!("{} <value>", option(member)),
            about: format!("{}{syntax}{required}", member.help()),
        }
    });
    let others = [
        (CLI_INPUT_JSON, " <json>", "The whole request as JSON or file://FILE; other options override it."),
        (GENERATE_CLI_SKELETON, " [input|output]", "Print a sample request or response without a call."),
    ];
    let others = others
        .map(|(name, value, about)| Entry { option: format!("{name}{value}"), about: about.to_owned() });
    members.chain(others).collect()
}

fn global_options() -> Vec<Entry> {
    let entry =
        |(option, about): &(&str, &str)| Entry { option: (*option).to_owned(), about: (*about).to_owned() };
    GLOBAL_HELP.iter().map(entry).collect()
}

/// What `help` prints.
pub(crate) fn text(operation: &Operation) -> String {
    let (command, name, about) = (command(operation), operation.name, operation.about());
    let mut out = format!("{about} Calls {name} like the aws command.\n\n");
    out.push_str(&format!("Usage: catchlight {command} [options]\n\nOptions:\n"));
    list(&mut out, &own_options(operation));
    out.push_str("\nGlobal options:\n");
    list(&mut out, &global_options());
    out.push_str(NOTES);
    out
}

/// What `help` prints for the streaming command.
pub(crate) fn start_text() -> String {
    let mut out = start_description();
    out.push_str("\n\nUsage: catchlight start-face-liveness-session --session-id <value> [options] VIDEO_OR_RECORDING\n\n");
    out.push_str("Options:\n");
    list(&mut out, &start_options());
    out.push_str("\nGlobal options:\n");
    list(&mut out, &global_options());
    out.push_str(NOTES);
    out
}

fn start_options() -> Vec<Entry> {
    let options = [
        ("--session-id <value>", "ID of the session. Required."),
        ("--transport websocket|http1|http2", "Transport of the stream; the default is websocket."),
        ("--fast", "Send everything at once instead of at the pace of the camera."),
        (
            "VIDEO_OR_RECORDING",
            "WebM or MP4 file, or a recording: its NAME.json, or a folder with one recording.",
        ),
    ];
    options.map(|(option, about)| Entry { option: option.to_owned(), about: about.to_owned() }).into()
}

fn list(out: &mut String, entries: &[Entry]) {
    let width = entries.iter().map(|entry| entry.option.len()).max().unwrap_or(0);
    for Entry { option, about } in entries {
        // Writing into a string cannot fail.
        writeln!(out, "  {option:<width$}  {about}").unwrap_or_default();
    }
}

/// The source of a man page.
#[cfg(test)]
fn man_page(command: &str, synopsis: &str, about: &str, description: &str, options: &[Entry]) -> String {
    let escaped = |text: &str| text.replace('\\', "\\e").replace('-', "\\-");
    let list = |entries: &[Entry]| {
        let entry = |Entry { option, about }: &Entry| {
            format!(".TP\n\\fB{}\\fR\n{}\n", escaped(option), escaped(about))
        };
        entries.iter().map(entry).collect::<String>()
    };
    format!(
        ".TH CATCHLIGHT\\-{} 1 \"\" \"catchlight {}\"\n.SH NAME\ncatchlight {command} \\- {}\n.SH SYNOPSIS\n\
         \\fBcatchlight {command}\\fR {}\n.SH DESCRIPTION\n{}\n.SH OPTIONS\n{}\
         .SH GLOBAL OPTIONS\n{}.SH NOTES\n{}",
        escaped(&command.to_uppercase()),
        env!("CARGO_PKG_VERSION"),
        about.trim_end_matches('.').to_lowercase(),
        escaped(synopsis),
        escaped(description),
        list(options),
        list(&global_options()),
        escaped(NOTES.trim_start()),
        command = escaped(command)
    )
}

#[cfg(test)]
fn operation_page(operation: &Operation) -> String {
    let (command, name, about) = (command(operation), operation.name, operation.about());
    let description = format!("{about} Calls {name} like the aws command.");
    man_page(&command, "[options]", about, &description, &own_options(operation))
}

#[cfg(test)]
fn start_page() -> String {
    let synopsis = "--session-id <value> [options] VIDEO_OR_RECORDING";
    man_page(crate::start::COMMAND, synopsis, START_ABOUT, &start_description(), &start_options())
}

fn start_description() -> String {
    format!("{START_ABOUT} Calls {}, which the aws command does not support.", crate::start::NAME)
}

const START_ABOUT: &str = "Take part in a check with a video or a recording.";

const NOTES: &str = "
Options may be abbreviated to any unique prefix. Values that begin with file:// or fileb:// are read from that file.
Access keys, region and endpoint come from the options, then from the environment (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_REKOGNITION, AWS_ENDPOINT_URL,
AWS_PROFILE, AWS_CA_BUNDLE), then from ~/.aws/config and ~/.aws/credentials. The default endpoint is
https://127.0.0.1:8443.

Exit status: 0 for success, 2 for a wrong command line, 130 for Ctrl-C, 255 for everything else, like version 1 of the
aws command. With CATCHLIGHT_AWS_CLI_VERSION=2: 252 for a wrong command line or parameter, 253 for missing or wrong
configuration or access keys, 254 for an error of the service, 255 for everything else.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OPERATIONS;
    use expect_test::expect_file;

    #[test]
    fn man_pages_match_the_help() {
        for operation in OPERATIONS {
            let file = format!("../../../docs/man/catchlight-{}.1", command(operation));
            expect_file![file].assert_eq(&operation_page(operation));
        }
        expect_file!["../../../docs/man/catchlight-start-face-liveness-session.1"].assert_eq(&start_page());
    }

    #[test]
    fn help_names_every_option() {
        for operation in OPERATIONS {
            let text = text(operation);
            for member in operation.request.members() {
                assert!(text.contains(&option(member)) && text.contains(&member.help()), "{}", member.name);
            }
        }
    }
}
