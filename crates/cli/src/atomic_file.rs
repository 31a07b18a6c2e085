//! Writes files completely or not at all.
//!
//! In: a path and the content. Out: the file, in place of the previous one.
//! Never: a part of a file. Until everything is written the file has no name, so that nothing is left over when the disk
//! is full or the program is killed.

use anyhow::Context;
use catchlight_recording::Recording;
use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// Writes `bytes` to the file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_by(path, |file| Ok(file.write_all(bytes)?))
}

/// Lets `fill` write the file; when it fails, the previous file stays.
pub(crate) fn write_by(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    try_write(path, fill).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a recording: its video, then the description that makes it one.
pub(crate) fn write_recording(recording: &Recording, path: &Path) -> anyhow::Result<()> {
    for file in recording.files(path)? {
        write(&file.path, &file.content)?;
    }
    Ok(())
}

fn try_write(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // A device or a pipe is written in place.
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let mut device = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        fill(&mut device)?;
        return Ok(device.flush()?);
    }
    // What a link points to is replaced, not the link.
    let path = &path.canonicalize().unwrap_or_else(|_new| path.to_owned());
    anyhow::ensure!(!path.is_dir(), "it is a folder");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match nameless(folder) {
        Ok(file) => {
            let file = filled(file, fill)?;
            name(&file, path)
        }
        Err(_not_on_this_file_system) => {
            let draft = Draft(draft_path(path));
            let file = OpenOptions::new().write(true).create(true).truncate(true).open(&draft.0)?;
            filled(file, fill)?;
            Ok(std::fs::rename(&draft.0, path)?)
        }
    }
}

/// A file that nobody else can see.
fn nameless(folder: &Path) -> std::io::Result<File> {
    let mode = Mode::RUSR | Mode::WUSR | Mode::RGRP | Mode::WGRP | Mode::ROTH | Mode::WOTH;
    Ok(File::from(open(folder, OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC, mode)?))
}

/// Fills the file and waits until it is on the disk: a full disk reports it only then.
fn filled(file: File, fill: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>) -> anyhow::Result<File> {
    let mut out = BufWriter::new(file);
    fill(&mut out)?;
    let file = out.into_inner()?;
    file.sync_all()?;
    Ok(file)
}

/// Gives a nameless file its name. Only a new name can be given, so a file that is there is replaced in two steps.
fn name(file: &File, path: &Path) -> anyhow::Result<()> {
    let opened = format!("/proc/self/fd/{}", file.as_raw_fd());
    let give = |name: &Path| linkat(CWD, &*opened, CWD, name, AtFlags::SYMLINK_FOLLOW);
    if give(path).is_ok() {
        return Ok(());
    }
    let draft = Draft(draft_path(path));
    give(&draft.0)?;
    Ok(std::fs::rename(&draft.0, path)?)
}

/// The name of an unfinished file, which is deleted on drop.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        // After success the file is gone already.
        drop(std::fs::remove_file(&self.0));
    }
}

fn draft_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.unfinished", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_created_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for text in ["one", "a longer one", ""] {
            write(&path, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_failure_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        write(&old, b"kept").unwrap();
        for path in [&old, &new] {
            let fail = |file: &mut BufWriter<File>| {
                file.write_all(&[7; 100_000])?;
                assert_eq!(names(folder.path()), ["old"]);
                anyhow::bail!("enough")
            };
            let error = format!("{:#}", write_by(path, fail).unwrap_err());
            assert_eq!(error, format!("cannot write {}: enough", path.display()));
        }
        assert_eq!(std::fs::read(&old).unwrap(), b"kept");
        assert_eq!(names(folder.path()), ["old"]);
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        write(&file, b"one").unwrap();
        symlink(&file, &link).unwrap();
        write(&link, b"two").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
        assert!(link.is_symlink());
    }

    #[test]
    fn a_write_error_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let error = |path: &Path| format!("{:#}", write(path, b"x").unwrap_err());
        assert_eq!(
            error(Path::new("/dev/full")),
            "cannot write /dev/full: No space left on device (os error 28)"
        );
        assert_eq!(error(folder.path()), format!("cannot write {}: it is a folder", folder.path().display()));
        let nowhere = folder.path().join("no/such");
        let expected = format!("cannot write {}: No such file or directory (os error 2)", nowhere.display());
        assert_eq!(error(&nowhere), expected);
    }
}
