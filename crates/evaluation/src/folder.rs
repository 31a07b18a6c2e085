//! Which files of a folder are recordings.
//!
//! In: a folder. Out: one path for each recording, in the order of their names. Never: judges what a file holds,
//! unless nothing but its content tells whether it is meant to be a recording.

use crate::EvaluationError;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The recordings of a folder, in the order of their names: every video, and every recording's JSON without one.
///
/// A half that is missing is found out when the recording is read, so that it gets its row and its complaint.
/// Other JSON files, such as an index, are left alone.
///
/// # Errors
/// [`EvaluationError::Folder`], [`EvaluationError::Empty`].
pub fn recordings_in(folder: &Path) -> Result<Vec<PathBuf>, EvaluationError> {
    let failed = |source| EvaluationError::Folder { path: folder.to_path_buf(), source };
    let mut recordings: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut lone_documents = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("webm" | "mp4") if path.is_file() => {
                recordings.insert(path.with_extension(""), path);
            }
            Some("json") => lone_documents.push(path),
            _ => {}
        }
    }
    for path in lone_documents {
        let stem = path.with_extension("");
        if !recordings.contains_key(&stem) && is_meant_as_recording(&path) {
            recordings.insert(stem, path);
        }
    }
    if recordings.is_empty() {
        return Err(EvaluationError::Empty { path: folder.to_path_buf() });
    }
    Ok(recordings.into_values().collect())
}

/// What is no JSON at all may be a broken recording; somebody should hear of it.
fn is_meant_as_recording(path: &Path) -> bool {
    let Ok(text) = std::fs::read(path) else { return true };
    let Ok(document) = serde_json::from_slice::<Value>(&text) else { return true };
    let format = document.get("format").and_then(Value::as_str);
    format.is_some_and(|format| format.starts_with(FORMAT_PREFIX)) || document.get("client_events").is_some()
}

const FORMAT_PREFIX: &str = "liveness-recording/";

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).expect("a file");
        }
        let found = recordings_in(folder.path()).expect("recordings");
        let names: Vec<_> =
            found.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy()).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn a_folder_without_recordings_says_what_one_is() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("index.json"), "[]").expect("a file");
        let error = recordings_in(folder.path()).expect_err("no video");
        assert!(error.to_string().ends_with("NAME.webm or NAME.mp4 with NAME.json next to it"), "{error}");
    }

    #[test]
    fn recordings_come_in_the_order_of_their_names() {
        check(&[("b.webm", ""), ("a.mp4", ""), ("a.json", ""), ("index.json", "[]")], &["a.mp4", "b.webm"]);
    }

    #[test]
    fn a_recording_without_its_video_is_still_one() {
        let lone = r#"{"format": "liveness-recording/1"}"#;
        check(&[("a.json", lone), ("a.mkv", ""), ("b.webm", "")], &["a.json", "b.webm"]);
        check(&[("a.json", "{\"format\": \"liv"), ("notes.json", "{\"by\": \"me\"}")], &["a.json"]);
    }
}
