//! `catchlight eval` as a user runs it on recordings that others made.

#![expect(clippy::unwrap_used, reason = "the helpers here are part of the tests")]

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

fn catchlight(arguments: &[&str], folder: &Path) -> Output {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    Command::new(env!("CARGO_BIN_EXE_catchlight"))
        .args(arguments)
        .env("CATCHLIGHT_MODELS_DIR", models)
        .current_dir(folder)
        .output()
        .expect("the command was built with this test")
}

/// A folder with the recording `whole`, a short check by an injected video.
fn folder_with_a_recording() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let simulate = [
        "simulate",
        "--species",
        "inject_plain",
        "--challenge",
        "movement",
        "--size",
        "160x120",
        "--out",
        "set",
    ];
    let output = catchlight(&simulate, folder.path());
    assert!(output.status.success(), "{output:?}");
    let set = folder.path().join("set");
    for ending in ["json", "webm"] {
        let made = std::fs::read_dir(&set).unwrap().map(|entry| entry.unwrap().path());
        let made =
            made.into_iter().find(|path| path.extension().is_some_and(|found| found == ending)).unwrap();
        std::fs::rename(made, set.join("whole").with_extension(ending)).unwrap();
    }
    folder
}

/// A copy of `whole` under another name with its document changed.
fn copy(set: &Path, name: &str, change: impl Fn(&mut Value)) {
    let text = std::fs::read(set.join("whole.json")).unwrap();
    let mut document: Value = serde_json::from_slice(&text).unwrap();
    change(&mut document);
    std::fs::write(set.join(name).with_extension("json"), document.to_string()).unwrap();
    if name != "whole" {
        std::fs::copy(set.join("whole.webm"), set.join(name).with_extension("webm")).unwrap();
    }
}

fn without_label(document: &mut Value) {
    let members = document.as_object_mut().unwrap();
    members.remove("label");
    members.remove("truth");
}

#[test]
fn recordings_without_label_have_rows_and_a_broken_one_spoils_no_other() {
    let folder = folder_with_a_recording();
    let set = folder.path().join("set");
    copy(&set, "odd-members", |document| {
        without_label(document);
        document["label"] = json!({"split": "held out"});
        document["maker"] = json!("somebody else");
        document["session"].as_object_mut().unwrap().remove("user_agent");
    });
    copy(&set, "ends-early", |document| {
        without_label(document);
        let events = document["client_events"].as_array_mut().unwrap();
        let middle = events.iter().filter(|event| event.get("VideoEvent").is_some()).count() / 2;
        let slices = events.iter_mut().filter_map(|event| event.get_mut("VideoEvent"));
        for (place, slice) in slices.enumerate().skip(middle) {
            let length = if place == middle { slice["length"].as_u64().unwrap() / 2 } else { 0 };
            slice["length"] = json!(length);
        }
    });
    copy(&set, "no-video", without_label);
    std::fs::remove_file(set.join("no-video.webm")).unwrap();
    copy(&set, "other-container", without_label);
    std::fs::rename(set.join("other-container.webm"), set.join("other-container.mkv")).unwrap();
    copy(&set, "whole", without_label);
    std::fs::write(set.join("readme.json"), "{\"by\": \"somebody else\"}").unwrap();

    let output = catchlight(&["eval", "set", "--json", "out.json", "--html", "out.html"], folder.path());
    let (text, complaint) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("2 of 5 recordings could not be evaluated"), "{complaint}");
    assert!(complaint.contains("other-container.json: put NAME.webm or NAME.mp4"), "{complaint}");
    assert!(text.contains("no recording has a label"), "{text}");
    assert!(!text.contains("APCER") && !text.contains("BPCER"), "{text}");
    let document: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("out.json")).unwrap()).unwrap();
    assert_eq!(document["metrics"], Value::Null);
    let rows = document["recordings"].as_array().unwrap();
    let answers: Vec<_> = rows.iter().map(|row| (row["name"].as_str().unwrap(), &row["status"])).collect();
    let expected = json!(["FAILED", null, "SUCCEEDED", null, "SUCCEEDED"]);
    let names = ["ends-early", "no-video", "odd-members", "other-container", "whole"];
    assert_eq!(answers, names.into_iter().zip(expected.as_array().unwrap()).collect::<Vec<_>>());
    assert!(!std::fs::read_to_string(folder.path().join("out.html")).unwrap().contains("APCER"));
}

#[test]
fn a_labelled_set_has_figures_and_exits_with_0() {
    let folder = folder_with_a_recording();
    let output = catchlight(&["eval", "set"], folder.path());
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(text.contains("APCER inject_plain") && text.contains("injection"), "{text}");
}
