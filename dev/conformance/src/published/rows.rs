//! The published outcomes as a file of rows, a case of a client each.
//!
//! In: reports, or the text of the file. Out: the other of the two.

use crate::report::{CaseReport, Verdict};
use anyhow::{Context, Result, ensure};

const HEAD: &str = "client\tversion\tcase\toutcome\taws";
const DOCUMENTED: &str = "documented";
const UNVERIFIED: &str = "unverified";

/// The text of the file that holds these outcomes.
pub(super) fn write(reports: &[CaseReport]) -> String {
    let mut text = format!("{HEAD}\n");
    for CaseReport { client, version, case, verdict, unverified_on_aws, .. } in reports {
        let aws = if *unverified_on_aws { UNVERIFIED } else { DOCUMENTED };
        text.push_str(&format!("{client}\t{version}\t{case}\t{verdict}\t{aws}\n"));
    }
    text
}

/// The outcomes that the file holds.
pub(super) fn read(text: &str) -> Result<Vec<CaseReport>> {
    let mut lines = text.lines();
    ensure!(lines.next() == Some(HEAD), "{} does not begin with `{HEAD}`", super::ROWS);
    let row =
        |(index, line)| row(line).with_context(|| format!("{} line {}: {line}", super::ROWS, index + 2));
    lines.enumerate().map(row).collect()
}

fn row(line: &str) -> Result<CaseReport> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [client, version, case, outcome, aws] = cells[..] else {
        anyhow::bail!("there are {} columns instead of 5", cells.len());
    };
    ensure!([DOCUMENTED, UNVERIFIED].contains(&aws), "the last column is {DOCUMENTED} or {UNVERIFIED}");
    Ok(CaseReport {
        client: client.to_owned(),
        version: version.to_owned(),
        case: case.to_owned(),
        verdict: Verdict::from_word(outcome).with_context(|| format!("{outcome} is no outcome"))?,
        milliseconds: 0,
        detail: String::new(),
        unverified_on_aws: aws == UNVERIFIED,
    })
}

#[cfg(test)]
mod tests {
    use super::super::some_reports;
    use super::*;

    #[test]
    fn each_case_is_a_row() {
        expect_test::expect![[r"
            client	version	case	outcome	aws
            boto3	1.0	create	PASS	documented
            boto3	1.0	odd	NA	unverified
            js-sdk	1.0	create	PASS	documented
            js-sdk	1.0	odd	NA	unverified
            amplify-web	1.0	cancel	FAIL	unverified
        "]]
        .assert_eq(&write(&some_reports()));
    }

    #[test]
    fn what_is_written_can_be_read() {
        let text = write(&some_reports());
        assert_eq!(write(&read(&text).unwrap()), text);
    }

    #[test]
    fn a_damaged_row_is_refused_by_its_line() {
        let row = |line: &str| read(&format!("{HEAD}\n{line}\n")).unwrap_err().to_string();
        assert_eq!(row("boto3"), "dev/conformance/published.tsv line 2: boto3");
        assert!(read(&format!("{HEAD}\nboto3\t1\tcreate\tpass\tdocumented\n")).is_err());
        assert!(read(&format!("{HEAD}\nboto3\t1\tcreate\tPASS\tmaybe\n")).is_err());
        assert!(read("boto3\t1\tcreate\tPASS\tdocumented\n").is_err());
    }
}
