//! Compares docs/must-list.md with the tests it names.
//!
//! In: the page and the files it points into. Out: every rule without a test, and every named test that is gone.

use anyhow::{Context, Result, bail};
use std::path::Path;

/// One numbered rule of the page, with the tests that fail when it is broken.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    number: usize,
    tests: Vec<NamedTest>,
}

/// A test as the page names it: `path/from/the/root::name`.
#[derive(Debug, PartialEq, Eq)]
struct NamedTest {
    path: String,
    name: String,
}

/// Fails with one line for each rule without a test and for each test that does not exist.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let page = repository.join("docs/must-list.md");
    let text = std::fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let read = |path: &str| std::fs::read_to_string(repository.join(path)).ok();
    let problems = problems(&rules(&text), read);
    if !problems.is_empty() {
        bail!("docs/must-list.md does not match the tests:\n  {}", problems.join("\n  "));
    }
    Ok(())
}

fn problems(rules: &[Rule], read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut problems = Vec::new();
    if rules.is_empty() {
        problems.push("no rule was found".to_owned());
    }
    for (index, rule) in rules.iter().enumerate() {
        if rule.number != index + 1 {
            problems.push(format!("rule {} is in place {}", rule.number, index + 1));
        }
        // A case with a real client shows that a rule is broken; a Rust test shows where.
        if !rule.tests.iter().any(|test| is_rust(&test.path)) {
            problems.push(format!("rule {} names no Rust test", rule.number));
        }
        for NamedTest { path, name } in &rule.tests {
            match read(path) {
                None => problems.push(format!("rule {}: there is no file {path}", rule.number)),
                Some(source) if holds(path, &source, name) => {}
                Some(_) => problems.push(format!("rule {}: {path} has no test {name}", rule.number)),
            }
        }
    }
    problems
}

/// Reads `1. text` up to the next number; its tests stand in back ticks as `path::name`.
fn rules(page: &str) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for line in page.lines() {
        let number = line.split_once(". ").and_then(|(number, _)| number.parse().ok());
        if let Some(number) = number {
            rules.push(Rule { number, tests: Vec::new() });
        }
        if let Some(rule) = rules.last_mut() {
            // Every second piece between back ticks is code.
            rule.tests.extend(line.split('`').skip(1).step_by(2).filter_map(named_test));
        }
    }
    rules
}

fn named_test(code: &str) -> Option<NamedTest> {
    let (path, name) = code.split_once("::")?;
    path.contains('/').then(|| NamedTest { path: path.to_owned(), name: name.to_owned() })
}

fn holds(path: &str, source: &str, name: &str) -> bool {
    if is_rust(path) {
        return is_rust_test(source, name);
    }
    // Cases are listed by name: ['name', ('name', ("name", or [`${protocol}-name`,
    [format!("['{name}',"), format!("('{name}',"), format!("(\"{name}\","), format!("-{name}`,")]
        .iter()
        .any(|listed| source.contains(listed))
}

/// Whether a test of ours stands there; the conformance program lists cases for clients of others, also in Rust.
fn is_rust(path: &str) -> bool {
    !path.starts_with("dev/conformance/") && Path::new(path).extension().is_some_and(|end| end == "rs")
}

/// Whether `source` has a function `name` that the test runner runs.
fn is_rust_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let head = format!("fn {name}(");
    let found = lines.iter().position(|line| {
        line.starts_with(&head) || line.strip_prefix("async ").is_some_and(|rest| rest.starts_with(&head))
    });
    let Some(place) = found else { return false };
    let attributes: Vec<&str> =
        lines.iter().take(place).rev().take_while(|line| line.starts_with('#')).copied().collect();
    let is_test = |line: &&str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
    attributes.iter().any(is_test) && !attributes.iter().any(|line| line.starts_with("#[ignore"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const SOURCE: &str = "#[test]\nfn one() {}\n\nfn two() {}\n\n#[tokio::test]\n#[ignore = \"slow\"]\nasync fn three() {}\n\n#[tokio::test]\nasync fn four() {}";
    const CASES: &str = "run([\n  ['a-case', aCase],\n]);";

    fn check(page: &str, expected: &Expect) {
        let read = |path: &str| match path {
            "a/b.rs" => Some(SOURCE.to_owned()),
            "a/c.js" => Some(CASES.to_owned()),
            "dev/conformance/c.rs" => Some("case(\"a-case\", vec![])".to_owned()),
            _ => None,
        };
        expected.assert_eq(&problems(&rules(page), read).join("; "));
    }

    #[test]
    fn a_rule_is_held_by_tests_that_exist() {
        check("1. Text.\n   `a/b.rs::one`, `a/c.js::a-case`\n2. `word` `a/b.rs::four`", &expect![""]);
        check("1. `a/b.rs::one` `dev/conformance/c.rs::a-case`", &expect![""]);
        check("1. `a/b.rs::one`\n3. `a/b.rs::one`", &expect!["rule 3 is in place 2"]);
        check("1. `a/c.js::a-case`", &expect!["rule 1 names no Rust test"]);
        check("no list", &expect!["no rule was found"]);
    }

    #[test]
    fn a_test_that_does_not_run_holds_nothing() {
        check("1. `a/b.rs::two`", &expect!["rule 1: a/b.rs has no test two"]);
        check("1. `a/b.rs::three`", &expect!["rule 1: a/b.rs has no test three"]);
        check("1. `a/b.rs::one` `a/c.js::gone`", &expect!["rule 1: a/c.js has no test gone"]);
        check("1. `a/b.rs::one` `a/d.rs::one`", &expect!["rule 1: there is no file a/d.rs"]);
    }
}
