//! Looks for dependencies that nothing uses.
//!
//! In: the manifests, as `cargo metadata` resolves them, and the text of every source file. Out: each entry of
//! `[workspace.dependencies]` that no member inherits, and each dependency of a member that its source does not name.

use crate::metadata;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders whose code sees the dependencies for tests as well.
const TEST_FOLDERS: [&str; 3] = ["tests", "benches", "examples"];

/// A dependency of one member, under the name that its source uses.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Dependency {
    crate_name: String,
    kind: Kind,
}

/// The section of the manifest that lists a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Normal,
    Development,
    Build,
}

/// The text of one member, by what it is compiled for.
#[derive(Debug, Default)]
struct Source {
    /// Library and binaries, without the tests at the end of a file.
    program: String,
    /// Tests, benchmarks, examples, and the documentation that is tested.
    tests: String,
    build_script: String,
}

/// Fails with one line for each dependency that nothing uses.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let platform = host_platform()?;
    let metadata = metadata::read(repository, &["--locked", "--filter-platform", &platform])?;
    let manifest =
        std::fs::read_to_string(repository.join("Cargo.toml")).context("cannot read Cargo.toml")?;
    let mut problems = unused_in_workspace(&shared_names(&manifest)?, &inherited_names(&metadata));
    for (name, folder, dependencies) in members(&metadata)? {
        problems.extend(unused_in_member(&name, &dependencies, &read_source(&folder)?));
    }
    if !problems.is_empty() {
        bail!("dependencies that nothing uses:\n  {}", problems.join("\n  "));
    }
    Ok(())
}

fn unused_in_workspace(shared: &[String], inherited: &BTreeSet<String>) -> Vec<String> {
    let unused = shared.iter().filter(|name| !inherited.contains(*name));
    unused.map(|name| format!("{name} is in [workspace.dependencies] but no crate uses it")).collect()
}

fn unused_in_member(member: &str, dependencies: &[Dependency], source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    for Dependency { crate_name, kind } in dependencies {
        let in_program = names_crate(&source.program, crate_name);
        let in_tests = names_crate(&source.tests, crate_name);
        let problem = match kind {
            Kind::Build if !names_crate(&source.build_script, crate_name) => {
                "is a dependency of its build script, which does not use it"
            }
            Kind::Normal if !in_program && in_tests => "is used by tests only: move it to [dev-dependencies]",
            Kind::Normal if !in_program => "is a dependency that no source file uses",
            Kind::Development if !in_program && !in_tests => "is a dependency for tests that no test uses",
            Kind::Normal | Kind::Development | Kind::Build => continue,
        };
        problems.push(format!("{member}: {crate_name} {problem}"));
    }
    problems
}

/// Whether `text` has a path that begins with this crate, or imports it by its name alone.
fn names_crate(text: &str, crate_name: &str) -> bool {
    text.match_indices(crate_name).any(|(place, _)| {
        let (before, rest) = (&text[..place], &text[place + crate_name.len()..]);
        let continues =
            |text: &str| text.ends_with(|last: char| last.is_alphanumeric() || "_:.>".contains(last));
        let before = before.strip_suffix("::").filter(|before| !continues(before)).unwrap_or(before);
        let is_import = before.ends_with("use ") && rest.starts_with([';', ' ']);
        !continues(before) && (rest.starts_with("::") || is_import)
    })
}

fn read_source(folder: &Path) -> Result<Source> {
    let mut source = Source::default();
    for file in files_below(folder)? {
        let is_rust = file.extension().is_some_and(|end| end == "rs");
        let is_page = file.extension().is_some_and(|end| end == "md");
        if !is_rust && !is_page {
            continue;
        }
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let below = file.strip_prefix(folder).unwrap_or(&file);
        if below == Path::new("build.rs") {
            source.build_script.push_str(&text);
        } else if is_page || TEST_FOLDERS.iter().any(|tests| below.starts_with(tests)) {
            source.tests.push_str(&text);
        } else {
            split_into(&mut source, &text);
        }
    }
    Ok(source)
}

/// Adds a source file: its code to the program, its comments and the tests at its end to the tests.
fn split_into(source: &mut Source, text: &str) {
    let mut in_tests = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        in_tests |= line == "#[cfg(test)]" && lines.peek().is_some_and(|next| next.starts_with("mod "));
        let to = if in_tests || line.trim_start().starts_with("//") {
            &mut source.tests
        } else {
            &mut source.program
        };
        to.push_str(line);
        to.push('\n');
    }
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in next.read_dir().with_context(|| format!("cannot list {}", next.display()))? {
            let path = entry?.path();
            if !path.is_dir() {
                files.push(path);
            } else if path.file_name().is_some_and(|name| name != "target" && name != "node_modules") {
                folders.push(path);
            }
        }
    }
    Ok(files)
}

