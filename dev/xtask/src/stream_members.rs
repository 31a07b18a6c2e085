//! One schema of the stream: how many source files name each of its members.
//!
//! In: the structures of `wire` that hold the events, and every tracked Rust file. Out: each member that more files
//! name than [`MAX_FILES`], with their paths. A file names a member when its identifier stands in it as a whole word.

use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Most files that may name a member: the structure, its conversion, the client's schema, and tests of those.
const MAX_FILES: usize = 6;
/// Where the events' structures are declared.
const SHAPES: [&str; 2] =
    ["crates/wire/src/eventstream/client_event.rs", "crates/wire/src/eventstream/server_event.rs"];
/// Names that mean something else as well, so that files may write them for other reasons.
const OTHER_WORDS: [(&str, &str); 18] = [
    ("bounding_box", "the face within an image of a result"),
    ("center_x", "any ellipse"),
    ("center_y", "any ellipse"),
    ("challenge", "the challenge of the domain"),
    ("challenge_id", "a member of the domain's claim"),
    ("height", "any size"),
    ("initial_face", "a member of the domain's claim"),
    ("left", "any rectangle"),
    ("message", "any text"),
    ("name", "anything that has one"),
    ("rgb", "any colour"),
    ("session_information", "a function of the server"),
    ("target_face", "a member of the domain's claim"),
    ("timestamp_millis", "the time that a slice and the end of a check carry"),
    ("top", "any rectangle"),
    ("type", "the language's own word"),
    ("version", "any version"),
    ("width", "any size"),
];
/// A slice has one member beside its time, and whoever sends or takes a slice names it.
const SLICE: &str = "video_chunk";

/// One line for each member that too many files name, and for each entry of the list above that is not needed.
pub(crate) fn problems(repository: &Path, tracked: &[PathBuf]) -> Result<Vec<String>> {
    let mut members = BTreeSet::new();
    for path in SHAPES {
        members.extend(members_of(&read(&repository.join(path))?));
    }
    let mut sources = Vec::new();
    for path in tracked.iter().filter(|path| is_source(path)) {
        let full = repository.join(path);
        if full.is_file() {
            sources.push((path.display().to_string(), read(&full)?));
        }
    }
    if members.is_empty() || sources.is_empty() {
        bail!("no members in {SHAPES:?}, or no sources");
    }
    Ok(violations(&members, &sources))
}

fn violations(members: &BTreeSet<String>, sources: &[(String, String)]) -> Vec<String> {
    let words: Vec<(&str, BTreeSet<&str>)> =
        sources.iter().map(|(path, text)| (path.as_str(), words_of(text))).collect();
    let mut problems = Vec::new();
    for member in members {
        let naming: Vec<&str> = words
            .iter()
            .filter(|(_, words)| words.contains(member.as_str()))
            .map(|(path, _)| *path)
            .collect();
        let is_other = member == SLICE || OTHER_WORDS.iter().any(|(word, _)| word == member);
        if naming.len() > MAX_FILES && !is_other {
            problems.push(format!(
                "{} files name the stream's `{member}`, the limit is {MAX_FILES}; convert in wire: {}",
                naming.len(),
                naming.join(", ")
            ));
        }
        if naming.len() <= MAX_FILES && is_other {
            problems.push(format!("`{member}` needs no exception in {}", file!()));
        }
    }
    let known = |word: &str| members.contains(word);
    problems.extend(
        OTHER_WORDS
            .iter()
            .filter(|(word, _)| !known(word))
            .map(|(word, _)| format!("`{word}` is no member of the stream, see {}", file!())),
    );
    problems
}

/// The public fields of the structures in a file.
fn members_of(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| {
        let (name, _) = line.strip_prefix("    pub ")?.split_once(':')?;
        let name = name.strip_prefix("r#").unwrap_or(name);
        name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_').then(|| name.to_owned())
    })
}

fn words_of(text: &str) -> BTreeSet<&str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect()
}

fn is_source(path: &Path) -> bool {
    let ours = path.starts_with("crates") || path.starts_with("dev");
    // The list of exceptions in this file is no use of the members.
    ours && path.extension().is_some_and(|end| end == "rs") && !path.ends_with("xtask/src/stream_members.rs")
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const EVENT: &str = "pub struct A {\n    /// Text.\n    pub flat_time: f32,\n    pub r#type: String,\n}\n\nimpl A {\n    pub fn new() -> Self {}\n}\n";

    fn check(files: usize, text: &str, expected: &Expect) {
        let members: BTreeSet<String> = members_of(EVENT).collect();
        assert_eq!(members, BTreeSet::from(["flat_time".to_owned(), "type".to_owned()]));
        let sources: Vec<_> = (0..files).map(|number| (format!("{number}.rs"), text.to_owned())).collect();
        let found = violations(&members, &sources);
        let about = found.into_iter().filter(|line| !line.contains("is no member of the stream"));
        expected.assert_eq(&about.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn a_member_that_too_many_files_name_is_reported() {
        check(
            6,
            "one.flat_time; r#type",
            &expect!["`type` needs no exception in dev/xtask/src/stream_members.rs"],
        );
        check(
            7,
            "one.flat_time; r#type",
            &expect![
                "7 files name the stream's `flat_time`, the limit is 6; convert in wire: 0.rs, 1.rs, 2.rs, 3.rs, 4.rs, 5.rs, 6.rs"
            ],
        );
        check(7, "one.flat_time_ms; r#type", &expect![""]);
    }

    #[test]
    fn the_stream_of_this_repository_has_one_schema() {
        let repository = launch::repository();
        let tracked = crate::tidy::tracked_files(repository).unwrap();
        assert_eq!(problems(repository, &tracked).unwrap(), [""; 0]);
    }
}
