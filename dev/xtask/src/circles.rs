//! Finds files of one crate that import each other in a circle.
//!
//! In: the source files of every crate. Out: one line for each circle, with the imports that close it.
//!
//! Two rules. Each counts what the programs are built from; what stands under `#[cfg(test)]` may import anything.
//!
//! 1. Neighbours: a file `foo.rs` and everything in its folder `foo/` are one unit. The units of a folder must not import
//!    each other in a circle. A file and the files in its folder may import each other: they are read together.
//! 2. Families: files that all reach each other by imports must be one family, that is `foo.rs` with the files that lie
//!    directly in `foo/`. This finds the circles that go through a file above, such as `main.rs`.
//!
//! An import leads to the file that defines the item: re-exports are followed. It is read from the text of `use` and of
//! paths that begin with `crate`, `super`, `self` or a module of the file; what a macro writes is not seen.

mod imports;
mod tokens;

use anyhow::{Context, Result};
use imports::{Imports, ModulePath};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::{Path, PathBuf};

/// One line for each circle in any crate of the repository.
pub(crate) fn problems(repository: &Path) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for folder in ["crates", "dev"] {
        for package in sorted_entries(&repository.join(folder))? {
            let sources = package.join("src");
            let name = sources.strip_prefix(repository).unwrap_or(&sources).display().to_string();
            if sources.is_dir() {
                let imports = Imports::of(&read_sources(&sources)?);
                problems.extend(circles(&imports).into_iter().map(|circle| format!("{name}: {circle}")));
            }
        }
    }
    Ok(problems)
}

/// The circles of one crate, by both rules.
fn circles(imports: &Imports) -> Vec<String> {
    let mut circles = between_neighbours(imports);
    circles.extend(across_families(imports));
    circles
}

fn between_neighbours(imports: &Imports) -> Vec<String> {
    let folders: BTreeSet<&[String]> =
        imports.files().filter_map(|file| file.split_last()).map(|(_, folder)| folder).collect();
    let mut circles = Vec::new();
    for folder in folders {
        let unit = |file: &ModulePath| file.strip_prefix(folder).and_then(<[String]>::first).cloned();
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in imports.edges() {
            if let (Some(from), Some(to)) = (unit(from), unit(to))
                && from != to
            {
                edges.entry(from).or_default().insert(to);
            }
        }
        for circle in knots(&edges) {
            let is_inside = |file: &ModulePath| unit(file).is_some_and(|unit| circle.contains(&unit));
            let closing = imports
                .edges()
                .filter(|(from, to)| is_inside(from) && is_inside(to) && unit(from) != unit(to));
            let units = circle.iter().cloned().collect::<Vec<_>>().join(", ");
            circles.push(format!("{units} import each other: {}", listed(closing)));
        }
    }
    circles
}

fn across_families(imports: &Imports) -> Vec<String> {
    let mut edges: BTreeMap<ModulePath, BTreeSet<ModulePath>> = BTreeMap::new();
    for (from, to) in imports.edges() {
        edges.entry(from.clone()).or_default().insert(to.clone());
    }
    let mut circles = Vec::new();
    for circle in knots(&edges) {
        let is_in = |file: &ModulePath, parent: &[String]| {
            file == parent || file.split_last().is_some_and(|(_, folder)| folder == parent)
        };
        let mut parents = circle
            .iter()
            .flat_map(|file| [file.as_slice(), file.split_last().map_or(&[], |(_, folder)| folder)]);
        if parents.any(|parent| circle.iter().all(|file| is_in(file, parent))) {
            continue;
        }
        let closing = imports.edges().filter(|(from, to)| circle.contains(*from) && circle.contains(*to));
        let files: Vec<String> = circle.iter().map(file_name).collect();
        circles.push(format!("{} reach each other: {}", files.join(", "), listed(closing)));
    }
    circles
}

/// Groups of more than one node that all reach each other.
fn knots<T: Ord + Clone + Debug>(edges: &BTreeMap<T, BTreeSet<T>>) -> Vec<BTreeSet<T>> {
    let reached: BTreeMap<&T, BTreeSet<&T>> = edges.keys().map(|node| (node, reach(node, edges))).collect();
    let mut found: Vec<BTreeSet<T>> = Vec::new();
    for (&node, reaches) in &reached {
        let mutual =
            reaches.iter().filter(|other| reached.get(**other).is_some_and(|back| back.contains(node)));
        let knot: BTreeSet<T> = mutual.map(|other| (*other).clone()).collect();
        if knot.len() > 1 && !found.contains(&knot) {
            found.push(knot);
        }
    }
    found
}

