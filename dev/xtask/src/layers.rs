//! Compares the crates' imports with the table in docs/architecture.md.
//!
//! In: `cargo metadata` and the table. Out: every import the table does not allow.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

type Imports = BTreeMap<String, Vec<String>>;

/// Fails with one line for each import that the table does not allow, and for each crate it does not know.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let page = repository.join("docs/architecture.md");
    let text = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let problems = violations(&allowed_imports(&text), &actual_imports(repository)?);
    if !problems.is_empty() {
        bail!("imports differ from docs/architecture.md:\n  {}", problems.join("\n  "));
    }
    Ok(())
}

fn violations(allowed: &Imports, actual: &Imports) -> Vec<String> {
    let mut problems = Vec::new();
    for (importer, imports) in actual {
        let Some(permitted) = allowed.get(importer) else {
            problems.push(format!("{importer} has no line in the table"));
            continue;
        };
        for import in imports.iter().filter(|import| !permitted.contains(import)) {
            problems.push(format!("{importer} must not import {import}"));
        }
    }
    for stale in allowed.keys().filter(|name| !actual.contains_key(*name)) {
        problems.push(format!("{stale} stands in the table but is no crate"));
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

fn actual_imports(repository: &Path) -> Result<Imports> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(repository)
        .output()
        .context("cannot start cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata wrote no JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(packages.iter().filter_map(crate_imports).collect())
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

    #[test]
    fn an_import_outside_the_table_is_named() {
        check(&[("types", &[]), ("wire", &["types"])], &expect![""]);
        check(&[("types", &["wire"]), ("wire", &[])], &expect!["types must not import wire"]);
        check(&[("types", &[])], &expect!["wire stands in the table but is no crate"]);
        check(&[("types", &[]), ("wire", &[]), ("new", &[])], &expect!["new has no line in the table"]);
    }
}
