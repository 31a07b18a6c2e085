//! Asks the npm registry for known vulnerabilities of the packages in our lock files.
//!
//! In: the folders with a lock file. Out: a line for each: the vulnerabilities, or that the registry could not be
//! reached. A vulnerability of high or critical severity in something that we ship is an error. Never: silence when the registry does not respond.

use crate::process::report;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::Path;

/// Folders with packages that reach users: in the pages, or as models and their runtime.
const SHIPPED: [&str; 2] = ["web", "assets"];
/// Folders with packages that only tests use.
const FOR_TESTS: [&str; 1] = ["dev/conformance/clients"];

/// Asks about every lock file.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let mut bad = Vec::new();
    for folder in SHIPPED.into_iter().chain(FOR_TESTS) {
        let answer = ask(&repository.join(folder))?;
        report(&format!("npm audit of {folder}: {}", answer.words()));
        if SHIPPED.contains(&folder) && answer.is_bad() {
            bad.push(folder);
        }
    }
    if !bad.is_empty() {
        bail!(
            "packages that we ship have serious vulnerabilities, see `npm audit --omit=dev` in {}",
            bad.join(", ")
        );
    }
    Ok(())
}

/// What the registry said.
#[derive(Debug, PartialEq, Eq)]
enum AuditOutcome {
    Known { low: u32, moderate: u32, high: u32, critical: u32 },
    NotAsked(String),
}

/// What `npm audit --json` prints: the vulnerabilities, or why there is no response.
#[derive(Deserialize)]
struct Printed {
    metadata: Option<Metadata>,
    message: Option<String>,
    error: Option<Failure>,
}

#[derive(Deserialize)]
struct Metadata {
    vulnerabilities: Vulnerabilities,
}

#[derive(Deserialize)]
struct Vulnerabilities {
    low: u32,
    moderate: u32,
    high: u32,
    critical: u32,
}

#[derive(Deserialize)]
struct Failure {
    summary: String,
}

impl AuditOutcome {
    fn read(printed: &str) -> Result<Self> {
        let printed: Printed = serde_json::from_str(printed)
            .with_context(|| format!("npm audit did not print JSON: {printed}"))?;
        if let Some(Metadata { vulnerabilities }) = printed.metadata {
            let Vulnerabilities { low, moderate, high, critical } = vulnerabilities;
            return Ok(Self::Known { low, moderate, high, critical });
        }
        let reason = printed.message.or(printed.error.map(|failure| failure.summary));
        Ok(Self::NotAsked(reason.unwrap_or_else(|| "no reason was given".to_owned())))
    }

    const fn is_bad(&self) -> bool {
        matches!(self, Self::Known { high, critical, .. } if *high > 0 || *critical > 0)
    }

    fn words(&self) -> String {
        match self {
            Self::Known { low: 0, moderate: 0, high: 0, critical: 0 } => "nothing is known".to_owned(),
            Self::Known { low, moderate, high, critical } => {
                format!("{critical} critical, {high} high, {moderate} moderate, {low} low")
            }
            Self::NotAsked(why) => format!("NOT DONE, the registry could not be asked: {why}"),
        }
    }
}

fn ask(folder: &Path) -> Result<AuditOutcome> {
    let output = launch::as_from_a_shell("npm")
        .args(["audit", "--omit=dev", "--audit-level=high", "--json"])
        .current_dir(folder)
        .output()
        .context("cannot start npm; is it installed?")?;
    AuditOutcome::read(&String::from_utf8_lossy(&output.stdout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_answer_is_told_from_none() {
        let clean = r#"{"metadata": {"vulnerabilities": {"info": 0, "low": 0, "moderate": 0, "high": 0, "critical": 0, "total": 0}}}"#;
        let answer = AuditOutcome::read(clean).unwrap();
        assert_eq!(answer.words(), "nothing is known");
        let refused = AuditOutcome::read(
            r#"{"message": "405 Method Not Allowed", "error": {"summary": "", "detail": ""}}"#,
        );
        let refused = refused.unwrap();
        assert!(!refused.is_bad());
        assert_eq!(refused.words(), "NOT DONE, the registry could not be asked: 405 Method Not Allowed");
        let offline =
            AuditOutcome::read(r#"{"error": {"code": "ENOTFOUND", "summary": "no network", "detail": ""}}"#)
                .unwrap();
        assert_eq!(offline, AuditOutcome::NotAsked("no network".to_owned()));
    }

    #[test]
    fn high_and_critical_are_bad() {
        let answer = |high, critical| AuditOutcome::Known { low: 3, moderate: 2, high, critical };
        assert!(!answer(0, 0).is_bad() && answer(1, 0).is_bad() && answer(0, 1).is_bad());
        assert_eq!(answer(1, 0).words(), "0 critical, 1 high, 2 moderate, 3 low");
    }

    #[test]
    fn something_else_is_an_error() {
        assert!(AuditOutcome::read("").is_err());
    }
}
