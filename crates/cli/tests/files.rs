//! What is left of files and output when something goes wrong: a closed pipe, a full disk, a limit, Ctrl-C.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the tests")]

use catchlight_recording::Recording;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn command(words: &[&str], folder: &Path) -> Command {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchlight"));
    command.args(words).env("CATCHLIGHT_MODELS_DIR", models).current_dir(folder).stdin(Stdio::null());
    command
}

/// A command that Ctrl-C ends, as in a terminal: what a shell starts in the background ignores it, and so would its children.
fn interruptible(words: &[&str], folder: &Path) -> Command {
    let inner = command(words, folder);
    let mut outer = Command::new("env");
    outer.arg("--default-signal=INT").arg(inner.get_program()).args(inner.get_args());
    outer.current_dir(folder).stdin(Stdio::null());
    outer
}

/// A small check by an injected video, quickly drawn and quickly judged.
const SMALL: [&str; 7] =
    ["simulate", "--species", "inject_plain", "--challenge", "movement", "--size", "160x120"];

fn folder_with_a_recording() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = command(&[&SMALL[..], &["--out", "set"]].concat(), folder.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    folder
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A pipe whose reader has gone.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

fn full_disk() -> Stdio {
    File::options().write(true).open("/dev/full").unwrap().into()
}

/// Everything that prints an answer without a server.
const PRINTING: [&[&str]; 5] = [
    &["analyze", "set"],
    &["eval", "set"],
    &["keys", "add"],
    &["keys", "list"],
    &["doctor", "--listen", "127.0.0.1:0"],
];

#[test]
fn a_reader_that_leaves_is_no_error() {
    let folder = folder_with_a_recording();
    for words in PRINTING {
        let output = command(words, folder.path()).stdout(closed_pipe()).output().unwrap();
        assert_eq!((output.status.code(), complaint(&output).as_str()), (Some(0), ""), "{words:?}");
        let output = command(words, folder.path()).stderr(closed_pipe()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}");
    }
}

#[test]
fn a_full_disk_is_told_in_one_line() {
    let folder = folder_with_a_recording();
    for words in PRINTING {
        let output = command(words, folder.path()).stdout(full_disk()).output().unwrap();
        let expected = "catchlight: cannot write to standard output: No space left on device (os error 28)\n";
        assert_eq!((output.status.code(), complaint(&output).as_str()), (Some(1), expected), "{words:?}");
    }
    for (words, option) in
        [("analyze", "--json"), ("analyze", "--html"), ("eval", "--json"), ("eval", "--html")]
    {
        let output = command(&[words, "set", option, "/dev/full"], folder.path()).output().unwrap();
        assert_eq!(
            (output.status.code(), complaint(&output).as_str()),
            (Some(1), FULL_FILE),
            "{words} {option}"
        );
    }
}

/// What is told of a file on a full disk.
const FULL_FILE: &str = "catchlight: cannot write /dev/full: No space left on device (os error 28)\n";

#[test]
fn a_calibration_is_whole_or_not_there() {
    let folder = folder_with_a_recording();
    let set = folder.path().join("set");
    let mut output =
        command(&["simulate", "--challenge", "movement", "--size", "160x120", "--out", "set"], folder.path());
    assert!(output.status().unwrap().success());
    // A fit wants two of each, also when one person is left out.
    for name in ["inject_plain-000001", "live-000001"] {
        let document = std::fs::read_to_string(set.join(name).with_extension("json")).unwrap();
        for person in ["another", "third"] {
            let copy = document.replace("\"subject\":\"", &format!("\"subject\":\"{person}-"));
            assert_ne!(copy, document);
            std::fs::write(set.join(format!("{name}-{person}.json")), copy).unwrap();
            let video = set.join(format!("{name}.webm"));
            std::fs::copy(video, set.join(format!("{name}-{person}.webm"))).unwrap();
        }
    }
    let fit = |out: &'static str| ["eval", "calibrate", "set", "--as", "x", "--out", out];
    // A variable names the models, as in a container; the folder of the set must still be found.
    let output = command(&fit("calibration.toml"), folder.path()).stdout(closed_pipe()).output().unwrap();
    assert_eq!((output.status.code(), complaint(&output).as_str()), (Some(0), ""));
    let whole = std::fs::read_to_string(folder.path().join("calibration.toml")).unwrap();
    assert!(whole.contains("\"x\"") && whole.ends_with('\n'), "{whole}");
    let output = command(&fit("/dev/full"), folder.path()).output().unwrap();
    assert_eq!((output.status.code(), complaint(&output).as_str()), (Some(1), FULL_FILE));
    let output = confined(&fit("calibration.toml"), folder.path());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(complaint(&output).starts_with("catchlight: cannot write calibration.toml: File too large"));
    assert_eq!(std::fs::read_to_string(folder.path().join("calibration.toml")).unwrap(), whole);
    assert_eq!(files(folder.path()).len(), 2);
}

/// Runs a command that may write files of four kilobytes at most, as if the disk were full there.
fn confined(words: &[&str], folder: &Path) -> Output {
    let mut shell = Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    shell.args(["-c", script, "sh", env!("CARGO_BIN_EXE_catchlight")]).args(words);
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    shell.env("CATCHLIGHT_MODELS_DIR", models).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn what_does_not_fit_leaves_the_file_of_before() {
    let folder = folder_with_a_recording();
    let page = folder.path().join("page.html");
    let recording = files(&folder.path().join("set"));
    std::fs::write(&page, "the page of before").unwrap();
    let before = files(folder.path());
    let new: Vec<&str> = [&SMALL[..], &["--seed", "7", "--out", "set"]].concat();
    let cases: [(&[&str], &str); 5] = [
        (&["eval", "set", "--json", "page.html"], "page.html"),
        (&["analyze", "set", "--html", "page.html"], "page.html"),
        (&["eval", "set", "--html", "page.html"], "page.html"),
        (&new, "set/inject_plain-000007.webm"),
        (&["simulate", "--size", "160x120", "--camera", "camera.y4m"], "camera.y4m"),
    ];
    for (words, file) in cases {
        let output = confined(words, folder.path());
        let told = complaint(&output);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {told}");
        assert!(told.starts_with("catchlight: cannot write ") && told.contains(file), "{told}");
        assert!(told.ends_with("File too large (os error 27)\n") && told.lines().count() == 1, "{told}");
        assert_eq!(files(folder.path()), before, "{words:?}");
        assert_eq!(std::fs::read_to_string(&page).unwrap(), "the page of before");
        assert_eq!(files(&folder.path().join("set")), recording);
    }
}

/// Ends a program as Ctrl-C does.
fn interrupt(mut child: Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(!child.wait().unwrap().success());
}

/// Waits until `there` is true, however slow the machine is; the runner ends a test that waits for ever.
fn wait_until(child: &mut Child, there: impl Fn(&Child) -> bool) {
    while !there(child) {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_interrupt_leaves_whole_recordings_only() {
    let folder = tempfile::tempdir().unwrap();
    let words = [&SMALL[..], &["--count", "100000", "--out", "set"]].concat();
    let set = folder.path().join("set");
    let mut child = interruptible(&words, folder.path()).stderr(Stdio::null()).spawn().unwrap();
    wait_until(&mut child, |_| set.join("inject_plain-000002.json").is_file());
    interrupt(child);
    for path in files(&set) {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("json") => assert!(Recording::read(&path).is_ok(), "{}", path.display()),
            // A video comes before the document that makes it a recording.
            Some("webm") => assert!(std::fs::metadata(&path).unwrap().len() > 1000, "{}", path.display()),
            _ => panic!("{} is left", path.display()),
        }
    }
}

/// Bytes of the files that a process writes and that have no name.
fn nameless_bytes(child: &Child) -> u64 {
    let Ok(opened) = std::fs::read_dir(format!("/proc/{}/fd", child.id())) else { return 0 };
    let paths = opened.filter_map(|entry| Some(entry.ok()?.path()));
    let nameless = paths.filter(|path| {
        std::fs::read_link(path).is_ok_and(|target| target.to_string_lossy().ends_with(" (deleted)"))
    });
    nameless.filter_map(|path| Some(std::fs::metadata(path).ok()?.len())).sum()
}

#[test]
fn an_interrupt_leaves_no_half_of_a_clip() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["simulate", "--camera", "camera.mjpeg"];
    let mut child = interruptible(&words, folder.path()).spawn().unwrap();
    let is_new = |name: &PathBuf| name.file_name().is_some_and(|name| name != "camera.mjpeg");
    // Where the file system cannot keep a file without a name, it has one until it is finished.
    wait_until(&mut child, |child| nameless_bytes(child) > 0 || files(folder.path()).iter().any(is_new));
    interrupt(child);
    assert!(!folder.path().join("camera.mjpeg").exists());
    assert_eq!(files(folder.path()).iter().filter(|name| !is_new(name)).count(), 0);
}

/// What a user cannot write is told before anything else of the file is touched.
#[test]
fn a_folder_that_is_not_there_is_told() {
    let folder = folder_with_a_recording();
    for words in [
        ["analyze", "set", "--json", "no/such.json"],
        ["eval", "set", "--html", "no/such.json"],
        ["eval", "set", "--json", "no/such.json"],
        ["simulate", "--size=160x120", "--camera", "no/such.y4m"],
    ] {
        let output = command(&words, folder.path()).output().unwrap();
        let told = complaint(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.starts_with("catchlight: cannot write no/such."), "{told}");
        assert!(told.ends_with("No such file or directory (os error 2)\n"), "{told}");
    }
}

#[test]
fn the_folder_of_a_demonstration_is_tried_before_anything_is_played() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("taken"), "by a file").unwrap();
    let output = command(&["demo", "--out", "taken"], folder.path()).output().unwrap();
    let expected = "catchlight: cannot create taken; choose another --out: File exists (os error 17)\n";
    assert_eq!((output.status.code(), complaint(&output).as_str()), (Some(1), expected));
}

#[test]
fn an_interrupted_demonstration_leaves_whole_recordings_and_no_server() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = folder.path().join("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    let mut child = interruptible(&["demo"], folder.path())
        .env("TMPDIR", &temporary)
        .env("CATCHLIGHT_MODELS_DIR", models)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = folder.path().join("demo-out");
    let recordings = || {
        let is_recording = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json");
        files(&out).into_iter().filter(is_recording).collect::<Vec<_>>()
    };
    wait_until(&mut child, |_| out.is_dir() && !recordings().is_empty());
    interrupt(child);
    for path in recordings() {
        assert!(Recording::read(&path).is_ok(), "{}", path.display());
    }
    assert!(!out.join("index.html").exists());
    let unfinished = |path: &PathBuf| path.to_string_lossy().ends_with(".unfinished");
    assert_eq!(files(&out).into_iter().find(unfinished), None);
    // The library of the models leaves files of its own there; the server had a folder.
    assert_eq!(files(&temporary).into_iter().find(|path| path.is_dir()), None);
}
