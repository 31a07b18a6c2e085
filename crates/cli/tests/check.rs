//! `catchlight check` as a program against `catchlight serve`.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the tests")]

use catchlight_session::{Seed as PlanSeed, plan_challenge};
use catchlight_simulator::{CaptureSettings, Seed, Species, simulate};
use catchlight_types::{ChallengeKind, ChallengeVersion, FrameSize, SessionId};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// A server that is stopped with its test.
struct Serving {
    child: Child,
    endpoint: String,
    folder: TempDir,
}

impl Serving {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
        let mut child = catchlight(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir", "catchlight-data"])
            .arg("--models-dir")
            .arg(models.canonicalize().expect("run `make assets` first"))
            .env("CATCHLIGHT_ACCESS_KEY_ID", "CLAKTEST")
            .env("CATCHLIGHT_SECRET_ACCESS_KEY", "secret")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let endpoint = ready["https"].as_str().unwrap().to_owned();
        Self { child, endpoint, folder }
    }

    /// Runs a check; the authority of the server is found where `serve` leaves it.
    fn check(&self, arguments: &[&str]) -> Output {
        catchlight(self.folder.path())
            .arg("check")
            .args(arguments)
            .args(["--endpoint", &self.endpoint, "--json"])
            .env("AWS_ACCESS_KEY_ID", "CLAKTEST")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .output()
            .unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn catchlight(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catchlight"));
    command.env_clear().current_dir(folder).stdin(Stdio::null());
    command
}

/// Writes an old check, played for a challenge of its own.
fn write_old_check(folder: &Path) -> PathBuf {
    let size = FrameSize { width_px: 320, height_px: 240 };
    let version = ChallengeVersion { major: 2, minor: 0, patch: 0 };
    let kind = ChallengeKind::FaceMovementAndLight;
    let challenge = plan_challenge(&PlanSeed::new([5; 32]), kind, version, size).unwrap();
    let slow = CaptureSettings { fps: 10, ..CaptureSettings::BROWSER };
    let check = simulate(&challenge, Species::Live, Seed::new(5), &slow).unwrap();
    let path = folder.join("old.json");
    check.recording(SessionId::from_random([5; 16])).write(&path).unwrap();
    path
}

fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}

#[test]
fn old_checks_are_played_whole_and_do_not_pass() {
    let serving = Serving::start();
    let folder = serving.folder.path();
    let recording = write_old_check(folder);
    let video = recording.with_extension("webm");
    let size = std::fs::metadata(&video).unwrap().len();
    for (number, (path, transport)) in
        [(&recording, "websocket"), (&recording, "http2"), (&video, "http1")].into_iter().enumerate()
    {
        let pictures = folder.join(format!("pictures-{number}"));
        let output = serving.check(&[
            path.to_str().unwrap(),
            "--fast",
            "--transport",
            transport,
            "--save-images",
            pictures.to_str().unwrap(),
        ]);
        let told = document(&output);
        assert_eq!((output.status.code(), &told["status"]), (Some(0), &json!("SUCCEEDED")), "{output:?}");
        assert!(told["confidence"].as_f64().unwrap() < 50.0, "{told}");
        assert_eq!((&told["video_bytes"], &told["stream_error"]), (&json!(size), &Value::Null));
        let saved = told["pictures"].as_array().unwrap();
        assert!(!saved.is_empty() && saved.iter().all(|path| Path::new(path.as_str().unwrap()).is_file()));
    }
}

/// The arguments of a check whose pictures go to `folder`.
fn with_pictures<'a>(video: &'a Path, folder: &'a str) -> [&'a str; 4] {
    [video.to_str().unwrap(), "--fast", "--save-images", folder]
}

