//! Finds the folders that a build from source leaves in its repository.
//!
//! In: the folder that the user named, or nothing. Out: that folder, else the one in the current folder, else the one
//! above the program. Never: creates a folder.

use std::path::{Path, PathBuf};

/// Folder of the models; the one in the current folder when there is none, so that the advice names a place.
pub(crate) fn models(named: Option<PathBuf>, current_dir: &Path, program: Option<&Path>) -> PathBuf {
    let default = || current_dir.join(MODELS);
    place(named, MODELS, current_dir, program).unwrap_or_else(default)
}

/// Folder of the check page; a server needs none.
pub(crate) fn pages(named: Option<PathBuf>, current_dir: &Path, program: Option<&Path>) -> Option<PathBuf> {
    place(named, PAGES, current_dir, program)
}

fn place(named: Option<PathBuf>, usual: &str, current_dir: &Path, program: Option<&Path>) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(current_dir.join(named));
    }
    let above = program.into_iter().flat_map(Path::ancestors).skip(1);
    std::iter::once(current_dir).chain(above).map(|folder| folder.join(usual)).find(|folder| folder.is_dir())
}

const MODELS: &str = "assets/models";
const PAGES: &str = "web/dist";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_found_here_or_above_the_program() {
        let root = tempfile::tempdir().unwrap();
        let (repository, elsewhere) = (root.path().join("repository"), root.path().join("elsewhere"));
        std::fs::create_dir_all(repository.join(MODELS)).unwrap();
        std::fs::create_dir_all(repository.join(PAGES)).unwrap();
        let program = repository.join("target/release/catchlight");
        assert_eq!(models(None, &elsewhere, Some(&program)), repository.join(MODELS));
        assert_eq!(models(None, &repository, None), repository.join(MODELS));
        assert_eq!(models(None, &elsewhere, None), elsewhere.join(MODELS));
        assert_eq!(models(Some("mine".into()), &elsewhere, Some(&program)), elsewhere.join("mine"));
        assert_eq!(pages(None, &elsewhere, Some(&program)), Some(repository.join(PAGES)));
        assert_eq!(pages(None, &elsewhere, None), None);
    }
}
