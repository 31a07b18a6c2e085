//! The part of docs/compatibility.md that a run writes: counts for each client, and the cases that did not pass.
//!
//! In: the page and the published outcomes. Out: the page with that part written anew.

use crate::report::{CaseReport, Verdict};
use anyhow::{Context, Result};
use std::collections::BTreeMap;

const BEGIN: &str = "<!-- The rest of this page is written by `cargo conformance --publish`. -->";

/// The page, with everything below the mark rendered from `reports`.
pub(super) fn with_outcomes(page: &str, reports: &[CaseReport]) -> Result<String> {
    let (above, _) =
        page.split_once(BEGIN).with_context(|| format!("{} has lost the line `{BEGIN}`", super::PAGE))?;
    Ok(format!("{above}{BEGIN}\n\n{}", render(reports)))
}

fn render(reports: &[CaseReport]) -> String {
    let mut text = counts(reports);
    text.push_str("\n### Failed\n\n");
    text.push_str(&named(reports, Verdict::Fail));
    text.push_str("\n### Not applicable\n\n");
    text.push_str(&named(reports, Verdict::Na));
    text
}

fn counts(reports: &[CaseReport]) -> String {
    let mut text =
        "| client | version | PASS | FAIL | NA | documented by AWS |\n|---|---|---|---|---|---|\n".to_owned();
    for client in clients(reports) {
        let of_client: Vec<&CaseReport> = reports.iter().filter(|report| report.client == client).collect();
        let count = |verdict| of_client.iter().filter(|report| report.verdict == verdict).count();
        let (pass, fail, na) = (count(Verdict::Pass), count(Verdict::Fail), count(Verdict::Na));
        let documented = of_client.iter().filter(|report| !report.unverified_on_aws).count();
        let version = of_client.first().map_or("-", |report| &report.version);
        text.push_str(&format!("| {client} | {version} | {pass} | {fail} | {na} | {documented} |\n"));
    }
    text
}

/// The clients in the order in which they appear.
fn clients(reports: &[CaseReport]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for report in reports {
        if !names.contains(&report.client.as_str()) {
            names.push(&report.client);
        }
    }
    names
}

/// The cases that ended in this way, with the clients for which they did.
fn named(reports: &[CaseReport], verdict: Verdict) -> String {
    let mut cases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for report in reports.iter().filter(|report| report.verdict == verdict) {
        cases.entry(&report.case).or_default().push(&report.client);
    }
    if cases.is_empty() {
        return "None.\n".to_owned();
    }
    let rows = cases.iter().map(|(case, clients)| format!("| {case} | {} |\n", clients.join(", ")));
    format!("| case | clients |\n|---|---|\n{}", rows.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::super::some_reports;
    use super::*;

    #[test]
    fn the_page_counts_and_names_only_what_did_not_pass() {
        let page = format!("# Text\n\n{BEGIN}\n\n| old |\n");
        expect_test::expect![[r"
            # Text

            <!-- The rest of this page is written by `cargo conformance --publish`. -->

            | client | version | PASS | FAIL | NA | documented by AWS |
            |---|---|---|---|---|---|
            | boto3 | 1.0 | 1 | 0 | 1 | 1 |
            | js-sdk | 1.0 | 1 | 0 | 1 | 1 |
            | amplify-web | 1.0 | 0 | 1 | 0 | 0 |

            ### Failed

            | case | clients |
            |---|---|
            | cancel | amplify-web |

            ### Not applicable

            | case | clients |
            |---|---|
            | odd | boto3, js-sdk |
        "]]
        .assert_eq(&with_outcomes(&page, &some_reports()).unwrap());
    }

    #[test]
    fn a_page_without_failures_says_so() {
        assert_eq!(named(&some_reports()[..1], Verdict::Fail), "None.\n");
    }

    #[test]
    fn a_page_without_the_mark_is_refused() {
        assert!(with_outcomes("# Text\n", &[]).is_err());
    }
}