#[test]
fn pictures_are_whole_or_not_there_and_the_answer_is_told_first() {
    let serving = Serving::start();
    let folder = serving.folder.path();
    let video = write_old_check(folder).with_extension("webm");
    std::fs::write(folder.join("taken"), "by a file").unwrap();
    let refused = serving.check(&with_pictures(&video, "taken"));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!((refused.status.code(), refused.stdout.is_empty()), (Some(1), true), "{refused:?}");
    assert_eq!(
        said,
        "catchlight: cannot create taken; choose another --save-images: File exists (os error 17)\n"
    );

    // Files of half a kilobyte at most, as if the disk were full there.
    let mut confined = Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
    let output = confined
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_catchlight"), "check"])
        .args(with_pictures(&video, "small"))
        .args(["--endpoint", &serving.endpoint, "--json"])
        .env("AWS_ACCESS_KEY_ID", "CLAKTEST")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(document(&output)["status"], "SUCCEEDED", "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("catchlight: cannot write small/reference.jpg: File too large"), "{said}");
    assert_eq!(std::fs::read_dir(folder.join("small")).unwrap().count(), 0);
}

#[test]
fn a_check_whose_reader_leaves_is_no_error_and_a_full_disk_is() {
    let serving = Serving::start();
    let folder = serving.folder.path();
    let video = write_old_check(folder).with_extension("webm");
    let run = |stdout: Stdio| {
        let mut command = catchlight(folder);
        command.args(["check", "--endpoint", &serving.endpoint]).args(with_pictures(&video, "pictures"));
        command.env("AWS_ACCESS_KEY_ID", "CLAKTEST").env("AWS_SECRET_ACCESS_KEY", "secret");
        command.stdout(stdout).output().unwrap()
    };
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = run(writer.into());
    assert_eq!((output.status.code(), output.stderr.is_empty()), (Some(0), true), "{output:?}");
    let output = run(std::fs::File::options().write(true).open("/dev/full").unwrap().into());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let expected = "catchlight: cannot write to standard output: No space left on device (os error 28)\n";
    assert_eq!((output.status.code(), said.as_str()), (Some(1), expected));
    for picture in std::fs::read_dir(folder.join("pictures")).unwrap() {
        let path = picture.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(&[0xff, 0xd8]) && bytes.ends_with(&[0xff, 0xd9]), "{}", path.display());
    }
}

#[test]
fn a_challenge_can_be_asked_for() {
    let serving = Serving::start();
    let video = write_old_check(serving.folder.path()).with_extension("webm");
    let told = document(&serving.check(&[video.to_str().unwrap(), "--fast", "--kind", "movement"]));
    assert_eq!(told["challenge"]["type"], "FaceMovementChallenge");
}

#[test]
fn a_simulated_client_answers_the_challenge_that_it_gets() {
    let serving = Serving::start();
    let told = document(&serving.check(&["--simulate", "print_flat", "--seed", "3", "--fast"]));
    assert_eq!((&told["status"], &told["stream_error"]), (&json!("SUCCEEDED"), &Value::Null), "{told}");
    assert!(told["confidence"].as_f64().unwrap() < 50.0, "{told}");
    assert!(told["video_bytes"].as_u64().unwrap() > 100_000, "{told}");
    let refused = serving.check(&["--simulate", "nobody"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("one of live, print_flat"), "{said}");
}

#[test]
fn what_is_missing_is_told() {
    let folder = TempDir::new().unwrap();
    let video = write_old_check(folder.path()).with_extension("webm");
    let told = |command: &mut Command| {
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let mut command = catchlight(folder.path());
    assert_eq!(
        told(command.arg("check").arg(&video)),
        "catchlight: no credentials: AWS_ACCESS_KEY_ID is not set; set it to one of the access keys of the server\n"
    );
    let mut command = catchlight(folder.path());
    command.env("AWS_ACCESS_KEY_ID", "A").env("AWS_SECRET_ACCESS_KEY", "B");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let endpoint = format!("http://{free}");
    let nobody = told(command.arg("check").arg(&video).args(["--endpoint", &endpoint]));
    assert!(
        nobody.starts_with(&format!("catchlight: cannot reach 127.0.0.1 port {}: ", free.port())),
        "{nobody}"
    );
    assert!(nobody.ends_with("; start the server, or correct the endpoint\n"), "{nobody}");
}
