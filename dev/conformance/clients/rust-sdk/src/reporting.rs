//! Prints one JSON line for each case: the form the conformance program reads.

use anyhow::Result;
use serde_json::json;
use std::time::Instant;

/// Runs the wanted cases of one client.
pub(crate) struct Reporter {
    client: &'static str,
    version: &'static str,
    wanted: Vec<String>,
}

impl Reporter {
    /// `wanted` names the cases to run; all of them when it is empty.
    pub(crate) fn new(client: &'static str, version: &'static str, wanted: Vec<String>) -> Self {
        Self { client, version, wanted }
    }

    /// Runs `test` unless other cases are wanted; it passes when it returns no error.
    pub(crate) async fn case(&self, name: &str, test: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
        if !self.wanted.is_empty() && !self.wanted.iter().any(|wanted| wanted == name) {
            return Ok(());
        }
        let started = Instant::now();
        let outcome = test().await;
        let line = json!({
            "client": self.client,
            "version": self.version,
            "case": name,
            "verdict": if outcome.is_ok() { "PASS" } else { "FAIL" },
            "milliseconds": u64::try_from(started.elapsed().as_millis())?,
            "detail": outcome.err().map(|problem| format!("{problem:#}")).unwrap_or_default(),
        });
        println!("{line}");
        Ok(())
    }
}