/// Everything that imports lead to from a node.
fn reach<'a, T: Ord>(start: &'a T, edges: &'a BTreeMap<T, BTreeSet<T>>) -> BTreeSet<&'a T> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(node) = waiting.pop() {
        for next in edges.get(node).into_iter().flatten() {
            if reached.insert(next) {
                waiting.push(next);
            }
        }
    }
    reached
}

fn listed<'a>(edges: impl Iterator<Item = (&'a ModulePath, &'a ModulePath)>) -> String {
    let edges: Vec<String> =
        edges.map(|(from, to)| format!("{} -> {}", file_name(from), file_name(to))).collect();
    let more = edges.len().saturating_sub(EDGES_SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    edges.into_iter().take(EDGES_SHOWN).collect::<Vec<_>>().join(", ") + &rest
}

fn file_name(file: &ModulePath) -> String {
    if file.is_empty() { "the root".to_owned() } else { format!("{}.rs", file.join("/")) }
}

fn read_sources(folder: &Path) -> Result<Vec<(ModulePath, String)>> {
    let mut sources = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for path in sorted_entries(&current)? {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                sources.push((module_path(path.strip_prefix(folder)?), text));
            }
        }
    }
    Ok(sources)
}

/// `lib.rs` and `main.rs` are the root, `a/b.rs` is the module `a::b`.
fn module_path(file: &Path) -> ModulePath {
    let stem = file.with_extension("");
    let path: ModulePath =
        stem.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if path == ["lib"] || path == ["main"] { Vec::new() } else { path }
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Imports that a line lists; the first ones are enough to see where a circle closes.
const EDGES_SHOWN: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(files: &[(&str, &str)], expected: &Expect) {
        let sources: Vec<(ModulePath, String)> =
            files.iter().map(|(file, text)| (module_path(Path::new(file)), (*text).to_owned())).collect();
        expected.assert_eq(&circles(&Imports::of(&sources)).join("\n"));
    }

    #[test]
    fn a_file_and_its_folder_may_import_each_other() {
        let parent = ("a.rs", "mod b;\nuse b::B;\npub struct A;");
        check(&[("lib.rs", "mod a;"), parent, ("a/b.rs", "use super::A;\npub struct B;")], &expect![""]);
    }

    #[test]
    fn neighbours_must_not() {
        check(
            &[("a.rs", "use crate::b::B;\npub struct A;"), ("b.rs", "use crate::a::A;\npub struct B;")],
            &expect!["a, b import each other: a.rs -> b.rs, b.rs -> a.rs"],
        );
        // Not one file reaches itself, but the folder does.
        let files = [
            ("a.rs", "mod x;\nmod y;"),
            ("a/x.rs", "use crate::b;"),
            ("a/y.rs", "pub struct Y;"),
            ("b.rs", "fn f() { crate::a::y::Y; }"),
        ];
        check(&files, &expect!["a, b import each other: a/x.rs -> b.rs, b.rs -> a/y.rs"]);
    }

    #[test]
    fn re_exports_lead_to_the_file_that_defines() {
        let root = ("lib.rs", "mod a;\nmod b;\npub use a::{A, deep::Deep as Renamed};\npub use b::*;");
        let deep = ("a/deep.rs", "use crate::B;\npub struct Deep;");
        check(
            &[
                root,
                ("a.rs", "mod deep;\npub struct A;"),
                deep,
                ("b.rs", "use crate::Renamed;\npub struct B;"),
            ],
            &expect![
                "a, b import each other: a/deep.rs -> b.rs, b.rs -> a/deep.rs\na/deep.rs, b.rs reach each other: a/deep.rs -> b.rs, b.rs -> a/deep.rs"
            ],
        );
    }

    #[test]
    fn a_circle_through_the_root_is_found() {
        check(
            &[
                ("main.rs", "mod a;\nuse a::run;\nfn help() {}"),
                ("a.rs", "mod b;\npub fn run() { b::go() }"),
                ("a/b.rs", "pub fn go() { crate::help() }"),
            ],
            &expect![
                "the root, a.rs, a/b.rs reach each other: the root -> a.rs, a.rs -> a/b.rs, a/b.rs -> the root"
            ],
        );
    }

    #[test]
    fn tests_comments_and_strings_import_nothing() {
        let tests = "// use crate::b;\n/// [`crate::b`]\nconst S: &str = \"crate::b\";\n#[cfg(test)]\nmod tests {\n use crate::b; }\n#[cfg(test)]\nmod testing;\npub struct A;";
        let files = [("a.rs", tests), ("a/testing.rs", "use crate::b;"), ("b.rs", "use crate::a::A;")];
        check(&files, &expect![""]);
    }
}
