//! Whether the pages are whole: every locale has every word, every page of the console has its line.
//!
//! In: the sources and the tests of `web/`. Out: the tests that failed, as Node prints them.
//! Never: the installed packages; what needs them is checked when the pages are built.

use crate::process::run_in;
use anyhow::Result;
use std::path::Path;

/// Runs the tests of `web/scripts`.
pub(crate) fn run(repository: &Path) -> Result<()> {
    run_in(&repository.join("web"), "node", &["--test", "--test-reporter=dot", "scripts/"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use launch::repository;

    #[test]
    fn the_pages_are_whole() {
        run(repository()).unwrap();
    }
}
