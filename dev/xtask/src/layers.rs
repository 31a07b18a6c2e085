//! Compares the crates' imports with the table in docs/architecture.md, and looks for imports that no registry has.
//!
//! In: `cargo metadata` and the table. Out: every import the table does not allow, and every import by which a crate
//! that is published needs one that is not.

use crate::{circles, metadata};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

type Imports = BTreeMap<String, Vec<String>>;

/// Fails with one line for each import that the table does not allow, and for each crate it does not know.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let page = repository.join("docs/architecture.md");
    let text = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let packages = packages(repository)?;
    let actual = packages.iter().filter_map(crate_imports).collect();
    let mut problems = violations(&allowed_imports(&text), &actual);
    problems.extend(unpublished_imports(&packages));
    if !problems.is_empty() {
        bail!("imports differ from docs/architecture.md:\n  {}", problems.join("\n  "));
    }
    let circles = circles::problems(repository)?;
    if !circles.is_empty() {
        bail!("files import each other in circles:\n  {}", circles.join("\n  "));
    }
    Ok(())
}

fn violations(allowed: &Imports, actual: &Imports) -> Vec<String> {
    let mut problems = Vec::new();
    for (importer, imports) in actual {
        let Some(permitted) = allowed.get(importer) else {
            problems.push(format!("{importer} has no row in the table"));
            continue;
        };
        for import in imports.iter().filter(|import| !permitted.contains(import)) {
            problems.push(format!("{importer} must not import {import}"));
        }
    }
    for stale in allowed.keys().filter(|name| !actual.contains_key(*name)) {
        problems.push(format!("{stale} is in the table but is not a crate"));
    }
    problems
}

/// Reads the rows `| crate | imports | ...` below the heading of the import table.
fn allowed_imports(page: &str) -> Imports {
    page.lines()
        .skip_while(|line| !line.starts_with("| crate | may import"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let name = cells.next()?.trim_matches('`').to_owned();
            let imports = cells.next()?.split([',', ' ']).filter(|word| !word.is_empty() && *word != "-");
            Some((name, imports.map(str::to_owned).collect()))
        })
        .collect()
}

fn packages(repository: &Path) -> Result<Vec<Value>> {
    let mut metadata = metadata::read(repository, &["--no-deps", "--offline"])?;
    match metadata["packages"].take() {
        Value::Array(packages) => Ok(packages),
        _ => bail!("cargo metadata lists no packages"),
    }
}

/// Published crates that need one of ours which is not. An import for tests may be unpublished as long as it names no
/// version, since cargo then leaves it out of what it publishes.
fn unpublished_imports(packages: &[Value]) -> Vec<String> {
    let is_published = |package: &&Value| package["publish"].as_array().is_none_or(|to| !to.is_empty());
    let published: Vec<&Value> = packages.iter().filter(is_published).collect();
    let mut problems = Vec::new();
    for package in &published {
        for import in package["dependencies"].as_array().into_iter().flatten() {
            let left_out = import["kind"] == "dev" && import["req"] == "*";
            let is_known = published.iter().any(|package| package["name"] == import["name"]);
            if import["path"].is_string() && !left_out && !is_known {
                let name = |of: &Value| of["name"].as_str().unwrap_or_default().to_owned();
                problems.push(format!(
                    "{} is published and needs {}, which is not",
                    name(package),
                    name(import)
                ));
            }
        }
    }
    problems
}

fn crate_imports(package: &Value) -> Option<(String, Vec<String>)> {
    let name = short_name(package["name"].as_str()?)?;
    let imports =
        package["dependencies"].as_array()?.iter().filter(|dependency| dependency["kind"].is_null());
    let ours = imports.filter_map(|dependency| short_name(dependency["name"].as_str()?));
    Some((name, ours.collect()))
}

/// The name in the table: `catchlight-wire` is `wire`, the binary `catchlight` is `cli`; programs for developers have none.
fn short_name(package: &str) -> Option<String> {
    match package {
        "catchlight" => Some("cli".to_owned()),
        other => other.strip_prefix("catchlight-").map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const TABLE: &str = "text\n| crate | may import (of ours) | never |\n|---|---|---|\n| types | - | x |\n| wire | types | y |\n\nmore";

    fn check(actual: &[(&str, &[&str])], expected: &Expect) {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let actual = actual.iter().map(|(name, imports)| ((*name).to_owned(), owned(imports))).collect();
        expected.assert_eq(&violations(&allowed_imports(TABLE), &actual).join("; "));
    }

    fn check_published(import: &Value, expected: &Expect) {
        let packages = [
            serde_json::json!({ "name": "client", "publish": null, "dependencies": [import] }),
            serde_json::json!({ "name": "wire", "publish": null, "dependencies": [] }),
            serde_json::json!({ "name": "server", "publish": [], "dependencies": [] }),
        ];
        expected.assert_eq(&unpublished_imports(&packages).join("; "));
    }

    #[test]
    fn a_published_crate_needs_published_ones_only() {
        let import = |name: &str, kind: Option<&str>, req: &str| serde_json::json!({ "name": name, "kind": kind, "req": req, "path": "crates" });
        check_published(&import("wire", None, "^0.1.0"), &expect![""]);
        let needs_server = expect!["client is published and needs server, which is not"];
        check_published(&import("server", None, "*"), &needs_server);
        check_published(&import("server", Some("dev"), "*"), &expect![""]);
        check_published(&import("server", Some("dev"), "^0.1.0"), &needs_server);
        check_published(&serde_json::json!({ "name": "serde", "req": "^1", "path": null }), &expect![""]);
    }

    #[test]
    fn an_import_outside_the_table_is_named() {
        check(&[("types", &[]), ("wire", &["types"])], &expect![""]);
        check(&[("types", &["wire"]), ("wire", &[])], &expect!["types must not import wire"]);
        check(&[("types", &[])], &expect!["wire is in the table but is not a crate"]);
        check(&[("types", &[]), ("wire", &[]), ("new", &[])], &expect!["new has no row in the table"]);
    }
}
