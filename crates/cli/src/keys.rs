//! `catchlight keys`: the access keys in a data folder.

use anyhow::{Context, ensure};
use catchlight_server::{AccessKey, AccessKeys};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// Options of `catchlight keys`.
#[derive(Debug, Args)]
pub(crate) struct KeysOptions {
    /// Folder of the server.
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_DATA_DIR", default_value = "catchlight-data")]
    data_dir: PathBuf,
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Print the id of every key.
    List,
    /// Make a key and print it; its secret is shown only now.
    Add,
    /// Forget a key, and with it every credential that was made from it.
    Remove {
        /// Id of the key.
        id: String,
    },
}

/// Carries out one of the commands; a running server reads its keys when it starts again.
pub(crate) fn run(options: &KeysOptions) -> anyhow::Result<()> {
    let path = file(&options.data_dir);
    let keys = AccessKeys::read(&path)?.unwrap_or_else(|| AccessKeys::new([]));
    match &options.command {
        KeysCommand::List => keys.ids().for_each(print),
        KeysCommand::Add => {
            std::fs::create_dir_all(&options.data_dir)
                .with_context(|| format!("cannot make {}", options.data_dir.display()))?;
            let key = AccessKey::generate();
            keys.with(key.clone()).write(&path)?;
            print(&format!("AWS_ACCESS_KEY_ID={}", key.id));
            print(&format!("AWS_SECRET_ACCESS_KEY={}", key.secret.as_str()));
        }
        KeysCommand::Remove { id } => {
            ensure!(keys.secret(id).is_some(), "{} holds no key {id}", path.display());
            keys.without(id).write(&path)?;
        }
    }
    Ok(())
}

/// The file of the keys in a data folder.
pub(crate) fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("access-keys.json")
}

#[expect(clippy::print_stdout, reason = "the answer of the command")]
fn print(line: &str) {
    println!("{line}");
}
