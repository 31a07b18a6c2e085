//! The data of a server, for commands that change it while the server runs.
//!
//! In: `--data-dir` and `--database-url`. Out: its store and the file of its access keys. Never: a setting of its own.

use anyhow::Context;
use catchlight_store::{Store, StoreSettings};
use clap::Args;
use std::path::{Path, PathBuf};

/// Options that select the data of a server.
#[derive(Debug, Args)]
pub(crate) struct DataOptions {
    /// Data folder of the server.
    #[arg(
        long,
        value_name = "DIR",
        env = "CATCHLIGHT_DATA_DIR",
        default_value = "catchlight-data",
        global = true
    )]
    data_dir: PathBuf,
    /// Database of the server [default: sqlite:DATA_DIR/catchlight.db].
    #[arg(long, value_name = "URL", env = "CATCHLIGHT_DATABASE_URL", global = true)]
    database_url: Option<String>,
}

impl DataOptions {
    /// Opens the store, and creates it when there is none.
    pub(crate) async fn store(&self) -> anyhow::Result<Store> {
        let here = std::env::current_dir().context("cannot read the current folder")?;
        let folder = here.join(&self.data_dir);
        let settings = StoreSettings {
            database_url: self.database_url.clone().unwrap_or_else(|| database_url(&folder)),
            images_url: images_url(&folder),
        };
        Store::open(&settings).await.context("cannot open the database; check --data-dir and --database-url")
    }

    /// The file of the access keys.
    pub(crate) fn key_file(&self) -> PathBuf {
        key_file(&self.data_dir)
    }
}

/// The database in a data folder, unless the settings name another.
pub(crate) fn database_url(data_dir: &Path) -> String {
    format!("sqlite:{}/catchlight.db", data_dir.display())
}

/// The images in a data folder, unless the settings name another place.
pub(crate) fn images_url(data_dir: &Path) -> String {
    format!("file://{}/images", data_dir.display())
}

/// The file of the access keys in a data folder.
pub(crate) fn key_file(data_dir: &Path) -> PathBuf {
    data_dir.join("access-keys.json")
}
