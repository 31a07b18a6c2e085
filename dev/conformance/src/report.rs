//! One case of one client, and how it is printed.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Verdict {
    Pass,
    Fail,
    /// The case cannot be asked of this target; the detail says why.
    Na,
}

/// What a client script prints for each case.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseReport {
    pub(crate) client: String,
    pub(crate) version: String,
    pub(crate) case: String,
    pub(crate) verdict: Verdict,
    pub(crate) milliseconds: u64,
    pub(crate) detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Columns,
    Json,
}

/// Prints cases as they end and counts them.
#[derive(Debug)]
pub(crate) struct Printer {
    format: Format,
    verdicts: Vec<Verdict>,
}

impl Printer {
    pub(crate) fn new(format: Format) -> Self {
        Self { format, verdicts: Vec::new() }
    }

    pub(crate) fn case(&mut self, report: &CaseReport) -> Result<()> {
        self.verdicts.push(report.verdict);
        match self.format {
            Format::Columns => self.text(&columns(report)),
            Format::Json => self.text(&serde_json::to_string(report)?),
        }
    }

    pub(crate) fn text(&mut self, line: &str) -> Result<()> {
        writeln!(io::stdout().lock(), "{line}")?;
        Ok(())
    }

    pub(crate) fn summary(&mut self) -> Result<()> {
        if self.format == Format::Json {
            return Ok(());
        }
        let counted = |verdict| self.count(verdict);
        let line = format!(
            "{} passed, {} failed, {} not applicable",
            counted(Verdict::Pass),
            counted(Verdict::Fail),
            counted(Verdict::Na)
        );
        self.text(&line)
    }

    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.verdicts.iter().filter(|found| **found == verdict).count()
    }
}

fn columns(report: &CaseReport) -> String {
    let CaseReport { client, version, case, verdict, milliseconds, detail } = report;
    let verdict = match verdict {
        Verdict::Pass => "PASS",
        Verdict::Fail => "FAIL",
        Verdict::Na => "NA",
    };
    let line = format!("{client:<16} {version:<10} {case:<22} {verdict:<4} {milliseconds:>7} ms  {detail}");
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_of_a_script_becomes_columns() {
        let line = r#"{"client":"boto3","version":"1.44.5","case":"create","verdict":"PASS","milliseconds":12,"detail":""}"#;
        let report: CaseReport = serde_json::from_str(line).unwrap();
        assert_eq!(columns(&report), "boto3            1.44.5     create                 PASS      12 ms");
    }

    #[test]
    fn verdict_of_another_spelling_is_refused() {
        assert!(serde_json::from_str::<Verdict>(r#""pass""#).is_err());
    }
}
