//! Builds the check page and the console, when their sources are newer than what was built.
//!
//! In: `web/` and the face model of `assets/models`. Out: `web/dist`.
//! Never: an install script of a package, a download that the lock file does not name.

use crate::process::run_in;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

const SOURCES: [&str; 9] = [
    "package.json",
    "package-lock.json",
    "vite.config.js",
    "vite.console.config.js",
    "index.html",
    "console.html",
    "src",
    "scripts",
    "public/element.js",
];

/// Installs the locked packages and builds the page; quick when nothing has changed.
pub(crate) fn run(repository: &Path) -> Result<()> {
    let web = repository.join("web");
    let stamp = web.join("dist/.built-from");
    let wanted = fingerprint(&web, &repository.join("assets/models/tfjs"))?;
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    run_in(&web, "npm", &["ci", "--ignore-scripts", "--silent"])?;
    run_in(&web, "npm", &["run", "--silent", "build"])?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Changes whenever a file changes that the page is built from.
fn fingerprint(web: &Path, model: &Path) -> Result<String> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&web.join(source), &mut files)?;
    }
    collect(model, &mut files)?;
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        digest.update(file.as_os_str().as_encoded_bytes());
        digest.update(bytes.len().to_le_bytes());
        digest.update(bytes);
    }
    Ok(hex::encode(digest.finalize()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
