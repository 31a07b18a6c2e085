//! `catchlight simulate` as a user runs it.

use catchlight_recording::Recording;
use std::path::Path;
use std::process::{Command, Output};

fn simulate(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_catchlight"))
        .arg("simulate")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command was built with this test")
}

#[test]
fn a_seed_becomes_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        ["--species", "print_flat", "--challenge", "movement", "--size", "160x120", "--seed", "3"];
    let output = simulate(&[&arguments[..], &["--out", "made"]].concat(), folder.path());
    assert!(output.status.success(), "{output:?}");
    let recording = Recording::read(&folder.path().join("made/print_flat-000003.json")).unwrap();
    assert!(recording.label.is_some_and(|label| !label.bona_fide));
    assert!(recording.video.len() > 10_000);
}

#[test]
fn a_camera_file_needs_a_known_ending() {
    let folder = tempfile::tempdir().unwrap();
    let output = simulate(&["--camera", "person.avi"], folder.path());
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains(".mjpeg or .y4m"));
}

#[test]
fn the_light_of_a_print_is_written_and_that_of_an_injection_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let film = |species| {
        simulate(&["--species", species, "--size", "160x120", "--light-basis", "light.basis"], folder.path())
    };
    let output = film("print_flat");
    assert!(output.status.success(), "{output:?}");
    let bytes = std::fs::read(folder.path().join("light.basis")).unwrap();
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap();
    let about: serde_json::Value = serde_json::from_slice(first).unwrap();
    assert_eq!(about["species"], "print_flat");
    assert_eq!(about["video"], serde_json::json!({"widthPx": 160, "heightPx": 120}));
    let output = film("inject_plain");
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("choose one of live, print_flat"), "{told}");
}

#[test]
fn an_unknown_species_is_refused_with_the_known_ones() {
    let folder = tempfile::tempdir().unwrap();
    let output = simulate(&["--species", "ghost", "--out", "made"], folder.path());
    assert!(String::from_utf8_lossy(&output.stderr).contains("print_flat"));
}
