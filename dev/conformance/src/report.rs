//! One case of one client, and how it is printed.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Verdict {
    Pass,
    Fail,
    /// The case cannot be asked of this target; the detail says why.
    Na,
}

impl Verdict {
    /// The verdict that is written so.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Pass, Self::Fail, Self::Na].into_iter().find(|verdict| verdict.word() == word)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Na => "NA",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}

/// What a client script prints for each case.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseReport {
    pub(crate) client: String,
    pub(crate) version: String,
    pub(crate) case: String,
    pub(crate) verdict: Verdict,
    pub(crate) milliseconds: u64,
    pub(crate) detail: String,
    /// No public document says what AWS does here, and nobody has run the case against AWS.
    #[serde(default = "yes")]
    pub(crate) unverified_on_aws: bool,
}

const fn yes() -> bool {
    true
}

/// Keeps every case as a JSON object a line.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Begins the log at `path` anew.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path: path.to_owned(), file })
    }
}

/// Prints cases as they end, logs and counts them.
#[derive(Debug)]
pub(crate) struct Printer {
    log: Log,
    pub(crate) reports: Vec<CaseReport>,
}

impl Printer {
    pub(crate) fn new(log: Log) -> Self {
        Self { log, reports: Vec::new() }
    }

    pub(crate) fn case(&mut self, report: CaseReport) -> Result<()> {
        writeln!(self.log.file, "{}", serde_json::to_string(&report)?)?;
        print(&columns(&report))?;
        self.reports.push(report);
        Ok(())
    }

    pub(crate) fn summary(&self) -> Result<()> {
        let counted = |verdict| self.count(verdict);
        let line = format!(
            "{} passed, {} failed, {} not applicable; log: {}",
            counted(Verdict::Pass),
            counted(Verdict::Fail),
            counted(Verdict::Na),
            self.log.path.display()
        );
        print(&line)
    }

    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.reports.iter().filter(|report| report.verdict == verdict).count()
    }
}

/// Prints a line for people.
pub(crate) fn print(line: &str) -> Result<()> {
    Ok(writeln!(io::stdout().lock(), "{line}")?)
}

fn columns(report: &CaseReport) -> String {
    let CaseReport { client, version, case, verdict, milliseconds, detail, .. } = report;
    let line = format!("{client:<13} {version:<9} {case:<44} {verdict:<4} {milliseconds:>7} ms  {detail}");
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_of_a_script_becomes_columns() {
        let line = r#"{"client":"boto3","version":"1.44.5","case":"create","verdict":"PASS","milliseconds":12,"detail":""}"#;
        let report: CaseReport = serde_json::from_str(line).unwrap();
        assert_eq!(
            columns(&report),
            "boto3         1.44.5    create                                       PASS      12 ms"
        );
    }

    #[test]
    fn verdict_of_another_spelling_is_refused() {
        assert!(serde_json::from_str::<Verdict>(r#""pass""#).is_err());
    }
}
