//! Puts the built check page into the library, so that one file is a whole server.
//!
//! In: `web/dist`, where `make web` has filled it. Out: a list of its files for `pages.rs`, empty without it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let built = web.join("dist");
    let mut files = Vec::new();
    if built.is_dir() {
        collect(&built, "", &mut files)?;
        println!("cargo::rerun-if-changed={}", built.display());
    } else {
        // A path that is missing would make every build run this again; its folder tells when it appears.
        println!("cargo::rerun-if-changed={}", web.display());
    }
    files.sort();
    let mut list = String::from("&[\n");
    for (name, path) in files {
        let path = path.canonicalize()?;
        writeln!(list, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
            .map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    let target = env::var_os("OUT_DIR").map(PathBuf::from).ok_or(io::ErrorKind::NotFound)?;
    fs::write(target.join("embedded_pages.rs"), list)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if !name.starts_with('.') {
            files.push((format!("{prefix}{name}"), path.clone()));
        }
    }
    Ok(())
}
