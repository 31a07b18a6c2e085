//! The table of cases in docs/compatibility.md.
//!
//! In: reports of a run; the page. Out: the page with the table of these reports, or how the two differ.
//! Never: durations and versions as a difference; they drift.

use crate::clients::CLIENTS;
use crate::report::{CaseReport, Verdict};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::PathBuf;

const BEGIN: &str = "<!-- The rest of this page is written by `cargo conformance --publish`. -->";

/// The page that the table is part of.
pub(crate) fn page_path() -> PathBuf {
    launch::repository().join("docs/compatibility.md")
}

/// Writes the outcomes of `reports` into the page; clients that were not run keep theirs.
pub(crate) fn publish(reports: &[CaseReport]) -> Result<()> {
    let path = page_path();
    let page = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let (above, published) = split(&page)?;
    let was_run = |client: &str| reports.iter().any(|report| report.client == client);
    let mut all = read_reports(published);
    all.retain(|report| !was_run(&report.client));
    all.extend_from_slice(reports);
    std::fs::write(&path, format!("{above}{BEGIN}\n\n{}", render(&all)))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// How `reports` differ from the page, a line each; `whole` says that every published case was run.
pub(crate) fn differences(reports: &[CaseReport], whole: bool) -> Result<Vec<String>> {
    let page = std::fs::read_to_string(page_path())?;
    Ok(compare(&outcomes(reports), &read(split(&page)?.1), whole))
}

fn split(page: &str) -> Result<(&str, &str)> {
    let place = page.find(BEGIN);
    ensure!(place.is_some(), "docs/compatibility.md has lost the line `{BEGIN}`");
    Ok(page.split_at(place.unwrap_or_default()))
}

/// A client and one of its cases.
type Name = (String, String);

fn outcomes(reports: &[CaseReport]) -> BTreeMap<Name, Verdict> {
    reports.iter().map(|report| ((report.client.clone(), report.case.clone()), report.verdict)).collect()
}

fn compare(run: &BTreeMap<Name, Verdict>, page: &BTreeMap<Name, Verdict>, whole: bool) -> Vec<String> {
    let mut found = Vec::new();
    for ((client, case), verdict) in run {
        match page.get(&(client.clone(), case.clone())) {
            Some(told) if told == verdict => {}
            Some(told) => found.push(format!("{client} {case} is {verdict}, published as {told}")),
            // Whoever adds a case publishes it with the next whole run.
            None if !whole => {}
            None => found.push(format!("{client} {case} is {verdict} and not published")),
        }
    }
    let gone = page.keys().filter(|name| whole && !run.contains_key(*name));
    found.extend(gone.map(|(client, case)| format!("{client} {case} is published and was not run")));
    found
}

/// The clients of the control plane share their cases, and a table.
fn render(reports: &[CaseReport]) -> String {
    let mut text = summary(reports);
    let (driven, others): (Vec<&str>, Vec<&str>) =
        clients(reports).into_iter().partition(|name| is_driven(name));
    for group in [driven].into_iter().chain(others.into_iter().map(|name| vec![name])) {
        text.push('\n');
        text.push_str(&table(reports, &group));
    }
    text
}

fn is_driven(name: &str) -> bool {
    CLIENTS.iter().any(|client| client.name == name && client.kind.is_driver())
}

fn clients(reports: &[CaseReport]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for report in reports {
        if !names.contains(&report.client.as_str()) {
            names.push(&report.client);
        }
    }
    names.sort_by_key(|name| crate::clients::place(name));
    names
}

fn summary(reports: &[CaseReport]) -> String {
    let mut text = "| client | version | PASS | FAIL | NA |\n|---|---|---|---|---|\n".to_owned();
    for client in clients(reports) {
        let of_client: Vec<&CaseReport> = reports.iter().filter(|report| report.client == client).collect();
        let count = |verdict| of_client.iter().filter(|report| report.verdict == verdict).count();
        let (pass, fail, na) = (count(Verdict::Pass), count(Verdict::Fail), count(Verdict::Na));
        let version = of_client.first().map_or("-", |report| &report.version);
        text.push_str(&format!("| {client} | {version} | {pass} | {fail} | {na} |\n"));
    }
    text
}

fn table(reports: &[CaseReport], clients: &[&str]) -> String {
    let rule = "---|".repeat(clients.len());
    let mut text = format!("| case | {} | AWS |\n|---|{rule}---|\n", clients.join(" | "));
    let mut rows: BTreeMap<&str, Vec<&CaseReport>> = BTreeMap::new();
    for report in reports.iter().filter(|report| clients.contains(&report.client.as_str())) {
        rows.entry(&report.case).or_default().push(report);
    }
    for (case, reports) in rows {
        let cell = |client: &&str| {
            let found = reports.iter().find(|report| report.client == **client);
            found.map_or_else(|| "-".to_owned(), |report| report.verdict.to_string())
        };
        let cells: Vec<String> = clients.iter().map(cell).collect();
        let documented = reports.iter().all(|report| !report.unverified_on_aws);
        let aws = if documented { "documented" } else { "unverified" };
        text.push_str(&format!("| {case} | {} | {aws} |\n", cells.join(" | ")));
    }
    text
}

fn read(text: &str) -> BTreeMap<Name, Verdict> {
    outcomes(&read_reports(text))
}

/// The outcomes in every table that begins with a column of cases, with the versions of the table of clients.
fn read_reports(text: &str) -> Vec<CaseReport> {
    let mut clients: Vec<&str> = Vec::new();
    let mut versions = BTreeMap::new();
    let mut found = Vec::new();
    for line in text.lines() {
        let Some(cells) = line.strip_prefix("| ") else {
            if line.is_empty() {
                clients.clear();
            }
            continue;
        };
        let mut cells = cells.trim_end_matches('|').split('|').map(str::trim);
        match cells.next() {
            Some("case") => clients = cells.collect(),
            Some(client) if clients.is_empty() => {
                versions.insert(client, cells.next().unwrap_or("-"));
            }
            Some(case) => {
                let unverified_on_aws = line.contains("| unverified |");
                for (client, cell) in clients.iter().zip(cells) {
                    let Some(verdict) = Verdict::from_word(cell) else { continue };
                    found.push(CaseReport {
                        client: (*client).to_owned(),
                        version: (*versions.get(client).unwrap_or(&"-")).to_owned(),
                        case: case.to_owned(),
                        verdict,
                        milliseconds: 0,
                        detail: String::new(),
                        unverified_on_aws,
                    });
                }
            }
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases;

    fn report(client: &str, case: &str, verdict: Verdict) -> CaseReport {
        CaseReport {
            client: client.to_owned(),
            version: "1.0".to_owned(),
            case: case.to_owned(),
            verdict,
            milliseconds: 7,
            detail: String::new(),
            unverified_on_aws: case != "create",
        }
    }

    fn some_reports() -> Vec<CaseReport> {
        vec![
            report("boto3", "create", Verdict::Pass),
            report("boto3", "odd", Verdict::Na),
            report("js-sdk", "create", Verdict::Pass),
            report("amplify-web", "cancel", Verdict::Fail),
        ]
    }

    #[test]
    fn clients_of_the_control_plane_share_a_table() {
        expect_test::expect![[r"
            | client | version | PASS | FAIL | NA |
            |---|---|---|---|---|
            | boto3 | 1.0 | 1 | 0 | 1 |
            | js-sdk | 1.0 | 1 | 0 | 0 |
            | amplify-web | 1.0 | 0 | 1 | 0 |

            | case | boto3 | js-sdk | AWS |
            |---|---|---|---|
            | create | PASS | PASS | documented |
            | odd | NA | - | unverified |

            | case | amplify-web | AWS |
            |---|---|---|
            | cancel | FAIL | unverified |
        "]]
        .assert_eq(&render(&some_reports()));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let page = render(&some_reports());
        assert_eq!(read(&page), outcomes(&some_reports()));
        assert_eq!(render(&read_reports(&page)), page);
    }

    #[test]
    fn a_difference_is_told_from_both_sides() {
        let page = outcomes(&some_reports());
        let run =
            outcomes(&[report("boto3", "create", Verdict::Fail), report("boto3", "new", Verdict::Pass)]);
        assert_eq!(compare(&run, &page, false).len(), 1);
        let told = compare(&run, &page, true);
        assert_eq!(told[0], "boto3 create is FAIL, published as PASS");
        assert_eq!(told.len(), 5);
    }

    #[test]
    fn the_page_tells_every_case_of_the_control_plane_and_no_failure() {
        let page = std::fs::read_to_string(page_path()).unwrap();
        let published = read(split(&page).unwrap().1);
        for client in CLIENTS.iter().filter(|client| client.kind.is_driver()) {
            let of_client = published.keys().filter(|(name, _)| name == client.name);
            let told: Vec<&str> = of_client.map(|(_, case)| case.as_str()).collect();
            let mut wanted: Vec<String> = cases::all().into_iter().map(|case| case.name).collect();
            wanted.sort();
            assert_eq!(told, wanted, "run `cargo conformance --publish`");
        }
        assert!(published.values().all(|verdict| *verdict != Verdict::Fail));
    }
}