fn shared_names(manifest: &str) -> Result<Vec<String>> {
    let manifest: toml::Table = manifest.parse().context("Cargo.toml is not TOML")?;
    let shared = manifest["workspace"].get("dependencies").and_then(toml::Value::as_table);
    let shared = shared.context("Cargo.toml has no [workspace.dependencies]")?;
    Ok(shared.keys().cloned().collect())
}

fn inherited_names(metadata: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for package in own_packages(metadata) {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            names.extend(dependency["rename"].as_str().or(dependency["name"].as_str()).map(str::to_owned));
        }
    }
    names
}

fn own_packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    let ids = metadata["workspace_members"].as_array().into_iter().flatten();
    let ids: Vec<&Value> = ids.collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages.filter(move |package| ids.contains(&&package["id"]))
}

/// Each package of ours: its name, its folder, its dependencies.
fn members(metadata: &Value) -> Result<Vec<(String, PathBuf, Vec<Dependency>)>> {
    let nodes = metadata["resolve"]["nodes"].as_array().context("cargo metadata resolved nothing")?;
    let mut members = Vec::new();
    for package in own_packages(metadata) {
        let name = package["name"].as_str().context("a package has no name")?;
        let manifest = package["manifest_path"].as_str().context("a package has no manifest")?;
        let folder = Path::new(manifest).parent().context("a manifest has no folder")?;
        let node = nodes.iter().find(|node| node["id"] == package["id"]);
        let node = node.with_context(|| format!("cargo metadata did not resolve {name}"))?;
        members.push((name.to_owned(), folder.to_owned(), dependencies(node)));
    }
    Ok(members)
}

fn dependencies(node: &Value) -> Vec<Dependency> {
    let mut found = Vec::new();
    for dependency in node["deps"].as_array().into_iter().flatten() {
        for section in dependency["dep_kinds"].as_array().into_iter().flatten() {
            let kind = match section["kind"].as_str() {
                Some("dev") => Kind::Development,
                Some("build") => Kind::Build,
                _ => Kind::Normal,
            };
            let crate_name = dependency["name"].as_str().unwrap_or_default().to_owned();
            found.push(Dependency { crate_name, kind });
        }
    }
    found
}

fn host_platform() -> Result<String> {
    let output = std::process::Command::new("rustc").arg("-vV").output().context("cannot start rustc -vV")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(kind: Kind, program: &str, expected: &Expect) {
        let mut source = Source { build_script: "cc::Build::new();".to_owned(), ..Source::default() };
        split_into(&mut source, program);
        let dependency = Dependency { crate_name: "time".to_owned(), kind };
        expected.assert_eq(&unused_in_member("store", &[dependency], &source).join("; "));
    }

    #[test]
    fn a_dependency_is_used_where_a_path_begins_with_it() {
        check(Kind::Normal, "use time::Date;", &expect![""]);
        check(Kind::Normal, "use time;", &expect![""]);
        check(Kind::Normal, "#[time::test]\nfn x(at: &::time::Date) {}", &expect![""]);
        check(
            Kind::Build,
            "",
            &expect!["store: time is a dependency of its build script, which does not use it"],
        );
    }

    #[test]
    fn a_word_that_is_no_path_uses_nothing() {
        let unused = expect!["store: time is a dependency that no source file uses"];
        check(
            Kind::Normal,
            "use std::time::Duration;\nlet time = 3;\nx.time::<u8>();\nmytime::now();",
            &unused,
        );
    }

    #[test]
    fn what_only_tests_use_belongs_to_the_tests() {
        let only_tests = "fn x() {}\n#[cfg(test)]\nmod tests {\n    use time::Date;\n}";
        let moved = expect!["store: time is used by tests only: move it to [dev-dependencies]"];
        check(Kind::Normal, only_tests, &moved);
        check(Kind::Normal, "/// let now = time::now();\nfn x() {}", &moved);
        check(Kind::Development, only_tests, &expect![""]);
        check(Kind::Development, "", &expect!["store: time is a dependency for tests that no test uses"]);
    }

    #[test]
    fn a_function_for_tests_does_not_end_the_program() {
        check(Kind::Normal, "#[cfg(test)]\nfn x() {}\nfn y() -> time::Date {}", &expect![""]);
    }

    #[test]
    fn an_entry_of_the_workspace_is_used_by_a_member() {
        let manifest = "[workspace]\nmembers = []\n[workspace.dependencies]\ntime = \"1\"\nhex = \"1\"\n";
        let metadata = serde_json::json!({
            "workspace_members": ["a"],
            "packages": [
                { "id": "a", "dependencies": [{ "name": "time", "rename": null }] },
                { "id": "b", "dependencies": [{ "name": "hex", "rename": null }] },
            ],
        });
        let problems = unused_in_workspace(&shared_names(manifest).unwrap(), &inherited_names(&metadata));
        assert_eq!(problems, ["hex is in [workspace.dependencies] but no crate uses it"]);
    }
}
