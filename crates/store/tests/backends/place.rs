//! An empty database and an empty folder of images, for one test.

use catchlight_store::{BackendKind, Store, StoreSettings};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::task::JoinSet;

/// Where the stores of one test are; deleted with it.
pub(crate) struct Place {
    kind: BackendKind,
    folder: TempDir,
}

impl Place {
    pub(crate) fn new(kind: BackendKind) -> Self {
        Self { kind, folder: TempDir::new().unwrap() }
    }

    fn settings(&self) -> StoreSettings {
        let folder = self.folder.path().display();
        let database_url = match self.kind {
            BackendKind::Sqlite => format!("sqlite:{folder}/catchlight.db"),
        };
        StoreSettings { database_url, images_url: format!("file://{folder}/images") }
    }

    /// Opens a store here: the first time an empty one, later the same again, as another node or after a restart.
    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.settings()).await.unwrap()
    }

    /// The files of images, sorted.
    pub(crate) fn images(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().join("images")];
        while let Some(next) = folders.pop() {
            for path in entries(&next) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(self.folder.path()).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }

    /// Makes `count` calls at the same moment, by turns on two nodes. Returns what each returned, in any order.
    pub(crate) async fn race<R, F>(&self, count: u8, call: impl Fn(Store, u8) -> F) -> Vec<R>
    where
        R: Send + 'static,
        F: Future<Output = R> + Send + 'static,
    {
        let nodes = [self.open().await, self.open().await];
        let mut calls = JoinSet::new();
        for (number, node) in (0..count).zip(nodes.iter().cycle()) {
            calls.spawn(call(node.clone(), number));
        }
        calls.join_all().await
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}
