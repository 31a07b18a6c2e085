//! The commands of aws as a user runs them, where no service is needed.

use std::fs::File;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn catchlight(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchlight"));
    command
        .args(words)
        .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("AWS_MAX_ATTEMPTS", "1")
        .env("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        .env_remove("AWS_PROFILE")
        .env_remove("AWS_DEFAULT_OUTPUT")
        .env_remove("CATCHLIGHT_AWS_CLI_VERSION");
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

const GET: &str = "get-face-liveness-session-results";
const CREATE: &str = "create-face-liveness-session";
const ID: &str = "01234567-89ab-cdef-0123-456789abcdef";

#[test]
fn a_sample_answer_needs_no_service() {
    let output =
        catchlight(&[GET, "--session-id", ID, "--generate-cli-skeleton", "output"]).output().unwrap();
    let (code, out, error) = told(&output);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    let sample: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(sample["ReferenceImage"]["Bytes"], "Bytes");
    let output =
        catchlight(&[GET, "--session-id", "x", "--generate-cli-skeleton", "output"]).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn exit_statuses_of_version_2_are_given_when_asked_for() {
    let code = |words: &[&str], secret: &str| {
        let mut command = catchlight(words);
        command.env("CATCHLIGHT_AWS_CLI_VERSION", "2").env("AWS_SECRET_ACCESS_KEY", secret);
        command.output().unwrap().status.code()
    };
    assert_eq!(code(&[GET], "s"), Some(252));
    assert_eq!(code(&[GET, "--session-id", "x"], "s"), Some(252));
    assert_eq!(code(&[GET, "--session-id", ID], ""), Some(253));
    assert_eq!(code(&[GET, "--session-id", ID, "--profile", "nobody"], "s"), Some(253));
    assert_eq!(code(&[GET, "--session-id", ID], "s"), Some(255));
}

#[test]
fn a_full_disk_is_told() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = catchlight(&[CREATE, "--generate-cli-skeleton"]).stdout(full).output().unwrap();
    let (code, _, error) = told(&output);
    assert_eq!((code, error.trim()), (Some(255), "[Errno 28] No space left on device"));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = catchlight(&[CREATE, "--generate-cli-skeleton"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let (code, _, error) = told(&child.wait_with_output().unwrap());
    assert_eq!((code, error.as_str()), (Some(0), ""));
}

#[test]
fn an_interrupt_leaves_an_empty_line() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let words = [GET, "--session-id", ID, "--endpoint-url", &endpoint];
    let child = catchlight(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (_connection, _) = listener.accept().unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let (code, out, error) = told(&child.wait_with_output().unwrap());
    assert_eq!((code, out.as_str(), error.as_str()), (Some(130), "\n", ""));
}

#[test]
fn what_cannot_be_streamed_is_told_in_one_line() {
    let start = "start-face-liveness-session";
    let (code, out, error) =
        told(&catchlight(&[start, "--session-id", ID, "/no/such/file"]).output().unwrap());
    assert_eq!((code, out.as_str()), (Some(255), ""));
    assert_eq!(error.trim(), "cannot read /no/such/file: No such file or directory (os error 2)");
    let (code, _, error) = told(&catchlight(&[start, "--session-id", ID]).output().unwrap());
    assert_eq!(code, Some(2));
    let last = error.lines().last().unwrap();
    assert_eq!(last, "catchlight: error: the following arguments are required: VIDEO_OR_RECORDING");
}

#[test]
fn help_is_told_by_word_and_by_option() {
    let by_word = told(&catchlight(&[GET, "help"]).output().unwrap());
    assert_eq!(by_word, told(&catchlight(&[GET, "--help"]).output().unwrap()));
    assert!(by_word.1.contains("--session-id <value>"), "{}", by_word.1);
}

#[test]
fn yaml_is_printed_as_by_version_2() {
    let words = [
        GET,
        "--session-id",
        ID,
        "--generate-cli-skeleton",
        "output",
        "--output",
        "yaml",
        "--query",
        "Challenge",
    ];
    let output = catchlight(&words).output().unwrap();
    assert_eq!(text(&output.stdout), "Type: Type\nVersion: Version\n");
}
