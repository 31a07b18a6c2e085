//! The published outcomes: every case in `dev/conformance/published.tsv`, their counts in docs/compatibility.md.
//!
//! In: reports of a run; the two files. Out: the two files with the outcomes of these reports, or how a run differs from
//! them. Never: durations and versions as a difference; they drift.

mod page;
mod rows;

use crate::report::{CaseReport, Verdict};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The file that the outcomes are published in, as a difference names it.
pub(crate) const ROWS: &str = "dev/conformance/published.tsv";
/// The page that counts them.
const PAGE: &str = "docs/compatibility.md";

/// Writes the outcomes of `reports` into both files; clients that were not run keep theirs.
pub(crate) fn publish(reports: &[CaseReport]) -> Result<()> {
    let (rows_path, page_path) = (path_of(ROWS), path_of(PAGE));
    let all = merge(rows::read(&read(&rows_path)?)?, reports);
    let page = page::with_outcomes(&read(&page_path)?, &all)?;
    write(&rows_path, &rows::write(&all))?;
    write(&page_path, &page)
}

/// How `reports` differ from what is published, a line each; `whole` says that every published case was run.
pub(crate) fn differences(reports: &[CaseReport], whole: bool) -> Result<Vec<String>> {
    let published = rows::read(&read(&path_of(ROWS))?)?;
    Ok(compare(&outcomes(reports), &outcomes(&published), whole))
}

fn merge(mut published: Vec<CaseReport>, reports: &[CaseReport]) -> Vec<CaseReport> {
    published.retain(|old| reports.iter().all(|new| new.client != old.client));
    published.extend_from_slice(reports);
    published.sort_by(|a, b| order(a).cmp(&order(b)));
    published
}

fn order(report: &CaseReport) -> (usize, &str, &str) {
    (crate::clients::place(&report.client), &report.client, &report.case)
}

/// A client and one of its cases.
type Name = (String, String);

fn outcomes(reports: &[CaseReport]) -> BTreeMap<Name, Verdict> {
    reports.iter().map(|report| ((report.client.clone(), report.case.clone()), report.verdict)).collect()
}

fn compare(run: &BTreeMap<Name, Verdict>, published: &BTreeMap<Name, Verdict>, whole: bool) -> Vec<String> {
    let mut found = Vec::new();
    for ((client, case), verdict) in run {
        match published.get(&(client.clone(), case.clone())) {
            Some(before) if before == verdict => {}
            Some(before) => found.push(format!("{client} {case} is {verdict}, published as {before}")),
            // A new case is published with the next whole run.
            None if !whole => {}
            None => found.push(format!("{client} {case} is {verdict} and not published")),
        }
    }
    let gone = published.keys().filter(|name| whole && !run.contains_key(*name));
    found.extend(gone.map(|(client, case)| format!("{client} {case} is published and was not run")));
    found
}

fn path_of(name: &str) -> PathBuf {
    launch::repository().join(name)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
fn report(client: &str, case: &str, verdict: Verdict) -> CaseReport {
    CaseReport {
        client: client.to_owned(),
        version: "1.0".to_owned(),
        case: case.to_owned(),
        verdict,
        milliseconds: 0,
        detail: String::new(),
        unverified_on_aws: case != "create",
    }
}

/// Outcomes of four clients, in the order of the file.
#[cfg(test)]
fn some_reports() -> Vec<CaseReport> {
    vec![
        report("boto3", "create", Verdict::Pass),
        report("boto3", "odd", Verdict::Na),
        report("js-sdk", "create", Verdict::Pass),
        report("js-sdk", "odd", Verdict::Na),
        report("amplify-web", "cancel", Verdict::Fail),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;
    use crate::clients::CLIENTS;

    #[test]
    fn a_difference_is_reported_from_both_sides() {
        let published = outcomes(&some_reports());
        let run =
            outcomes(&[report("boto3", "create", Verdict::Fail), report("boto3", "new", Verdict::Pass)]);
        assert_eq!(compare(&run, &published, false).len(), 1);
        let found = compare(&run, &published, true);
        assert_eq!(found[0], "boto3 create is FAIL, published as PASS");
        assert_eq!(found.len(), 6);
    }

    #[test]
    fn a_client_that_was_not_run_keeps_its_outcomes() {
        let run = [report("boto3", "new", Verdict::Pass)];
        let merged = merge(some_reports(), &run);
        let names: Vec<(&str, &str)> =
            merged.iter().map(|report| (report.client.as_str(), report.case.as_str())).collect();
        let others = [("js-sdk", "create"), ("js-sdk", "odd"), ("amplify-web", "cancel")];
        assert_eq!(names, [&[("boto3", "new")], &others[..]].concat());
    }

    #[test]
    fn every_case_of_the_control_plane_is_published_and_none_failed() {
        let published = rows::read(&read(&path_of(ROWS)).unwrap()).unwrap();
        for client in CLIENTS.iter().filter(|client| client.kind.is_driver()) {
            let of_client = published.iter().filter(|report| report.client == client.name);
            let found: Vec<&str> = of_client.map(|report| report.case.as_str()).collect();
            let mut wanted: Vec<String> = cases::all().into_iter().map(|case| case.name).collect();
            wanted.sort();
            assert_eq!(found, wanted, "run `cargo conformance --publish`");
        }
        assert!(published.iter().all(|report| report.verdict != Verdict::Fail));
    }

    #[test]
    fn both_files_are_as_a_run_would_write_them() {
        let (text, page) = (read(&path_of(ROWS)).unwrap(), read(&path_of(PAGE)).unwrap());
        let published = rows::read(&text).unwrap();
        assert_eq!(rows::write(&merge(published.clone(), &[])), text);
        assert_eq!(page::with_outcomes(&page, &published).unwrap(), page);
    }

    #[test]
    fn the_page_stays_short() {
        let lines = read(&path_of(PAGE)).unwrap().lines().count();
        assert!(lines < 300, "docs/compatibility.md has {lines} lines; rows of cases belong into {ROWS}");
    }
}
