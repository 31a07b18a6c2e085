//! Rules about files that no compiler knows: length, names that mean "rest", links and words of pages, lock files without
//! addresses, members of the stream that too many files name.

use crate::prose;
use crate::stream_members;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Longest source file without its tests, lines.
const MAX_FILE_LINES: usize = 600;
/// Module names that say nothing about what belongs in them.
const BANNED_NAMES: [&str; 5] = ["utils", "common", "helpers", "manager", "methods"];
/// Folders, in addition to pages, whose text users read.
const USER_TEXT: [&str; 4] = ["docs/man", "crates/cli/src", "crates/awscli/src", "web/src/check/words"];

/// Fails with one line for each file that breaks a rule.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let tracked = tracked_files(repository)?;
    let mut problems = stream_members::problems(repository, &tracked)?;
    for path in tracked {
        let full = repository.join(&path);
        if !full.is_file() {
            continue;
        }
        problems.extend(name_problem(&path));
        let source =
            matches!(path.extension().and_then(|end| end.to_str()), Some("rs" | "ts" | "tsx" | "mjs"));
        if source {
            let text =
                std::fs::read_to_string(&full).with_context(|| format!("cannot read {}", full.display()))?;
            problems.extend(length_problem(&path, &text));
        }
        if is_read_by_users(&path) {
            let text =
                std::fs::read_to_string(&full).with_context(|| format!("cannot read {}", full.display()))?;
            problems.extend(prose::banned_words(&path, &text));
        }
        if is_page(&path) {
            let text =
                std::fs::read_to_string(&full).with_context(|| format!("cannot read {}", full.display()))?;
            problems.extend(prose::broken_links(&full, &text, |file| std::fs::read_to_string(file).ok()));
        }
        if path.file_name().is_some_and(|name| name == "package-lock.json") {
            let text =
                std::fs::read_to_string(&full).with_context(|| format!("cannot read {}", full.display()))?;
            problems.extend(lock_problem(&path, &text));
        }
    }
    if !problems.is_empty() {
        bail!("tidy found:\n  {}", problems.join("\n  "));
    }
    Ok(())
}

fn name_problem(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    BANNED_NAMES.contains(&stem).then(|| format!("{}: a file needs a noun, not `{stem}`", path.display()))
}

fn length_problem(path: &Path, text: &str) -> Option<String> {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count();
    let too_long = lines > MAX_FILE_LINES;
    too_long
        .then(|| format!("{}: {lines} lines without tests, the limit is {MAX_FILE_LINES}", path.display()))
}

/// Whether this file is a page of the documentation.
fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "md")
}

/// Whether users read the words of this file: pages, manual pages, help and errors of the commands, the check page.
fn is_read_by_users(path: &Path) -> bool {
    is_page(path) || USER_TEXT.iter().any(|folder| path.starts_with(folder))
}

fn lock_problem(path: &Path, text: &str) -> Option<String> {
    let found = text.contains("\"resolved\"");
    found.then(|| format!("{}: remove the `resolved` lines, a lock file names no address", path.display()))
}

/// What git knows of the repository, paths from its root.
pub(crate) fn tracked_files(repository: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(repository)
        .output()
        .context("cannot start git ls-files")?;
    if !output.status.success() {
        bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let names = String::from_utf8(output.stdout).context("a tracked file name is not UTF-8")?;
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_do_not_count_as_length() {
        let code = "x\n".repeat(MAX_FILE_LINES);
        let with_tests = format!("{code}#[cfg(test)]\nmod tests {{\n}}\n");
        assert_eq!(length_problem(Path::new("a.rs"), &with_tests), None);
        assert!(length_problem(Path::new("a.rs"), &format!("{code}y\n")).is_some());
    }

    #[test]
    fn names_that_mean_rest_are_refused() {
        assert!(name_problem(Path::new("crates/x/src/utils.rs")).is_some());
        assert_eq!(name_problem(Path::new("crates/x/src/oval.rs")), None);
    }

    #[test]
    fn users_read_pages_and_help() {
        for path in
            ["docs/console.md", "docs/man/x.1", "crates/cli/src/config.rs", "web/src/check/words/en.js"]
        {
            assert!(is_read_by_users(Path::new(path)), "{path}");
        }
        assert!(!is_read_by_users(Path::new("crates/store/src/audit.rs")));
    }

    #[test]
    fn a_lock_file_names_no_address() {
        assert!(lock_problem(Path::new("package-lock.json"), "{\"resolved\": \"x\"}").is_some());
        assert_eq!(lock_problem(Path::new("package-lock.json"), "{\"integrity\": \"x\"}"), None);
    }
}
